"""One run, in a process forked for it."""
import mmap
import os
import sys

import lockdown
from agent import Calls
from channel import Channel, encode
from output import capture
from serve import OUT_OF_MEMORY, SMALLEST_CALL_FRAME, serve

CONNECTION_FD = 3
RESERVE_BYTES = 1 << 20


class Start:
    """What a forked process needs to become a run. Everything else of the zygote is gone by then."""

    def __init__(self, connection_fd, parent, lock, memory_bytes, cpu_ms, output_bytes):
        self.connection_fd, self.parent, self.lock = connection_fd, parent, lock
        self.memory_bytes, self.cpu_ms, self.output_bytes = memory_bytes, cpu_ms, output_bytes

    def begin(self):
        """Locks the process down and serves its request. Does not return."""
        try:
            lockdown.enter_own_namespace(self.lock)
            lockdown.die_with_parent()
            if os.getppid() != self.parent:
                os._exit(1)
            keep_only(self.connection_fd, self.lock)
            reseed()
            self.lock.enter(self.memory_bytes, self.cpu_ms)
            os.set_blocking(CONNECTION_FD, True)
            run(self.output_bytes)
        finally:
            os._exit(1)


def keep_only(connection_fd, lock):
    """Gives it standard streams that lead nowhere; the connection becomes 3, the ruleset 4; all others close."""
    os.dup2(connection_fd, CONNECTION_FD)
    first_closed = CONNECTION_FD + 1
    if lock.ruleset is not None:
        lock.ruleset = os.dup2(lock.ruleset, first_closed)
        first_closed += 1
    for stream, mode in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        os.dup2(os.open(os.devnull, mode), stream)
    os.closerange(first_closed, os.sysconf("SC_OPEN_MAX"))


def reseed():
    """Generators seeded before the fork would draw the same numbers in each run."""
    for name in ("random", "numpy.random", "sympy.core.random"):
        if name in sys.modules:
            sys.modules[name].seed()


def run(output_bytes):
    """Serves the request on descriptor 3. Does not return."""
    channel = Channel(CONNECTION_FD)
    channel.send({"t": "hello"})
    request = channel.receive()
    finish_output = capture(channel, output_bytes)
    reserve = mmap.mmap(-1, RESERVE_BYTES)  # untouched address space, so that out-of-memory can still be reported
    sent = False
    try:
        calls = Calls(channel, max(output_bytes, SMALLEST_CALL_FRAME))
        frame = serve(request, calls, channel.send, output_bytes)
    except MemoryError as error:
        error.__traceback__ = None
        reserve.close()
        frame = encode(OUT_OF_MEMORY)
    try:
        finish_output()
        channel.send_bytes(frame)
        sent = True
    finally:
        os._exit(0 if sent else 1)
