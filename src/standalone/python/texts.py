"""What stands in a model's reply: thinking, fenced blocks, programs, answers."""
import re

_THOUGHTS = "think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis"
_TAG = re.compile(
    rf"<(/?)(?:[A-Za-z0-9_]{{1,20}}:)?(?:{_THOUGHTS})(?:\s[^<>]{{0,80}})?>|\[(/?)(?:{_THOUGHTS})\]"
    r"|<\|(begin|end)_of_thought\|>|\u25c1(/?)think\u25b7", re.I)
_FINAL_CHANNEL = "<|channel|>final<|message|>"


def without_thinking(text):
    """What is left without what the model thought: blocks in tags, and all before a closing tag without an opening.

    Tags count only outside of code and quotes.
    """
    final = text.rfind(_FINAL_CHANNEL)
    if final >= 0:
        return re.sub(r"<\|[A-Za-z0-9_]{1,20}\|>", "", text[final + len(_FINAL_CHANNEL):])
    return _without_blocks(text, False)


def _without_blocks(text, ends_in_drafts):
    """In a block whose drafts leave no end outside of code, the first end counts."""
    kept, start, opened, begins_line, first_end = "", 0, None, False, None
    last_closers, places = {}, _CodePlaces(text)
    for tag in _TAG.finditer(text):
        closes = "/" in (tag[1], tag[2], tag[4]) or (tag[3] or "").lower() == "end"
        counts = (begins_line and ends_in_drafts) or not places.hold(tag.start(), tag.end())
        if not closes:
            if begins_line or _is_heading(text, tag, last_closers) or not counts:
                continue
            before = text[max(start, tag.start() - 80):tag.start()]
            begins_line = re.search(r"(?:^|[\r\n])\s*$", before) is not None
            if opened is None or begins_line:
                opened, first_end = tag.start(), None
            if begins_line:
                places.restart(tag.end())
        elif counts:
            kept = "" if opened is None else kept + text[start:opened]
            start, opened, begins_line = tag.end(), None, False
            places.restart(start)
        elif opened is not None and first_end is None:
            first_end = tag.end()
    if begins_line:
        rest = "" if first_end is None else _without_blocks(text[first_end:], True)
        return (kept + text[start:opened] + rest).strip()
    return text if start == 0 else (kept + text[start:]).strip()


def _is_heading(text, tag, last_closers):
    """`[Analysis]` is a heading unless something closes it."""
    word = tag[0]
    if not word.startswith("[") or word.lower().startswith("[think"):
        return False
    if word not in last_closers:
        last_closers[word] = text.rfind("[/" + word[1:])
    return last_closers[word] < tag.start()


class _CodePlaces:
    """Where code stands in a text, asked in ascending order: fenced blocks, unfenced programs, quotations."""

    def __init__(self, text):
        self._text, self._lines = text, _lines(text)
        self._starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
        self._next, self._is_first, self._code, self._fenceless = 0, True, (0, 0), -1

    def hold(self, start, end):
        while self._next < len(self._lines) and self._start_of(self._next) <= start:
            self._read_line()
        return self._code[0] <= start < self._code[1] or _is_quoted(self._text, start, end)

    def restart(self, offset):
        """From this offset on the text is read as if it began there."""
        while self._next < len(self._lines) and self._start_of(self._next) <= offset:
            self._next += 1
        while self._next > 0 and self._start_of(self._next) > offset:
            self._next -= 1
        self._next = min(self._next, len(self._lines) - 1)
        self._lines[self._next] = self._lines[self._next][offset - self._start_of(self._next):]
        self._starts[self._next] = offset
        self._is_first, self._code = True, (0, 0)

    def _start_of(self, line):
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def _read_line(self):
        at = self._next
        # A line may be read anew at each of many tags in it, and searched for a fence once.
        if self._fenceless != at and not re.search("`{3}|~{3}", self._lines[at]):
            self._fenceless = at
        block = None if self._fenceless == at else _block_at(self._lines, at)
        unfenced = _end_of_unfenced(self._lines, at, self._is_first) if block is None else None
        if block is not None:
            end = self._start_of(block["last"]) if block["closed"] else len(self._text)
            self._code = (self._start_of(at + 1), end)
        elif unfenced is not None:
            self._code = (self._start_of(at), self._start_of(unfenced))
        self._is_first = self._is_first and not self._lines[at].strip()
        self._next = block["last"] + 1 if block else unfenced or at + 1


