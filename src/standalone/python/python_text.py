"""Where Python stands in a text: fenced blocks, and programs between sentences."""
import re


def dedented(text):
    lines = text.replace("\r\n", "\n").split("\n")
    indents = [_indent(line) for line in lines if line.strip()]
    common = min(indents, default=1 << 30)
    return "\n".join(line[min(common, _indent(line)):] for line in lines)


def _indent(line):
    return len(line) - len(line.lstrip())


OTHER_LANGUAGES = set((
    "bash sh shell zsh console terminal cmd powershell json jsonl yaml yml toml ini xml html css js javascript "
    "jsx ts typescript tsx java kotlin scala c cpp c++ csharp c# cs go rust ruby php perl swift r julia matlab "
    "sql latex tex diff markdown md csv output").split())


def fenced_blocks(text):
    """(language, code) of each fenced block; a fence in a triple-quoted string closes nothing."""
    lines, blocks, i = lines_of(text), [], 0
    while i < len(lines):
        block = block_at(lines, i)
        if block is not None:
            blocks.append((block["language"], block["code"]))
            i = block["last"]
        i += 1
    return blocks


def block_at(lines, first):
    """The block that opens there. Markdown around other blocks is none, nor is a last fence that nothing follows."""
    opening = _opening_fence(lines[first])
    if opening is None:
        return None
    fence, language, indent = opening
    if language in ("markdown", "md") and _holds_block(lines, first + 1, fence):
        return None
    closing = _closing_line(lines, first + 1, fence)
    end, before = closing or (len(lines), "")
    inner = lines[first + 1:end]
    if closing is None and language == "" and not any(line.strip() for line in inner):
        return None
    inner += [before] if before.strip() else []
    code = "\n".join(line[min(indent, _indent(line)):] for line in inner)
    last = end if closing else len(lines) - 1
    return {"language": language, "code": code, "last": last, "closed": closing is not None}


def _holds_block(lines, start, fence):
    for i in range(start, len(lines)):
        if _before_closing(lines[i], fence) == "":
            return False
        opening = _opening_fence(lines[i])
        if opening is not None and opening[1]:
            return True
    return False


def _opening_fence(line):
    at = min((place for place in (line.find("```"), line.find("~~~")) if place >= 0), default=-1)
    if at < 0:
        return None
    before, fence = line[:at], _run_at(line, at)
    info = line[at + len(fence):]
    if "`" in info:
        return None
    language = re.match(r"[{.\s]*([^\s{}]*)", info)[1].lower()
    alone = re.match(r"\s*(?:(?:[-*+]|[0-9]+[.)])\s+)?$", before) is not None
    if not alone and not language.startswith(("py", "ipython")):
        return None
    return fence, language, len(before) if alone else 0


def _run_at(line, at):
    end = at
    while end < len(line) and line[end] == line[at]:
        end += 1
    return line[at:end]


def _closing_line(lines, start, fence):
    open_string, first = None, None
    for i in range(start, len(lines)):
        before = _before_closing(lines[i], fence)
        if before is not None and not python_line(before, open_string)["comment"]:
            if open_string is None:
                return i, before
            first = first or (i, before)
        open_string = python_line(lines[i], open_string)["open"]
    return None if open_string is None else first


def _before_closing(line, fence):
    trimmed = line.strip()
    if trimmed.startswith(fence):
        rest = trimmed[len(_run_at(trimmed, 0)):]
        return None if re.match(r"[A-Za-z0-9_{]", rest) else ""
    if not trimmed.endswith(fence) or fence in trimmed[:-len(fence)]:
        return None
    return line[:line.rfind(fence)]


def python_line(line, opened):
    """The line with its strings emptied (`bare`), and the quotes of the triple-quoted string open at its end."""
    bare, i = [], 0
    while i < len(line):
        if opened is not None:
            i = _closing_quote(line, i, opened)
            if i < 0:
                return _line_facts(bare, opened)
            opened = None
        elif line[i] == "#":
            return _line_facts(bare, None, comment=True)
        elif line[i] in "\"'":
            bare.append("''")
            if line.startswith(line[i] * 3, i):
                opened = line[i] * 3
                i += 3
            else:
                i = _closing_quote(line, i + 1, line[i])
                if i < 0:
                    continues = line.endswith("\\")
                    return _line_facts([*bare, "\\"] if continues else bare, None, broken=not continues)
        else:
            bare.append(line[i])
            i += 1
    return _line_facts(bare, opened)


