"""One HTTPS request, in a thread of its own pool, with a limit on everything.

It refuses to know what is sent, and to put an address with a secret in it into any message.
"""

import asyncio
import http.client
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 10.0
ANSWER_BYTES_MAX = 1 << 16
UNREACHABLE = 599
"""Status of a request that had no answer."""


@dataclass(frozen=True, slots=True)
class Replied:
    """Status and body of an answer."""

    status: int
    body: bytes


class Post:
    """Threads of their own: a dead network must not hold up the books."""

    def __init__(self, threads: int = 2) -> None:
        """No thread is started before there is work."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="messages")

    async def send(self, address: str, body: bytes) -> Replied:
        """The answer; UNREACHABLE when there was none."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _sent, address, body)

    def close(self) -> None:
        """Let go of the threads; what is under way ends by its own limit."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _sent(address: str, body: bytes) -> Replied:
    """Redirects are not followed: the secret is for one host."""
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    host = parts.netloc
    door: http.client.HTTPConnection = (
        http.client.HTTPSConnection(host, timeout=TIMEOUT_S, context=ssl.create_default_context())
        if secure
        else http.client.HTTPConnection(host, timeout=TIMEOUT_S)
    )
    try:
        head = {"Content-Type": "application/json; charset=utf-8", "Connection": "close"}
        door.request("POST", f"{parts.path}?{parts.query}", body, head)
        answer = door.getresponse()
        return Replied(answer.status, answer.read(ANSWER_BYTES_MAX))
    except (OSError, http.client.HTTPException, ValueError):
        return Replied(UNREACHABLE, b"")
    finally:
        door.close()
