"""Does once, before the first fork, what every run does: a page written here is not written again in each child."""
import json
import linecache
import sys

import values
from agent import Calls, make_agent
from channel import decode, encode
from execute import FILE, MODULE, describe, execute

ROUNDS = 10
CODE = '''
import json, math, re
def workflow(agent, task):
    texts = agent.ask([{"role": "user", "content": f"Solve: {task}"}], temperature=0.5)
    found = re.findall(r"-?\\d+", texts[0])
    return {"answer": found[-1] if found else None, "votes": (1, 2.5)}
'''
FAILING = "def workflow(agent, task):\n    return 1 / 0\n"


def warm_up():
    for _ in range(ROUNDS):
        _run(CODE)
    for _ in range(3):
        _run(FAILING)
    sys.modules.pop(MODULE, None)
    linecache.cache.pop(FILE, None)


def _run(code):
    args = ["2 + 2", {"$int": "1"}]
    request = decode(encode({"code": code, "entry": ["workflow"], "args": args, "orLastValue": False}))
    try:
        value = execute(request, make_agent(["ask"], Calls(_Echo(), 1 << 20)))
        encode({"t": "result", "value": values.to_json(value)})
    except ZeroDivisionError as error:
        encode({"t": "fail", "kind": "exception", **describe(error)})


class _Echo:
    """Replaces the channel and answers every call."""

    def send_bytes(self, body):
        self._call = json.loads(body)

    def receive(self):
        return decode(encode({"t": "reply", "id": self._call["id"], "ok": True, "value": ["the answer is 4"]}))