def _line_facts(bare, opened, comment=False, broken=False):
    return {"bare": "".join(bare), "open": opened, "comment": comment, "broken": broken}


def _closing_quote(line, start, quotes):
    i = start
    while i < len(line):
        if line[i] == "\\":
            i += 1
        elif line.startswith(quotes, i):
            return i + len(quotes)
        i += 1
    return -1


_TARGET = r"\*?[A-Za-z_][\w.]*(?:\[[^\]]*\])?"
_ASSIGNMENT = rf"{_TARGET}(?:[ \t]*,[ \t]*{_TARGET})*[ \t]*=(?!=)"
_DEFINITION = r"import \w|from [\w.]+ import |(?:async )?def \w|class \w|@\w"
_HEAD_OF_BLOCK = r"(?:async )?(?:for|while|if|with) .*[:([{,\\][ \t]*$|try:"
_FIRST_CODE_LINE = re.compile(rf"(?:{_DEFINITION}|{_ASSIGNMENT}|\"\"\"|'''|print\(|{_HEAD_OF_BLOCK})", re.A)
_DEFINING_LINE = re.compile(_DEFINITION, re.A)
_STATEMENTS = set("import from def class async await return yield raise assert del global nonlocal lambda not print "
                  "match case type".split())
_COMPOUND = set("if elif else for while with try except finally".split())
_KEYWORDS = _STATEMENTS | _COMPOUND | set("and as in is or break continue pass exec True False None".split())
_MARKUP = re.compile(r"""\d+\)|\d+\. +(?:[A-Z`"']|\*\*\w[^*]*\*\*)|\*\*|`|</?\w|~~~+[ \t]*$""", re.A)
_SHORT_SENTENCE = re.compile(r"[A-Z][\w ,'\u2019-]*[A-Za-z][.!?]$", re.A)
_STATEMENT_BY_FORM = re.compile(rf"[\w.]+[ \t]*[=(\[]|[a-z_][\w.]*[ \t]*:|{_ASSIGNMENT}", re.A)
_TWO_WORDS = re.compile(r"\b([A-Za-z_]\w*)[ \t]+(?=([A-Za-z_]\w*))", re.A)


def program_stretches(lines):
    """(first line, line behind it) of each stretch of program between sentences."""
    found, i = [], 0
    while i < len(lines):
        if begins_program(lines[i]):
            start = i
            while start > (found[-1][1] if found else 0) and lines[start - 1].startswith("#"):
                start -= 1
            i = first_sentence(lines, i)
            found.append((start, i))
        i += 1
    return found


def begins_program(line):
    return (_FIRST_CODE_LINE.match(line) is not None and not is_prose(line)
            and not _has_two_words(python_line(line, None)["bare"]))


def begins_definition(line):
    return _DEFINING_LINE.match(line) is not None and begins_program(line)


def first_sentence(lines, start):
    """The first line from there on that Python rejects and that reads as prose; their number without one."""
    opened, depth, continues = None, 0, False
    for i in range(start, len(lines)):
        read = python_line(lines[i], opened)
        if opened is None and depth == 0 and not continues and _reads_as_prose(lines[i], read):
            return i
        opened = read["open"]
        for char in read["bare"]:
            depth = depth + 1 if char in "([{" else max(0, depth - 1) if char in ")]}" else depth
        continues = read["bare"].endswith("\\")
    return len(lines)


def is_prose(line):
    return _reads_as_prose(line, python_line(line, None))


def _reads_as_prose(line, read):
    if _MARKUP.match(line) or _SHORT_SENTENCE.match(line):
        return True
    found = re.match(r"(?:(?:[-*]|[0-9]+\.) )?([A-Za-z][A-Za-z0-9_]*)", line)
    if found is None or found[1] in _STATEMENTS:
        return False
    if re.match(r"[A-Za-z][A-Za-z0-9_ ]*:[ \t]*$", line):
        return found[1] not in _COMPOUND
    if ":" in read["bare"] if found[1] in _COMPOUND else _STATEMENT_BY_FORM.match(read["bare"]):
        return False
    return read["broken"] or _has_two_words(read["bare"])


def _has_two_words(bare):
    return any(found[1] not in _KEYWORDS and found[2] not in _KEYWORDS for found in _TWO_WORDS.finditer(bare))


def lines_of(text):
    return re.split(r"\r\n|\r|\n", text)
