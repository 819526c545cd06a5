"""Deeds handed in: made whole with who and when, judged together, written once.

It refuses to write a part of them; what was handed in before is answered as it stands.
"""

from collections.abc import Mapping
from uuid import UUID

from pydantic import ValidationError

from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.money.forms import Agreed, Form, Handed, filled, needs_second
from dashboard.money.judging import judge
from dashboard.money.office import Office, ids, noted
from dashboard.money.refusing import of_fields
from dashboard.refusals import refuse
from dashboard.rights import Right
from dashboard.second_person import second_person
from farm.words import Noun
from records.deeds.deed import Deed
from records.store.act import Act
from records.store.deed_log import StoredDeed


class Recorded(Noun):
    """What stands now: the deeds' ids and numbers; `repeated`: they were there before."""

    deeds: tuple["RecordedDeed", ...]
    repeated: bool


class RecordedDeed(Noun):
    """One deed in its chain."""

    deed_id: str
    seq: int
    kind: str
    entity: str
    hash: str


async def hand_in(desk: Desk, caller: Caller, body: Handed, action: str) -> Recorded:
    """Record the deeds of a body; Refused with every reason."""
    second = await agreement(desk, caller, body, any(map(needs_second, body.deeds)))
    office = desk.money

    def written() -> Recorded:
        known = known_deeds(office)
        deeds = [
            made(form, at, known, office, caller, second) for at, form in enumerate(body.deeds)
        ]
        return record(office, caller, deeds, action, known, second)

    return await office.act(written)


async def agreement(desk: Desk, caller: Caller, body: Agreed, needed: bool) -> str:
    """Login of the second person, who gave a password; "" where nobody is needed."""
    if not needed:
        return ""
    return await second_person(
        desk, caller, body.second_name, body.second_password, Right.APPROVE_DIVIDEND
    )


def known_deeds(office: Office) -> dict[UUID, StoredDeed]:
    """Every deed by its id."""
    return {stored.deed.deed_id: stored for stored in office.store.deeds.deeds()}


def made(
    form: Form,
    at: int,
    known: Mapping[UUID, StoredDeed],
    office: Office,
    caller: Caller,
    second: str,
) -> Deed:
    """The deed of a form; one that is there already, if it says the same."""
    before = known.get(form.deed_id)
    if before is not None:
        return same(form, before.deed, caller)
    try:
        return filled(form, told_here(office, caller, second))
    except ValidationError as error:
        raise of_fields(error, f"deeds.{at}") from None


def told_here(office: Office, caller: Caller, second: str) -> dict[str, object]:
    """What the door knows about an act."""
    return {
        "actor": caller.name,
        "recorded_day": office.today(),
        "approved_by": second,
        "decided_by": caller.name,
        "signed_by": caller.name,
    }


def same(form: Form, before: Deed, caller: Caller) -> Deed:
    """The deed that was handed in before under this id, if it was this one; else Refused."""
    told = form.model_dump()
    differs = [
        name
        for name, value in told.items()
        if name in type(before).model_fields and before.model_dump()[name] != value
    ]
    if differs or before.actor != caller.name:
        raise refuse(
            409, "same_id_other_content", "这个编号已用于另一条登记",
            "this id stands for another deed", "重新填写，用新编号", "enter it again with a new id",
        )  # fmt: skip
    return before


def record(
    office: Office,
    caller: Caller,
    deeds: list[Deed],
    action: str,
    known: Mapping[UUID, StoredDeed],
    second: str = "",
) -> Recorded:
    """Write register deeds in one transaction with their audit row."""
    repeated = all(deed.deed_id in known for deed in deeds)
    kinds = sorted({deed.kind for deed in deeds})
    target = "、".join(dict.fromkeys(deed.entity for deed in deeds))[:64]
    row = noted(
        caller, action, target,
        detail={"kinds": kinds, "deeds": ids(deeds), "second": second or None},
    )  # fmt: skip
    done = office.carry_out(Act(deeds, audit=() if repeated else (row,)), caller, judge)
    return recorded(done.deeds, repeated)


def recorded(stored: list[StoredDeed], repeated: bool) -> Recorded:
    """The answer about deeds that stand."""
    return Recorded(
        deeds=tuple(
            RecordedDeed(
                deed_id=str(one.deed.deed_id), seq=one.seq, kind=one.deed.kind,
                entity=one.deed.entity, hash=one.hash,
            )
            for one in stored
        ),
        repeated=repeated,
    )  # fmt: skip
