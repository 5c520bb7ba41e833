"""Imports the standard library before the lock-down; afterwards no file can be opened, so nothing else can be
imported."""
import builtins
import importlib
import importlib.machinery
import pkgutil
import sys
import types

PRELOADED = """
__future__ abc argparse array ast asyncio asyncio.unix_events base64 binascii bisect calendar cmath codecs collections
collections.abc colorsys concurrent.futures concurrent.futures.thread contextlib contextvars copy copyreg csv
dataclasses datetime decimal difflib dis enum errno fnmatch fractions functools gc glob graphlib hashlib heapq hmac
html html.entities html.parser importlib.util inspect io ipaddress itertools json keyword linecache locale logging
math numbers opcode operator os pathlib pickle platform posixpath pprint queue random re reprlib sched secrets select
selectors shlex shutil signal statistics string stringprep struct sys tempfile textwrap threading time timeit token
tokenize traceback types typing unicodedata unittest urllib.parse uuid warnings weakref zlib xml.etree.ElementTree
_ast_unparse _strptime _suggestions unittest._log unittest.async_case xml.parsers.expat
annotationlib string.templatelib
encodings.ascii encodings.base64_codec encodings.cp1252 encodings.hex_codec encodings.idna encodings.latin_1
encodings.raw_unicode_escape encodings.rot_13 encodings.unicode_escape encodings.utf_16 encodings.utf_32
encodings.utf_8 encodings.utf_8_sig
""".split()

# Also loaded, but set aside until the code imports them, so that importing is an audit event.
UNUSUAL = "ctypes fcntl mmap multiprocessing pty resource socket subprocess".split()


PRELUDE = "w4s_prelude"

SCIENCE = "numpy numpy.fft numpy.linalg numpy.polynomial numpy.random mpmath sympy".split()
# sympy imports most of its parts only on first use, which would be too late.
SYMPY_LEFT_OUT = {"tests", "benchmarks", "testing", "physics", "plotting", "interactive", "sandbox", "autolev", "c",
                  "fortran", "_antlr", "conftest", "release", "this", "galgebra", "deprecated", "doc"}


def preload(packages):
    """`packages` is a path of installed packages; an empty one leaves numpy and sympy out."""
    sys.path.extend(packages)
    for name in [*PRELOADED, *UNUSUAL, *(SCIENCE if packages else [])]:
        _try(name)
    if "sympy" in sys.modules:
        _load_parts(sys.modules["sympy"])
    builtins.exit = builtins.quit = sys.exit  # a Python without `site` lacks them


def run_prelude(source):
    """Runs the host's code while packages can still be imported and files read.

    A run imports what it made by its name.
    """
    if source is not None:
        module = sys.modules[PRELUDE] = types.ModuleType(PRELUDE)
        exec(compile(source, f"<{PRELUDE}>", "exec"), module.__dict__)


def _load_parts(package):
    for part in pkgutil.iter_modules(package.__path__):
        name = f"{package.__name__}.{part.name}"
        if part.name not in SYMPY_LEFT_OUT and _try(name) and part.ispkg:
            _load_parts(sys.modules[name])


def _try(name):
    """Whether it could be imported: not every Python has every module, and a package may be broken in any way."""
    try:
        importlib.import_module(name)
    except Exception:
        return False
    return True


def close_the_library(own_modules):
    """Imports no longer read files, our own modules are hidden, and unusual ones come through the finder."""
    for name in own_modules:
        sys.modules.pop(name, None)
    aside = {name: sys.modules.pop(name) for name in UNUSUAL if name in sys.modules}
    machinery = importlib.machinery
    sys.meta_path[:] = [_Aside(aside), machinery.BuiltinImporter, machinery.FrozenImporter, _NothingElse]
    sys.path[:] = []
    sys.path_importer_cache.clear()


class _Aside:
    def __init__(self, aside):
        self._aside = aside

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name in self._aside else None

    def create_module(self, spec):
        return self._aside[spec.name]

    def exec_module(self, module):
        pass


class _NothingElse:
    @staticmethod
    def find_spec(name, path=None, target=None):
        there = "the standard library's common modules are there"
        if name.partition(".")[0] in sys.stdlib_module_names:
            there = "of the standard library only the common modules are there"
        raise ModuleNotFoundError(f"No module named {name!r} in the sandbox ({there})", name=name)
