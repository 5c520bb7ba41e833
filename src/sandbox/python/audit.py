"""Records what the code tries, through Python's audit hook. This only detects: the kernel protects."""
import os
import sys

MAX_EVENTS = 50
MAX_DETAIL = 200
WATCHED_PREFIXES = ("os.", "socket.", "subprocess.", "ctypes.", "shutil.", "tempfile.", "pty.", "fcntl.", "mmap.",
                    "urllib.", "http.", "ftplib.", "smtplib.", "syslog.", "resource.", "signal.pthread_kill")
WATCHED = ("open", "import", "sys.addaudithook", "sys._current_frames", "glob.glob", "pathlib.Path.glob")
AF_UNIX = 1
READING = ("r", "rb", "rt")
CODE_FILE, CODE_MODULE = "workflow.py", "workflow"  # the code is compiled and imported under these names
# Where the library lies: a folder, or one file.
LIBRARY = os.path.dirname(os.__file__)
IN_LIBRARY = LIBRARY + os.sep

_watcher = None


class Watcher:
    """Passes each event to `send` as {t, event, detail}, once and at most MAX_EVENTS."""

    def __init__(self, send):
        self._send = send
        self._seen = set()

    def take(self, event, args):
        if len(self._seen) >= MAX_EVENTS or not _is_watched(event, args):
            return
        detail = _describe(event, args)
        if (event, detail) not in self._seen:
            self._seen.add((event, detail))
            self._send({"t": "audit", "event": event, "detail": detail})


def watch(watcher):
    """From now on this one is told; nobody if None."""
    global _watcher
    _watcher = watcher


def watcher():
    return _watcher


def _hook(event, args):
    if _watcher is not None:
        _watcher.take(event, args)


def _is_watched(event, args):
    if event == "socket.__new__" and args[1] == AF_UNIX:  # asyncio creates a pair for itself
        return False
    if event == "open" and _is_look_up(*args[:2]):
        return False
    return event in WATCHED or event.startswith(WATCHED_PREFIXES)


def _is_look_up(path, mode):
    """Whether Python looks for source to quote in a message, which it does by itself and in vain."""
    if type(path) is not str or mode not in READING:
        return False
    is_made = path[:1] == "<" and path[-1:] == ">"
    is_library = path == LIBRARY or (path.startswith(IN_LIBRARY) and ".." not in path)
    return is_made or is_library or path == CODE_FILE


def _describe(event, args):
    shown = args[:1] if event in ("open", "import") else args[:3]
    # Only plain values: the repr of the code's own object would run its code in here.
    parts = [_text(arg) for arg in shown if type(arg) in (str, bytes, int, float, tuple, list) and _is_plain(arg)]
    return " ".join(parts)[:MAX_DETAIL]


def _text(arg):
    return arg.decode("utf-8", "replace") if type(arg) is bytes else str(arg)


def _is_plain(arg):
    if type(arg) in (tuple, list):
        return all(type(item) in (str, bytes, int, float) for item in arg[:20])
    return True


sys.addaudithook(_hook)
