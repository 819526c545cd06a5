"""Sign in, sign out, who am I.

It refuses to say whether a name exists: wrong name and wrong password look the same.
"""

from fastapi import Request, Response

from dashboard.api_models import Done, Login, Me
from dashboard.caller import Caller
from dashboard.doorkeeper import cookie_name
from dashboard.refusals import refuse
from dashboard.rights import rights_of
from dashboard.routes.doors import At, Who, router
from dashboard.sessions import ABSOLUTE
from farm.words import Words

open_api = router()
"""The login, the one route that asks for nothing."""
api = router()


def _me(caller: Caller) -> Me:
    return Me(
        name=caller.name,
        display=caller.display,
        roles=tuple(role.value for role in caller.roles),
        may=tuple(sorted(rights_of(caller.roles))),
        kind=caller.kind,
        expires_ms=caller.expires_ms,
    )


@open_api.post("/login")
async def login(body: Login, request: Request, response: Response, desk: At) -> Me:
    """Begin a session: a cookie for this browser."""
    address = request.client.host if request.client else ""
    desk.login_limits.begin(body.name, address)
    person = await desk.threads.run(lambda: desk.books.store.people.person(body.name))
    usable = person if person is not None and person.active else None
    stored = None if usable is None else usable.password_hash
    fits = await desk.passwords.fits(stored, body.password)
    if not fits or usable is None:
        nobody = Caller(body.name, Words(zh="？", en="?"), (), "person", "", address, None)
        await desk.audit(nobody, "login", "", result="refused")
        raise refuse(
            401, "wrong_login", "姓名或密码不对", "wrong name or password",
            "检查后再试；忘了密码找管理员", "check and try again; the administrator can help",
        )  # fmt: skip
    desk.login_limits.succeeded(body.name, address)
    old = request.cookies.get(cookie_name(request))
    if old:
        await desk.sessions.end_token(old, address)
    token, caller = await desk.sessions.begin(usable, address)
    await desk.audit(caller, "login", "")
    response.set_cookie(
        cookie_name(request), token, max_age=int(ABSOLUTE.total_seconds()), path="/",
        secure=request.url.scheme == "https", httponly=True, samesite="lax",
    )  # fmt: skip
    return _me(caller)


@api.post("/logout")
async def logout(caller: Who, request: Request, response: Response, desk: At) -> Done:
    """End this session."""
    if caller.kind == "person":
        await desk.sessions.end(caller.session)
        await desk.audit(caller, "logout", "")
        response.delete_cookie(cookie_name(request), path="/")
    return Done()


@api.get("/me")
async def me(caller: Who) -> Me:
    """Who is asking, and what they may do."""
    return _me(caller)
