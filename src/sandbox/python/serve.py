"""One run's request, from its execution to the frame that tells how it ended."""
import sys

import audit
import values
from agent import make_agent
from channel import encode
from execute import describe, execute

SMALLEST_CALL_FRAME = 1 << 20
OUT_OF_MEMORY = {"t": "fail", "kind": "memory", "message": "The code used more memory than it may."}


def serve(request, calls, send, output_bytes):
    """The frame of its result. Raises MemoryError alone; `send` is given what the audit hook sees."""
    agent = None if request["agent"] is None else make_agent(request["agent"], calls)
    audit.watch(audit.Watcher(send))
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
        message = f"The returned value takes more than {output_bytes} bytes."
        frame = encode({"t": "fail", "kind": "output", "message": message})
    return frame
