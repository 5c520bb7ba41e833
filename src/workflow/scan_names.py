"""Which names are a function's own, so that they never mean what Python has under that name. Part of scan.py."""

import ast

CLASS_SCOPE = None


def own_names(tree):
    """Ids of the Name nodes that a function or comprehension around them binds.

    Where such a name is not bound yet, or no more, Python raises. A name of a module or a class is none: there Python
    falls back to the builtin one. In doubt a name is none.
    """
    visitor = OwnNames()
    visitor.visit(tree)
    return visitor.found


class OwnNames(ast.NodeVisitor):
    def __init__(self):
        self.found = set()
        self.scopes = []

    def visit_Name(self, node):
        if self.scopes and self.scopes[-1] is not CLASS_SCOPE and self.is_bound(node.id):
            self.found.add(id(node))

    def is_bound(self, name):
        for scope in reversed(self.scopes):
            if scope is not CLASS_SCOPE and name in scope:
                return scope[name]
        return False

    def within(self, scope, parts):
        self.scopes.append(scope)
        for part in parts:
            self.visit(part)
        self.scopes.pop()

    def visit_FunctionDef(self, node):
        outside = [*getattr(node, "decorator_list", []), *node.args.defaults, *node.args.kw_defaults]
        for part in filter(None, outside):
            self.visit(part)
        body = node.body if isinstance(node.body, list) else [node.body]
        self.within(scope_of(node.args, body), body)

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef

    def visit_ClassDef(self, node):
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)
        self.within(CLASS_SCOPE, node.body)

    def visit_ListComp(self, node):
        first, *others = node.generators
        self.visit(first.iter)
        targets = [part for one in node.generators for part in ast.walk(one.target)]
        bound = {part.id: True for part in targets if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.within(bound, [first.target, *first.ifs, *others, *values])

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp


def scope_of(arguments, body):
    """The names that a function settles: True for its own ones, False for those that it declares global."""
    given = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    own, declared = {one.arg for one in given if one is not None}, {}
    parts = list(body)
    while parts:
        part = parts.pop()
        if isinstance(part, (ast.Global, ast.Nonlocal)):
            declared.update(dict.fromkeys(part.names, isinstance(part, ast.Global)))
        own.update(names_bound_by(part))
        if not isinstance(part, SCOPES):
            parts.extend(ast.iter_child_nodes(part))
    scope = {name: True for name in own if name not in declared}
    return {**scope, **{name: False for name, is_global in declared.items() if is_global}}


SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
          ast.GeneratorExp)


NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)


def names_bound_by(node):
    if isinstance(node, ast.Name):
        return [] if isinstance(node.ctx, ast.Load) else [node.id]
    if isinstance(node, ast.alias):
        return [(node.asname or node.name).partition(".")[0]]
    if isinstance(node, NAMED):
        return [node.name] if node.name else []
    return [node.rest] if isinstance(node, ast.MatchMapping) and node.rest else []
