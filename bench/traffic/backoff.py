"""asyncio with plain exponential backoff, for comparison: URL CALLS PLACES TIMEOUT_S. Prints the seconds that it took."""

import asyncio
import json
import random
import sys
import time
from urllib.parse import urlsplit

url, calls, places, timeout_s = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
address = urlsplit(url)


async def post(body: dict) -> tuple[int, dict[str, str]]:
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        content = json.dumps(body).encode()
        head = f"POST {address.path}/chat/completions HTTP/1.1\r\nhost: {address.netloc}\r\nconnection: close\r\n"
        writer.write(f"{head}content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n".encode() + content)
        answer, _, _ = (await reader.read()).partition(b"\r\n\r\n")
        status, *lines = answer.decode().split("\r\n")
        return int(status.split()[1]), {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    finally:
        writer.close()


async def complete(call: int, place: asyncio.Semaphore) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": str(call)}]}
    for attempt in range(20):
        status, headers = 0, {}
        async with place:
            try:
                status, headers = await asyncio.wait_for(post(body), timeout_s)
            except (TimeoutError, asyncio.TimeoutError, OSError):
                pass
        if status == 200:
            return
        backoff = random.random() * min(30, 0.5 * 2**attempt)
        await asyncio.sleep(float(headers["retry-after"]) + random.random() / 2 if "retry-after" in headers else backoff)
    raise RuntimeError(f"call {call} got no answer")


async def main() -> None:
    place = asyncio.Semaphore(places)
    started = time.perf_counter()
    await asyncio.gather(*(complete(call, place) for call in range(calls)))
    print(time.perf_counter() - started)


asyncio.run(main())
