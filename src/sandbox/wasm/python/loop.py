"""asyncio's event loop over strands: where the usual one waits for sockets, this one parks."""
import asyncio
import asyncio.base_events
import asyncio.events

import strands

# Tasks that are always ready must not keep the other strands from their work.
ROUNDS_WITHOUT_PARKING = 16


def install():
    strands.asyncio = asyncio
    asyncio.events._set_event_loop_policy(Policy())
    asyncio.SelectorEventLoop = asyncio.EventLoop = Loop
    asyncio._set_running_loop(None)


class Policy(asyncio.events._AbstractEventLoopPolicy):
    """One loop for each strand, made when it is first asked for."""

    def get_event_loop(self):
        strand = strands.now
        if getattr(strand, "own_loop", None) is None:
            strand.own_loop = Loop()
        return strand.own_loop

    def set_event_loop(self, loop):
        strands.now.own_loop = loop

    def new_event_loop(self):
        return Loop()


class Loop(asyncio.base_events.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = _Selector()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        self._selector.wake()

    def add_signal_handler(self, number, callback, *args):
        raise NotImplementedError

    def remove_signal_handler(self, number):
        return False


class _Selector:
    def __init__(self):
        self._token, self._is_woken, self._rounds = None, False, 0

    def select(self, timeout=None):
        self._rounds += 1
        if timeout is not None and timeout <= 0 and self._rounds % ROUNDS_WITHOUT_PARKING:
            return ()
        if not self._is_woken:
            self._token = next(strands.tokens)
            try:
                strands.park(self._token, None if timeout is None else max(0, timeout))
            finally:
                self._token = None
        self._is_woken = False
        return ()

    def wake(self):
        if self._token is None or not strands.unpark(self._token):
            self._is_woken = True

    def close(self):
        pass
