"""Runs the code as a module, calls its entry function, and reports failures by the code's own lines."""
import __future__

import ast
import linecache
import sys
import traceback
import types

import audit
from call import call
from script import Script, leave_out_demonstration, wait_for_threads

FILE, MODULE = audit.CODE_FILE, audit.CODE_MODULE
# Type hints without an import do no harm.
FLAGS = __future__.annotations.compiler_flag
MAX_MESSAGE = 2000
SHOWN_FRAMES = 12


def execute(request, agent):
    """The run's return value; raises whatever the code raises."""
    code, entries, is_script = request["code"], request["entry"], request["orLastValue"]
    tree = compile(code, FILE, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    script = Script(tree, entries) if is_script else None
    module = types.ModuleType("__main__" if is_script and script.is_main else MODULE)
    module.__file__ = FILE
    sys.modules[module.__name__] = module
    linecache.cache[FILE] = (len(code), None, code.splitlines(keepends=True), FILE)
    if agent is not None:
        module.agent = agent
        leave_out_demonstration(tree, entries)
    try:
        exec(compile(tree, FILE, "exec", FLAGS, dont_inherit=True), module.__dict__)
    except SystemExit as end:
        # A script may end so, and what it printed is its result.
        if not is_script or end.code not in (None, 0):
            raise
    if is_script:
        value = script.value(module, request["args"])
        wait_for_threads()
        return value
    entry = next((getattr(module, name) for name in entries if callable(getattr(module, name, None))), None)
    if entry is not None:
        return call(entry, request["args"], agent)
    if not entries:
        return None
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


def _text_of(error):
    if isinstance(error, SystemExit):
        return f"the code called exit({error.code if isinstance(error.code, (int, str)) else ''})"
    try:
        return str(error)[:MAX_MESSAGE]
    except BaseException:  # the code's own exception class may do anything
        return "(its text could not be read)"