def _end_of_unfenced(lines, start, is_first):
    line = lines[start]
    begins = _begins_definition(line) or (is_first and (re.match(r"\s*\{", line) or begins_program(line)))
    return _first_sentence(lines, start) if begins else None


def _is_quoted(text, start, end):
    before = re.split(r"[\r\n]", text[max(0, start - 500):start])[-1]
    after = re.split(r"[\r\n]", text[end:end + 500])[0]
    between = any(before.count(quote) % 2 == 1 and quote in after for quote in '"`')
    return between or (before.endswith("'") and after.startswith("'"))


def outermost_braces(text, respect_quotes):
    """(start, end) of each outermost {...}, in one pass."""
    spans, opened, quoted, i = [], [], False, 0
    while i < len(text):
        char = text[i]
        if quoted and char == "\\":
            i += 1
        elif char == '"':
            quoted = respect_quotes and bool(opened) and not quoted
        elif not quoted and char == "{":
            opened.append(i)
        elif not quoted and char == "}" and opened:
            start = opened.pop()
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start, i + 1))
        i += 1
    return spans


def dedented(text):
    lines = text.replace("\r\n", "\n").split("\n")
    indents = [_indent(line) for line in lines if line.strip()]
    common = min(indents, default=1 << 30)
    return "\n".join(line[min(common, _indent(line)):] for line in lines)


def _indent(line):
    return len(line) - len(line.lstrip())


_OTHER_LANGUAGES = set((
    "bash sh shell zsh console terminal cmd powershell json jsonl yaml yml toml ini xml html css js javascript "
    "jsx ts typescript tsx java kotlin scala c cpp c++ csharp c# cs go rust ruby php perl swift r julia matlab "
    "sql latex tex diff markdown md csv output").split())


def fenced_blocks(text):
    """(language, code) of each fenced block; a fence in a triple-quoted string closes nothing."""
    lines, blocks, i = _lines(text), [], 0
    while i < len(lines):
        block = _block_at(lines, i)
        if block is not None:
            blocks.append((block["language"], block["code"]))
            i = block["last"]
        i += 1
    return blocks


def _block_at(lines, first):
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
        if before is not None and not _python_line(before, open_string)["comment"]:
            if open_string is None:
                return i, before
            first = first or (i, before)
        open_string = _python_line(lines[i], open_string)["open"]
    return None if open_string is None else first


def _before_closing(line, fence):
    trimmed = line.strip()
    if trimmed.startswith(fence):
        rest = trimmed[len(_run_at(trimmed, 0)):]
        return None if re.match(r"[A-Za-z0-9_{]", rest) else ""
    if not trimmed.endswith(fence) or fence in trimmed[:-len(fence)]:
        return None
    return line[:line.rfind(fence)]


def _python_line(line, opened):
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


def defines_function(code, name):
    found = re.finditer(r"^[ \t]*(?:async[ \t]+)?def[ \t]+([^\s(]+)", code, re.M)
    return any(one[1] == name for one in found)


def _defines(code, name):
    return defines_function(code, name) or any(_binds(line, name) for line in _lines(code))


def _binds(line, name):
    first = re.match(r"[A-Za-z0-9_]*", line)[0]
    if first == "class":
        found = re.match(r"class[ \t]+([A-Za-z0-9_]+)", line)
        return found is not None and found[1] == name
    if first == "from":
        return " import " in line and name in [word for word in re.split(r"[\s,]+", line)][3:]
    return first == name and re.match(r"[ \t]*[:=]", line[len(name):]) is not None


def program_in(answer, name):
    """The last Python block that defines `name`, else the text around the blocks if that does, else the last block."""
    if len(answer) > 300_000:
        return answer
    text = without_thinking(answer)
    blocks = [code for language, code in fenced_blocks(text) if language not in _OTHER_LANGUAGES]
    defining = [code for code in blocks if _defines(code, name)]
    if defining:
        return dedented(defining[-1])
    whole = re.sub(r"^\s*(?:python3?|py)[ \t]*\n", "", text, count=1, flags=re.I)
    unfenced = program_around(whole, lambda code: _defines(code, name))
    if unfenced is not None and (_defines(unfenced, name) or not blocks):
        return dedented(unfenced)
    return dedented(blocks[-1] if blocks else whole)


