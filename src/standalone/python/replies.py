"""The dictionary in a model's reply, however it is wrapped."""
import json
import re

from texts import outermost_braces, without_thinking

_LONGEST_REPLY = 300_000
_LONGEST_REPAIR = 100_000
_MOST_OBJECTS = 100


def parse_json_reply(reply, keys=()):
    """Of several dictionaries the one with most of `keys`, of those the last; None where there is none."""
    if len(reply) > _LONGEST_REPLY:
        return None
    text = without_thinking(reply)
    spans = _spans_in(text)
    start = text.find("{")
    readings = (
        lambda: [one for span in spans for one in _wanted(_first(_strict, read_literal, span), keys)],
        lambda: [one for span in spans for one in _wanted(_mended(span, keys), keys)],
        lambda: _wanted(_mended("" if start < 0 else text[start:], keys), keys),
        lambda: _wanted(_read_by_keys(text, keys), keys),
    )
    best = None
    for read in readings:
        for one in read():
            if best is None or _held(one, keys) >= max(1, _held(best, keys)):
                best = one
        if best is not None and _held(best, keys) == len(keys):
            return best
    return best


def _first(*readers_and_text):
    *readers, text = readers_and_text
    return next((value for value in (read(text) for read in readers) if value is not None), None)


def _held(mapping, keys):
    return sum(1 for key in keys if key in mapping)


def _spans_in(text):
    spans = {span for quotes in (True, False) for span in outermost_braces(text, quotes)[-_MOST_OBJECTS:]}
    return [text[start:end] for start, end in sorted(spans, key=lambda span: span[0])]


def _wanted(value, keys):
    if isinstance(value, list):
        return [one for item in value if isinstance(item, dict) for one in _wanted(item, keys)]
    return [_unwrapped(_named(value, keys), keys, 0)] if isinstance(value, dict) else []


def _named(mapping, keys):
    absent = {_normalized(key): key for key in keys if key not in mapping}
    return {absent.pop(_normalized(key), key): value for key, value in mapping.items()} if absent else mapping


def _normalized(key):
    return re.sub(r"[\s_-]", "", key.lower())


def _unwrapped(mapping, keys, depth):
    if _held(mapping, keys) > 0 or depth == 4:
        return mapping
    for value in mapping.values():
        content = _strict(value) if isinstance(value, str) and value.startswith("{") else value
        if isinstance(content, dict):
            inner = _unwrapped(_named(content, keys), keys, depth + 1)
            if _held(inner, keys) > 0:
                return inner
    return mapping


def _strict(text):
    try:
        return json.loads(escape_stray_backslashes(text), parse_constant=_no_constant, parse_float=_float_in)
    except (ValueError, RecursionError):
        return None


def _float_in(digits):
    return _plain_number(float(digits))


def _no_constant(word):
    raise ValueError(word)


def _mended(text, keys):
    """Repaired where reading by the keys comes to the same values or to none, else by the keys."""
    by_keys = _read_by_keys(text, keys)
    whole = read_literal(escape_stray_backslashes(text), lenient=True) if 0 < len(text) <= _LONGEST_REPAIR else None
    if by_keys is None or whole is None:
        return whole if by_keys is None else by_keys
    found = _wanted(whole, keys)
    agree = found and all(key in found[0] and found[0][key] == value for key, value in by_keys.items())
    return found[0] if agree else by_keys


_KNOWN_ESCAPE = re.compile(r"""\\(?:["\\/bfnrt'\n]|u[0-9a-fA-F]{4})""")
_TAB_COMMANDS = "extbf|extit|extrm|exttt|imes|heta|an|anh|au|ilde|herefore|riangle|riangleq"
_TAB_NAMES = "ext|frac|binom|op"
_LINE_COMMANDS = "abla|ot|otin|eg|earrow|warrow|olimits"
_LINE_NAMES = "eq|mid|subseteq|subset|leq|geq|less|gtr|parallel|exists|cong|sim"
_LATEX = re.compile(
    rf"\\(?:[bfr](?=[a-zA-Z])|(?:t(?:{_TAB_COMMANDS})|n(?:{_LINE_COMMANDS}))(?![a-zA-Z])"
    rf"|(?:(?:to|n[eiu])(?![A-Za-z0-9_])|(?:t(?:{_TAB_NAMES})|n(?:{_LINE_NAMES}))(?![a-zA-Z]))"
    r"(?![A-Za-z0-9_]* *[-+*/]?=| +in |[.(\[:,]))")


