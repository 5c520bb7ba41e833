"""Forks a child for each connection, watches every child's clocks, kills, reaps and reports. Single-threaded, never
blocks."""
import _signal
import ctypes
import heapq
import os
import select
import signal
import socket
import struct
import time

from child import Start
from lockdown import MAX_THREADS

# Header of each connection, written by the host: run id, wall and processor milliseconds, memory and output bytes.
HEADER = struct.Struct(">IIIQQ")
SHORTEST_LOOK, LONGEST_LOOK = 0.002, 0.2
ACCEPTS_A_ROUND = 16

# `os.fork` makes a child of many threads fit to go on, which writes two hundred pages; this process has one thread.
fork = ctypes.PyDLL(None, use_errno=True).fork


class Run:
    __slots__ = ("cpu_limit", "cpu_seen", "id", "pid", "reason", "wall_deadline")

    def __init__(self, number, pid, wall_ms, cpu_ms):
        self.id, self.pid = number, pid
        self.wall_deadline = time.monotonic() + wall_ms / 1000
        self.cpu_limit = cpu_ms / 1000
        self.cpu_seen = 0.0
        self.reason = None


class Supervisor:
    def __init__(self, listen_fd, control, control_fd, lock):
        self.listener = socket.socket(fileno=listen_fd)
        self.listener.setblocking(False)
        self.control, self.control_fd, self.lock = control, control_fd, lock
        self.processors = len(os.sched_getaffinity(0))
        self.counts_threads = not lock.limits_threads
        self.runs = {}  # pid -> Run
        self.pids = {}  # run id -> pid
        self.doomed = set()  # killed before their header arrived
        self.looks = []  # heap of (time, pid, Run)
        self.poll = select.poll()

    def serve(self):
        """Returns None once the host closes the control socket. In a run's process it returns the run's Start."""
        wake = self._wake_on_child_exit()
        for descriptor in (self.listener.fileno(), self.control_fd, wake.fileno()):
            self.poll.register(descriptor, select.POLLIN)
        while True:
            for descriptor, _ in self.poll.poll(self._milliseconds_to_next_look()):
                if descriptor == self.listener.fileno():
                    self._accept()
                elif descriptor == wake.fileno():
                    wake.recv(4096)
                elif descriptor != self.control_fd:
                    start = self._start(descriptor)
                    if start is not None:
                        return start
                elif not self._obey():
                    return self._end()
            self._reap()
            self._look()

    def _wake_on_child_exit(self):
        receiver, sender = socket.socketpair()
        receiver.setblocking(False)
        sender.setblocking(False)
        self._sender = sender
        signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        return receiver

    def _accept(self):
        for _ in range(ACCEPTS_A_ROUND):
            try:
                descriptor = self.listener.accept()[0].detach()
            except BlockingIOError:
                return
            os.set_blocking(descriptor, False)
            self.poll.register(descriptor, select.POLLIN)

    def _start(self, descriptor):
        """Forks for a connection whose header has arrived; returns a Start in the child, else None."""
        self.poll.unregister(descriptor)
        header = read_header(descriptor)
        start = None if header is None else self._forked(descriptor, *header)
        if start is None:
            os.close(descriptor)
        return start

    def _forked(self, descriptor, number, wall_ms, cpu_ms, memory_bytes, output_bytes):
        if number in self.doomed:
            self.doomed.discard(number)
            self._report(number, reason="host")
            return None
        parent = os.getpid()
        if self._fork(Run(number, 0, wall_ms, cpu_ms)):
            return None
        # Not the functions of `signal`: what they look up on the way is much to write for a process that runs so shortly.
        _signal.set_wakeup_fd(-1)
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
        return Start(descriptor, parent, self.lock, memory_bytes, cpu_ms, output_bytes)

    def _fork(self, run):
        """False in the child."""
        run.pid = fork()
        if run.pid < 0:
            self._report(run.id, reason="fork", detail=os.strerror(ctypes.get_errno()))
            return True
        if run.pid == 0:
            return False
        self.runs[run.pid] = run
        self.pids[run.id] = run.pid
        heapq.heappush(self.looks, (time.monotonic() + SHORTEST_LOOK, run.pid, run))
        return True

    def _obey(self):
        """Handles one order of the host; False if it is gone."""
        try:
            order = self.control.receive()
        except (EOFError, OSError):
            return False
        pid = self.pids.get(order["id"])
        if pid is None:
            self.doomed.add(order["id"])
        else:
            self._kill(self.runs[pid], "host")
        return True

    def _kill(self, run, reason):
        run.reason = run.reason or reason
        os.kill(run.pid, signal.SIGKILL)

    def _reap(self):
        while self.runs:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return
            run = self.runs.pop(pid)
            del self.pids[run.id]
            self._report(run.id, reason=run.reason, code=os.waitstatus_to_exitcode(status),
                         cpuMs=round((usage.ru_utime + usage.ru_stime) * 1000, 3))

    def _report(self, number, reason, detail="", code=0, cpuMs=0):
        self.control.send({"t": "exit", "id": number, "reason": reason, "detail": detail, "code": code, "cpuMs": cpuMs})

    def _milliseconds_to_next_look(self):
        if not self.looks:
            return None
        return max(0, int((self.looks[0][0] - time.monotonic()) * 1000) + 1)

    def _look(self):
        """Kills runs past a limit, and schedules the next check of the others before they can be."""
        now = time.monotonic()
        while self.looks and self.looks[0][0] <= now:
            _, pid, run = heapq.heappop(self.looks)
            if self.runs.get(pid) is not run:
                continue
            used = processor_seconds(pid)
            reason = self._excess(run, now, used)
            if reason is not None:
                self._kill(run, reason)
                continue
            run.cpu_seen = used
            pause = min(max((run.cpu_limit - used) / self.processors, SHORTEST_LOOK), LONGEST_LOOK)
            heapq.heappush(self.looks, (min(run.wall_deadline, now + pause), pid, run))

    def _excess(self, run, now, used):
        if now >= run.wall_deadline:
            return "wall"
        if used >= run.cpu_limit:
            return "cpu"
        if self.counts_threads and used - run.cpu_seen > SHORTEST_LOOK and threads_of(run.pid) > MAX_THREADS:
            return "threads"
        return None

    def _end(self):
        for run in list(self.runs.values()):
            self._kill(run, "host")
        for pid in self.runs:
            os.waitpid(pid, 0)


def read_header(descriptor):
    try:
        header = os.read(descriptor, HEADER.size)
    except OSError:
        return None
    return HEADER.unpack(header) if len(header) == HEADER.size else None


def processor_seconds(pid):
    """The process's clock, as in clock_getcpuclockid(3)."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def threads_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[17])
    except (OSError, ValueError, IndexError):
        return 0
