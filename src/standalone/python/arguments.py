"""What a workflow passes to `agent`, bound as Python would and read as the method wants it."""
import difflib
import json
import math
import re


def _json(value):
    """As JSON.stringify writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _shown(value, length=80):
    text = _json(value)
    return text if len(text) <= length else text[:length] + "..."


def _type_of(value):
    if isinstance(value, float) and value.is_integer():
        return "int"
    return type(value).__name__


def well_formed(text):
    """Half a character can't be sent to anybody."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_text(value, name):
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, got {_type_of(value)}")
    return well_formed(value)


def read_any_text(value, _name=""):
    if isinstance(value, str):
        return well_formed(value)
    return str(value) if value is None or isinstance(value, bool) else _json(value)


_NO_VALUE = re.compile(
    r"<(?:(?:function|coroutine|generator|async_generator|bound method|built-in|method|[\w.]+ object)\b"
    r"[\s\S]* at 0x[0-9a-f]+|class '[^']*'|(?:built-in (?:function|method)|module|re\.Match object;) [\s\S]*"
    r"|method '\w+' of '\w+' objects)>")
_REMEDIES = (
    (r"<(?:coroutine|async_generator)", "Put `await` before the call that made it"),
    (r"<(?:function|bound method|built-in|method|class)", "Call it, with (...) behind its name"),
    (r"<(?:generator|map|filter|zip|enumerate|reversed|\w*iterator)\b", "Make a list of it: list(...)"),
    ("", "Make a text of what is in it"),
)


def is_no_value(text):
    """Whether it is how Python shows what can't leave it: a call or an `await` was forgotten."""
    return _NO_VALUE.fullmatch(text) is not None


def read_said_text(value, name):
    """What the model is told, as a text."""
    text = read_any_text(value)
    if not is_no_value(text):
        return text
    remedy = next(words for pattern, words in _REMEDIES if re.match(pattern, text))
    raise ValueError(f"{name} is {_shown(text, 120)}, which is no text. {remedy}")


def read_program(value, name):
    """A number in the place of code is a program whose value it is."""
    if isinstance(value, (int, float)) and math.isfinite(value):
        whole = isinstance(value, float) and value.is_integer()
        return str(int(value) if whole else value)
    return read_text(value, name)


def _number(value, name):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number, got {_type_of(value)}")
    return value


def _within(value, name, low, high):
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low} and {high}, got {value}")
    return value


def read_temperature(value, name):
    return _within(_number(value, name), name, 0, 2)


def read_positive_integer(value, name):
    number = _number(value, name)
    if not math.isfinite(number) or number != int(number) or number < 1:
        raise ValueError(f"{name} must be a positive int, got {_shown(value)}")
    return int(number)


def read_token_limit(value, name):
    return min(read_positive_integer(value, name), 32_768)


def read_rounds(value, name):
    number = _within(_number(value, name), name, 0, 20)
    if number != int(number):
        raise ValueError(f"{name} must be an int, got {_shown(value)}")
    return int(number)


def read_seconds(value, name):
    number = _number(value, name)
    if not number > 0:
        raise ValueError(f"{name} must be more than 0 seconds, got {_shown(value)}")
    return min(max(number, 0.01), 30)


def read_tests(given, name):
    """A list of texts, or a text with one on each line; None for none."""
    if isinstance(given, str):
        return [line for line in given.split("\n") if line.strip()]
    value = () if given is None else given
    if not isinstance(value, (list, tuple)) or not all(isinstance(test, str) for test in value):
        raise TypeError(f"{name} must be a list of str, or a str with one on each line, got {_shown(value)}")
    return list(value)


def read_keys(given, name):
    value = [given] if isinstance(given, str) else given
    if not isinstance(value, list):
        raise TypeError(f"{name} must be a list of str, got {_type_of(value)}")
    if len(value) > 1000:
        raise ValueError(f"{name} must hold at most 1000 keys, got {len(value)}")
    return [read_text(key, f"{name}[{i}]") for i, key in enumerate(value)]


def read_response_format(value, name):
    wanted = value.get("type") if isinstance(value, dict) else value
    if wanted in ("text", "json", "json_object"):
        return "text" if wanted == "text" else "json"
    raise ValueError(f"{name} must be 'text', 'json' or 'json_object', got {_shown(value)}")


