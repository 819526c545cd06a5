"""What stands before every route: size of the body, who is asking, forged requests, headers.

It refuses to know what a route does and which right it asks for (`rights`, `caller`).

Everything under /api/v1 but the login is closed to the anonymous, addresses that do not exist
included, so that nothing can be learnt from outside (security reference section 2).
"""

import secrets
from collections.abc import Awaitable, Callable
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.caller import Caller
from dashboard.refusals import Refused, not_signed_in, refuse
from dashboard.rights import Role
from farm.words import Words

OPEN = frozenset({("POST", "/api/v1/login")})
BODY_MAX_BYTES = 1 << 20
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"

FindSession = Callable[[str, str], Awaitable[Caller | None]]
"""Caller of a session token (and address) that is still valid, touched."""


class Doorkeeper:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, find_session: FindSession, viewer_token: str) -> None:
        """`viewer_token`: secret of the read-only program token; "" = none."""
        assert not viewer_token or len(viewer_token) >= 32, "a short secret is no secret"
        self._app, self._find_session = app, find_session
        self._viewer_token = sha256(viewer_token.encode()).digest() if viewer_token else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        dressed = _dressed(scope, send)
        try:
            limited = _limited(scope, receive)
            if _guarded(scope):
                await self._admit(scope)
        except Refused as refused:
            await refused.response()(scope, receive, dressed)
            return
        try:
            await self._app(scope, limited, dressed)
        except Refused as refused:
            await refused.response()(scope, receive, dressed)

    async def _admit(self, scope: Scope) -> None:
        request = Request(scope)
        if scope["method"] not in SAFE_METHODS:
            _refuse_foreign(request)
        if (scope["method"], scope["path"]) in OPEN:
            return
        caller = await self._caller(request)
        if caller is None:
            raise not_signed_in()
        request.state.caller = caller

    async def _caller(self, request: Request) -> Caller | None:
        address = request.client.host if request.client else ""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            return self._program(scheme, token.strip(), address)
        cookie = request.cookies.get(cookie_name(request))
        return await self._find_session(cookie, address) if cookie else None

    def _program(self, scheme: str, token: str, address: str) -> Caller | None:
        fits = secrets.compare_digest(sha256(token.encode()).digest(), self._viewer_token)
        if scheme.lower() != "bearer" or not self._viewer_token or not fits:
            return None
        display = Words(zh="只读程序", en="read-only program")
        return Caller("program", display, (Role.VIEWER,), "token", "", address, None)


def cookie_name(request: Request) -> str:
    """Name of the session cookie; over TLS one that no other host can set."""
    return "__Host-ras_session" if request.url.scheme == "https" else "ras_session"


def _guarded(scope: Scope) -> bool:
    path = scope["path"]
    return bool(path == "/api" or path.startswith("/api/"))


def _refuse_foreign(request: Request) -> None:
    """A browser says where a request comes from; a program that says nothing has no cookies.

    Programs are not open to forgery; a body that is not JSON is refused all the same.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = site not in (None, "same-origin", "none")
    if site is None and origin is not None:
        foreign = urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign:
        raise refuse(
            403, "foreign_request", "请求来自别的网站", "the request comes from another site",
            "从本系统的页面操作", "use the pages of this system",
        )  # fmt: skip
    length = request.headers.get("content-length", "0")
    has_body = length != "0" or "transfer-encoding" in request.headers
    if has_body and _media_type(request.headers) != "application/json":
        raise refuse(
            415, "not_json", "只接受 JSON", "only JSON is accepted",
            "把 Content-Type 设为 application/json", "set Content-Type to application/json",
        )  # fmt: skip


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _limited(scope: Scope, receive: Receive) -> Receive:
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > BODY_MAX_BYTES:
        raise _too_large()
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > BODY_MAX_BYTES:
                raise _too_large()
        return message

    return counted


def _too_large() -> Refused:
    return refuse(
        413, "too_large", "内容太大，最多 1 MB", "the body is too large, at most 1 MB",
        "分几次提交", "send it in parts",
    )  # fmt: skip


def _dressed(scope: Scope, send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if scope.get("scheme") == "https":
                headers.setdefault("Strict-Transport-Security", HSTS)
            headers.setdefault("Cache-Control", "no-store" if _guarded(scope) else "no-cache")
        await send(message)

    return with_headers
