"""Reads a workflow's syntax tree and tells what a person may want to look at. Runs inside the sandbox."""

import ast
import re

ENTRY_NAMES = ("workflow", "solver")
MAX_FINDINGS = 100

DANGEROUS_MODULES = frozenset(
    "os posix subprocess socket ctypes _ctypes multiprocessing shutil signal pty fcntl mmap resource builtins "
    "importlib imp runpy pickle marshal shelve http urllib requests httpx aiohttp ftplib smtplib telnetlib "
    "socketserver ssl webbrowser xmlrpc sysconfig site code codeop pdb faulthandler tempfile openai anthropic".split()
)
UNUSUAL_MODULES = frozenset("sys gc inspect pathlib io glob platform pkgutil zipimport weakref traceback dis atexit sqlite3 zipfile tarfile logging".split())
DANGEROUS_NAMES = frozenset("eval exec compile __import__ open breakpoint".split())
UNUSUAL_NAMES = frozenset("globals locals vars input".split())
DANGEROUS_ATTRIBUTES = frozenset(
    "__subclasses__ __globals__ __builtins__ __code__ __closure__ __bases__ __base__ __mro__ __import__ __loader__ __spec__ "
    "__getattribute__ __reduce__ __reduce_ex__ f_back f_globals f_locals f_builtins gi_frame cr_frame ag_frame tb_frame".split()
)
UNUSUAL_ATTRIBUTES = frozenset("__class__ __dict__ __func__ __self__ __wrapped__".split())
DUNDER_IN_TEXT = re.compile(r"__(?:subclasses|globals|builtins|bases|mro|code|closure|import|class)__")
NETWORK_IN_TEXT = re.compile(r"\b(?:https?|wss?|ftp)://|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b")
QUESTION_LENGTH = 20
TABLE_ENTRIES = 8
LITERALS_IN_A_ROW = 100


