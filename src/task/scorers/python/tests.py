"""The side of the tests: trusted code only.

The solution is a far object that is asked for values by name and by call.
"""

import ast
import builtins


def main(agent, setup, tests, entry):
    far = _Far(agent)
    space = {"__name__": "tests"}
    exec(compile(setup, "<setup>", "exec"), space)
    tree = ast.parse(tests)
    try:
        for name in _free_names(tree, space) | {entry}:
            far.bind(name, space)
        if entry not in space or not isinstance(space[entry], Remote):
            return {"passed": False, "error": "missing"}
        space["candidate"] = space[entry]
        exec(compile(tree, "<tests>", "exec"), space)
        _run_check(tree, space)
    except Opaque as error:
        return {"unsupported": str(error)}
    except Broken:
        return {"passed": False, "error": "broken"}
    except BaseException as error:
        return {"passed": False, "error": type(error).__name__, "raised": error is far.raised}
    return {"passed": far.calls > 0, "error": "no call"}


def _run_check(tree, space):
    """HumanEval's tests define `check(candidate)`, AFlow's MBPP tests `check()`; plain assertions have run already."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "check":
            space["check"](*([space["candidate"]] if node.args.args else []))


def _free_names(tree, space):
    """Names that the tests read and neither they, the setup nor Python define."""
    read, bound = set(), set(space) | set(vars(builtins)) | {"candidate"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
    return read - bound


class Broken(BaseException):
    """The solution's side sent what is no reply: its own doing, and nothing that the tests may catch."""


class _Far:
    def __init__(self, agent):
        self.agent = agent
        self.calls = 0
        self.raised = None

    def bind(self, name, space):
        space.pop(name, None)
        try:
            space[name] = self.ask({"do": "name", "name": name})
        except KeyError:
            pass

    def ask(self, request, args=()):
        reply = self.agent.ask(request)
        try:
            if "error" not in reply:
                for index, form in reply.get("changed") or ():
                    _replace(args[index], self.take(form))
                return self.take(reply["value"])
            self.raised = _exception(reply)
        except Exception as error:
            raise Broken(repr(error)) from None
        raise self.raised

    def call(self, handle, args, kwargs):
        self.calls += 1
        forms = {"args": encode(list(args), _handle_of), "kwargs": encode(kwargs, _handle_of)}
        return self.ask({"do": "call", "handle": handle, **forms}, args)

    def take(self, form):
        return decode(form, lambda tag, index: Remote(self, index))


class Remote:
    """An object of the solution. It is equal to itself alone, whatever its class says."""

    __slots__ = ("_far", "_handle")

    def __init__(self, far, handle):
        object.__setattr__(self, "_far", far)
        object.__setattr__(self, "_handle", handle)

    def __call__(self, *args, **kwargs):
        return self._far.call(self._handle, args, kwargs)

    def __getattr__(self, name):
        return self._far.ask({"do": "get", "handle": self._handle, "name": name})

    def __setattr__(self, name, value):
        self._far.ask({"do": "set", "handle": self._handle, "name": name, "value": encode(value, _handle_of)})

    def __eq__(self, other):
        return isinstance(other, Remote) and other._handle == self._handle

    def __hash__(self):
        return hash(self._handle)


def _handle_of(value):
    if isinstance(value, Remote):
        return {"o": value._handle}
    raise Opaque("the tests hand over a value of type " + type(value).__name__)


def _exception(reply):
    """The nearest built-in class of what was raised, so that tests may expect it; never one that ends the run."""
    for name in reply["bases"]:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                return kind(reply["message"])
            except TypeError:
                break
    return RuntimeError(reply["message"])


def _replace(argument, value):
    """A solution may change a list, dict or set that it was given; the tests then see the change."""
    if isinstance(argument, list):
        argument[:] = value
    elif isinstance(argument, bytearray):
        argument[:] = value
    elif isinstance(argument, (dict, set)):
        argument.clear()
        argument.update(value)
