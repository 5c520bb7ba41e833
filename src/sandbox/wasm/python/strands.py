"""Strands: flows of control that share one interpreter and give way to one another where they wait.

Each has a stack of its own (WebAssembly's stack switching). A run begins as one strand, and what its code knows as
threads are further ones. While a strand waits, whatever the interpreter has only once (standard streams, the code's
module, the running event loop) is put aside with it.
"""
import itertools
import linecache
import random
import sys

from pyodide.ffi import run_sync

import audit
from audit import CODE_FILE as FILE
from audit import CODE_MODULE as MODULE

MOST_PER_RUN = 255
FOREVER = -1
UNPARKED, TIME_IS_UP, RUN_IS_OVER = 1, 0, -1

asyncio = None  # once it is imported over strands
tokens = itertools.count(2)
now = None
_host = None
_last_run = None


class Stopped(BaseException):
    """Ends the strands of a run that is over."""


class Strand:
    def __init__(self, run, ident):
        self.run, self.ident, self.loop, self.task = run, ident, None, None


class Run:
    """What a run has of the interpreter's state while none of its strands is at work."""

    def __init__(self, number, main_ident, draws):
        self.number, self.is_over = number, False
        self.streams, self.modules, self.source, self.watcher = None, {}, None, None
        self.strands = {Strand(self, main_ident)}
        self.draws, self.random = draws, None

    def put_aside(self):
        if self.draws:
            self.random = random.getstate()
        self.streams = sys.stdin, sys.stdout, sys.stderr
        self.modules = {name: sys.modules.pop(name, None) for name in (MODULE, "__main__")}
        self.source = linecache.cache.pop(FILE, None)
        self.watcher = audit.watcher()
        audit.watch(None)

    def take_up(self):
        if self.draws:
            random.seed() if self.random is None else random.setstate(self.random)
        if self.streams is None:
            return
        sys.stdin, sys.stdout, sys.stderr = self.streams
        sys.modules.update({name: module for name, module in self.modules.items() if module is not None})
        if self.source is not None:
            linecache.cache[FILE] = self.source
        audit.watch(self.watcher)


def attach(host):
    global _host
    _host = host


def work(strand):
    """This strand is the one at work."""
    global now, _last_run
    now = strand
    _host.enter(strand.run.number)
    if strand.run is not _last_run:
        if _last_run is not None:
            _last_run.put_aside()
        _last_run = strand.run
        _last_run.take_up()


def rest():
    """No strand is at work."""
    global now
    now = None
    _host.leave()


def forget(run):
    """Its state is needed no more."""
    global _last_run
    if _last_run is run:
        run.put_aside()
        _last_run = None


def park(token, seconds=None):
    """Waits until `unpark(token, value)` or the time is up. Returns the value; TIME_IS_UP after `seconds`."""
    me = now
    if me.run.is_over:
        raise Stopped
    _leave_loop(me)
    rest()  # an interrupt that comes late must find nobody at work
    _host.park(me.run.number, token, FOREVER if seconds is None else seconds * 1000)
    value = run_sync(_host.wait)
    work(me)
    _enter_loop(me)
    if me.run.is_over or value == RUN_IS_OVER:
        raise Stopped
    return value


def unpark(token):
    """Whether somebody still waited for it."""
    return _host.unpark(token)


def spawn(function, ident):
    """A further strand of this run, which begins when this one waits."""
    run = now.run
    if len(run.strands) >= MOST_PER_RUN:
        raise RuntimeError("can't start new thread")
    strand = Strand(run, ident)
    run.strands.add(strand)
    token = next(tokens)
    _begin[token] = strand, function
    _host.spawn(run.number, token)


_begin = {}


def enter(token):
    """Begins a strand that was spawned. Called by the host, on a new stack."""
    strand, function = _begin.pop(token)
    try:
        work(strand)
        if not strand.run.is_over:
            function()
    except BaseException:
        pass  # a thread's exceptions end with it
    finally:
        rest()
        strand.run.strands.discard(strand)


def _leave_loop(strand):
    """The event loop and the task at work are the interpreter's, not the strand's."""
    loop = asyncio._get_running_loop()
    if loop is None:
        return
    strand.loop, strand.task = loop, asyncio.current_task(loop)
    if strand.task is not None:
        asyncio.tasks._leave_task(loop, strand.task)
    asyncio._set_running_loop(None)


def _enter_loop(strand):
    loop, task = strand.loop, strand.task
    if loop is None:
        return
    strand.loop = strand.task = None
    asyncio._set_running_loop(loop)
    if task is not None:
        asyncio.tasks._enter_task(loop, task)
