"""`_thread` over strands: what threading, queue, concurrent.futures and asyncio are made of."""
import _thread
import collections
import sys
import time
import weakref

import strands

MAIN_IDENT = 1
RENEWED = ("threading", "queue", "_threading_local", "concurrent", "asyncio", "_asyncio", "logging", "tempfile", "sched", "unittest",
           "multiprocessing")


def install():
    """Before the library is imported anew: modules that took the old functions are dropped."""
    _thread.allocate_lock = _thread.allocate = _thread.lock = _thread.LockType = Lock
    _thread.RLock, _thread._local, _thread._ThreadHandle = RLock, Local, Handle
    _thread.get_ident = _thread.get_native_id = get_ident
    _thread._get_main_thread_ident = lambda: MAIN_IDENT
    _thread._make_thread_handle = Handle
    _thread.start_new_thread = _thread.start_new = start_new_thread
    _thread.start_joinable_thread = start_joinable_thread
    _thread.daemon_threads_allowed = lambda: True
    time.sleep = sleep
    for name in [name for name in sys.modules if name.partition(".")[0] in RENEWED]:
        del sys.modules[name]


def use_plain_queues():
    """The one in C waits where no strand can."""
    import queue
    queue.SimpleQueue = queue._PySimpleQueue


def get_ident():
    return MAIN_IDENT if strands.now is None else strands.now.ident


def sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    strands.park(next(strands.tokens), seconds)


class Waiting:
    """Strands that wait for one thing, first come first served."""

    __slots__ = ("_tokens",)

    def __init__(self):
        self._tokens = collections.deque()

    def wait(self, seconds=None):
        """Whether it was woken before the time was up."""
        token = next(strands.tokens)
        self._tokens.append(token)
        try:
            return strands.park(token, seconds) == strands.UNPARKED
        finally:
            if token in self._tokens:
                self._tokens.remove(token)

    def wake_one(self):
        """Whether there was one."""
        while self._tokens:
            if strands.unpark(self._tokens.popleft()):
                return True
        return False

    def wake_all(self):
        while self.wake_one():
            pass


def _seconds(blocking, timeout):
    """How long to wait: None for ever."""
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout != -1 and timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > _thread.TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return None if timeout == -1 else timeout


class Lock:
    __slots__ = ("_held", "_waiting", "__weakref__")

    def __init__(self):
        self._held, self._waiting = False, Waiting()

    def acquire(self, blocking=True, timeout=-1):
        seconds = _seconds(blocking, timeout)
        if not self._held:
            self._held = True
            return True
        return bool(blocking) and self._waiting.wait(seconds)

    def release(self):
        """Hands it to the one who waits longest."""
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = self._waiting.wake_one()

    def locked(self):
        return self._held

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def _at_fork_reinit(self):
        self.__init__()


class RLock:
    __slots__ = ("_lock", "_owner", "_count", "__weakref__")

    def __init__(self):
        self._lock, self._owner, self._count = Lock(), None, 0

    def acquire(self, blocking=True, timeout=-1):
        if self._is_owned():
            self._count += 1
            return True
        if not self._lock.acquire(blocking, timeout):
            return False
        self._owner, self._count = strands.now, 1
        return True

    def release(self):
        if not self._is_owned():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if self._count == 0:
            self._owner = None
            self._lock.release()

    def locked(self):
        return self._count > 0

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    def _is_owned(self):
        return self._count > 0 and self._owner is strands.now

    def _recursion_count(self):
        return self._count if self._is_owned() else 0

    def _release_save(self):
        state, self._owner, self._count = (self._count, self._owner), None, 0
        self._lock.release()
        return state

    def _acquire_restore(self, state):
        self._lock.acquire()
        self._count, self._owner = state

    def _at_fork_reinit(self):
        self.__init__()


class Handle:
    """Of a thread, to wait for its end."""

    def __init__(self, ident=None):
        self.ident, self._done, self._waiting = ident, False, Waiting()

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True
        self._waiting.wake_all()

    def join(self, timeout=None):
        if strands.now is not None and self.ident == strands.now.ident:
            raise RuntimeError("Cannot join current thread")
        if not self._done:
            self._waiting.wait(None if timeout is None or timeout < 0 else timeout)


def start_joinable_thread(function, handle=None, daemon=True):
    handle = handle if handle is not None else Handle()
    handle.ident = next(strands.tokens)

    def body():
        try:
            function()
        finally:
            handle._set_done()

    strands.spawn(body, handle.ident)
    return handle


def start_new_thread(function, args, kwargs={}):  # noqa: B006
    ident = next(strands.tokens)
    strands.spawn(lambda: function(*args, **kwargs), ident)
    return ident


class Local:
    """Attributes of each strand."""

    def __new__(cls, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        local = object.__new__(cls)
        object.__setattr__(local, "_spaces", (weakref.WeakKeyDictionary(), args, kwargs))
        return local

    def __getattribute__(self, name):
        space = _space(self)
        if name == "__dict__":
            return space
        if name in space:
            return space[name]
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        _space(self)[name] = value

    def __delattr__(self, name):
        if name not in (space := _space(self)):
            raise AttributeError(name)
        del space[name]


class _Main:
    """Stands for the strand while there is none."""


_MAIN = _Main()


def _space(local):
    spaces, args, kwargs = object.__getattribute__(local, "_spaces")
    me = _MAIN if strands.now is None else strands.now
    if me not in spaces:
        spaces[me] = {}
        if type(local).__init__ is not object.__init__:
            type(local).__init__(local, *args, **kwargs)
    return spaces[me]
