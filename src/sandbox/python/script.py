"""Code that may or may not define its entry, and its value if it does not.

Also demonstrations beside a workflow.
"""
import ast
import concurrent.futures
import copy
import threading
import weakref

from call import call, required

LAST_VALUE = "__last_value__"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = (*FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom)
LITERALS = (ast.Constant, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator,
            ast.expr_context)


class Script:
    """Changes the syntax tree so that its last value is kept."""

    def __init__(self, tree, entries):
        self.entries = entries
        defined = [node for node in tree.body if isinstance(node, FUNCTIONS)]
        named = [node for node in tree.body if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and node.name in entries]
        # Code under `if __name__ == "__main__":` is the program, or a demonstration if there is an entry.
        self.is_main = not any(_is_callable_bare(node) for node in named)
        self.only = defined[0].name if len(defined) == 1 and all(_does_nothing(node) for node in tree.body) else None
        if tree.body:
            _keep_last_value(tree)

    def value(self, module, args):
        """What the entry returns, else the last statement's value, else what the only function returns."""
        entry = next((getattr(module, name) for name in self.entries if callable(getattr(module, name, None))), None)
        if entry is not None and not required(entry)[len(args):]:
            return call(entry, args)
        only = getattr(module, self.only, None) if self.only else None
        if only is None:
            return getattr(module, LAST_VALUE, None)
        if wanted := required(only):
            raise TypeError(f"{self.only}() is called without arguments, but it wants {', '.join(wanted)}")
        return call(only, [])


def wait_for_threads():
    """As at Python's own end: for all that are no daemons, and for pools to finish what they were given."""
    while waited := [thread for thread in own_threads() if not thread.daemon]:
        for thread in waited:
            pool = _pool_of(thread)
            if pool is not None:
                pool.shutdown()
            thread.join()


def own_threads():
    """Those that the code started and that still run. The wasm sandbox has its own: there runs share an interpreter."""
    return [thread for thread in threading.enumerate() if thread is not threading.current_thread()]


def _pool_of(thread):
    """The executor of concurrent.futures whose worker this is: such a thread waits for work without end."""
    first = next(iter(getattr(thread, "_args", None) or ()), None)
    pool = first() if isinstance(first, weakref.ref) else None
    return pool if isinstance(pool, concurrent.futures.Executor) else None


def leave_out_demonstration(tree, entries):
    """If the entry is called at the left margin, keeps only definitions and constants of what follows the entry."""
    first = next((i for i, node in enumerate(tree.body) if isinstance(node, FUNCTIONS) and node.name in entries), None)
    if first is not None and any(_calls(node, entries) for node in tree.body[first:]):
        tree.body[first:] = [node for node in tree.body[first:] if isinstance(node, DEFINITIONS) or _is_constant(node)]


def _calls(node, entries):
    if isinstance(node, DEFINITIONS):
        return False
    inside = (part.func for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(isinstance(function, ast.Name) and function.id in entries for function in inside)


def _is_constant(node):
    """Whether it binds literals alone, as `PROMPTS = {...}` and `N: int = 3` do."""
    is_binding = isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
    return is_binding and all(isinstance(part, LITERALS) for part in ast.walk(node.value))


def _is_callable_bare(node):
    if isinstance(node, ast.ClassDef):
        return True
    arguments = node.args
    positional = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return positional <= 0 and None not in arguments.kw_defaults


def _does_nothing(node):
    """Only defines or binds: prints nothing and has no value."""
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return isinstance(node, DEFINITIONS) or is_text or _is_constant(node)


def _keep_last_value(tree):
    """Binds the value of the last statement, an expression or assignment."""
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
