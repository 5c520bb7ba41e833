"""Which names hold the task, and what is given as its answer. Part of scan.py."""

import ast

# Of these the task may be one side without being told apart: they ask what kind it is.
CHOOSING = (ast.IfExp, ast.Compare, ast.BoolOp, ast.Dict, ast.Lambda)


def task_names(tree):
    """The task's parameter, what is made of it alone, and the parameters that it is handed to."""
    functions = {
        node.name: node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    names = {"task", "question", "problem"}
    for entry in ("workflow", "solver"):
        if entry in functions:
            names.update(arg.arg for arg in functions[entry].args.args[1:2])
    for _ in range(3):
        for node in ast.walk(tree):
            names.update(more_names(node, names, functions))
    return names


def more_names(node, names, functions):
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        used = names_in(node.value)
        if (
            used & names
            and "agent" not in used
            and not any(isinstance(part, (*CHOOSING, ast.JoinedStr)) for part in ast.walk(node.value))
        ):
            yield node.targets[0].id
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
        for arg, parameter in zip(node.args, functions[node.func.id].args.args):
            if isinstance(arg, ast.Name) and arg.id in names:
                yield parameter.arg


def names_in(node):
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def answers_with(body, names):
    values = [answer_of(node) for node in body]
    return any(value is not None and bool(names_in(value) & names) for value in values)


def answer_of(node):
    """What a `return` gives as the answer, if it gives one."""
    if not isinstance(node, ast.Return) or node.value is None:
        return None
    if isinstance(node.value, ast.Dict):
        return next(
            (value for key, value in zip(node.value.keys, node.value.values) if constant(key) == "answer"),
            None,
        )
    return node.value


def constant(node):
    return node.value if isinstance(node, ast.Constant) else None


def is_fixed(node):
    if isinstance(node, ast.UnaryOp):
        return is_fixed(node.operand)
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(is_fixed(item) for item in node.elts)
    return isinstance(node, ast.Constant)
