"""The whole record of a constructed company and its village: rules, answers, parties, register.

Names and amounts are made up; what a test needs otherwise it hands in.
"""

from datetime import date
from typing import Any

from records.deeds.deed import Deed
from records.dividend.prepare.gather import Archive
from records.ledger.entry import Entry
from records.parties.organisations import CapitalPaidIn, CapitalRegistered, Party
from records.rules.deeds import QuestionAnswered
from tests.records.dividend_scene import (
    ANSWERED,
    COMPANY,
    NEW_YEAR,
    PAPER,
    PROJECT,
    REC,
    VILLAGE,
    adopted,
    company_entries,
    deed,
    period,
    village_entries,
)
from tests.records.shares_scene import Village

TODAY = date(2027, 1, 4)


def told(system: Any, entity: str) -> list[Deed]:
    return [
        deed(
            QuestionAnswered, f"{entity}/{question}", entity, question=question, choice=choice,
            answered_by="镇农经站", proof=PAPER,
        )
        for question, choice in ANSWERED[system].items()
    ]  # fmt: skip


def party(kind: Any, entity: str, name: str, **fields: Any) -> Deed:
    made: Deed = deed(
        kind, f"{entity}/{name}", entity, proof=PAPER, recorded_day=NEW_YEAR, **fields
    )
    return made


def register(hundredths: int = 100) -> Village:
    village = Village(VILLAGE)
    village.share_class()
    for number in range(40):
        village.member(f"M{number:02d}", hundredths, f"H{number // 4}")
    village.cap()
    return village


def archive(*more: Deed, entries: list[Entry] | None = None) -> Archive:
    organisations = [
        party(Party, PROJECT, "is", party_kind="COMPANY", title="项目公司"),
        party(Party, VILLAGE, "is", party_kind="COLLECTIVE", title="示例村"),
        party(Party, "operator", "is", party_kind="OPERATOR", title="合作主体"),
        party(CapitalRegistered, PROJECT, "registered", amount_fen=100_000_000),
        party(CapitalPaidIn, PROJECT, "village", payer=VILLAGE, amount_fen=75_000_000),
        party(CapitalPaidIn, PROJECT, "operator", payer="operator", amount_fen=25_000_000),
    ]
    deeds = [
        adopted(), adopted(COMPANY, PROJECT), *told(REC, VILLAGE), *told(COMPANY, PROJECT),
        *organisations, *register().log, *more,
    ]  # fmt: skip
    usual = [*company_entries(20_000_000), *village_entries()]
    return Archive(deeds, [*usual, *(entries or [])], [period(), period(PROJECT)], TODAY)
