"""Scores an answer by the checks of its item: 1 when it passes all that count, else 0.

The target is {"checks": [...]} with a map for each check: its `type`, a `value`, and perhaps `not`, `ignore_case`,
`threshold` and `weight`. With a `threshold` of its own, the target asks for that share of the weights only.
"""

import json
import re
import string


def score(prediction, target):
    text = prediction if isinstance(prediction, str) else json.dumps(prediction, ensure_ascii=False)
    passed, whole, faults = 0.0, 0.0, []
    for check in target["checks"]:
        weight = check.get("weight", 1)
        whole += weight
        if bool(CHECKS[check["type"]](text, check)) != check.get("not", False):
            passed += weight
        else:
            faults.append(told(check))
    share = passed / whole if whole > 0 else 1.0
    right = share >= target["threshold"] - 1e-9 if "threshold" in target else not faults
    return {"score": 1.0 if right else 0.0, "feedback": "; ".join(faults)}


def told(check):
    value = json.dumps(check["value"], ensure_ascii=False) if "value" in check else ""
    negated = "not-" if check.get("not") else ""
    return f"failed {negated}{check['type']} {value[:200]}".rstrip()


def folded(text, check):
    return text.lower() if check.get("ignore_case") else text


def equals(text, check):
    value = check["value"]
    if isinstance(value, (dict, list)):
        found = parsed(text)
        return found is not NOTHING and same(found, value)
    return folded(text.strip(), check) == folded(plain(value).strip(), check)


def plain(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def same(a, b):
    """Equal JSON; True is not 1."""
    if isinstance(a, bool) != isinstance(b, bool):
        return False
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def contains_any(text, check):
    return any(folded(part, check) in folded(text, check) for part in check["value"])


def contains_all(text, check):
    return all(folded(part, check) in folded(text, check) for part in check["value"])


def starts_with(text, check):
    return any(folded(text, check).startswith(folded(part, check)) for part in check["value"])


def ends_with(text, check):
    """Punctuation and white space at the ends do not count."""
    around = string.punctuation + string.whitespace
    return any(folded(text.strip(around), check).endswith(folded(part.strip(around), check)) for part in check["value"])


def regex(text, check):
    return re.search(check["value"], text) is not None


NOTHING = object()


def parsed(text):
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return NOTHING


def is_json(text, check):
    found = parsed(text)
    return found is not NOTHING and fits(found, check.get("value", True))


def contains_json(text, check):
    """One of the objects and lists that stand in the text one after another."""
    decoder, at = json.JSONDecoder(), 0
    for _ in range(1_000):
        start = re.compile(r"[\[{]").search(text, at)
        if start is None:
            return False
        try:
            found, at = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            at = start.start() + 1
            continue
        if fits(found, check.get("value", True)):
            return True
    return False


TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def fits(value, schema):
    """The part of JSON Schema that the importer lets through."""
    if isinstance(schema, bool):
        return schema
    kinds = schema.get("type")
    if kinds is not None and not any(is_kind(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return False
    if "enum" in schema and not any(same(value, one) for one in schema["enum"]):
        return False
    if "const" in schema and not same(value, schema["const"]):
        return False
    if isinstance(value, dict):
        return fits_object(value, schema)
    if isinstance(value, list):
        return within(len(value), schema, "minItems", "maxItems") and all(
            fits(one, schema.get("items", True)) for one in value
        )
    if isinstance(value, str):
        return within(len(value), schema, "minLength", "maxLength")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return within(value, schema, "minimum", "maximum")
    return True


def fits_object(value, schema):
    known = schema.get("properties", {})
    if not all(name in value for name in schema.get("required", [])):
        return False
    if schema.get("additionalProperties") is False and not all(name in known for name in value):
        return False
    return all(fits(value[name], inner) for name, inner in known.items() if name in value)


def is_kind(value, kind):
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, TYPES[kind])


def within(number, schema, low, high):
    return schema.get(low, number) <= number <= schema.get(high, number)


def fuzzy(text, check):
    """One of the two holds the other, without case, punctuation and articles."""
    found = normal(text)
    return any(bool(part) == bool(found) and (part in found or found in part) for part in map(normal, check["value"]))


def normal(text):
    bare = "".join(character for character in text.lower() if character not in string.punctuation)
    return " ".join(word for word in bare.split() if word not in ("a", "an", "the"))


def one_of_json(text, check):
    found = parsed(text)
    return found is not NOTHING and any(same(found, value) for value in check["value"])


def levenshtein(text, check):
    value = plain(check["value"])
    if abs(len(text) - len(value)) > check["threshold"]:
        return False
    return distance(text[:3_000], value[:3_000]) <= check["threshold"]


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[len(b)]


LONGEST = 20_000


def similarity(text, check):
    a, b, metric = text[:LONGEST], plain(check["value"])[:LONGEST], check["metric"]
    if metric == "fuzzy":
        return ratio(common(a, b), len(a), len(b)) >= check["threshold"]
    left, right = (re.findall(r"\w+", one.lower()) for one in (a, b))
    if metric == "l":
        return ratio(common(left, right), len(left), len(right)) >= check["threshold"]
    left, right = grams(left, int(metric)), grams(right, int(metric))
    shared = sum(min(count, right.get(gram, 0)) for gram, count in left.items())
    return ratio(shared, sum(left.values()), sum(right.values())) >= check["threshold"]


def grams(words, n):
    found = {}
    for i in range(len(words) - n + 1):
        gram = tuple(words[i : i + n])
        found[gram] = found.get(gram, 0) + 1
    return found


def ratio(shared, a, b):
    return 2 * shared / (a + b) if a + b > 0 else 1.0


def common(a, b):
    """Length of the longest common subsequence, a row of the table at a time as the bits of one number.

    Source: H. Hyyro, "Bit-parallel LCS-length computation revisited" (2004).
    """
    places = {}
    for i, one in enumerate(a):
        places[one] = places.get(one, 0) | (1 << i)
    every = (1 << len(a)) - 1
    row = every
    for one in b:
        hit = row & places.get(one, 0)
        row = ((row + hit) | (row - hit)) & every
    return len(a) - bin(row).count("1")


def python(text, check):
    """Code of the evaluation that was imported; what it raises is a failed check, as it was there."""
    code = check["value"]
    body = code if "\n" in code.strip() else f"return {code.strip()}"
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    scope = {"json": json, "re": re}
    try:
        exec(f"def main(output, context):\n{lines}\n", scope)
        found = scope["main"](text, {"vars": check.get("vars", {})})
    except Exception:
        return check.get("not", False)
    if isinstance(found, dict):
        found = found.get("pass", found.get("pass_", False))
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return found >= check["threshold"] if "threshold" in check else found > 0
    return bool(found)


CHECKS = {
    "equals": equals,
    "contains-any": contains_any,
    "contains-all": contains_all,
    "starts-with": starts_with,
    "ends-with": ends_with,
    "regex": regex,
    "is-json": is_json,
    "contains-json": contains_json,
    "fuzzy": fuzzy,
    "one-of-json": one_of_json,
    "levenshtein": levenshtein,
    "similarity": similarity,
    "python": python,
}
