"""A chat model behind an OpenAI-compatible server, with nothing but the standard library."""
import concurrent.futures
import email.utils
import hashlib
import http.client
import json
import os
import random
import re
import time
import urllib.error
import urllib.request


class ExecutorError(BaseException):
    """The model gives no answer. No `Exception`: a workflow must not take it for a wrong answer of its own."""


class Refusal(Exception):
    """The server refuses what was asked."""


def seed_of(*parts):
    """In [0, 2**31), the same on every machine."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


class Client:
    """`complete` is safe to call from several threads."""

    ATTEMPTS, MOST_WAIT_S = 6, 300

    def __init__(self, model, base_url=None, api_key=None, effort=None, timeout=600):
        self.model, self.effort, self.timeout = model, effort, timeout
        other = base_url or os.environ.get("OPENAI_BASE_URL")
        self.base_url = (other or BASE_URL).rstrip("/")
        if not self.base_url or not model:
            raise ValueError(f"Expected {'OPENAI_MODEL: which model' if self.base_url else _SERVER} answers")
        keys = ["OPENAI_API_KEY"] if other else KEYS
        self._key = api_key or next(filter(None, map(os.environ.get, keys)), "")
        self._limit = "max_completion_tokens" if "//api.openai.com/" in self.base_url + "/" else "max_tokens"
        self._limits, self._refused, self._single, self._merged = {self._limit}, set(), False, False

    def complete(self, request, n, sample, seed):
        """`n` choices of a request from sample `sample` on, and what they used. `n` at once, or one by one."""
        if n == 1:
            return self._part(request, 1, sample, seed)
        texts, usage = ([], 0) if self._single else self._part(request, n, sample, seed)
        rest = range(sample + len(texts), sample + n)
        if rest:
            with concurrent.futures.ThreadPoolExecutor(len(rest)) as pool:
                parts = list(pool.map(lambda one: self._part(request, 1, one, seed), rest))
            texts, usage = texts + [text for part in parts for text in part[0]], usage + sum(part[1] for part in parts)
        return texts, usage

    def _part(self, request, n, sample, seed):
        seed = seed if sample == 0 else seed_of(seed, sample)
        while True:
            body = self._body(request, n, seed)
            try:
                reply = self._ask(body)
            except Refusal as refusal:
                if not self._concede(body, str(refusal)):
                    raise
                if self._single and n > 1:
                    return [], 0
                continue
            texts = [_text_of(choice) for choice in reply["choices"]][:n]
            self._single = self._single or len(texts) < n
            return texts, _tokens_of(reply, body, texts)

    def _body(self, request, n, seed):
        body = {"model": self.model, "messages": request["messages"], "stream": False}
        if self._merged:
            body["messages"] = _without_system(body["messages"])
        if n > 1:
            body["n"] = n
        body["temperature"], body[self._limit], body["seed"] = request["temperature"], request["max_tokens"], seed
        if self.effort:
            body["reasoning_effort"] = self.effort
        if request["json"]:
            body["response_format"] = {"type": "json_object"}
        return {key: value for key, value in body.items() if key not in self._refused}

    def _concede(self, body, text):
        """Does without the part of a request that the server's words name. False where they name none."""
        for field, words in _PARTS:
            if field in body and re.search(words, text, re.I):
                if field == "n":
                    self._single = True
                else:
                    self._refused.add(field)
                return True
        other = "max_tokens" if self._limit == "max_completion_tokens" else "max_completion_tokens"
        if re.search(rf"\b{other}\b|\b{self._limit}\b.*(?:support|recogni|unknown|unexpected)", text, re.I):
            is_new = other not in self._limits
            self._limits.add(other)
            self._limit = other
            return is_new
        if not self._merged and re.search(r"\bsystem\b", text, re.I) and body["messages"][0]["role"] == "system":
            self._merged = True
            return True
        return False

    def _ask(self, body):
        waited, failures = 0.0, 0
        while True:
            started = time.monotonic()
            try:
                return self._post(body)
            except _Again as again:
                failures += again.counts
                delay = random.random() * min(30, 0.5 * 2 ** failures)
                if again.after is not None:
                    delay += again.after
                waited += time.monotonic() - started + delay
                if failures >= self.ATTEMPTS or waited > self.MOST_WAIT_S:
                    raise ExecutorError(f"{self.model} gives no answer: {again}") from None
                time.sleep(delay)

    def _post(self, body):
        headers = {"Content-Type": "application/json", "User-Agent": "w4s-standalone"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        data = json.dumps(body, ensure_ascii=False).encode()
        try:
            request = urllib.request.Request(f"{self.base_url}/chat/completions", data, headers)
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                reply = json.loads(response.read(_LARGEST_REPLY))
        except urllib.error.HTTPError as error:
            raise self._failure(error) from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise _Again(self._redacted(f"{type(error).__name__}: {error}")) from None
        if not isinstance(reply, dict) or not reply.get("choices"):
            raise _Again("the reply holds no completion")
        return reply

    def _failure(self, error):
        text = self._redacted(_message_in(_body_of(error)))
        told = f"HTTP {error.code}: {text}"
        if error.code in (408, 409, 425, 429) or error.code >= 500 and error.code != 501:
            return _Again(told, _retry_after(error.headers), 0 if error.code == 429 else 1)
        if error.code in (400, 413, 422, 501):
            return Refusal(told)
        return ExecutorError(f"{self.model} gives no answer: {told}")

    def _redacted(self, text):
        return text.replace(self._key, "***") if self._key else text


class _Again(Exception):
    """What may succeed later; a rate limit (`counts` 0) only waits."""

    def __init__(self, message, after=None, counts=1):
        super().__init__(message)
        self.after, self.counts = after, counts


_SERVER = "OPENAI_BASE_URL and OPENAI_MODEL: which server and model"
_LARGEST_REPLY = 64 * 2**20
_PAUSE = r"[0-9]{1,10}(?:\.[0-9]{0,9})?"
_PARTS = (
    ("seed", r"\bseed\b"),
    ("reasoning_effort", r"reasoning|effort"),
    ("response_format", r"response_?format|\bjson\b|json_object|grammar"),
    ("temperature", r"temperature"),
    ("n", r"[\"'`]n[\"'`]|\bn\s*(?:>|=|must|should|is|has)|\bmultiple|\b(?:only|at most) (?:one|1)\b|candidate"),
)


def _body_of(error):
    try:
        return error.read(65_536).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):  # cut off: the status says enough
        return ""