def escape_stray_backslashes(text):
    """Doubles the backslashes that a JSON reader would reject or misread, so that LaTeX and patterns survive."""
    parts, i = [], 0
    while i < len(text):
        if text[i] != "\\":
            end = text.find("\\", i)
            end = len(text) if end < 0 else end
            parts.append(text[i:end])
            i = end
            continue
        escape = None if _LATEX.match(text, i) else _KNOWN_ESCAPE.match(text, i)
        parts.append(escape[0] if escape else "\\\\")
        i += len(escape[0]) if escape else 1
    return "".join(parts)


_MEMBER = re.compile(r"""(?:^|[{,\n])[ \t\r]*(["'])([^"'\n:]{1,100})\1\s*:""")
_NEXT_MEMBER = re.compile(r"""["']\s*,\s*["'][A-Za-z0-9_ -]{1,40}["']\s*:""")


def _read_by_keys(text, keys):
    """By the names of the members alone, for what is no JSON by any grammar; None for nothing found."""
    asked = {_normalized(key): key for key in keys}
    members = [(asked[_normalized(one[2])], one.start(), one.end()) for one in _MEMBER.finditer(text)
               if _normalized(one[2]) in asked]
    raw = {}
    for i, (key, _, value_at) in enumerate(members):
        raw[key] = text[value_at:members[i + 1][1] if i + 1 < len(members) else None]
    return {key: _value_in(value) for key, value in raw.items()} or None


def _value_in(raw):
    text = raw.strip()
    text = text[:-1].rstrip() if text.endswith(",") else text
    if text.endswith("}") and text.count("}") > text.count("{"):
        text = text[:-1].rstrip()
    text = text[:-1].rstrip() if text.endswith(",") else text
    return _first(_literal, _quoted, lambda one: _literal(_without_comment(one)), lambda one: one, text)


def _literal(text):
    return _first(_strict, read_literal, text)


def _without_comment(text):
    line = text.rfind("\n") + 1
    return text[:line] + re.sub(r"\s(?://|#) ?[A-Za-z].*$", "", text[line:])


def _quoted(text):
    quote = next((mark for mark in ('"""', "'''", "```", '"', "'", "`") if text.startswith(mark)), None)
    if quote is None:
        return None
    inner = text[len(quote):]
    if inner.endswith(quote):
        return _unescaped(inner[:-len(quote)])
    members = list(_NEXT_MEMBER.finditer(inner))
    return _unescaped(inner[:members[-1].start()] if members else inner)


def _unescaped(text):
    plain = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r'\\(["\\/ntr])', lambda found: plain.get(found[1], found[1]), escape_stray_backslashes(text))


_WORDS = {"True": True, "true": True, "False": False, "false": False, "None": None, "null": None,
          "NaN": "NaN", "nan": "NaN", "Infinity": "Infinity", "inf": "Infinity"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "/": "/", "\n": ""}


def read_literal(text, lenient=False):
    """A literal of Python, JSON's words included, else None; `lenient` also forgives what models leave out."""
    try:
        return _LiteralReader(text, lenient).whole()
    except (SyntaxError, ValueError, RecursionError):
        return None