def scan(code):
    try:
        tree = ast.parse(code)
        # What the compiler alone rejects: `return` outside of a function, a name that is both global and local.
        compile(code, "<workflow>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return {"syntaxError": {"line": error.lineno or 1, "message": error.msg}, "entry": None, "findings": []}
    except (ValueError, RecursionError, MemoryError) as error:
        message = str(error) or "the code is nested too deeply"
        return {"syntaxError": {"line": 1, "message": message}, "entry": None, "findings": []}
    visitor = Scanner()
    visitor.visit(tree)
    visitor.finish()
    findings = sorted(visitor.findings, key=lambda finding: finding["line"])
    return {"syntaxError": None, "entry": entry_of(tree), "findings": findings[:MAX_FINDINGS]}


def entry_of(tree):
    defined = set(defined_names(tree.body))
    return next((name for name in ENTRY_NAMES if name in defined), None)


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


class Scanner(ast.NodeVisitor):
    def __init__(self):
        self.findings = []
        self.recognised = []

    def add(self, rule, severity, node, detail):
        finding = {"rule": rule, "severity": severity, "line": node.lineno, "detail": detail}
        if finding not in self.findings and len(self.findings) < 10 * MAX_FINDINGS:
            self.findings.append(finding)

    def finish(self):
        """Telling three or more tasks apart by their text is a table of answers in another form."""
        if len(self.recognised) >= 3:
            self.add("memorised-answers", "warning", self.recognised[0], f"compares the task with {len(self.recognised)} fixed texts")

    def visit_Import(self, node):
        for alias in node.names:
            self.module(node, alias.name)

    def visit_ImportFrom(self, node):
        if node.level:
            self.add("dangerous-import", "warning", node, "a relative import")
        elif node.module:
            self.module(node, node.module)

    def module(self, node, name):
        root = name.split(".")[0]
        if root in DANGEROUS_MODULES:
            self.add("dangerous-import", "danger", node, f"imports {name}")
        elif root in UNUSUAL_MODULES:
            self.add("dangerous-import", "warning", node, f"imports {name}")

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            if node.id in DANGEROUS_NAMES:
                self.add("dangerous-name", "danger", node, f"uses {node.id}")
            elif node.id in UNUSUAL_NAMES:
                self.add("dangerous-name", "warning", node, f"uses {node.id}")
            elif node.id in DANGEROUS_ATTRIBUTES:
                self.add("dunder-access", "danger", node, f"uses {node.id}")

    def visit_Attribute(self, node):
        if node.attr in DANGEROUS_ATTRIBUTES:
            self.add("dunder-access", "danger", node, f"reads .{node.attr}")
        elif node.attr in UNUSUAL_ATTRIBUTES:
            self.add("dunder-access", "warning", node, f"reads .{node.attr}")
        self.generic_visit(node)

    def visit_Call(self, node):
        function = node.func
        if isinstance(function, ast.Name) and function.id in ("getattr", "setattr", "delattr"):
            self.attribute_by_name(node, function.id)
        if isinstance(function, ast.Attribute):
            if function.attr in ("call_llm", "call_json_format_llm"):
                self.model_by_name(node)
            if function.attr in ("startswith", "endswith") and is_task(function.value) and node.args:
                self.task_compared(node, node.args[0])
        self.generic_visit(node)

    def attribute_by_name(self, node, function):
        name = node.args[1] if len(node.args) > 1 else None
        if not isinstance(name, ast.Constant):
            self.add("dunder-access", "warning", node, f"{function} with a computed name")
        elif isinstance(name.value, str) and name.value.startswith("_"):
            self.add("dunder-access", "danger", node, f"{function} of {name.value}")

    def model_by_name(self, node):
        for keyword in node.keywords:
            if keyword.arg == "model" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):
                self.add("other-model", "warning", node, f"names a model: {ast.unparse(keyword.value)[:100]}")

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            if DUNDER_IN_TEXT.search(node.value):
                self.add("dunder-access", "warning", node, "a text that names an internal attribute")
            found = NETWORK_IN_TEXT.search(node.value)
            if found:
                self.add("network-text", "info", node, f"a text that looks like an address: {node.value[found.start():found.start() + 80]}")

    def visit_While(self, node):
        is_endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        if is_endless and not leaves(node.body):
            self.add("endless-loop", "info", node, "a loop without a way out")
        self.generic_visit(node)

    def visit_Compare(self, node):
        sides = [node.left, *node.comparators]
        if any(is_task(side) for side in sides):
            for side in sides:
                self.task_compared(node, side)
        self.generic_visit(node)

    def task_compared(self, node, text):
        if is_text(text) and len(text.value) >= QUESTION_LENGTH:
            self.recognised.append(node)

    def visit_Dict(self, node):
        pairs = [(key, value) for key, value in zip(node.keys, node.values) if is_text(key) and is_literal(value)]
        self.table(node, [key for key, _ in pairs])
        self.generic_visit(node)

    def visit_List(self, node):
        pairs = [item for item in node.elts if isinstance(item, (ast.List, ast.Tuple)) and len(item.elts) == 2]
        self.table(node, [pair.elts[0] for pair in pairs if is_text(pair.elts[0]) and is_literal(pair.elts[1])])
        if sum(is_literal(item) for item in node.elts) >= LITERALS_IN_A_ROW:
            self.add("memorised-answers", "warning", node, f"a table of {len(node.elts)} fixed values")
        self.generic_visit(node)

    visit_Tuple = visit_List
    visit_Set = visit_List

    def table(self, node, keys):
        long = sum(len(key.value) >= QUESTION_LENGTH for key in keys)
        if long >= TABLE_ENTRIES:
            self.add("memorised-answers", "warning", node, f"a table of {len(keys)} long texts with fixed values")


def is_task(node):
    """`task`, or a method's result on it such as `task.lower()`."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id in ("task", "question", "problem")


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_literal(node):
    if isinstance(node, ast.UnaryOp):
        return is_literal(node.operand)
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(is_literal(item) for item in node.elts)
    return isinstance(node, ast.Constant)


def leaves(body, own=True):
    """Whether these statements can leave the loop: `break` of its own, `return` or `raise` anywhere but in a function."""
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