def program_around(text, is_meant):
    """An unfenced program without the sentences around it; None where nothing begins a program."""
    lines = _lines(text)
    stretches = _program_stretches(lines)
    if not stretches:
        return None
    meant = [(start, end) for start, end in stretches if is_meant("\n".join(lines[start:end]).rstrip())]
    start, end = meant[-1] if meant else stretches[0]
    start = start if any(map(_is_prose, lines[:start])) else 0
    return text if start == 0 and end == len(lines) else "\n".join(lines[start:end]).rstrip() + "\n"


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


def _program_stretches(lines):
    """(first line, line behind it) of each stretch of program between sentences."""
    found, i = [], 0
    while i < len(lines):
        if begins_program(lines[i]):
            start = i
            while start > (found[-1][1] if found else 0) and lines[start - 1].startswith("#"):
                start -= 1
            i = _first_sentence(lines, i)
            found.append((start, i))
        i += 1
    return found


def begins_program(line):
    return (_FIRST_CODE_LINE.match(line) is not None and not _is_prose(line)
            and not _has_two_words(_python_line(line, None)["bare"]))


def _begins_definition(line):
    return _DEFINING_LINE.match(line) is not None and begins_program(line)


def _first_sentence(lines, start):
    """The first line from there on that Python rejects and that reads as prose; their number without one."""
    opened, depth, continues = None, 0, False
    for i in range(start, len(lines)):
        read = _python_line(lines[i], opened)
        if opened is None and depth == 0 and not continues and _reads_as_prose(lines[i], read):
            return i
        opened = read["open"]
        for char in read["bare"]:
            depth = depth + 1 if char in "([{" else max(0, depth - 1) if char in ")]}" else depth
        continues = read["bare"].endswith("\\")
    return len(lines)


def _is_prose(line):
    return _reads_as_prose(line, _python_line(line, None))


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


def _lines(text):
    return re.split(r"\r\n|\r|\n", text)


def code_block_in(response, entry_point):
    """The first fenced Python block that defines it, else a reply that begins like a program; '' without either."""
    text = without_thinking(response)
    for language, code in fenced_blocks(text):
        if language not in _OTHER_LANGUAGES and defines_function(code, entry_point):
            return dedented(code)
    first = next((line for line in _lines(text) if line.strip() and not line.startswith("#")), "")
    if not begins_program(first):
        return ""
    code = (program_around(text, lambda one: defines_function(one, entry_point)) or "").strip()
    return code if defines_function(code, entry_point) else ""


_BOX = "\\boxed{"
_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+")
_SIGN_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9_)\]}])-(?:\\?\$)?$")


def answer_in(reply):
    """The content of the last \\boxed{}, else the last number, else the last sentence."""
    text = without_thinking(reply)
    for read in (_last_box, _last_number):
        found = read(text)
        if found is not None:
            return found
    sentences = re.split(r"(?<=[.!?])\s+|(?<=[。！？])\s*|\n+", text)
    return next((one.strip() for one in reversed(sentences) if one.strip()), "")


def _last_box(text):
    at = text.rfind(_BOX)
    while at >= 0:
        content = _until_closed(text, at + len(_BOX))
        if content is not None:
            return content.strip()
        at = text.rfind(_BOX, 0, at + len(_BOX) - 1)
    return None


def _until_closed(text, start):
    depth, i = 1, start
    while i < len(text):
        if text[i] == "\\":
            i += 1
        elif text[i] == "{":
            depth += 1
        elif text[i] == "}":
            depth -= 1
            if depth == 0:
                return text[start:i]
        i += 1
    return None


def _last_number(text):
    plain = text.replace("\u2212", "-")
    last = None
    for last in _NUMBER.finditer(plain):
        pass
    if last is None:
        return None
    sign = "-" if _SIGN_BEFORE.search(plain[max(0, last.start() - 4):last.start()]) else ""
    return sign + last[0].replace(",", "")
