"""The same calls by DSPy's evaluation in a thread pool; where DSPy is not installed, by plain threads.

No sandbox, no store. Arguments: base URL, items, calls an item, places, `dspy` or `plain`.
"""
import http.client
import json
import logging
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

url, which = sys.argv[1], sys.argv[5]
items, calls, places = map(int, sys.argv[2:5])


def by_dspy():
    warnings.simplefilter("ignore")  # the plain form of messages is on its way out
    import dspy

    logging.disable(logging.WARNING)
    lm = dspy.LM("openai/m", api_base=url, api_key="none", cache=False)

    class ThreeCalls(dspy.Module):
        def forward(self, question):
            for step in range(calls):
                text = lm(messages=[{"role": "user", "content": f"{question} ({step})"}])[0]
            return dspy.Prediction(answer=text)

    def measure(count):
        examples = [dspy.Example(question=f"What is {i} plus {i}?", answer="42").with_inputs("question") for i in range(count)]
        exact = lambda example, prediction, trace=None: example.answer == prediction.answer  # noqa: E731
        dspy.Evaluate(devset=examples, metric=exact, num_threads=places, display_progress=False)(ThreeCalls())

    return measure


def by_threads():
    place = urlsplit(url)

    def item(number):
        connection = http.client.HTTPConnection(place.hostname, place.port)
        for step in range(calls):
            messages = [{"role": "user", "content": f"What is {number} plus {number}? ({step})"}]
            body = json.dumps({"model": "m", "messages": messages})
            connection.request("POST", f"{place.path}/chat/completions", body, {"content-type": "application/json"})
            text = json.loads(connection.getresponse().read())["choices"][0]["message"]["content"]
        connection.close()
        return text == "42"

    def measure(count):
        with ThreadPoolExecutor(places) as pool:
            sum(pool.map(item, range(count)))

    return measure


measure = by_dspy() if which == "dspy" else by_threads()
measure(places)
print("begins", flush=True)
started = time.monotonic()
measure(items)
print((time.monotonic() - started) * 1000, flush=True)
sys.stdin.read()
