"""Names, identity-card, bank and telephone numbers: sealed in, masked out, revealed one at a time.

It refuses to show one without a reason and the own password, and to keep one in clear.
"""

from typing import Annotated

from fastapi import Path, Query

from dashboard.money.handing_in import agreement
from dashboard.money.office import asker
from dashboard.money.personal_shapes import (
    FieldsEntered,
    FieldVersions,
    FileClosed,
    FileWish,
    Holders,
    MaskedList,
    Resealed,
    Resealing,
    Reveal,
    Revealed,
    SearchFor,
)
from dashboard.money.vault import payment_file, personal_log
from dashboard.routes.doors import At, RunName, Who, router
from dashboard.step_up import step_up
from records.parties.persons import PartyId
from records.personal.fields import FOUND_AGAIN
from records.personal.secret import Secret
from records.refusal import RuleRefused, problem

api = router()

Person = Annotated[PartyId, Path(description="id of a person or an organisation")]


@api.get("/personal")
async def masked(
    _caller: Who, desk: At, person: Annotated[list[str], Query(min_length=1, max_length=500)]
) -> MaskedList:
    """What screens show of these people."""
    office = desk.money
    log = personal_log(office)
    found = await office.look(lambda: log.masked(list(dict.fromkeys(person))))
    return MaskedList(
        people={one: {field.value: text for field, text in found[one].items()} for one in found}
    )


@api.post("/personal/search")
async def search(body: SearchFor, _caller: Who, desk: At) -> Holders:
    """Who has this very number already: somebody entered twice."""
    office = desk.money
    log = personal_log(office)

    def found() -> Holders:
        if body.field not in FOUND_AGAIN:
            raise RuleRefused.of(
                problem(
                    "FIELD_NOT_SEARCHED",
                    "只能按身份证号或银行账号查找",
                    "only identity-card and bank numbers can be searched for",
                )
            )
        value = Secret(body.value.get_secret_value())
        return Holders(people=tuple(log.holders_of(body.field, value)))

    return await office.look(found)


@api.post("/personal/reseal", status_code=201)
async def reseal(body: Resealing, caller: Who, desk: At) -> Resealed:
    """Bring every field under the current key; nothing is shown."""
    office = desk.money
    log = personal_log(office)
    count = await office.act(lambda: log.reseal_all(asker(caller), body.reason))
    return Resealed(fields=count)


@api.post("/personal/{person}", status_code=201)
async def enter(body: FieldsEntered, caller: Who, desk: At, person: Person) -> FieldVersions:
    """Seal fields of one person; a correction is a new version."""
    office = desk.money
    log = personal_log(office)
    values = {field: Secret(value.get_secret_value()) for field, value in body.fields.items()}
    kept = await office.act(lambda: log.record(person, values, asker(caller), body.reason))
    return FieldVersions(person=person, versions={field.value: kept[field] for field in kept})


@api.post("/personal/{person}/reveal")
async def reveal(body: Reveal, caller: Who, desk: At, person: Person) -> Revealed:
    """One field of one person, with a reason and the own password; told before it is shown."""
    office = desk.money
    log = personal_log(office)
    step = await step_up(desk, caller, body.password)
    value = await office.act(
        lambda: log.reveal(person, body.field, asker(caller), body.reason, step)
    )
    return Revealed(person=person, field=body.field.value, value=value.shown())


@api.post("/runs/{run}/payment-file")
async def for_the_bank(body: FileWish, caller: Who, desk: At, run: RunName) -> FileClosed:
    """An ordered batch with names and accounts, closed under a passphrase; two people."""
    office = desk.money
    personal_log(office)
    second = await agreement(desk, caller, body, needed=True)
    step = await step_up(desk, caller, body.password)
    return await office.act(lambda: payment_file(office, caller, run, body, step, second))
