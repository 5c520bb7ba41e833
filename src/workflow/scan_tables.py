"""Answers that stand in the program: tables to look the task up in, and tasks told apart. Part of scan.py."""

import ast

from scan_tasks import CHOOSING, answer_of, answers_with, constant, is_fixed, names_in, task_names

ENTRIES = 3
LONG_TEXT = 12
PROMPT_LENGTH = 40
# A few examples that are near to the task are a good prompt: these take the one that is nearest.
NEAREST = frozenset("get_close_matches max min".split())


class Tables:
    """Finds lookups by the task itself. `found` holds (node, detail)."""

    def __init__(self, tree, folder):
        self.folder = folder
        self.tasks = task_names(tree)
        self.found = []
        self.answers = []
        for node in ast.walk(tree):
            look = getattr(self, "on_" + type(node).__name__, None)
            if look is not None:
                look(node)
        if len({ast.dump(answer) for _, answer in self.answers}) >= ENTRIES:
            self.found.append(
                (self.answers[0][0], f"has {len(self.answers)} fixed answers for tasks that it tells apart")
            )

    def on_Subscript(self, node):
        self.lookup(node, node.value, node.slice)

    def on_Call(self, node):
        function = node.func
        if (
            isinstance(function, ast.Attribute)
            and function.attr in ("get", "pop", "index", "setdefault")
            and node.args
        ):
            self.lookup(node, function.value, node.args[0])
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        others = [*node.args, *(keyword.value for keyword in node.keywords)]
        if (
            name in NEAREST
            and any(self.texts_of(arg) for arg in node.args)
            and any(self.names_task(part) for part in others)
        ):
            self.found.append((node, "looks for the text of a table that is nearest to the task"))

    def on_Compare(self, node):
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn)) and self.is_task(node.left):
            self.lookup(node, node.comparators[0], node.left)

    def on_For(self, node):
        names = names_in(node.target)
        for part in ast.walk(node):
            if isinstance(part, ast.Assign) and names_in(part.value) & names:
                names.update(*(names_in(target) for target in part.targets))
        self.loop(
            node, names, node.iter, [part for part in ast.walk(node) if isinstance(part, (ast.If, ast.IfExp))]
        )

    def on_comprehension_of(self, node):
        for generator in node.generators:
            self.loop(
                node,
                names_in(generator.target),
                generator.iter,
                [ast.If(test=test, body=[], orelse=[]) for test in generator.ifs],
            )

    on_GeneratorExp = on_ListComp = on_DictComp = on_SetComp = on_comprehension_of

    def on_If(self, node):
        if self.names_task(node.test):
            self.fixed_answers(node.body)

    def on_Match(self, node):
        if self.names_task(node.subject):
            for case in node.cases:
                if not (isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None):
                    self.fixed_answers(case.body)

    def lookup(self, node, table, key):
        pairs = self.entries(table)
        if len(pairs) < ENTRIES or not self.is_task(key):
            return
        words_only = all(isinstance(text, str) and text.isalpha() and len(text) < LONG_TEXT for text in pairs)
        is_piece = any(
            isinstance(part, ast.Subscript) or isinstance(part, ast.Attribute) and "split" in part.attr
            for part in ast.walk(key)
        )
        if not (words_only and is_piece):
            self.found.append((node, f"looks the task up in a table of {len(pairs)} fixed values"))

    def loop(self, node, names, source, tests):
        texts = self.texts_of(source)
        compared = [test for test in tests if self.compares(test.test, names)]
        if texts and compared:
            self.found.append((node, f"looks for the task in a table of {len(texts)} fixed texts"))
        elif len(self.entries(source)) >= ENTRIES and any(
            answers_with(test.body, names) for test in compared if isinstance(test, ast.If)
        ):
            self.found.append((node, "answers with what stands in a table beside a part of the task"))

    def compares(self, test, names):
        used = names_in(test)
        return bool(used & names) and bool(used & self.tasks)

    def entries(self, node):
        """Keys of a literal table: of a dictionary, of a list of pairs; or the items of a list, the lines of a text."""
        node = self.literal(node)
        if isinstance(node, ast.Dict):
            return [
                constant(key)
                for key, value in zip(node.keys, node.values)
                if is_fixed(key) and is_fixed(value)
            ]
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [
                constant(item.elts[0] if isinstance(item, (ast.List, ast.Tuple)) and item.elts else item)
                for item in node.elts
                if is_fixed(item)
            ]
        value, _ = (None, False) if node is None else self.folder.fold(node)
        return (
            [line for line in value if isinstance(line, str) and line.strip()]
            if isinstance(value, list)
            else []
        )

    def texts_of(self, node):
        """As entries, where they are parts of tasks and not topics, with answers and not prompts beside them."""
        texts = [
            text
            for text in self.entries(node)
            if isinstance(text, str) and len(text) >= LONG_TEXT and " " in text.strip()
        ]
        particular = sum(
            any(sign.isdigit() or sign.isupper() for sign in text) or len(text.split()) >= 5 for text in texts
        )
        return (
            texts
            if len(texts) >= ENTRIES and 2 * particular >= len(texts) and not self.holds_prompts(node)
            else []
        )

    def holds_prompts(self, node):
        node = self.literal(node)
        values = node.values if isinstance(node, ast.Dict) else []
        return any(
            isinstance(constant(value), str) and len(constant(value)) > PROMPT_LENGTH for value in values
        )

    def literal(self, node):
        """The expression behind a name, `.items()`, `enumerate(...)`, `dict(...)` and the like."""
        for _ in range(6):
            if isinstance(node, ast.Name):
                parts = self.folder.bound.get(node.id, [])
                if len(parts) != 1:
                    return None
                node = parts[0]
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("items", "keys", "values", "copy")
            ):
                node = node.func.value
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("enumerate", "dict", "list", "tuple", "set", "sorted", "zip", "iter")
                and node.args
            ):
                node = node.args[0]
            else:
                break
        return node

    def fixed_answers(self, body):
        """Notes `return {"answer": 5}` and `return 5`; None and the empty text are ways to give up."""
        for node in body:
            value = answer_of(node)
            if (
                value is not None
                and is_fixed(value)
                and constant(value) not in (None, "", 0, False, "unknown", "Unknown", "N/A")
            ):
                self.answers.append((node, value))

    def is_task(self, node):
        """Whether it is the task, or made of it alone so that it tells it from others."""
        return self.names_task(node) and not any(isinstance(part, CHOOSING) for part in ast.walk(node))

    def names_task(self, node):
        used = names_in(node)
        return bool(used & self.tasks) and "agent" not in used
