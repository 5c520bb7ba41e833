"""Programs that a workflow runs: a Python process each, with limits of time and memory, and NOT sandboxed."""
import json
import os
import signal
import subprocess
import sys
import tempfile

_OUTPUT_BYTES = 2**20
_MEMORY_BYTES = 512 * 2**20

# In the other process: what the code prints is gathered, what it is worth goes out last, on a descriptor of its own.
_HARNESS = r'''
import io, json, os, signal, sys, types
out = os.fdopen(os.dup(1), "w", encoding="utf-8")
request = json.load(sys.stdin)
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (int(request["seconds"]) + 2,) * 2)
    resource.setrlimit(resource.RLIMIT_AS, (request["memory"],) * 2)
except (ImportError, ValueError, OSError):
    pass
for name, source in request["runtime"].items():
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, "<" + name + ">", "exec"), module.__dict__)
from execute import describe, execute
values = sys.modules["values"]
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
sys.stdin, sys.stdout = io.StringIO(""), io.StringIO()
printed = sys.stdout
if hasattr(signal, "setitimer"):
    signal.setitimer(signal.ITIMER_REAL, request["seconds"])
try:
    frame = {"ok": True, "value": values.to_json(execute(request, None))}
except MemoryError:
    frame = {"ok": False, "kind": "memory", "message": "The code used more memory than it may."}
except values.TooLarge:
    frame = {"ok": False, "kind": "output", "message": "The returned value takes more than 1048576 bytes."}
except BaseException as error:
    frame = {"ok": False, "kind": "exception", **describe(error)}
frame["stdout"] = printed.getvalue()[:request["output"]]
out.write(json.dumps(frame))
out.flush()
os._exit(0)
'''


def run_code(code, entry, seconds, or_last_value=False):
    """{"ok": True, "value", "stdout"} or {"ok": False, "kind", "message", "errorType", "stdout"}."""
    request = {"code": code, "entry": [entry], "args": [], "orLastValue": or_last_value, "runtime": RUNTIME,
               "seconds": seconds, "memory": _MEMORY_BYTES, "output": _OUTPUT_BYTES}
    # The code gets no key, and a folder of its own.
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL") if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        options = {"cwd": folder, "env": {**kept, "PYTHONIOENCODING": "utf-8"}, "start_new_session": os.name == "posix"}
        child = subprocess.Popen([sys.executable, "-I", "-c", _HARNESS], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options)
        try:
            # A process needs a moment to start, which is not the code's: within it the time is kept more exactly.
            output, _ = child.communicate(json.dumps(request).encode(), timeout=seconds + 10)
        except subprocess.TimeoutExpired:
            return _out_of_time(seconds)
        finally:
            _end(child)
    if os.name == "posix" and child.returncode in (-signal.SIGALRM, -signal.SIGXCPU):
        return _out_of_time(seconds)
    return _result(output, child.returncode)


def _out_of_time(seconds):
    return _failed("timeout", f"The code was stopped after {round(seconds * 1000)} ms.")


def _end(child):
    """With all that it started."""
    try:
        if os.name == "posix":
            os.killpg(child.pid, 9)
        else:
            child.kill()
    except OSError:
        pass
    child.wait()
    child.stdout.close()


def _result(output, status):
    if len(output) > 2 * _OUTPUT_BYTES:
        return _failed("output", f"The returned value takes more than {_OUTPUT_BYTES} bytes.")
    try:
        return json.loads(output, object_hook=_runtime["values"].untag)
    except ValueError:
        message = f"The process ended with status {status} and without a result."
        return {**_failed("exception", message), "errorType": "SystemExit"}


def _failed(kind, message):
    return {"ok": False, "kind": kind, "message": message, "stdout": ""}


def failure_text(failure):
    """One line that names Python's exception, once."""
    kind, message = failure.get("errorType"), failure["message"]
    if kind is None or message.startswith(kind):
        return message
    return f"{kind}: {message}" if message else kind
