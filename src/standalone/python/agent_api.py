"""The methods of `agent`, as workflows know them."""
import json
import re
import threading
import uuid

from arguments import (bind, read_any_text, read_keys, read_messages, read_nothing, read_positive_integer, read_program,
                       read_response_format, read_rounds, read_said_text, read_seconds, read_temperature, read_text,
                       read_tests, read_text_messages, read_token_limit)
from client import Refusal, seed_of
from programs import failure_text, run_code
from python_text import dedented
from replies import parse_json_reply
from texts import answer_in, code_block_in, program_in

MOST_CALLS, MOST_TOKENS, MOST_PROGRAMS = 64, 200_000, 256
_USED_UP = "The item's quota is used up"


class Session:
    """One run of a workflow on one input: what it asked and used."""

    def __init__(self, client, seed=0, public_tests=(), repeat=0):
        self.client, self.seed, self.public_tests = client, seed, read_tests(public_tests, "public_tests")
        self.calls = self.tokens = self.programs = 0
        self._base, self._samples, self._lock = repeat * 100_000, {}, threading.Lock()

    def call(self, method, args, kwargs):
        """What `agent.METHOD(...)` gives, from plain values to plain values."""
        signature, run, example = _METHODS[method]
        values = _runtime["values"]
        size = sum(len(json.dumps(values.to_json(one))) for one in (args, kwargs)) if args or kwargs else 0
        if size > 2**20:
            raise ValueError(f"agent.{method} got {size} bytes of arguments, at most {2**20} are allowed")
        try:
            bound = bind(method, signature, plain(list(args)), plain(kwargs))
        except (TypeError, ValueError) as error:
            end = "" if re.search(r"[.?]$", str(error)) else "."
            raise type(error)(f"{error}{end} Write: {example}") from None
        return run(self, **bound)

    def ask(self, messages, temperature, n, max_tokens, is_json):
        """Texts; the same request again gets further samples, each with a seed of its own."""
        with self._lock:
            if self.tokens >= MOST_TOKENS:
                raise RuntimeError(f"{_USED_UP}: {self.tokens} of {MOST_TOKENS} tokens were used")
            if self.calls + n > MOST_CALLS:
                raise RuntimeError(f"{_USED_UP}: {self.calls} of {MOST_CALLS} completions were used, "
                                   f"{n} more were asked for")
            self.calls += n
            key = json.dumps([messages, temperature, max_tokens, is_json])
            sample = self._samples.get(key, self._base)
            self._samples[key] = sample + n
        request = {"messages": messages, "temperature": temperature, "max_tokens": max_tokens, "json": is_json}
        try:
            texts, tokens = self.client.complete(request, n, sample, seed_of(self.seed, sample))
        except Refusal as refusal:
            raise ValueError(str(refusal)) from None
        with self._lock:
            self.tokens += tokens
        return texts

    def run_program(self, code, entry, seconds, or_last_value=False):
        with self._lock:
            if self.programs >= MOST_PROGRAMS:
                raise RuntimeError(f"{_USED_UP}: {self.programs} of {MOST_PROGRAMS} programs were run")
            self.programs += 1
        return run_code(code, entry, seconds, or_last_value)


def plain(value):
    """As the value arrives on the other side of a wall: lists, dictionaries with texts as keys, numbers, texts."""
    values = _runtime["values"]
    return json.loads(json.dumps(values.to_json(value)), object_hook=values.untag)


def fill(name, **given):
    return re.sub(r"\{\{(\w+)\}\}", lambda hole: str(given[hole[1]]), TEMPLATES[name]).strip()


def _system_message(role, instructions, keys=None):
    if keys is None:
        return fill("text-reply", role=role, instructions=instructions)
    if not keys:
        return fill("json-object", role=role, instructions=instructions)
    quoted = ", ".join(json.dumps(key, ensure_ascii=False) for key in keys)
    return fill("json-reply", role=role, instructions=instructions, keys=quoted)


def _with_system(content, messages):
    """One system message: some servers refuse a second one."""
    if messages and messages[0]["role"] == "system":
        content, messages = f"{content}\n\n{messages[0]['content']}", messages[1:]
    return [{"role": "system", "content": content}, *messages]


def _call_llm(session, messages, temperature, num_of_response, agent_role, instructions, response_format,
              max_completion_tokens, return_dict_keys, **_others):
    if return_dict_keys:
        return _ask_for_dicts(session, messages, return_dict_keys, agent_role, instructions, temperature,
                              num_of_response, max_completion_tokens)
    asked = messages
    if messages[0]["role"] != "system":
        asked = _with_system(_system_message(agent_role, instructions), messages)
    is_json = response_format == "json"
    if is_json and not any("json" in one["content"].lower() for one in asked):
        asked = _with_system("Reply with a JSON object.", asked)
    texts = session.ask(asked, temperature, num_of_response, max_completion_tokens, is_json)
    return [_dict_or_error(parse_json_reply(text), text) for text in texts] if is_json else texts


def _dict_or_error(found, text):
    return {"JSONDecodeError": text} if found is None else found


def _call_json_format_llm(session, messages, temperature, num_of_response, agent_role, return_dict_keys,
                          instructions, max_completion_tokens, **_others):
    return _ask_for_dicts(session, messages, return_dict_keys, agent_role, instructions, temperature,
                          num_of_response, max_completion_tokens)


def _ask_for_dicts(session, messages, keys, role, instructions, temperature, n=1, max_tokens=4096):
    asked = _with_system(_system_message(role, instructions, keys), messages)
    replies = session.ask(asked, temperature, n, max_tokens, True)
    return [_complete(_dict_or_error(parse_json_reply(reply, keys), reply), keys) for reply in replies]


