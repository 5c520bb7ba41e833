"""Rows of a file: read before anything is paid, and kept with their answers as these come."""
import collections
import hashlib
import json
import os
import sys
import threading

from arguments import read_tests, well_formed


def read_rows(file, field):
    """Of JSON Lines, a text or an object in each."""
    with sys.stdin if file == "-" else _opened(file, "r", encoding="utf-8-sig") as lines:
        return [_row(line, number, field) for number, line in enumerate(lines, 1) if line.strip()]


def _row(line, number, field):
    try:
        row = json.loads(line)
    except ValueError as error:
        sys.exit(f"Line {number}: expected JSON, {error}")
    row = {field: row} if isinstance(row, str) else row
    if not isinstance(row, dict) or not isinstance(row.get(field), str):
        sys.exit(f"Line {number}: expected a text, or an object with a text under {field!r}")
    try:
        read_tests(row.get("public_tests"), "public_tests")
    except TypeError as error:
        sys.exit(f"Line {number}: {error}")
    return row


def _opened(path, mode, **how):
    """Told before anything is paid."""
    try:
        return open(path, mode, **how)
    except OSError as error:
        sys.exit(str(error))


class _Answered:
    """Rows with `answer`, `calls` and `failure` behind their own columns."""

    def __init__(self, rows):
        added = ("answer", "calls", "failure")
        own, prefix = {name for row in rows for name in row}, ""
        while any(prefix + name in own for name in added):
            prefix += "w4s_"
        self.rows, self.names = rows, {name: prefix + name for name in added}
        self.lock, self.failures = threading.Lock(), 0

    def text(self, place, done):
        """The line of a row that is done."""
        self.failures += done["failure"] is not None
        return _line({**self.rows[place], **{name: done[key] for key, name in self.names.items()}})


def _line(row):
    return well_formed(json.dumps(row, ensure_ascii=False))


class Printed(_Answered):
    """On standard output, in the order of the rows."""

    def __init__(self, rows, file):
        super().__init__(rows)
        self.left, self._file, self._next, self._waiting = list(range(len(rows))), file, 0, {}

    def add(self, place, done):
        with self.lock:
            self._waiting[place] = self.text(place, done)
            while self._next in self._waiting:
                print(self._waiting.pop(self._next), file=self._file, flush=True)
                self._next += 1

    def interrupt(self):
        """Also what came after a row that has no answer."""
        for place in sorted(self._waiting):
            print(self._waiting[place], file=self._file, flush=True)

    def finish(self):
        """All are written."""


class Kept(_Answered):
    """In OUT.part, each as soon as it is done; in OUT, in the order of the rows, once all are.

    The first line of OUT.part says what answered. A row is known again by all that it holds, so the same command goes
    on from there, also with more rows. What no server answered is not kept: it is asked again.
    """

    def __init__(self, rows, out, program):
        """`program`: whatever else an answer depends on."""
        super().__init__(rows)
        self._out, self._part, self._begins, self._unanswered = out, f"{out}.part", {}, {}
        self._file = _opened(self._part, "ab")
        facts = json.dumps([program, list(self.names.values())])
        head = json.dumps({"w4s": hashlib.sha256(facts.encode()).hexdigest()}).encode() + b"\n"
        self._read(head)
        self.left = [place for place in range(len(rows)) if place not in self._begins]

    def _read(self, head):
        with open(self._part, "rb") as lines:
            first = lines.readline()
            if not first.endswith(b"\n"):  # new, or killed before there was a line
                self._file.truncate(0)
                self._write(head)
                return
            if first != head:
                sys.exit(f"{self._part} holds answers of another workflow, model or setting. Move it away, or give "
                         "another --out.")
            at, line, places = len(first), first, self._places_by_key()
            for line in lines:
                self._recognise(line, at, places)
                at += len(line)
        if not line.endswith(b"\n"):  # torn: nothing may be written behind it
            self._write(b"\n")

    def _places_by_key(self):
        places = collections.defaultdict(collections.deque)
        for place, row in enumerate(self.rows):
            places[self._key(row)].append(place)
        return places

    def _key(self, row):
        own = {name: value for name, value in row.items() if name not in self.names.values()}
        return hashlib.sha256(_line(own).encode()).digest()

    def _recognise(self, line, at, places):
        try:
            row = json.loads(line)
        except ValueError:
            return
        same = isinstance(row, dict) and places.get(self._key(row))
        if same:
            self._begins[same.popleft()] = at
            self.failures += row.get(self.names["failure"]) is not None

    def add(self, place, done):
        with self.lock:
            if done["unanswered"]:
                self._unanswered[place] = done
                return
            begin = self._file.tell()
            self._write(self.text(place, done).encode() + b"\n")
            self._begins[place] = begin

    def _write(self, line):
        self._file.write(line)
        self._file.flush()

    def interrupt(self):
        print(f"What was answered: {self._part}. The same command goes on from there.", file=sys.stderr)

    def finish(self):
        self._file.close()
        whole = f"{self._out}.whole"
        with open(self._part, "rb") as part, open(whole, "wb") as file:
            for place in range(len(self.rows)):
                if place in self._begins:
                    part.seek(self._begins[place])
                    file.write(part.readline())
                else:
                    file.write(self.text(place, self._unanswered[place]).encode() + b"\n")
        os.replace(whole, self._out)
        os.remove(self._part)
