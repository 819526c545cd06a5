"""An empty book of money filled with three villages' runs: booked, awaiting review, being prepared.

It refuses to touch books that hold a deed, a period or a voucher, and to go round a rule: deeds,
vouchers and steps are judged as those that come through the door.
"""

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from dashboard.caller import Caller
from dashboard.demo_villages import NOTE, VILLAGES, Telling, Village
from dashboard.event_rows import CONSTRUCTED
from dashboard.money.books_shapes import PeriodAct, VoucherEntered
from dashboard.money.forms import KIND_OF
from dashboard.money.handing_in import known_deeds, record
from dashboard.money.office import Office
from dashboard.money.periods_kept import keep_periods
from dashboard.money.run_forms import STEP_FORMS
from dashboard.money.run_steps import taken
from dashboard.money.vouchers import enter_by_hand
from dashboard.rights import Role
from dashboard.threads import Threads
from farm.clock import Clock
from farm.site import Site
from farm.words import said
from records.canonical import digest
from records.civil import month_of
from records.deeds.deed import Deed
from records.store.journal_store import JournalStore

AFTER_YEAR = timedelta(days=90)
"""A year's runs are this old at least: drafted, posted up and voted after the year has ended."""

DRAFTED, REVIEWED, PUBLICISED, APPROVED, POSTED = 60, 55, 50, 12, 11
"""Days ago; 38 days of notice hold the charter's fifteen full days over every holiday."""

PREPARED, BEGUN = 4, 2
HELD_IN_CASH_FEN, LOSS_FEN = 1_500_000, 11_240_000
WATER_FEE_FEN, PROJECT_FEN = 32_000_000, 144_275_050
COSTS_FEN = {"511": 9_500_020, "513": 11_595_000, "514": 8_000_000}
"""The constructed year, as in `demo_dividend`, fen."""

FORMS = {str(kind.model_fields["kind"].default): form for form, kind in KIND_OF.items()
         if form in STEP_FORMS}  # fmt: skip
PAPER = {"title": f"{CONSTRUCTED}会议记录", "sha256": digest(NOTE)}
"""There is no scan: the hash is that of the remark that everything here is made up."""


def seed_runs(store: JournalStore, site: Site, zone: tzinfo, clock: Clock) -> int:
    """Three villages and their runs; number of deeds written, 0 where there is anything."""
    if store.deeds.all() or store.ledger.periods() or store.ledger.entries():
        return 0
    office = Office(store, site, zone, clock, Threads())
    today = office.today()
    first = date((today - AFTER_YEAR).year - 1, 1, 1)
    for number, village in enumerate(VILLAGES):
        made = _Seeding(office, Telling(village, first, today))
        made.found(logins=number == 0)
        made.keep_books()
    booked, awaiting, begun = (_Seeding(office, Telling(one, first, today)) for one in VILLAGES)
    booked.to_the_books()
    awaiting.begin(PREPARED)
    awaiting.step("RUN_COMPUTED", PREPARED)
    begun.begin(BEGUN)
    return len(store.deeds.all())


@dataclass(frozen=True, slots=True)
class _Seeding:
    office: Office
    told: Telling

    @property
    def village(self) -> Village:
        return self.told.village

    @property
    def run(self) -> str:
        return f"{self.village.id}-{self.told.first.year}"

    def found(self, *, logins: bool) -> None:
        self._record("parties", self.told.offices(logins))
        self._record("rules", self.told.rules())
        if self.village.signed:
            self._record("rules_signed", self.told.signatures(), "manager")
        self._record("shares", list(self.told.members()))

    def keep_books(self) -> None:
        """The year's months opened, three vouchers, softly closed; this year's months opened."""
        year = self.told.first.year
        self._periods("OPEN", f"{year}-01", f"{year}-12")
        self._periods("OPEN", f"{year + 1}-01", month_of(self.told.today))
        self._voucher(self.told.first, "期初余额", {
            ("102",): HELD_IN_CASH_FEN, ("322", "未分配收益"): LOSS_FEN,
            ("301",): -HELD_IN_CASH_FEN - LOSS_FEN,
        })  # fmt: skip
        near_end = date(year, 12, 30)
        self._voucher(near_end, "泉水资源费和项目分红", {
            ("102",): WATER_FEE_FEN + PROJECT_FEN, ("501",): -WATER_FEE_FEN, ("502",): -PROJECT_FEN,
        })  # fmt: skip
        costs: dict[tuple[str, ...], int] = {(code,): fen for code, fen in COSTS_FEN.items()}
        self._voucher(near_end, "全年支出", {**costs, ("102",): -sum(COSTS_FEN.values())})
        self._periods("SOFT_CLOSE", f"{year}-01", f"{year}-12")

    def to_the_books(self) -> None:
        """Everything from the draft to the vouchers, by three people."""
        people = len(self.told.people())
        self.begin(DRAFTED)
        self.step("RUN_COMPUTED", DRAFTED)
        self.step("RUN_REVIEWED", REVIEWED, "reviewer", accepted=True)
        self.step("RUN_PUBLICISED", PUBLICISED, place="村公告栏", proof=PAPER)
        told = self._ago(APPROVED + 14)
        self.step(
            "RUN_APPROVED", APPROVED, "manager", body="MEMBER_ASSEMBLY", electorate=people,
            present=people - 2, in_favour=people - 3, notice_day=told, papers_day=told,
            minutes=PAPER, party_study=PAPER,
        )  # fmt: skip
        self.step("RUN_POSTED", POSTED, "manager")

    def begin(self, days_ago: int) -> None:
        self.step("RUN_DRAFTED", days_ago, year=self.told.first.year)

    def step(self, kind: str, days_ago: int, login: str = "accountant", **fields: Any) -> None:
        form = FORMS[kind].model_validate({
            "kind": kind, "deed_id": self.told.id(kind), "entity": self.village.id,
            "run": self.run, "day": self._ago(days_ago), "note": NOTE, **fields,
        })  # fmt: skip
        taken(self.office, _caller(login), form)

    def _ago(self, days: int) -> date:
        return self.told.today - timedelta(days=days)

    def _record(self, action: str, deeds: list[Deed], login: str = CONSTRUCTED) -> None:
        record(self.office, _caller(login), deeds, action, known_deeds(self.office))

    def _periods(self, action: str, first: str, last: str) -> None:
        act = PeriodAct.model_validate(
            {"action": action, "entity": self.village.id, "first_month": first, "last_month": last}
        )
        keep_periods(self.office, _caller(CONSTRUCTED), act, "")

    def _voucher(self, day: date, summary: str, lines: dict[tuple[str, ...], int]) -> None:
        body = VoucherEntered.model_validate({
            "entry_id": self.told.id(summary), "day": day, "summary": f"{CONSTRUCTED}：{summary}",
            "lines": [
                {"code": account[0], "sub": account[1:], "amount_fen": fen}
                for account, fen in lines.items()
            ],
        })  # fmt: skip
        enter_by_hand(self.office, _caller(CONSTRUCTED), self.village.id, body, CONSTRUCTED)


def _caller(login: str) -> Caller:
    roles = (Role(login),) if login != CONSTRUCTED else ()
    return Caller(login, said(login, login), roles, "person", "", "", None)