def _complete(found, keys):
    return {**found, **{key: _absent(key) for key in keys if key not in found}}


def _absent(key):
    return f"NO {key} IN DICTIONARY"


def _execute_code(session, code, timeout):
    program = program_in(code, "solution")
    result = session.run_program(program, "solution", timeout, or_last_value=True)
    if not result["ok"]:
        needs = "is called without arguments, but it wants" in result["message"]
        raise _code_error(failure_text(result), needs)
    if result["value"] is not None:
        return result["value"]
    printed = result["stdout"].strip()
    if printed:
        return printed
    if program.strip() and re.search(r"^(?:async +)?def +solution *\( *\)", program, re.M):
        return None
    raise _code_error("the code has no result", True)


def _code_error(why, form):
    advice = (". Expected a program that defines `solution()` without arguments, which returns the answer, "
              'as in "def solution():\\n    return 6 * 7"')
    return Exception(f"Error when executing code: {why}{advice if form else ''}")


def _exec_test(session, solution, entry_point):
    """'no error', the tests that failed, or what kept the program from running."""
    if not re.fullmatch(r"[^\W\d]\w*", entry_point):
        raise ValueError(f"entry_point must be a function's name, got {json.dumps(entry_point[:80])}")
    program, failed = program_in(solution, entry_point), []
    for test in session.public_tests or [""]:
        failure = _failure_of(session, program, entry_point, test)
        if failure is None:
            continue
        if failure.get("errorType") != "AssertionError":
            return {"exec_fail_case": failure_text(failure)}
        kind, message = failure["errorType"], failure["message"]
        text = message[len(kind) + 1:].strip() if message.startswith(f"{kind}:") else message
        failed.append({"test_fail_case": {"test_case": test, "error_type": kind, "error_message": text,
                                          "traceback": failure.get("traceback", "")}})
    return failed or "no error"


def _failure_of(session, program, entry_point, test):
    """The program must reach its end and say the word that only this run knows."""
    word = str(uuid.uuid4())
    end = f"w4s_reached_the_end_{word[:8]}"
    lines = [program, "", f"candidate = {entry_point}", dedented(test), f"def {end}():", f"    return {word!r}", ""]
    result = session.run_program("\n".join(lines), end, 10)
    if not result["ok"]:
        return result
    return None if result["value"] == word else {"message": "The program ended before its test did"}


def _test_on_public_test(session, task, solution, entry_point, test_loop):
    program, count = solution, 0
    while True:
        feedback = _exec_test(session, program, entry_point)
        passed = feedback == "no error"
        if passed or count >= test_loop:
            return {"result": passed, "solution": program, "feedback": feedback, "count": count}
        program = _corrected(session, task, program, entry_point, feedback)
        count += 1


def _corrected(session, problem, program, entry_point, feedback):
    content = fill("public-test-reflection", problem=problem, program=program, entryPoint=entry_point,
                   failure=_in_words(feedback))
    reply = _ask_for_dicts(
        session, [{"role": "user", "content": content}], ["reflection", "code"], "an experienced Python programmer",
        '"reflection" is the cause in one or two sentences, "code" the whole corrected program as one string.', 0.3)[0]
    code = reply["code"]
    is_program = isinstance(code, str) and code.strip() and code != _absent("code")
    return program_in(code, entry_point) if is_program else program


def _in_words(feedback):
    if isinstance(feedback, str):
        return feedback
    if isinstance(feedback, dict):
        return f"It does not run to its end: {feedback['exec_fail_case']}"
    cases = [one["test_fail_case"] for one in feedback]
    return "\n\n".join(
        "This check fails:\n" + case["test_case"] + (f"\n({case['error_message']})" if case["error_message"] else "")
        for case in cases)


_COMMON = [("temperature", read_temperature, 1), ("num_of_response", read_positive_integer, 1),
           ("agent_role", read_said_text, "task solver")]
_TOKENS = [("max_completion_tokens", read_token_limit, 4096), ("model", read_text, None)]
_METHODS = {
    "call_llm": (
        [("messages", read_messages), *_COMMON, ("instructions", read_said_text, ""),
         ("response_format", read_response_format, "text"), *_TOKENS, ("tools", read_nothing, None),
         ("tool_choice", read_nothing, None), ("return_dict_keys", read_keys, [])],
        _call_llm, 'text = agent.call_llm(messages=[{"role": "user", "content": task}], instructions="...")[0]'),
    "call_json_format_llm": (
        [("messages", read_text_messages), *_COMMON, ("return_dict_keys", read_keys, []),
         ("instructions", read_said_text, ""), *_TOKENS],
        _call_json_format_llm,
        'reply = agent.call_json_format_llm(messages=[{"role": "user", "content": task}], '
        'return_dict_keys=["answer"])[0]'),
    "execute_code": (
        [("code", read_program), ("timeout", read_seconds, 5)],
        _execute_code, 'result = agent.execute_code("def solution():\\n    return 6 * 7")'),
    "extract_answer_str": (
        [("answer_str", read_any_text)],
        lambda _session, answer_str: answer_in(answer_str), "answer = agent.extract_answer_str(text)"),
    "extract_code_block": (
        [("response", read_any_text), ("entry_point", read_text, "solution")],
        lambda _session, response, entry_point: code_block_in(response, entry_point),
        'code = agent.extract_code_block(text, "solution")'),
    "exec_test": (
        [("solution", read_text), ("entry_point", read_text)],
        _exec_test, "report = agent.exec_test(solution, entry_point)"),
    "test_on_public_test": (
        [("task", read_said_text), ("solution", read_text), ("entry_point", read_text),
         ("test_loop", read_rounds, 3)],
        _test_on_public_test, "tested = agent.test_on_public_test(task, solution, entry_point)"),
}
