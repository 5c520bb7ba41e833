"""What a text asks for, or hides, that is worth a look. Part of scan.py."""

import re

UNREADABLE = re.compile(r"[A-Za-z0-9+/=_-]{64,}|\b[0-9a-f]{32,}\b")
ALPHABETS = ("abcdefgh", "0123456789", "hgfedcba", "________", "--------", "========")
SENTENCE = re.compile(r"[.!?\n]+")
WORD = re.compile(r"[a-z']+")
GOLD = (
    "gold answer",
    "golden answer",
    "gold label",
    "gold solution",
    "ground truth",
    "ground-truth",
    "answer key",
    "answer sheet",
    "hidden test",
    "hidden answer",
    "official answer",
    "official solution",
    "scoring script",
    "grading script",
    "target label",
    "true label",
)
SOURCE = (
    "benchmark",
    "dataset",
    "test set",
    "test split",
    "training data",
    "training set",
    "leaderboard",
    "expected answer",
    "reference answer",
    "answer file",
)
TELLING = frozenset(
    "reveal leak disclose tell give print output show provide repeat copy return list dump quote extract state "
    "write say send recite recall retrieve what".split()
)
RECALLING = frozenset(
    "reveal leak leaked disclose recall recite memorized memorised memorize memorise memory remember retrieve "
    "dump quote verbatim seen".split()
)
DENIALS = frozenset("not never no don't without avoid cannot can't unless if whether".split())
OVERRIDE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?\n]{0,40}"
    r"\b(?:previous|prior|above|earlier|other|your|all)\b[^.!?\n]{0,20}"
    r"\b(?:instruction|instructions|rules|prompt|guidelines)\b"
)
PLEADING = re.compile(
    r"\b(?:mark|grade|score|rate|accept|count|judge|treat|consider)\b"
    r"[^.!?\n]{0,60}\b(?:correct|right|full marks|full score|full credit|passed|perfect)\b"
)
JUDGES = frozenset("grader judge evaluator scorer examiner must".split())
UNDECIDED = frozenset("incorrect wrong or verify check".split())


def prompt_rules(text):
    """(rule, detail) for each thing in a text that asks a model, or a judge, for what it must not give."""
    for sentence in SENTENCE.split(text.lower()):
        words = set(WORD.findall(sentence))
        if words & DENIALS or len(sentence) < 12:
            continue
        asked = asked_for(sentence, words)
        if asked is not None:
            yield "asks-for-gold", f"a text that {asked}: {sentence.strip()[:80]}"


def asked_for(sentence, words):
    if words & TELLING and any(noun in sentence for noun in GOLD):
        return "asks for the right answer itself"
    if words & RECALLING and any(noun in sentence for noun in SOURCE):
        return "asks for what was seen before"
    if OVERRIDE.search(sentence):
        return "overrides what a model was told"
    if words & JUDGES and not words & UNDECIDED and PLEADING.search(sentence):
        return "speaks to a judge"
    return None


def is_unreadable(text):
    """A long run of letters and digits that no person reads; alphabets and rulers are none."""
    return any(
        not any(known in found.lower() for known in ALPHABETS) for found in UNREADABLE.findall(text)
    )
