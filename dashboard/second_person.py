"""A second person agrees: their own name and password, in the same request.

It refuses to remember the agreement: it holds for this one request.
"""

from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.refusals import Refused, refuse
from dashboard.rights import Right, Role, rights_of


async def second_person(desk: Desk, caller: Caller, name: str, password: str, right: Right) -> str:
    """Login of the second person, who is not the caller and has the right; Refused otherwise."""
    if not name or not password:
        raise refuse(
            403, "second_person_needed", "要第二个人同意", "a second person must agree",
            "请另一位有权限的人输入姓名和密码", "another person enters name and password",
        )  # fmt: skip
    if name == caller.name:
        raise _not_accepted("不能是同一个人", "it cannot be the same person")
    desk.login_limits.begin(name, caller.address)
    person = await desk.threads.run(lambda: desk.books.store.people.person(name))
    active = person is not None and person.active
    stored = person.password_hash if person is not None and active else None
    if not await desk.passwords.fits(stored, password):
        await desk.audit(caller, "second_person", name, result="refused")
        raise _not_accepted("姓名或密码不对", "wrong name or password")
    desk.login_limits.succeeded(name, caller.address)
    assert person is not None
    if right not in rights_of([Role(person.role)]):
        raise _not_accepted("这位没有这项权限", "this person does not have the right")
    return person.login


def _not_accepted(zh: str, en: str) -> Refused:
    return refuse(
        403, "second_person_refused", f"第二个人未通过：{zh}", f"second person refused: {en}",
        "请另一位有权限的人输入姓名和密码", "ask another person who has the right",
    )  # fmt: skip
