"""The workflow on one input, or on a file of them."""
import argparse
import collections
import concurrent.futures
import json
import os
import sys
import types

from agent_api import Session, plain
from arguments import is_no_value, well_formed
from client import Client, ExecutorError


class WorkflowError(RuntimeError):
    """No answer. `kind`: as in w4s, e.g. `exception`, `quota`, `invalid-answer`, `provider`."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def run(task, entry_point=None, public_tests=(), *, client=None, seed=0, repeat=0):
    """The workflow's answer to `task`. Raises WorkflowError where it has none."""
    return apply(task, entry_point, public_tests, client=client, seed=seed, repeat=repeat)["answer"]


def apply(task, entry_point=None, public_tests=(), *, client=None, seed=0, repeat=0):
    """As `run`: {"answer", "calls", "tokens"}."""
    session = Session(client or Client(MODEL, effort=EFFORT), seed, public_tests, repeat)
    agent = _runtime["agent"].make_agent(sorted(METHODS), session)
    args = [task, entry_point] if KIND == "code" else [task]
    request = {"code": WORKFLOW, "entry": ["workflow", "solver"], "args": args, "orLastValue": False}
    try:
        returned = plain(_runtime["execute"].execute(request, agent))
    except ExecutorError as error:
        raise WorkflowError("provider", str(error)) from None
    except (Exception, SystemExit) as error:
        facts = _runtime["execute"].describe(error)
        kind = "quota" if "The item's quota is used up" in facts["message"] else "exception"
        raise WorkflowError(kind, facts["message"]) from error
    return {"answer": _checked(returned), "calls": session.calls, "tokens": session.tokens}


def _checked(returned):
    """A dictionary with an answer in it, or a text or number, which is one."""
    if isinstance(returned, (bool, int, float)) or isinstance(returned, str) and returned.strip():
        returned = {"answer": returned}
    if not isinstance(returned, dict):
        raise _invalid(f"got {type(returned).__name__} {_short(returned)}")
    if "answer" not in returned:
        raise _invalid(f"got a dict with the keys {_short(list(returned))}")
    answer = returned["answer"]
    if answer is None:
        raise _invalid('got None as "answer"')
    if isinstance(answer, str) and is_no_value(answer):
        raise _invalid(f'got {answer[:200]} as "answer", which is no value')
    return _plain_numbers(answer)


def _invalid(got):
    return WorkflowError("invalid-answer", f'Expected the workflow to return a dict with the key "answer", {got}')


def _short(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= 200 else text[:200] + "..."


def _plain_numbers(value):
    """Numbers that other programs would round become texts."""
    if isinstance(value, list):
        return [_plain_numbers(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain_numbers(one) for key, one in value.items()}
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    return value if abs(value) < 2**53 else str(value)


def main(argv=None):
    options = _options().parse_args(argv)
    # What a workflow prints must not stand among the answers.
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        try:
            client = Client(options.model, options.base_url, effort=EFFORT, timeout=options.timeout)
        except ValueError as error:
            sys.exit(str(error))
        if options.input is not None:
            return _on_text(options, client, out)
        return _on_file(options, client, out)
    finally:
        sys.stdout = out


def _options():
    parser = argparse.ArgumentParser(description=TITLE, epilog="Not sandboxed here: read the head of this file.")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--input", metavar="TEXT", help="one text; - reads it from standard input")
    which.add_argument("--in", dest="file", metavar="FILE", help="JSON Lines, a text or an object in each")
    parser.add_argument("--out", metavar="FILE", help="where the lines go (default: standard output)")
    parser.add_argument("--field", default="input", help="key of the text in an object (default: input)")
    parser.add_argument("--entry-point", help="for programs: the function that is asked for")
    parser.add_argument("--model", default=os.environ.get("OPENAI_MODEL", MODEL), help=f"default: {MODEL}")
    parser.add_argument("--base-url", help="default: OPENAI_BASE_URL, else " + BASE_URL)
    parser.add_argument("--concurrency", type=int, default=8, help="inputs at a time (default: 8)")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for one request (default: 600)")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def _on_text(options, client, out):
    text = sys.stdin.read() if options.input == "-" else options.input
    try:
        answer = run(text, options.entry_point, client=client, seed=options.seed)
    except WorkflowError as error:
        print(f"No answer: {error.kind}: {error}", file=sys.stderr)
        return 1
    print(well_formed(answer) if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False), file=out)
    return 0


def _on_file(options, client, out):
    """The same lines with `answer`, `calls` and `failure`, in their order, each written as soon as it can be."""
    rows = _rows(options)
    prefix = "w4s_" if any(name in row for row in rows for name in _ADDED) else ""
    file = out if options.out is None else _opened(f"{options.out}.part", "w", "utf-8")
    failures = 0

    def write(row, done):
        nonlocal failures
        failures += done["failure"] is not None
        line = json.dumps({**row, **{prefix + name: done[name] for name in _ADDED}}, ensure_ascii=False)
        print(well_formed(line), file=file, flush=True)

    pool = concurrent.futures.ThreadPoolExecutor(max(1, options.concurrency))
    left = collections.deque((row, pool.submit(_done, row, options, client)) for row in rows)
    try:
        while left:
            write(left[0][0], left[0][1].result())
            left.popleft()
    except KeyboardInterrupt:
        print("Interrupted. The inputs under way end first; once more to end at once.", file=sys.stderr)
        pool.shutdown(cancel_futures=True)
        for row, done in left:
            if not done.cancelled():
                write(row, done.result())
        print(f"What was answered: {file.name}", file=sys.stderr)
        return 130
    finally:
        pool.shutdown(cancel_futures=True)
    if options.out is not None:
        file.close()
        os.replace(file.name, options.out)
    return 1 if failures else 0


_ADDED = ("answer", "calls", "failure")


def _rows(options):
    with sys.stdin if options.file == "-" else _opened(options.file, "r", "utf-8-sig") as lines:
        return [_row(line, number, options.field) for number, line in enumerate(lines, 1) if line.strip()]


def _row(line, number, field):
    try:
        row = json.loads(line)
    except ValueError as error:
        sys.exit(f"Line {number}: expected JSON, {error}")
    row = {field: row} if isinstance(row, str) else row
    if not isinstance(row, dict) or not isinstance(row.get(field), str):
        sys.exit(f"Line {number}: expected a text, or an object with a text under {field!r}")
    return row


def _opened(path, mode, encoding):
    """Told before anything is paid."""
    try:
        return open(path, mode, encoding=encoding)
    except OSError as error:
        sys.exit(str(error))


def _done(row, options, client):
    entry_point = row.get("entry_point") or options.entry_point
    try:
        found = apply(row[options.field], entry_point, row.get("public_tests") or (), client=client, seed=options.seed)
        return {"answer": found["answer"], "calls": found["calls"], "failure": None}
    except WorkflowError as error:
        return {"answer": None, "calls": None, "failure": f"{error.kind}: {error}"}


def _load_runtime():
    """The modules that run a workflow's text as w4s does. Their names are left free again."""
    before = {name: sys.modules.get(name) for name in RUNTIME}
    try:
        for name, source in RUNTIME.items():
            module = sys.modules[name] = types.ModuleType(name)
            exec(compile(source, f"<{name}>", "exec"), module.__dict__)
        return {name: sys.modules[name] for name in RUNTIME}
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


_runtime = _load_runtime()
METHODS = sorted(_METHODS)

if __name__ == "__main__":
    sys.exit(main())