def read_nothing(value, name):
    raise ValueError(f"{name} must be None: the executor has no tools here, got {_type_of(value)}")


_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}


def read_messages(given, name):
    value = _listed(given)
    if not isinstance(value, list):
        raise ValueError(f'{name} must be a list of {{"role": ..., "content": ...}}, got {_type_of(value)}')
    if len(value) > 1000:
        raise ValueError(f"{name} must hold at most 1000 messages, got {len(value)}")
    read = [one for one in (_message(one, i) for i, one in enumerate(value)) if one["content"].strip()]
    if not read:
        raise ValueError(f"{name} must hold at least one message with content")
    return read


def read_text_messages(given, name):
    read = read_messages(given, name)
    for i, one in enumerate(_listed(given)):
        if not isinstance(one["content"], str):
            raise ValueError(
                f"'content' of the message at index {i} must be a string, got {_type_of(one['content'])}")
    return read


def _listed(value):
    items = [value] if isinstance(value, (str, dict)) else value
    if not isinstance(items, list):
        return items
    return [{"role": "user", "content": one} if isinstance(one, str) else one for one in items]


def _message(message, i):
    if not isinstance(message, dict):
        raise ValueError(f"The message at index {i} must be a dictionary, got {_type_of(message)}")
    missing = [key for key in ("role", "content") if key not in message]
    surplus = [key for key in message if key not in ("role", "content")]
    if missing or surplus:
        facts = [f"missing: {', '.join(missing)}"] if missing else []
        facts += [f"not known: {', '.join(surplus)}"] if surplus else []
        raise ValueError(f"The message at index {i} must hold exactly 'role' and 'content' ({'; '.join(facts)})")
    role = message["role"]
    if not isinstance(role, str):
        raise ValueError(f"'role' of the message at index {i} must be a string, got {_type_of(role)}")
    if role not in _ROLES:
        known = ", ".join(_ROLES)
        raise ValueError(f"'role' of the message at index {i} must be one of {known}, got {_shown(role)}")
    return {"role": _ROLES[role],
            "content": read_said_text(message["content"], f"'content' of the message at index {i}")}


_ALIASES = {
    "messages": "prompt message query question input content user_prompt user_message task",
    "num_of_response": "n num_responses num_of_responses num_response n_responses num_samples num_completions",
    "max_completion_tokens": "max_tokens max_new_tokens max_output_tokens num_tokens",
    "temperature": "temp",
    "agent_role": "role",
    "instructions": "instruction system system_prompt system_message",
    "return_dict_keys": "return_keys dict_keys keys json_keys output_keys",
    "response_format": "format output_format",
    "code": "program script source python_code code_str",
    "answer_str": "text answer response reply string",
    "response": "text reply answer",
    "solution": "code program",
}


def bind(method, signature, args, kwargs):
    """The arguments by name. `signature`: a list of (name, reader) or (name, reader, default)."""
    names = [one[0] for one in signature]
    if len(args) > len(names):
        raise TypeError(f"{method}() takes at most {len(names)} arguments ({', '.join(names)}), got {len(args)}")
    given = {}
    for keyword, value in kwargs.items():
        name = _parameter_for(keyword, names)
        if name in given:
            raise TypeError(f"{method}() got multiple values for argument '{name}'")
        given[name] = value
    for name in given:
        _check_keyword(method, name, names, len(args))
    given.update(zip(names, args))
    return {one[0]: _value_of(method, one, given) for one in signature}


def _parameter_for(keyword, names):
    if keyword in names:
        return keyword
    return next((name for name in names if keyword in _ALIASES.get(name, "").split()), keyword)


def _check_keyword(method, name, names, positional):
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        guess = f" Did you mean '{near[0]}'?" if near else ""
        raise TypeError(
            f"{method}() got an unexpected keyword argument '{name}'.{guess} It takes: {', '.join(names)}")
    if names.index(name) < positional:
        raise TypeError(f"{method}() got multiple values for argument '{name}'")


def _value_of(method, parameter, given):
    name, read, *default = parameter
    if name not in given or (given[name] is None and default):
        if not default:
            raise TypeError(f"{method}() missing required argument: '{name}'")
        return default[0]
    return read(given[name], name)
