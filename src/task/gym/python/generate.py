"""Answers one request about the generators. Argument: one JSON object; output: JSON lines.

{"do": "items", "parts": [{family, parameters}], "seed", "sizes": {split: count}}: a line an item, in the order of its
split. {"do": "describe", "family"}: its parameters, and an item. {"do": "ladder", "part"}: texts of its parameters, the
easiest first. {"do": "list"}: the names of all families. What can't be had is one line {"refused": ...}.
"""
import base64
import json
import os
import pickle
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import families  # noqa: E402

# Items of one data set; some generators make all of theirs at once.
CHUNK = 200
# Questions in a row that are no new ones: then there are no more to be had.
PATIENCE = 60
# A level at which an item takes longer is of no use: a task has hundreds.
SECONDS_AN_ITEM = 3


def main():
    request = json.loads(sys.argv[1])
    out, sys.stdout = sys.stdout, sys.stderr  # generators print

    def tell(line):
        out.write(json.dumps(line) + "\n")

    try:
        answer = {"items": items, "describe": describe, "ladder": ladder, "list": families_of}[request["do"]]
        answer(families.load(), request, tell)
    except families.Refused as refused:
        tell({"refused": refused.facts})
    tell({"end": True})
    out.flush()


def families_of(factory, request, tell):
    tell({"families": sorted(factory.DATASETS)})


def items(factory, request, tell):
    """Splits take turns, so that where there are few questions each gets its share; no question comes twice."""
    seen, counts = set(), dict.fromkeys(request["sizes"], 0)
    streams = {split: [Stream(factory, part, request["seed"], split) for part in request["parts"]] for split in counts}
    open_splits = [split for split, size in request["sizes"].items() if size > 0]
    while open_splits:
        for split in list(open_splits):
            found = next_of(streams[split], counts[split], seen)
            if found is not None:
                tell({"split": split, "part": found[0], **found[1]})
                counts[split] += 1
            if found is None or counts[split] == request["sizes"][split]:
                open_splits.remove(split)
            if counts[split] == 0:
                refuse(streams[split])


def refuse(streams):
    stream = streams[0]
    message = stream.problem or "there is no question for each split"
    known = families.plain(families.parameters(stream.factory, stream.part["family"]))
    raise families.Refused(kind="invalid-parameters", family=stream.part["family"], message=message, known=known)


def next_of(streams, index, seen):
    """An item of the stream whose turn it is, or of the next one that has any."""
    for step in range(len(streams)):
        part = (index + step) % len(streams)
        item = streams[part].next(seen)
        if item is not None:
            return part, item
    return None


class Stream:
    """The items of one family in one split. Seeds depend on family, seed and split, and on nothing else."""

    def __init__(self, factory, part, seed, split):
        self.factory, self.part, self.seed, self.split = factory, part, seed, split
        self.chunk, self.index, self.ended, self.problem = 0, 0, False, None
        self._open()

    def next(self, seen):
        for _ in range(0 if self.ended else PATIENCE):
            entry = self._draw()
            key = None if entry is None else " ".join(entry["question"].split())
            if key is None or key in seen:
                continue
            seen.add(key)
            packed = base64.b64encode(pickle.dumps(entry, protocol=4)).decode()
            answer = entry["answer"]
            return {"question": entry["question"], "answer": None if answer is None else str(answer), "entry": packed}
        self.ended = True
        return None

    def _draw(self):
        """`None` where the generator fails on a seed."""
        if self.index == CHUNK:
            self.chunk, self.index = self.chunk + 1, 0
            self._open()
        families.reseed(self.base + self.index)
        self.index += 1
        try:
            return self.dataset[self.index - 1]
        except Exception as error:
            self.problem = str(error) or type(error).__name__
            return None

    def _open(self):
        self.base = families.seed_of(self.part["family"], self.seed, self.split, self.chunk)
        families.reseed(self.base)
        self.dataset = families.make(self.factory, self.part["family"], self.part["parameters"], self.base, CHUNK)


def ladder(factory, request, tell):
    """The curriculum, one attribute raised by one level at a time: what differs from the defaults and was not given."""
    family, given = request["part"]["family"], request["part"]["parameters"]
    known, last = families.parameters(factory, family), None
    for config in configurations(factory, family):
        values = {name: getattr(config, name) for name in known}
        raised = {name: value for name, value in values.items() if families.plain(value) != families.plain(known[name])}
        rung = {name: families.text(value) for name, value in raised.items()} | given
        if rung == last:
            continue
        try:
            if works(factory, family, rung):
                tell({"rung": rung})
                last = rung
        except TooSlow:
            return  # harder ones are as slow


def configurations(factory, family):
    if not factory.has_curriculum(family):
        return
    curriculum = factory.create_curriculum(family)
    curriculum.set_global_level(0)
    yield curriculum.generate_configuration()
    for level in range(1, max((len(attribute.levels) for attribute in curriculum.attributes.values()), default=0)):
        for name, attribute in curriculum.attributes.items():
            if level < len(attribute.levels):
                curriculum.set_attr_level(name, level)
                yield curriculum.generate_configuration()


class TooSlow(BaseException):
    """No failure of a generator, which would be another draw."""


def works(factory, family, parameters):
    def stop(*_):
        raise TooSlow

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS_AN_ITEM)
    try:
        return Stream(factory, {"family": family, "parameters": parameters}, 0, "example").next(set()) is not None
    except families.Refused:
        return False
    finally:
        signal.alarm(0)


def describe(factory, request, tell):
    family = request["family"]
    item = Stream(factory, {"family": family, "parameters": {}}, 0, "example").next(set())
    parameters = families.plain(families.parameters(factory, family))
    tell({"parameters": parameters, "question": item["question"], "answer": item["answer"]})


main()
