"""Records what the code tries, through Python's audit hook. This only detects: the kernel protects."""
import sys

MAX_EVENTS = 50
MAX_DETAIL = 200
WATCHED_PREFIXES = ("os.", "socket.", "subprocess.", "ctypes.", "shutil.", "tempfile.", "pty.", "fcntl.", "mmap.",
                    "urllib.", "http.", "ftplib.", "smtplib.", "syslog.", "resource.", "signal.pthread_kill")
WATCHED = ("open", "import", "sys.addaudithook", "sys._current_frames", "glob.glob", "pathlib.Path.glob")
AF_UNIX = 1
CODE_FILE = "workflow.py"  # the code is compiled under this name

_send = None
_left = MAX_EVENTS
_seen = set()


def watch(send):
    """From now on passes each event to `send` as {t, event, detail}."""
    global _send
    _send = send


def _hook(event, args):
    global _left
    if _send is None or _left <= 0 or not _is_watched(event, args):
        return
    detail = _describe(event, args)
    if (event, detail) in _seen:
        return
    _seen.add((event, detail))
    _left -= 1
    _send({"t": "audit", "event": event, "detail": detail})


def _is_watched(event, args):
    if event == "socket.__new__" and args[1] == AF_UNIX:  # asyncio creates a pair for itself
        return False
    if event == "open" and args[0] == CODE_FILE:  # CPython itself looks up the source of a syntax error
        return False
    return event in WATCHED or event.startswith(WATCHED_PREFIXES)


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
