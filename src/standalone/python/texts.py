"""What stands in a model's reply: thinking, fenced blocks, programs, answers."""
import re

from python_text import (OTHER_LANGUAGES, begins_definition, begins_program, block_at, dedented, fenced_blocks,
                         first_sentence, is_prose, lines_of, program_stretches)

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
        self._text, self._lines = text, lines_of(text)
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
        block = None if self._fenceless == at else block_at(self._lines, at)
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
    begins = begins_definition(line) or (is_first and (re.match(r"\s*\{", line) or begins_program(line)))
    return first_sentence(lines, start) if begins else None


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


def defines_function(code, name):
    found = re.finditer(r"^[ \t]*(?:async[ \t]+)?def[ \t]+([^\s(]+)", code, re.M)
    return any(one[1] == name for one in found)


def _defines(code, name):
    return defines_function(code, name) or any(_binds(line, name) for line in lines_of(code))


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
    blocks = [code for language, code in fenced_blocks(text) if language not in OTHER_LANGUAGES]
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
    lines = lines_of(text)
    stretches = program_stretches(lines)
    if not stretches:
        return None
    meant = [(start, end) for start, end in stretches if is_meant("\n".join(lines[start:end]).rstrip())]
    start, end = meant[-1] if meant else stretches[0]
    start = start if any(map(is_prose, lines[:start])) else 0
    return text if start == 0 and end == len(lines) else "\n".join(lines[start:end]).rstrip() + "\n"


def code_block_in(response, entry_point):
    """The first fenced Python block that defines it, else a reply that begins like a program; '' without either."""
    text = without_thinking(response)
    for language, code in fenced_blocks(text):
        if language not in OTHER_LANGUAGES and defines_function(code, entry_point):
            return dedented(code)
    first = next((line for line in lines_of(text) if line.strip() and not line.startswith("#")), "")
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
