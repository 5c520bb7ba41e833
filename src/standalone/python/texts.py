"""What stands in a model's reply: thinking, fenced blocks, programs, answers."""
import re

_THOUGHTS = "think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis"
_TAG = re.compile(
    rf"<(/?)(?:[A-Za-z0-9_]{{1,20}}:)?(?:{_THOUGHTS})(?:\s[^<>]{{0,80}})?>|\[(/?)(?:{_THOUGHTS})\]"
    r"|<\|(begin|end)_of_thought\|>|\u25c1(/?)think\u25b7", re.I)
_FINAL_CHANNEL = "<|channel|>final<|message|>"


def without_thinking(text):
    """What is left without what the model thought: blocks in tags, and all before a closing tag without an opening."""
    final = text.rfind(_FINAL_CHANNEL)
    if final >= 0:
        return re.sub(r"<\|[A-Za-z0-9_]{1,20}\|>", "", text[final + len(_FINAL_CHANNEL):])
    kept, start, is_open, last_closers = "", 0, False, {}
    for tag in _TAG.finditer(text):
        closes = "/" in (tag[1], tag[2], tag[4]) or (tag[3] or "").lower() == "end"
        if not closes and not is_open and not _is_heading(text, tag, last_closers):
            kept, is_open = kept + text[start:tag.start()], True
        if closes:
            kept = kept if is_open else ""
            start, is_open = tag.end(), False
    if start == 0 and not is_open:
        return text
    return kept.strip() if is_open else (kept + text[start:]).strip()


def _is_heading(text, tag, last_closers):
    """`[Analysis]` is a heading unless something closes it."""
    word = tag[0]
    if not word.startswith("[") or word.lower().startswith("[think"):
        return False
    if word not in last_closers:
        last_closers[word] = text.rfind("[/" + word[1:])
    return last_closers[word] < tag.start()


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
    lines, blocks, i = re.split(r"\r\n|\r|\n", text), [], 0
    while i < len(lines):
        opening = _opening_fence(lines[i])
        if opening is not None:
            fence, language, indent = opening
            closing = _closing_line(lines, i + 1, fence)
            end, before = closing or (len(lines), "")
            inner = lines[i + 1:end] + ([before] if before.strip() else [])
            blocks.append((language, "\n".join(line[min(indent, _indent(line)):] for line in inner)))
            i = end if closing else len(lines) - 1
        i += 1
    return blocks


def _opening_fence(line):
    at = min((place for place in (line.find("```"), line.find("~~~")) if place >= 0), default=-1)
    if at < 0:
        return None
    before, fence = line[:at], _run_at(line, at)
    info = line[at + len(fence):]
    if "`" in info:
        return None
    language = re.match(r"[{.\s]*([^\s{}]*)", info)[1].lower()
    alone = not before.strip()
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
        if before is not None:
            if open_string is None:
                return i, before
            first = first or (i, before)
        open_string = _open_string_after(lines[i], open_string)
    return None if open_string is None else first


def _before_closing(line, fence):
    trimmed = line.strip()
    if trimmed.startswith(fence):
        rest = trimmed[len(_run_at(trimmed, 0)):]
        return None if re.match(r"[A-Za-z0-9_{]", rest) else ""
    if not trimmed.endswith(fence) or fence in trimmed[:-len(fence)]:
        return None
    return line[:line.rfind(fence)]


def _open_string_after(line, opened):
    """The quotes of a triple-quoted string that is open at the end of the line, else None."""
    i = 0
    while i < len(line):
        if opened is not None:
            i = _closing_quote(line, i, opened)
            if i < 0:
                return opened
            opened = None
        elif line[i] == "#":
            return None
        elif line[i] in "\"'":
            if line.startswith(line[i] * 3, i):
                opened = line[i] * 3
                i += 3
            else:
                i = _closing_quote(line, i + 1, line[i])
                if i < 0:
                    return None
        else:
            i += 1
    return opened


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
    """The last Python block that defines `name`, else the last; without a fence all but the prose around it."""
    if len(answer) > 300_000:
        return answer
    text = without_thinking(answer)
    blocks = [code for language, code in fenced_blocks(text) if language not in _OTHER_LANGUAGES]
    defining = [code for code in blocks if _defines(code, name)]
    if defining or blocks:
        return dedented((defining or blocks)[-1])
    return dedented(_without_prose(re.sub(r"^\s*(?:python3?|py)[ \t]*\n", "", text, count=1, flags=re.I)))


_FIRST_CODE_LINE = re.compile(
    r"(?:import [A-Za-z0-9_]|from [A-Za-z0-9_.]+ import |def [A-Za-z0-9_]|async def [A-Za-z0-9_]|class [A-Za-z0-9_]"
    r"|@[A-Za-z0-9_]|[A-Za-z_][A-Za-z0-9_.]*(?:\[[^\]]*\])? *=(?!=)|\"\"\"|''')")
_STATEMENTS = set("import from def class async await return yield raise assert del global nonlocal lambda not print "
                  "match case type".split())
_COMPOUND = set("if elif else for while with try except finally".split())


def _without_prose(text):
    lines = _lines(text)
    prose = _prose_lines(lines)
    start = next((i for i, line in enumerate(lines) if _FIRST_CODE_LINE.match(line) and not _is_prose(line)), None)
    if not prose or start is None:
        return text
    end = next((line for line in prose if line > start), None)
    return "\n".join(lines[start:end]).rstrip() + "\n"


def _prose_lines(lines):
    found, opened = [], None
    for i, line in enumerate(lines):
        if opened is None and _is_prose(line):
            found.append(i)
        else:
            opened = _open_string_after(line, opened)
    return found


def _is_prose(line):
    if re.match(r"[0-9]+[.)] |\*\*|</?[A-Za-z0-9_]", line):
        return True
    found = re.match(r"(?:- )?([A-Za-z][A-Za-z0-9_'\u2019-]*)[,:]?(?:[ \t]+([A-Za-z][A-Za-z0-9_'\u2019-]*))?", line)
    if found is None:
        return False
    first, second = found[1], found[2]
    if re.match(r"[A-Za-z][A-Za-z0-9_ ]*:[ \t]*$", line):
        return first not in _COMPOUND and first not in _STATEMENTS
    if second is None or second in ("if", "and", "or", "in"):
        return False
    if first in _COMPOUND:
        return ":" not in line
    return first not in _STATEMENTS and not re.match(r"[A-Za-z0-9_.]+[ \t]*[:=(\[]", line)


def _lines(text):
    return re.split(r"\r\n|\r|\n", text)


def code_block_in(response, entry_point):
    """The first fenced Python block that defines it, else a reply that is a program; '' where there is none."""
    text = without_thinking(response)
    blocks = fenced_blocks(text)
    for language, code in blocks:
        if language not in _OTHER_LANGUAGES and defines_function(code, entry_point):
            return code
    looks_like_code = re.match(r"(?:import |from |def |async def |class |@|#)", text.lstrip())
    return text.strip() if not blocks and looks_like_code and defines_function(text, entry_point) else ""


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
