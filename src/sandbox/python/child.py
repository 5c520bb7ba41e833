"""One run, in a process forked for it."""
import mmap
import os
import sys

import audit
import values
from agent import Calls, make_agent
from channel import Channel, encode
from execute import describe, execute
from output import capture

CONNECTION_FD = 3
SMALLEST_CALL_FRAME = 1 << 20
RESERVE_BYTES = 1 << 20


def run(output_bytes):
    """Serves the request on descriptor 3. Does not return."""
    channel = Channel(CONNECTION_FD)
    channel.send({"t": "hello"})
    request = channel.receive()
    finish_output = capture(channel, output_bytes)
    reserve = mmap.mmap(-1, RESERVE_BYTES)  # untouched address space, so that running out of memory can still be told
    sent = False
    try:
        frame = _run(request, channel, output_bytes)
    except MemoryError as error:
        error.__traceback__ = None
        reserve.close()
        frame = encode({"t": "fail", "kind": "memory", "message": "The code used more memory than it may."})
    try:
        finish_output()
        channel.send_bytes(frame)
        sent = True
    finally:
        os._exit(0 if sent else 1)


def _run(request, channel, output_bytes):
    calls = Calls(channel, max(output_bytes, SMALLEST_CALL_FRAME))
    agent = None if request["agent"] is None else make_agent(request["agent"], calls)
    audit.watch(channel.send)
    try:
        value = execute(request, agent)
        frame = encode({"t": "result", "value": values.to_json(value, output_bytes)})
    except MemoryError:
        raise
    except values.TooLarge:
        frame = None
    except BaseException as error:
        frame = encode({"t": "fail", "kind": "exception", **describe(error)})
    finally:
        audit.watch(None)
        sys.setrecursionlimit(1000)
    if frame is None or len(frame) > output_bytes:
        frame = encode({"t": "fail", "kind": "output", "message": f"The returned value takes more than {output_bytes} bytes."})
    return frame
