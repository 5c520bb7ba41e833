"""Talks to a served workflow as its users do. Prints one line of JSON: what each client made of it."""

import asyncio
import json
import os
import sys

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
url, key, model = sys.argv[1:4]
ASK = [{"role": "system", "content": "loud"}, {"role": "user", "content": "hi there"}]


def with_openai():
    import openai

    client = openai.OpenAI(base_url=url, api_key=key)
    whole = client.chat.completions.create(model=model, messages=ASK, temperature=0)
    chunks = list(
        client.chat.completions.create(model=model, messages=ASK, stream=True, stream_options={"include_usage": True})
    )
    response = client.responses.create(model=model, input="hi there")
    with client.responses.stream(model=model, input="hi there") as stream:
        deltas = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
    return {
        "models": [entry.id for entry in client.models.list()],
        "text": whole.choices[0].message.content,
        "tokens": whole.usage.total_tokens,
        "cost": whole.usage.cost,
        "request": whole._request_id == whole.id,
        "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices),
        "streamed_tokens": chunks[-1].usage.total_tokens,
        "response": response.output_text,
        "response_streamed": deltas,
        "errors": [
            error_of(lambda: client.chat.completions.create(model="none", messages=ASK)),
            error_of(lambda: client.chat.completions.create(model=model, messages=ASK, n=2)),
            error_of(lambda: client.chat.completions.create(model=model, messages=FAIL)),
            error_of(lambda: list(client.chat.completions.create(model=model, messages=FAIL, stream=True))),
            error_of(lambda: openai.OpenAI(base_url=url, api_key="x").models.list()),
        ],
    }


FAIL = [{"role": "user", "content": "fail"}]


def error_of(work):
    try:
        work()
    except Exception as error:
        return [type(error).__name__, getattr(error, "code", None)]
    return None


def with_litellm():
    import litellm

    facts = {"model": f"openai/{model}", "api_base": url, "api_key": key}
    whole = litellm.completion(messages=ASK, **facts)
    chunks = list(litellm.completion(messages=ASK, stream=True, **facts))
    return {
        "text": whole.choices[0].message.content,
        "tokens": whole.usage.total_tokens,
        "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices),
        "error": error_of(lambda: litellm.completion(messages=FAIL, num_retries=0, **facts)),
    }


def with_langchain():
    from langchain_openai import ChatOpenAI

    chat = ChatOpenAI(model=model, base_url=url, api_key=key, max_retries=0)
    whole = chat.invoke("hi there")

    async def many():
        return await chat.abatch(["a", "b", "c"])

    return {
        "text": whole.content,
        "tokens": whole.usage_metadata["total_tokens"],
        "streamed": "".join(chunk.content for chunk in chat.stream("hi there")),
        "many": [message.content for message in asyncio.run(many())],
        "tools": error_of(lambda: chat.bind_tools([{"name": "f", "description": "f", "parameters": {}}]).invoke("a")),
    }


print(json.dumps({"openai": with_openai(), "litellm": with_litellm(), "langchain": with_langchain()}))
