"""Which deeds about money count, and whether new ones can be recorded beside those that stand.

It refuses to record: what stands in the way comes back in words.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from records.deeds.deed import Deed
from records.ledger.deeds import AssetPlaced, AssetRemoved, Billed, MoneyDeedWithdrawn
from records.parties.persons import looks_personal, personal_problems
from records.refusal import Problem, problem

NAMED = ("party", "payee", "supplier", "compensator", "asset", "contract", "about")
"""Fields with a name, in which no personal number may stand."""


def standing_deeds(deeds: Iterable[Deed]) -> list[Deed]:
    """The deeds that were not withdrawn, in the order recorded; each once."""
    every = list({deed.deed_id: deed for deed in deeds}.values())
    gone = withdrawn_deeds(every)
    return [
        deed
        for deed in every
        if deed.deed_id not in gone and not isinstance(deed, MoneyDeedWithdrawn)
    ]


def withdrawn_deeds(deeds: Iterable[Deed]) -> frozenset[UUID]:
    """Ids of the deeds that were withdrawn; their vouchers go when the books are settled."""
    return frozenset(deed.ref for deed in deeds if isinstance(deed, MoneyDeedWithdrawn))


def problems_of(deeds: Sequence[Deed], new: Sequence[Deed]) -> list[Problem]:
    """Why new deeds about money cannot be recorded after `deeds`; empty if they can."""
    known, found = list(deeds), personal_problems(new)
    for deed in new:
        found += _named(deed)
        match deed:
            case MoneyDeedWithdrawn():
                found += _withdrawal(deed, known)
            case AssetRemoved():
                found += _removal(deed, known)
            case Billed():
                found += _bill(deed, known)
        known.append(deed)
    return found


def _named(deed: Deed) -> Iterator[Problem]:
    for field in NAMED:
        if looks_personal(str(getattr(deed, field, ""))):
            yield problem(
                "PERSONAL_NUMBER",
                f"{deed.day} 的 {deed.kind} 登记，“{field}”一栏像是写了身份证号、手机号或银行卡号；"
                "请只写名称",
                f"the entry {deed.kind} of {deed.day} seems to hold a personal number in "
                f"'{field}': write the name only",
            )


def _withdrawal(deed: MoneyDeedWithdrawn, known: Sequence[Deed]) -> Iterator[Problem]:
    target = next((one for one in known if one.deed_id == deed.ref), None)
    if target is None or target.entity != deed.entity or isinstance(target, MoneyDeedWithdrawn):
        yield problem(
            "DEED_UNKNOWN",
            f"{deed.entity} 没有可撤回的登记 {deed.ref}；请从清单里选中那一条",
            f"{deed.entity} has no entry {deed.ref} to withdraw: choose it from the list",
        )
    elif deed.ref in withdrawn_deeds(known):
        yield problem(
            "ALREADY_WITHDRAWN",
            f"登记 {deed.ref} 已撤回过，不必再撤",
            f"entry {deed.ref} was withdrawn already; nothing is left to do",
        )


def _removal(deed: AssetRemoved, known: Sequence[Deed]) -> Iterator[Problem]:
    if not any(
        isinstance(one, AssetPlaced)
        and (one.entity, one.asset) == (deed.entity, deed.asset)
        and one.day <= deed.day
        for one in standing_deeds(known)
    ):
        yield problem(
            "ASSET_UNKNOWN",
            f"{deed.day} 时没有在用的固定资产“{deed.asset}”；请核对名称和日期",
            f"no asset '{deed.asset}' was in use on {deed.day}: check its name and the day",
        )


def _bill(deed: Billed, known: Sequence[Deed]) -> Iterator[Problem]:
    told = (deed.entity, deed.matter, deed.party, deed.number)
    if deed.number is not None and any(
        isinstance(one, Billed)
        and one.deed_id != deed.deed_id
        and (one.entity, one.matter, one.party, one.number) == told
        for one in standing_deeds(known)
    ):
        yield problem(
            "BILL_TWICE",
            f"{deed.party} 的单据 {deed.number} 已入账，不能重复；若是另一张请核对号码",
            f"paper {deed.number} of {deed.party} is booked already: if this is another one, check "
            "its number",
        )
