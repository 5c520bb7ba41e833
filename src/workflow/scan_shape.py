"""What a program defines, and which loops end. Part of scan.py."""

import ast

ENTRY_NAMES = ("workflow", "solver")


def entry_of(tree):
    defined = set(defined_names(tree.body))
    return next((name for name in ENTRY_NAMES if name in defined), None)


def node_of(tree, name):
    return next((node for node in tree.body if name in defined_names([node])), tree.body[0])


def asks_executor(tree):
    """Whether some call may ask the executor; a method that is looked up by a computed name may be any."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ("llm" in node.attr.lower() or node.attr == "test_on_public_test"):
            return True
        if isinstance(node, ast.Name) and node.id == "getattr":
            return True
    return False


def defined_names(body):
    """Names that the module itself binds, also under `if` and `try`."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        else:
            for part in ("body", "orelse", "finalbody"):
                if not isinstance(node, ast.ClassDef):
                    yield from defined_names(getattr(node, part, None) or [])


def leaves(body, own=True):
    """Whether these statements can leave the loop.

    `break` of its own does, `return` or `raise` anywhere but in a function.
    """
    for node in body:
        if isinstance(node, (ast.Return, ast.Raise)) or (own and isinstance(node, ast.Break)):
            return True
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        in_loop = isinstance(node, (ast.For, ast.AsyncFor, ast.While))
        if leaves(getattr(node, "body", None) or [], own and not in_loop):
            return True
        others = [*getattr(node, "orelse", []), *getattr(node, "finalbody", [])]
        if leaves(others, own):
            return True
        for handler in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
            if leaves(handler.body, own):
                return True
    return False
