"""Which programs leave what their runs share as they found it, as far as their text tells.

The runs of a program share an interpreter, so what one changes in its library, the next one finds changed: it would
know of other items, and score by it. Each run has its own module, streams, random numbers and contexts; the rest is
the library. A program is plain if it only calls library functions that leave no trace and stores nothing on what it
imports. Any other gets an interpreter for each run: that takes longer and is always right, so in doubt it is not plain.
"""
import ast
import sys
import types

MOST_CHARACTERS = 200_000
LIBRARY = frozenset(
    "__future__ abc array ast asyncio base64 binascii bisect calendar cmath collections colorsys concurrent contextlib "
    "contextvars copy csv dataclasses datetime decimal difflib enum fractions functools graphlib hashlib heapq hmac "
    "html io itertools json keyword math numbers operator pprint queue random re secrets statistics string struct "
    "textwrap threading time token tokenize traceback typing unicodedata uuid zlib".split())
# Names and attributes that reach what others share, or that say in a text what is reached.
REACHING = frozenset(
    "__builtins__ __import__ attrgetter compile delattr eval exec getattr globals methodcaller setattr update_wrapper "
    "vars "
    # of frames, generators and coroutines
    "ag_frame cr_frame f_back f_builtins f_globals f_locals gi_frame tb_frame tb_next walk_stack walk_tb "
    # of threads
    "active_count all_tasks current_thread excepthook main_thread setprofile settrace "
    "setprofile_all_threads settrace_all_threads stack_size set_event_loop_policy "
    # settings of the library
    "field_size_limit register register_dialect setfirstweekday unregister_dialect purge".split())
HARMLESS_DUNDERS = frozenset(
    "__call__ __doc__ __enter__ __eq__ __exit__ __file__ __getitem__ __hash__ __init__ __iter__ __len__ __lt__ "
    "__main__ __name__ __next__ __post_init__ __repr__ __str__ __debug__".split())
UNCHANGING = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type, str, bytes, int, float, complex,
              tuple, frozenset, type(None))
CHANGEABLE = (types.FunctionType, type)


def is_plain(code):
    try:
        return len(code) <= MOST_CHARACTERS and _Program(ast.parse(code)).is_plain()
    except (SyntaxError, ValueError):
        return True  # it does not run
    except (MemoryError, RecursionError):
        return False


class _Program:
    def __init__(self, tree):
        self._nodes = list(ast.walk(tree))
        self._imported = {}

    def is_plain(self):
        if not all(map(self._imports_plainly, self._nodes)):
            return False
        stores = [node for node in self._nodes if _stores_inside(node)]
        if any(self._root_is_shared(node) for node in stores):
            return False
        if not all(map(self._is_harmless, self._nodes)):
            return False
        # What is stored on an attribute of an own name may be stored on a function or class that got this name.
        return not any(isinstance(node, ast.Attribute) for node in stores) or not self._hands_on()

    def _imports_plainly(self, node):
        if isinstance(node, ast.Import):
            for alias in node.names:
                whole, top = alias.name, alias.name.partition(".")[0]
                if top not in LIBRARY and top in sys.stdlib_module_names:
                    return False
                self._imported[alias.asname or top] = sys.modules.get(whole if alias.asname else top)
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            top = node.module.partition(".")[0]
            if top not in LIBRARY and top in sys.stdlib_module_names:
                return False
            for alias in node.names:
                if alias.name == "*" or alias.name in REACHING or alias.name.startswith("_"):
                    return node.module == "__future__"
                found = getattr(sys.modules.get(node.module), alias.name, None)
                self._imported[alias.asname or alias.name] = found
                if not _is_unchanging(found):
                    return False
        return True

    def _is_harmless(self, node):
        if isinstance(node, ast.Name):
            return _is_harmless_name(node.id) or node.id == "getattr"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            return self._is_harmless_getattr(node)
        if not isinstance(node, ast.Attribute):
            return True
        return _is_harmless_name(node.attr) and self._is_harmless_value(node)

    def _is_harmless_getattr(self, node):
        name = node.args[1] if len(node.args) > 1 else None
        return (isinstance(name, ast.Constant) and isinstance(name.value, str) and _is_harmless_name(name.value)
                and not self._root_is_shared(node.args[0], 0))

    def _is_harmless_value(self, node):
        """Of an attribute of what was imported: nothing that keeps a change, and nothing private."""
        path, base = [], node
        while isinstance(base, ast.Attribute):
            path.append(base.attr)
            base = base.value
        if not (isinstance(base, ast.Name) and base.id in self._imported):
            return True
        value = self._imported[base.id]
        for name in reversed(path):
            if name.startswith("_") and name not in HARMLESS_DUNDERS:
                return False
            value = getattr(value, name, None)
        if isinstance(self._imported[base.id], types.ModuleType) and path[0] == "enumerate":
            return False  # the threads of all runs
        return _is_unchanging(value)

    def _root_is_shared(self, node, least=1):
        """Whether this is inside of what was imported, or inside of what a call gave that mentions it."""
        depth = 0
        while isinstance(node, (ast.Attribute, ast.Subscript)):
            node, depth = node.value, depth + 1
        if isinstance(node, ast.Name):
            return depth >= least and node.id in self._imported
        return not isinstance(node, (ast.Call, ast.Constant)) or any(
            isinstance(inner, ast.Name) and inner.id in (*self._imported, "type") for inner in ast.walk(node))

    def _hands_on(self):
        """Whether a function or a class of the library is used as a value."""
        passing = {id(node) for node in self._nodes if isinstance(node, (ast.Name, ast.Attribute))}
        for node in self._nodes:
            for place in _places_of_types(node):
                passing.difference_update(map(id, ast.walk(place)))
            if isinstance(node, ast.Call):
                passing.discard(id(node.func))
            if isinstance(node, ast.Attribute):
                passing.discard(id(node.value))
        return any(id(node) in passing and self._is_changeable(node) for node in self._nodes)

    def _is_changeable(self, node):
        if isinstance(node, ast.Name):
            return node.id == "type" or isinstance(self._imported.get(node.id), CHANGEABLE)
        base = node.value
        return (isinstance(base, ast.Name) and base.id in self._imported
                and isinstance(getattr(self._imported[base.id], node.attr, None), CHANGEABLE))


def _stores_inside(node):
    return isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del))


def _is_harmless_name(name):
    return name not in REACHING and (not name.startswith("__") or name in HARMLESS_DUNDERS)


def _is_unchanging(value):
    if isinstance(value, types.ModuleType):
        return value.__name__.partition(".")[0] in LIBRARY
    return isinstance(value, UNCHANGING)


def _places_of_types(node):
    """Annotations, bases, decorators, what is caught: there a class is no value that anybody stores on."""
    for name in ("annotation", "returns", "type"):
        place = getattr(node, name, None)
        if isinstance(place, ast.AST):
            yield place
    if isinstance(node, ast.ClassDef):
        yield from node.bases
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from node.decorator_list
