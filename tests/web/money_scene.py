"""A village with its rules, members and books, and a run on its way, entered through the doors.

It refuses to test anything, and to write past the API.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from playwright.sync_api import APIRequestContext, Playwright

from tests.dashboard.harness import password

PAPER = {"title": "成员大会决议", "number": "1", "sha256": "a" * 64}
RULES: Mapping[str, int | str] = {
    "reserve_bp": 3000, "min_reserve_bp": 3000, "reserve_base": "AFTER_LOSS", "payout_bp": 10_000,
    "split_mode": "B_PER_SHARE", "tax_regime": "NONE", "tax_basis": "税务答复 3",
    "posting_days": 15, "notice_days": 10, "body": "MEMBER_ASSEMBLY",
}  # fmt: skip
ANSWERS: Mapping[str, str] = {
    "CHARTER": "STATIC", "RESERVE_BASE": "AFTER_LOSS", "TAX_PRACTICE": "NONE",
    "PROVINCIAL_RULES": "IN_FORCE", "PUBLISHED_DATA": "MASKED",
}  # fmt: skip
VILLAGE = "shili"
OFFICES = {"accountant": "ACCOUNTANT", "reviewer": "SUPERVISOR", "manager": "BOARD"}


class Village:
    """What people enter about one village, each with the own login."""

    def __init__(self, playwright: Playwright, address: str) -> None:
        self._playwright, self._address = playwright, address
        self._people: dict[str, APIRequestContext] = {}
        self._count = 0
        told = self._as("accountant").get("/api/v1/parties").json()
        self.today = date.fromisoformat(told["day"])
        self.year = self.today.year - 1
        self.first = f"{self.year}-01-01"

    def post(self, path: str, body: Mapping[str, Any], login: str = "accountant") -> Any:
        """Hand something in; it must be taken."""
        answer = self._as(login).post(f"/api/v1{path}", data=dict(body))
        assert answer.ok, (path, answer.status, answer.text()[:1500])
        return answer.json()

    def _as(self, login: str) -> APIRequestContext:
        if login not in self._people:
            made = self._playwright.request.new_context(base_url=self._address)
            given = {"name": login, "password": password(login)}
            assert made.post("/api/v1/login", data=given).ok
            self._people[login] = made
        return self._people[login]

    def deed(self, kind: str, day: str, **fields: Any) -> dict[str, Any]:
        """One deed of the village as it is filled in."""
        return {"kind": kind, "deed_id": self._id(), "entity": VILLAGE, "day": day, **fields}

    def _id(self) -> str:
        self._count += 1
        return str(uuid5(NAMESPACE_OID, f"village {self._count}"))

    def founded(self) -> None:
        """Party, offices, rules that nobody has signed, and every answer but the last."""
        first = self.first
        party = self.deed("PARTY", first, proof=PAPER, party_kind="COLLECTIVE", title="示例村")
        deeds = [party]
        for login, role in OFFICES.items():
            known = self.deed("PERSON_LOGIN", first, proof=PAPER, login=login, person=f"P-{login}")
            deeds += [known, self.deed(
                "ROLE_GIVEN", first, proof=PAPER, person=f"P-{login}", role=role
            )]  # fmt: skip
        self.post("/parties/deeds", {"deeds": deeds})
        rows = [{"key": key, "value": value, "source": "章程"} for key, value in RULES.items()]
        adopted = self.deed(
            "RULESET_ADOPTED", first, proof=PAPER, version="1", system="REC", rows=rows
        )
        self.post("/rules/deeds", {"deeds": [adopted]})

    def answered(self, *left_out: str) -> None:
        """The questions only people can answer, but those left out."""
        told = [
            self.deed(
                "QUESTION_ANSWERED", self.first, proof=PAPER, question=question, choice=choice,
                answered_by="镇农经站",
            )
            for question, choice in ANSWERS.items() if question not in left_out
        ]  # fmt: skip
        self.post("/rules/deeds", {"deeds": told})

    def registered(self) -> None:
        """Three members of two households, one of them frozen."""
        first = self.first
        deeds = [self.deed(
            "SHARE_CLASS", first, proof=PAPER, share_class="人口股", basis="章程", form="DYNAMIC",
            holders=["MEMBER", "HEIR"], transferable=True, inheritable=True,
        )]  # fmt: skip
        for holder, household in (("M001", "H1"), ("M002", "H1"), ("M003", "H2")):
            deeds.append(self.deed(
                "MEMBER_GAIN", first, proof=PAPER, holder=holder, household=household,
                reason="FOUNDING",
            ))  # fmt: skip
            lots = [{"share_class": "人口股", "hundredths": 100}]
            deeds.append(self.deed("ISSUE", first, proof=PAPER, holder=holder, lots=lots))
        deeds.append(self.deed(
            "FREEZE", f"{self.year}-06-01", proof=PAPER, holder="M003", ordered_by="法院"
        ))  # fmt: skip
        self.post("/shares/deeds", {"deeds": deeds})

    def kept_books(self) -> None:
        """Income and cost of the year, by hand, and its months softly closed."""
        months = {"entity": VILLAGE, "first_month": f"{self.year}-01",
                  "last_month": f"{self.year}-12"}  # fmt: skip
        self.post("/periods", {"action": "OPEN", **months})
        hand = {
            "收入": (("102", 1_500_000), ("501", -500_000), ("502", -1_000_000)),
            "支出": (("511", 500_000), ("102", -500_000)),
        }
        for summary, lines in hand.items():
            self.post(f"/ledger/{VILLAGE}/vouchers", {
                "entry_id": self._id(), "day": f"{self.year}-12-30", "summary": summary,
                "lines": [{"code": code, "amount_fen": fen} for code, fen in lines],
                "second_name": "manager", "second_password": password("manager"),
            })  # fmt: skip
        self.post("/periods", {"action": "SOFT_CLOSE", **months})

    def drafted(self, run: str) -> None:
        """A run of the year before is opened."""
        self.step("RUN_DRAFTED", run, year=self.year)

    def step(self, kind: str, run: str, login: str = "accountant", **fields: Any) -> None:
        """Take a step of a run today."""
        step = self.deed(kind, str(self.today), run=run, **fields)
        self.post("/runs/steps", {"step": step}, login)
