"""What texts a program puts together, told without running it. Part of scan.py."""

import ast
import base64
import binascii
import codecs
import zlib

LARGEST, DEEPEST = 10_000, 30
DECODERS = {
    "b64decode": base64.b64decode,
    "urlsafe_b64decode": base64.urlsafe_b64decode,
    "standard_b64decode": base64.b64decode,
    "decodebytes": base64.decodebytes,
    "b32decode": base64.b32decode,
    "b16decode": base64.b16decode,
    "a85decode": base64.a85decode,
    "b85decode": base64.b85decode,
    "unhexlify": binascii.unhexlify,
    "fromhex": bytes.fromhex,
    "a2b_hex": binascii.a2b_hex,
    "a2b_base64": binascii.a2b_base64,
    "decompress": lambda data: zlib.decompressobj().decompress(data, LARGEST),
}
PLAIN_METHODS = frozenset(
    "lower upper title swapcase capitalize strip lstrip rstrip replace removeprefix removesuffix split "
    "splitlines format encode zfill".split()
)
ARITHMETIC = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.BitXor: lambda a, b: a ^ b,
    ast.Mod: lambda a, b: a % b,
    ast.FloorDiv: lambda a, b: a // b,
}


class Unknown(Exception):
    """Only a run would tell."""


class Folder:
    """Works out expressions over constants. `hidden`: a text was decoded, reversed, or made of numbers."""

    def __init__(self, tree):
        self.bound = bindings(tree)
        self.hidden = False
        self.steps = 0

    def fold(self, node):
        """(value, whether it was hidden), or (None, False)."""
        self.hidden, self.steps = False, 0
        try:
            return self.value(node, {}, 0), self.hidden
        except (
            Unknown,
            ValueError,
            TypeError,
            ArithmeticError,
            LookupError,
            AttributeError,
            RecursionError,
            MemoryError,
            zlib.error,
        ):
            return None, False

    def value(self, node, names, depth):
        self.steps += 1
        if depth > DEEPEST or self.steps > LARGEST:
            raise Unknown
        method = getattr(self, "on_" + type(node).__name__, None)
        if method is None:
            raise Unknown
        value = method(
            node, lambda part, more=None: self.value(part, {**names, **(more or {})}, depth + 1), names
        )
        if (
            isinstance(value, (str, bytes, list))
            and len(value) > LARGEST
            or isinstance(value, int)
            and abs(value) >> LARGEST
        ):
            raise Unknown
        return value

    def on_Constant(self, node, _value, _names):
        return node.value

    def on_Name(self, node, value, names):
        if node.id in names:
            return names[node.id]
        parts = self.bound.get(node.id)
        if not parts:
            raise Unknown
        whole = value(parts[0])
        for part in parts[1:]:
            whole = whole + value(part)
        return whole

    def on_List(self, node, value, _names):
        return [value(item) for item in node.elts]

    on_Tuple = on_List

    def on_JoinedStr(self, node, value, _names):
        return "".join(
            str(value(part.value if isinstance(part, ast.FormattedValue) else part)) for part in node.values
        )

    def on_BinOp(self, node, value, _names):
        left, right = value(node.left), value(node.right)
        if (
            isinstance(node.op, ast.Mult)
            and isinstance(left, (int, str, list))
            and isinstance(right, int)
            and right < 100
        ):
            return left * right
        if isinstance(node.op, ast.Mod) and isinstance(left, str):
            return left % (tuple(right) if isinstance(right, list) else right)
        if type(node.op) in ARITHMETIC:
            return ARITHMETIC[type(node.op)](left, right)
        raise Unknown

    def on_UnaryOp(self, node, value, _names):
        if isinstance(node.op, ast.USub):
            return -value(node.operand)
        raise Unknown

    def on_Subscript(self, node, value, _names):
        whole = value(node.value)
        if not isinstance(node.slice, ast.Slice):
            return whole[value(node.slice)]
        start, stop, step = (
            None if part is None else value(part)
            for part in (node.slice.lower, node.slice.upper, node.slice.step)
        )
        self.hidden = self.hidden or (isinstance(whole, str) and step not in (None, 1))
        return whole[start:stop:step]

    def on_GeneratorExp(self, node, value, _names):
        generator = node.generators[0]
        if len(node.generators) > 1 or generator.ifs or not isinstance(generator.target, ast.Name):
            raise Unknown
        return [value(node.elt, {generator.target.id: item}) for item in value(generator.iter)]

    on_ListComp = on_GeneratorExp

    def on_Call(self, node, value, _names):
        if isinstance(node.func, ast.Name):
            return self.builtin(node.func.id, node.args, value)
        if not isinstance(node.func, ast.Attribute):
            raise Unknown
        name = node.func.attr
        if (
            name in DECODERS
            or name == "decode"
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "codecs"
        ):
            return self.decoded(name, [value(arg) for arg in node.args])
        whole = value(node.func.value)
        args = [value(arg) for arg in node.args]
        if name == "join":
            return whole.join(args[0])
        if name == "decode":
            return whole.decode(*args)
        if name == "to_bytes" and args[0] < LARGEST:
            self.hidden = True
            return whole.to_bytes(args[0], args[1] if len(args) > 1 else "big")
        if name in PLAIN_METHODS and isinstance(whole, (str, bytes)):
            return getattr(whole, name)(
                *args, **{keyword.arg: value(keyword.value) for keyword in node.keywords}
            )
        raise Unknown

    def builtin(self, name, args, value):
        if name in DECODERS:
            return self.decoded(name, [value(arg) for arg in args])
        if name == "map" and isinstance(args[0], ast.Name):
            return [self.applied(args[0].id, item) for item in value(args[1])]
        values = [value(arg) for arg in args]
        if name == "reversed":
            self.hidden = True
            return list(values[0])[::-1]
        if name in ("list", "tuple"):
            return list(values[0])
        if name == "int":
            return int(*values)
        return self.applied(name, values[0])

    def applied(self, name, item):
        if name == "chr" or name in ("bytes", "bytearray") and isinstance(item, list):
            self.hidden = True
            return chr(item) if name == "chr" else bytes(item)
        if name == "ord":
            return ord(item)
        if name == "str":
            return str(item)
        raise Unknown

    def decoded(self, name, args):
        self.hidden = True
        if name == "decode":
            return codecs.decode(args[0], args[1])
        return DECODERS[name](args[0])


def bindings(tree):
    """For each name that is bound once: its expression, followed by those that are added to it."""
    bound, lost = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            lost.update({name} & bound.keys())
            bound[name] = [node.value]
        elif (
            isinstance(node, ast.AugAssign)
            and isinstance(node.op, ast.Add)
            and isinstance(node.target, ast.Name)
            and node.target.id in bound
        ):
            bound[node.target.id].append(node.value)
        elif isinstance(node, ast.arg):
            lost.add(node.arg)
        elif isinstance(node, (ast.For, ast.comprehension)):
            lost.update(part.id for part in ast.walk(node.target) if isinstance(part, ast.Name))
    return {name: parts for name, parts in bound.items() if name not in lost}
