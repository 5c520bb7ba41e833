"""The workflow on one input, or on a file of them."""
import argparse
import concurrent.futures
import decimal
import json
import os
import queue
import sys
import threading
import types

from agent_api import Session, plain
from arguments import is_no_value, well_formed
from client import Client, ExecutorError
from rows import Kept, Printed, read_rows


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
    text = json.dumps(_plain_numbers(value), ensure_ascii=False, separators=(",", ":"))
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
    # Python's own text of an integer has a limit on digits.
    return value if abs(value) < 2**53 else str(decimal.Decimal(value))


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
    """The same lines with `answer`, `calls` and `failure`, in their order."""
    rows = read_rows(options.file, options.field)
    program = [WORKFLOW, KIND, EFFORT, client.model, client.base_url, options.seed, options.entry_point, options.field]
    answered = Printed(rows, out) if options.out is None else Kept(rows, options.out, program)
    left, stopped = queue.SimpleQueue(), threading.Event()
    for place in answered.left:
        left.put(place)

    def work():
        while not stopped.is_set():
            try:
                place = left.get_nowait()
            except queue.Empty:
                return
            answered.add(place, _done(rows[place], options, client))

    pool = concurrent.futures.ThreadPoolExecutor(max(1, options.concurrency))
    try:
        workers = [pool.submit(work) for _ in range(max(1, options.concurrency))]
        concurrent.futures.wait(workers, return_when=concurrent.futures.FIRST_EXCEPTION)
    except KeyboardInterrupt:
        stopped.set()
        print("Interrupted. The inputs under way end first; once more to end at once.", file=sys.stderr)
        try:
            pool.shutdown()
        except KeyboardInterrupt:
            os._exit(130)  # else Python would wait for the threads
        answered.interrupt()
        return 130
    finally:
        stopped.set()
        pool.shutdown()
    for worker in workers:
        worker.result()
    answered.finish()
    return 1 if answered.failures else 0


def _done(row, options, client):
    """`unanswered`: whether the model gave no answer, so that asking again may help."""
    entry_point = row.get("entry_point") or options.entry_point
    try:
        found = apply(row[options.field], entry_point, row.get("public_tests"), client=client, seed=options.seed)
        return {"answer": found["answer"], "calls": found["calls"], "failure": None, "unanswered": False}
    except WorkflowError as error:
        failure, unanswered = f"{error.kind}: {error}", error.kind == "provider"
        return {"answer": None, "calls": None, "failure": failure, "unanswered": unanswered}
    except Exception as error:  # one row must not end the others
        failure = f"exception: {type(error).__name__}: {error}"
        return {"answer": None, "calls": None, "failure": failure, "unanswered": False}


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
