"""The interpreter of one program: its runs begin here, each as a strand."""
import errno
import gc
import os
import random
import signal
import subprocess
import sys
import threading

import loop
import modules
import script
import strands
import threads
from agent import Calls
from channel import Channel, decode, encode
from output import capture
from plain import is_plain  # noqa: F401 -- the host asks
from serve import OUT_OF_MEMORY, SMALLEST_CALL_FRAME, serve

# The host interrupts a strand that works too long by this signal.
INTERRUPT = signal.SIGUSR1
OWN_MODULES = ("modules values channel agent audit call script execute output serve strands threads loop plain runtime").split()
PYODIDE = ("js", "pyodide_js", "_pyodide_core", "_pyodide", "pyodide")
RUNS_BETWEEN_COLLECTIONS = 64

enter = strands.enter
_host = None
_finished = 0


def prepare():
    """Before the snapshot: everything that does not need the host."""
    modules.preload([])
    threads.use_plain_queues()
    loop.install()
    sys.argv[:] = ["workflow.py"]
    sys.orig_argv[:] = ["python3", "workflow.py"]
    os._exit = _exit
    subprocess.Popen.__init__ = _popen
    # An automatic collection crashes the interpreter while a strand waits.
    gc.disable()
    gc.enable = lambda: None
    gc.collect = _collect
    gc.freeze()


def attach(host):
    """After the snapshot: makes the interpreter ready for runs of one program."""
    global _host
    _host = host
    strands.attach(host)
    random.seed()
    os.environ.clear()
    signal.signal(INTERRUPT, _on_interrupt)
    for name in [name for name in sys.modules if name.partition(".")[0] in PYODIDE]:
        del sys.modules[name]
    modules.close_the_library(OWN_MODULES)
    strands.asyncio._set_running_loop(None)
    main = vars(sys.modules["__main__"])
    for name in [name for name in main if not name.startswith("__")]:
        del main[name]


def begin(number, text, output_bytes):
    """Serves one run to its end. Called by the host, on a new stack."""
    request = decode(text)
    run = strands.Run(number, threads.MAIN_IDENT, draws="random" in request["code"])
    root = next(iter(run.strands))
    try:
        strands.work(root)
        _runs[number] = run
        _serve(run, request, output_bytes)
    except strands.Stopped:
        pass
    finally:
        strands.rest()  # first: an interrupt must not break what follows
        run.is_over = True
        _runs.pop(number, None)
        strands.forget(run)
        run.strands.discard(root)
        _collect_between_runs()


def stop(number):
    """The run is over: its strands end as soon as they wake."""
    if number in _runs:
        _runs[number].is_over = True


def late():
    """Whether the strand at work belongs to a run that is over."""
    return strands.now is not None and strands.now.run.is_over


_runs = {}


def _serve(run, request, output_bytes):
    channel = Channel(_host.send, run.number)
    finish_output = capture(channel, output_bytes)
    try:
        calls = HostCalls(channel, max(output_bytes, SMALLEST_CALL_FRAME))
        frame = serve(request, calls, channel.send, output_bytes)
    except MemoryError as error:
        error.__traceback__ = None
        frame = encode(OUT_OF_MEMORY)
    try:
        finish_output()
    finally:
        channel.send_bytes(frame)


def _own_threads():
    idents = {strand.ident for strand in strands.now.run.strands if strand is not strands.now}
    return [thread for thread in threading.enumerate() if thread.ident in idents]


script.own_threads = _own_threads


class HostCalls(Calls):
    def __init__(self, channel, largest_frame):
        super().__init__(channel, largest_frame)
        self._ids = strands.tokens

    def _wait_for(self, number):
        return decode(strands.park(number))


class Exited(BaseException):
    """Told as what ends a process without a result."""


Exited.__name__ = "SystemExit"


def _exit(status):
    raise Exited(f"The process ended with status {status} and without a result.")


def _popen(_self, args, *_, **__):
    """As where processes are forbidden; Python itself would not even tell of the attempt."""
    command = [args] if isinstance(args, (str, bytes)) else list(args)
    sys.audit("subprocess.Popen", command[0], command, None, None)
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def _on_interrupt(_number, _frame):
    if strands.now is not None and _host.is_over(strands.now.run.number):
        strands.now.run.is_over = True
        raise strands.Stopped


_collect_now = gc.collect


def _collect(generation=2):
    """Not while any strand waits."""
    return 0 if _runs and (len(_runs) > 1 or len(strands.now.run.strands) > 1) else _collect_now(generation)


def _collect_between_runs():
    global _finished
    _finished += 1
    if not _runs and _finished >= RUNS_BETWEEN_COLLECTIONS:
        _finished = 0
        _collect_now()