def _message_in(body):
    try:
        error = json.loads(body).get("error", body)
        if not isinstance(error, dict):
            return str(error)[:2000]
        upstream = (error.get("metadata") or {}).get("raw")  # OpenRouter: what the provider behind it said
        said = [error.get("message", error), *([upstream] if upstream else [])]
        return ": ".join(map(str, said))[:2000]
    except (ValueError, AttributeError):
        return body[:500]


def _retry_after(headers):
    value = headers.get("retry-after-ms")
    if value and re.fullmatch(_PAUSE, value):
        return float(value) / 1000
    value = (headers.get("retry-after") or "").strip()
    if re.fullmatch(_PAUSE, value):
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _text_of(choice):
    """Servers have an answer in several places; what was cut off in thinking holds none."""
    message = choice.get("message") or {}
    said = _content(message.get("content")) or _content(choice.get("text")) or _tool_arguments(message)
    if said or str(choice.get("finish_reason")).lower() not in ("stop", "end_turn", "eos"):
        return said
    return _content(message.get("reasoning_content")) or _content(message.get("reasoning"))


def _content(content):
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(part if isinstance(part, str) else str(part.get("text") or "") for part in parts
                   if isinstance(part, str) or part.get("type") in ("text", "output_text"))


def _tool_arguments(message):
    calls = message.get("tool_calls") or []
    called = ((calls[0].get("function") if calls else message.get("function_call")) or {}).get("arguments")
    return called if isinstance(called, str) else "" if called is None else json.dumps(called)


def _tokens_of(reply, body, texts):
    used = reply.get("usage") or {}
    if used.get("prompt_tokens") is None:
        return sum(len(one) for one in [*texts, *(one["content"] for one in body["messages"])]) // 4
    counted = int(used["prompt_tokens"]) + int(used.get("completion_tokens") or 0)
    return max(counted, int(used.get("total_tokens") or 0))  # some servers count thinking in the total alone


def _without_system(messages):
    system = "\n\n".join(one["content"] for one in messages if one["role"] == "system")
    others = [one for one in messages if one["role"] != "system"]
    first = next((i for i, one in enumerate(others) if one["role"] == "user"), None)
    if first is None:
        return [{"role": "user", "content": system}, *others]
    content = f"{system}\n\n{others[first]['content']}"
    return [{"role": "user", "content": content} if i == first else one for i, one in enumerate(others)]
