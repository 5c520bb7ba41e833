"""The side of the solution: runs the program, then answers one request after the other.

Nothing here is trusted: the program shares this interpreter and may change all of it. All it can reach are the
arguments of the calls that it is asked for; expected values and verdicts live in another process.
"""


def main(agent, setup, program):
    space = {"__name__": "solution", "__builtins__": __builtins__}
    try:
        exec(compile(setup, "<setup>", "exec"), space)
        exec(compile(program, "<solution>", "exec"), space)
    except BaseException as error:
        agent.exchange({"broken": type(error).__name__})
        return
    request = agent.exchange({"ready": True})
    server = _Server(space)
    while request is not None:
        try:
            reply = server.serve(request)
        except BaseException as error:
            bases = [base.__name__ for base in type(error).__mro__]
            reply = {"error": type(error).__name__, "bases": bases, "message": str(error)[:200]}
        request = agent.exchange(reply)


class _Server:
    def __init__(self, space):
        self.space = space
        self.objects = []

    def serve(self, request):
        kind = request["do"]
        if kind == "name":
            return {"value": self.send(self.space[request["name"]])}
        target = self.objects[request["handle"]]
        if kind == "call":
            return self.call(target, request)
        if kind == "get":
            return {"value": self.send(getattr(target, request["name"]))}
        setattr(target, request["name"], self.take(request["value"]))
        return {"value": None}

    def call(self, function, request):
        args = self.take(request["args"])
        kwargs = self.take(request["kwargs"])
        value = self.send(function(*args, **kwargs))
        after = [self.send(arg) if isinstance(arg, (list, dict, set, bytearray)) else None for arg in args]
        before = request["args"]["l"]
        changed = [[i, form] for i, form in enumerate(after) if form is not None and form != before[i]]
        return {"value": value, "changed": changed}

    def send(self, value):
        return encode(value, self.handle_of)

    def take(self, form):
        return decode(form, lambda tag, index: self.objects[index])

    def handle_of(self, value):
        for index, known in enumerate(self.objects):
            if known is value:
                return {"o": index}
        self.objects.append(value)
        return {"o": len(self.objects) - 1}
