"""Starts the zygote: binds its socket outside every namespace, then replaces itself with a clean interpreter.

Runs on any Python 3, so that an old one can say what it is. Argument: one JSON object
{directory, bubblewrap: path or null, science, prelude: source or null}; the directory is the host's, which removes it
however this process ends. Descriptor 3 is the control socket to the host.
"""
import json
import os
import socket
import sys

CONTROL_FD = 3
LISTEN_FD = 4
# A run can read its zygote's command line, so it contains nothing about the host: that comes through a pipe.
BOOTSTRAP = """
import json, sys
OPTIONS = json.load(sys.stdin)
with open(OPTIONS["folders"][0] + "/zygote.py", encoding="utf-8") as file:
    code = compile(file.read(), "<zygote>", "exec")
exec(code, {"__name__": "zygote", "OPTIONS": OPTIONS})
"""


def main():
    options = json.loads(sys.argv[1])
    if sys.version_info < (3, 10):
        refuse("old-python", "Python %d.%d at %s" % (sys.version_info[0], sys.version_info[1], sys.executable))
    if not sys.platform.startswith("linux"):
        refuse("no-linux", sys.platform)
    # The host starts this without -S, so the path includes the installed packages.
    options["packages"] = sys.path if options["science"] else []
    leave_the_terminal()
    bind(options.pop("directory"))
    own = os.path.dirname(os.path.abspath(__file__))
    options["folders"] = [own, os.path.join(os.path.dirname(os.path.dirname(own)), "python")]
    hand_over(options)
    command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", BOOTSTRAP]
    if options["bubblewrap"]:
        command = bubblewrap(options) + command
    os.execve(command[0], command, environment())


def tell(message):
    body = json.dumps(message).encode()
    os.write(CONTROL_FD, len(body).to_bytes(4, "big") + body)


def refuse(lack, detail):
    tell({"t": "refused", "lack": lack, "detail": detail})
    sys.exit(0)


def hand_over(options):
    """Becomes the next program's standard input; fits into a pipe's buffer (64 KiB)."""
    reader, writer = os.pipe()
    os.write(writer, json.dumps(options).encode())
    os.close(writer)
    os.dup2(reader, 0)


def leave_the_terminal():
    """Ctrl-C belongs to the host: it decides about runs in flight."""
    try:
        os.setsid()
    except OSError:
        pass


def bind(directory):
    """A listening unix socket on descriptor 4."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(os.path.join(directory, "run"))
    listener.listen(1024)
    if listener.fileno() != LISTEN_FD:
        os.dup2(listener.fileno(), LISTEN_FD)
    os.set_inheritable(CONTROL_FD, True)
    os.set_inheritable(LISTEN_FD, True)
    listener.detach()


def environment():
    """One malloc arena, since each reserves 64 MiB of a run's address space; no threads, since they do not survive a
    fork. Library paths are no secret."""
    kept = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    if "LD_LIBRARY_PATH" in os.environ:
        kept["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return kept


def bubblewrap(options):
    """Without `--disable-userns`: each run gets its own user namespace, which counts its threads."""
    command = [options["bubblewrap"], "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"]
    command += ["--cap-drop", "ALL", "--clearenv"]
    for name, value in environment().items():
        command += ["--setenv", name, value]
    for path in interpreter_paths(options["folders"]):
        command += ["--ro-bind-try", path, path]
    return command + ["--dev-bind", "/dev/null", "/dev/null", "--proc", "/proc", "--chdir", "/", "--remount-ro", "/"]


def interpreter_paths(own_folders):
    """What the interpreter reads: itself, its library, the loader and the folders of its mapped libraries."""
    paths = [*own_folders, sys.executable, os.path.realpath(sys.executable), "/etc/ld.so.cache", "/etc/alternatives"]
    paths += [path for path in sys.path if os.path.exists(path)]
    for prefix in (sys.prefix, sys.base_prefix):
        paths.append(os.path.join(prefix, "pyvenv.cfg"))
        paths.append(os.path.join(prefix, "lib", "python%d.%d" % sys.version_info[:2]))
    for folder in ("/lib64", "/lib", "/usr/lib64", "/usr/lib"):
        for loader in ("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"):
            paths.append(os.path.join(folder, loader))
    with open("/proc/self/maps") as maps:
        mapped = {line.split(None, 5)[5].strip() for line in maps if "/" in line}
    folders = {os.path.dirname(path) for path in mapped if ".so" in os.path.basename(path)}
    # The loader searches /lib even if that is a link to /usr/lib.
    folders |= {path[len("/usr"):] for path in folders if path.startswith("/usr/lib/")}
    return sorted({path for path in list(paths) + list(folders) if os.path.exists(path)})


main()
