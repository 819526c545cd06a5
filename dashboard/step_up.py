"""A person gives the own password once more before something that must not happen by a left screen.

It refuses to remember it: whoever asked decides how long it counts.
"""

from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.refusals import refuse
from records.personal.access import StepUp


async def step_up(desk: Desk, caller: Caller, password: str) -> StepUp:
    """That the caller gave the own password now; Refused otherwise."""
    desk.login_limits.begin(caller.name, caller.address)
    person = await desk.threads.run(lambda: desk.books.store.people.person(caller.name))
    stored = person.password_hash if person is not None and person.active else None
    if not await desk.passwords.fits(stored, password):
        await desk.audit(caller, "step_up", caller.name, result="refused")
        raise refuse(
            403, "step_up_refused", "密码不对", "wrong password",
            "再次输入本人的登录密码", "give your own password again",
        )  # fmt: skip
    desk.login_limits.succeeded(caller.name, caller.address)
    return StepUp(caller.name, desk.money.now())
