"""Reads a workflow's syntax tree and tells what a person may want to look at. Runs inside the sandbox."""

import ast
import re

from scan_names import own_names
from scan_prompts import is_unreadable, prompt_rules
from scan_shape import asks_executor, entry_of, leaves, node_of
from scan_tables import Tables
from scan_tasks import is_fixed
from scan_texts import DECODERS, Folder

MAX_FINDINGS = 100

DANGEROUS_MODULES = frozenset(
    "os posix subprocess socket ctypes _ctypes multiprocessing shutil signal pty fcntl mmap resource builtins "
    "importlib imp runpy pickle marshal shelve http urllib requests httpx aiohttp ftplib smtplib telnetlib "
    "socketserver ssl webbrowser xmlrpc sysconfig site code codeop pdb faulthandler tempfile openai anthropic".split()
)
UNUSUAL_MODULES = frozenset(
    "sys gc inspect pathlib io glob platform pkgutil zipimport weakref traceback dis atexit sqlite3 zipfile tarfile "
    "logging".split()
)
DANGEROUS_NAMES = frozenset("eval exec compile __import__ open breakpoint".split())
UNUSUAL_NAMES = frozenset("globals locals vars input dir".split())
BY_NAME = frozenset("getattr setattr delattr attrgetter methodcaller".split())
DANGEROUS_ATTRIBUTES = frozenset(
    "__subclasses__ __globals__ __builtins__ __code__ __closure__ __bases__ __base__ __mro__ __import__ __loader__ "
    "__spec__ __getattribute__ __reduce__ __reduce_ex__ f_back f_globals f_locals f_builtins gi_frame cr_frame "
    "ag_frame tb_frame".split()
)
HARMLESS_DUNDERS = frozenset(
    "__name__ __doc__ __init__ __post_init__ __version__ __len__ __str__ __repr__ __call__ __enter__ __exit__ "
    "__iter__ __next__ __eq__ __hash__ __lt__ __contains__ __getitem__".split()
)
DUNDER = re.compile(r"__[a-z_]+__")
DUNDER_IN_TEXT = re.compile(
    r"__(?:subclasses|globals|builtins|bases|base|mro|code|closure|import|class|dict"
    r"|loader|self|getattribute|reduce)__"
)
FIELD_OF_PRIVATE = re.compile(r"\{[^{}]*[.\[]_")
AGENT_API = frozenset(
    "call_llm call_json_format_llm execute_code extract_answer_str extract_answer extract_code_block exec_test "
    "test_on_public_test".split()
)
HOLDS_GOLD = re.compile(r"gold|answer|target|expected|label|truth|solution|reference|hidden|score|item")
LARGEST_NUMBER = 10**40
BUILDERS = (ast.Call, ast.BinOp, ast.JoinedStr, ast.Subscript, ast.GeneratorExp, ast.ListComp, ast.Name)
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
    visitor = Scanner(Folder(tree), own_names(tree))
    visitor.visit(tree)
    visitor.finish(Tables(tree, visitor.folder))
    entry = entry_of(tree)
    if entry is not None and not asks_executor(tree):
        visitor.add("no-executor-call", "info", node_of(tree, entry), "calls the executor nowhere")
    findings = sorted(visitor.findings, key=lambda finding: finding["line"])
    return {"syntaxError": None, "entry": entry, "findings": findings[:MAX_FINDINGS]}