class _LiteralReader:
    _STRING = re.compile(r"""[rRbBuU]{0,2}(\"\"\"|'''|"|')""")
    _NUMBER = re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
    _WORD = re.compile(r"[-+]?[A-Za-z]+")
    _SPACE = re.compile(r"(?:\s|#[^\n]*)*")
    _LENIENT_SPACE = re.compile(r"(?:\s|#[^\n]*|//[^\n]*|/\*[^*]*\*/)*")
    _BARE = re.compile(r"[^\s,:{}\[\]\"']{1,200}")

    def __init__(self, text, lenient):
        self.text, self.at, self.depth, self.lenient = text, 0, 0, lenient

    def whole(self):
        value = self.value()
        self.space()
        if self.at < len(self.text):
            raise SyntaxError("text after the literal")
        return value

    def value(self):
        self.space()
        if self.depth > 100:
            raise SyntaxError("too deep")
        char = self.text[self.at:self.at + 1]
        if char == "{":
            return self.braces()
        if char in ("[", "(") and char:
            return self.items(char, "]" if char == "[" else ")")
        text = self.strings()
        return text if text is not None else self.number_or_word()

    def braces(self):
        self.open()
        mapping, items = {}, []
        while not self.closes("}"):
            key = self.value()
            if self.skip(":"):
                mapping[key if isinstance(key, str) else json.dumps(key)] = self.value()
            else:
                items.append(key)
            self.separator("}")
        if mapping and items:
            raise SyntaxError("neither a set nor a dictionary")
        return items or mapping

    def items(self, _open, close):
        self.open()
        items, commas = [], 0
        while not self.closes(close):
            items.append(self.value())
            commas += self.separator(close)
        return items[0] if _open == "(" and len(items) == 1 and commas == 0 else items

    def strings(self):
        whole = None
        while (prefix := self.take(self._STRING)) is not None:
            quotes = prefix.lstrip("rRbBuU")
            whole = (whole or "") + self.string_body(quotes, re.match(r"[bB]?[rR]", prefix) is not None)
            self.space()
            if self.lenient:
                break
        return whole

    def string_body(self, quotes, is_raw):
        parts = []
        while not self.text.startswith(quotes, self.at):
            if self.at >= len(self.text):
                if self.lenient:
                    return "".join(parts)
                raise SyntaxError("a string without an end")
            char = self.text[self.at]
            self.at += 1
            parts.append(self.escape() if char == "\\" and not is_raw else char)
        self.at += len(quotes)
        return "".join(parts)

    def escape(self):
        found = re.compile(r"u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})").match(self.text, self.at)
        if found:
            self.at = found.end()
            return chr(int(found[0][1:], 16))
        char = self.text[self.at:self.at + 1]
        self.at += 1
        return _ESCAPES.get(char, "\\" + char)

    def number_or_word(self):
        digits = self.take(self._NUMBER)
        if digits is not None:
            plain = digits.replace("_", "").lstrip("+")
            return int(plain) if re.fullmatch(r"-?[0-9]+", plain) else _plain_number(float(plain))
        word = (self.take(self._WORD) or "").lstrip("+")
        bare = word.lstrip("-")
        if bare in _WORDS:
            return _WORDS[bare] if bare == word else f"-{_WORDS[bare]}"
        if self.lenient and (word or self.at < len(self.text)):
            return self.bare(word)
        raise SyntaxError("not a literal")

    def bare(self, begun):
        rest = self.take(self._BARE) or ""
        if not begun + rest:
            raise SyntaxError("not a literal")
        return begun + rest

    def open(self):
        self.depth += 1
        self.at += 1

    def closes(self, bracket):
        ended = self.lenient and self.ended()
        if not ended and not self.skip(bracket):
            return False
        self.depth -= 1
        return True

    def ended(self):
        self.space()
        return self.at >= len(self.text)

    def separator(self, close):
        if self.skip(","):
            return True
        self.space()
        if not self.lenient and self.text[self.at:self.at + 1] != close:
            raise SyntaxError("no comma")
        return False

    def skip(self, char):
        self.space()
        if self.text[self.at:self.at + 1] != char:
            return False
        self.at += 1
        return True

    def space(self):
        self.take(self._LENIENT_SPACE if self.lenient else self._SPACE)

    def take(self, pattern):
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]


def _plain_number(value):
    """As JavaScript has them: 5.0 is the number 5."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
