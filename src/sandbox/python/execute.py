"""Runs the code as a module, calls its entry function, and tells failures by the code's own lines."""
import ast
import asyncio
import copy
import inspect
import linecache
import sys
import traceback
import types

import audit

FILE, MODULE = audit.CODE_FILE, "workflow"
LAST_VALUE = "__last_value__"
MAX_MESSAGE = 2000
SHOWN_FRAMES = 12


def execute(request, agent):
    """The value that the run returns; raises whatever the code raises."""
    code, entries = request["code"], request["entry"]
    module = types.ModuleType(MODULE)
    module.__file__ = FILE
    # A script of its own does what it does under `if __name__ == "__main__":`; beside an entry that is a demonstration.
    if request["orLastValue"] and not any(f"def {name}" in code for name in entries):
        module.__name__ = "__main__"
    sys.modules[module.__name__] = module
    linecache.cache[FILE] = (len(code), None, code.splitlines(keepends=True), FILE)
    exec(_compile(code, request["orLastValue"]), module.__dict__)
    entry = next((getattr(module, name) for name in entries if callable(getattr(module, name, None))), None)
    if entry is not None:
        return _call(entry, request["args"] if agent is None else [agent, *request["args"]])
    if request["orLastValue"] or not entries:
        return getattr(module, LAST_VALUE, None)
    raise NameError(f"the code defines no function called {' or '.join(entries)}")


def describe(error):
    """{errorType, message, traceback} with only the frames of the code."""
    kind = type(error).__name__
    text = _text_of(error)
    own = ((frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == FILE)
    frames = traceback.StackSummary.extract(own)
    if len(frames) > SHOWN_FRAMES:
        frames = frames[: SHOWN_FRAMES // 2] + frames[-SHOWN_FRAMES // 2:]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)] if frames else []
    lines += traceback.format_exception_only(error) if isinstance(error, SyntaxError) else [f"{kind}: {text}\n"]
    line = frames[-1].lineno if frames else getattr(error, "lineno", None)
    where = f" (line {line})" if line else ""
    return {"errorType": kind, "message": f"{kind}: {text}{where}", "traceback": "".join(lines)[: 4 * MAX_MESSAGE]}


def _compile(code, keep_last_value):
    if not keep_last_value:
        return compile(code, FILE, "exec", dont_inherit=True)
    tree = ast.parse(code, FILE)
    if tree.body:
        _keep_last_value(tree)
    return compile(tree, FILE, "exec", dont_inherit=True)


def _keep_last_value(tree):
    """Binds what the last statement, an expression or assignment, was worth."""
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        value = last.value
        tree.body.pop()
    elif isinstance(last, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and last.value is not None:
        value = _as_read(last.targets[-1] if isinstance(last, ast.Assign) else last.target)
    else:
        return
    keep = ast.copy_location(ast.Assign(targets=[ast.Name(LAST_VALUE, ast.Store())], value=value), last)
    tree.body.append(ast.fix_missing_locations(keep))


def _as_read(target):
    value = copy.deepcopy(target)
    for node in ast.walk(value):
        if hasattr(node, "ctx"):
            node.ctx = ast.Load()
    return value


def _call(entry, args):
    value = entry(*_accepted(entry, args))
    return asyncio.run(_awaited(value)) if inspect.isawaitable(value) else value


async def _awaited(value):
    return await value


def _accepted(entry, args):
    """As many positional arguments as the function takes."""
    try:
        parameters = inspect.signature(entry).parameters.values()
    except (TypeError, ValueError):
        return args
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return args
    return args[: sum(parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD) for parameter in parameters)]


def _text_of(error):
    if isinstance(error, SystemExit):
        return f"the code called exit({error.code if isinstance(error.code, (int, str)) else ''})"
    try:
        return str(error)[:MAX_MESSAGE]
    except BaseException:  # an exception class of the code's own may do anything
        return "(its text could not be read)"