class Scanner(ast.NodeVisitor):
    def __init__(self, folder, own_names):
        self.folder = folder
        self.own_names = own_names
        self.findings = []
        self.recognised = []
        self.called = set()

    def add(self, rule, severity, node, detail):
        finding = {"rule": rule, "severity": severity, "line": node.lineno, "detail": detail}
        if finding not in self.findings and len(self.findings) < 10 * MAX_FINDINGS:
            self.findings.append(finding)

    def visit(self, node):
        if isinstance(node, BUILDERS):
            self.built_text(node)
        super().visit(node)

    def built_text(self, node):
        """What a text turns out to be that is put together or decoded, or a name that is bound to one."""
        text, hidden = self.folder.fold(node)
        if isinstance(text, bytes):
            text = text.decode("utf-8", "replace")
        if not isinstance(text, str) or len(text) < 2:
            return
        has_dunder = any(found not in HARMLESS_DUNDERS for found in DUNDER.findall(text))
        if has_dunder or text in DANGEROUS_NAMES or hidden and text in DANGEROUS_MODULES:
            self.add("dunder-access", "danger", node, f"puts together {text[:60]}")
        elif hidden and len(text) > 2 and not text.isspace() and len(set(text)) > 1:
            self.add("hidden-text", "warning", node, f"a text that the program hides: {text[:80]}")
        self.prompt(node, text)

    def prompt(self, node, text):
        for rule, detail in prompt_rules(text):
            self.add(rule, "warning", node, detail)

    def finish(self, tables):
        """Telling three or more tasks apart by their text is a table of answers in another form."""
        for node, detail in tables.found:
            self.add("memorised-answers", "warning", node, detail)
        if len(self.recognised) >= 3:
            detail = f"compares the task with {len(self.recognised)} fixed texts"
            self.add("memorised-answers", "warning", self.recognised[0], detail)

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
            elif node.id in UNUSUAL_NAMES and id(node) not in self.own_names:
                self.add("dangerous-name", "warning", node, f"uses {node.id}")
            elif node.id in DANGEROUS_ATTRIBUTES:
                self.add("dunder-access", "danger", node, f"uses {node.id}")
            elif node.id in ("getattr", "setattr", "delattr") and id(node) not in self.called:
                self.add("dunder-access", "warning", node, f"hands {node.id} on")

    def visit_Attribute(self, node):
        if node.attr in DANGEROUS_ATTRIBUTES:
            self.add("dunder-access", "danger", node, f"reads .{node.attr}")
        elif DUNDER.fullmatch(node.attr) and node.attr not in HARMLESS_DUNDERS:
            self.add("dunder-access", "warning", node, f"reads .{node.attr}")
        elif isinstance(node.value, ast.Name) and node.value.id == "agent":
            self.agent_part(node)
        self.generic_visit(node)

    def agent_part(self, node):
        if node.attr.startswith("_") or (node.attr not in AGENT_API and HOLDS_GOLD.search(node.attr)):
            self.add("asks-for-gold", "warning", node, f"reads agent.{node.attr}, which the agent does not have")

    def visit_Subscript(self, node):
        key = node.slice.value if isinstance(node.slice, ast.Constant) else self.folder.fold(node.slice)[0]
        if isinstance(key, str) and (key in DANGEROUS_NAMES or key in DANGEROUS_ATTRIBUTES):
            self.add("dunder-access", "danger", node, f"looks up {key}")
        self.generic_visit(node)

    def visit_MatchClass(self, node):
        for name in node.kwd_attrs:
            if name.startswith("_"):
                self.add("dunder-access", "danger", node, f"matches on .{name}")
        self.generic_visit(node)

    def visit_Call(self, node):
        function = node.func
        self.called.add(id(function))
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in BY_NAME:
            self.attribute_by_name(node, name)
        if name in ("format", "format_map", "vformat", "get_field"):
            self.formatted(node)
        if name in DECODERS and self.folder.fold(node)[0] is None:
            is_literal = any(self.folder.fold(arg)[0] is not None for arg in node.args)
            self.add("hidden-text", "warning" if is_literal else "info", node, f"decodes with {name}")
        if isinstance(function, ast.Attribute):
            if function.attr in ("call_llm", "call_json_format_llm"):
                self.model_by_name(node)
            if function.attr in ("startswith", "endswith") and is_task(function.value) and node.args:
                self.task_compared(node, node.args[0])
        self.generic_visit(node)

    def attribute_by_name(self, node, function):
        first = 1 if function in ("getattr", "setattr", "delattr") else 0
        names = node.args[first:] if function == "attrgetter" else node.args[first : first + 1]
        if not names or not all(isinstance(name, ast.Constant) for name in names):
            self.add("dunder-access", "warning", node, f"{function} with a computed name")
        for name in names:
            value = self.folder.fold(name)[0]
            if isinstance(value, str) and (value.startswith("_") or "._" in value):
                self.add("dunder-access", "danger", node, f"{function} of {value[:60]}")

    def formatted(self, node):
        """`"{0.__class__}".format(x)` reads an attribute."""
        if not isinstance(node.func, ast.Attribute):
            return
        text = self.folder.fold(node.func.value)[0]
        private = FIELD_OF_PRIVATE.search(text) if isinstance(text, str) else None
        if private:
            self.add("dunder-access", "danger", node, f"a template that reads {private.group()[:60]}")
        elif node.func.attr in ("vformat", "get_field"):
            self.add("dunder-access", "warning", node, f"formats by {node.func.attr}")

    def model_by_name(self, node):
        for keyword in node.keywords:
            if keyword.arg == "model" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):
                self.add("other-model", "warning", node, f"names a model: {ast.unparse(keyword.value)[:100]}")

    def visit_Constant(self, node):
        if isinstance(node.value, int) and abs(node.value) > LARGEST_NUMBER:
            self.add("hidden-text", "warning", node, "a number that could hold a text")
        text = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        if isinstance(text, str) and is_unreadable(text):
            self.add("hidden-text", "warning", node, f"a text that nobody can read: {node.value[:40]!r}")
        if isinstance(node.value, str):
            self.prompt(node, node.value)
            if DUNDER_IN_TEXT.search(node.value):
                self.add("dunder-access", "warning", node, "a text that names an internal attribute")
            found = NETWORK_IN_TEXT.search(node.value)
            if found:
                address = node.value[found.start():found.start() + 80]
                self.add("network-text", "info", node, f"a text that looks like an address: {address}")

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
        pairs = [(key, value) for key, value in zip(node.keys, node.values) if is_text(key) and is_fixed(value)]
        self.table(node, [key for key, _ in pairs])
        self.generic_visit(node)

    def visit_List(self, node):
        pairs = [item for item in node.elts if isinstance(item, (ast.List, ast.Tuple)) and len(item.elts) == 2]
        self.table(node, [pair.elts[0] for pair in pairs if is_text(pair.elts[0]) and is_fixed(pair.elts[1])])
        if sum(is_fixed(item) for item in node.elts) >= LITERALS_IN_A_ROW:
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
