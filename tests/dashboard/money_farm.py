"""A constructed year of one farm and its owners: who they are, what they grew, what it cost.

It refuses to test anything itself; every record goes through the doors that people use.
"""

from datetime import date
from typing import Any

from tests.dashboard.money_bench import PAPER, MoneyBench, ident, second
from tests.records.dividend_scene import ANSWERED, COMPANY, COMPANY_RULES, REC, VILLAGE_RULES

FARM, OPERATOR, DAWU, JILING = "xiaoyu", "hezuo", "dawu", "jiling"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CAPITAL = {OPERATOR: 11_666_667, DAWU: 65_000_000, JILING: 23_333_333}
KINDS = {
    FARM: ("COMPANY", "示例渔业有限公司"),
    OPERATOR: ("OPERATOR", "示例养殖有限公司"),
    DAWU: ("COLLECTIVE", "大屋示例股份经济合作社"),
    JILING: ("COLLECTIVE", "脊岭示例股份经济合作社"),
}
PERSONS = {"accountant": "P1", "reviewer": "P2", "manager": "P3"}
SOLD_G, PRICE = 9_876_543, 3655
LINES = [("M21", "H21", 200), ("M22", "H21", 135), ("M23", "H22", 107)]


async def founded(desk: MoneyBench) -> None:
    """Organisations, capital, offices, rules and answers."""
    made = [
        desk.deed("PARTY", name, FIRST, party_kind=kind, title=title)
        for name, (kind, title) in KINDS.items()
    ]
    made.append(desk.deed("FISH_GROWN", FARM, FIRST))
    made.append(desk.deed("CAPITAL_REGISTERED", FARM, FIRST, amount_fen=100_000_000))
    made += [
        desk.deed("CAPITAL_PAID_IN", FARM, date(2026, 1, 5), payer=payer, amount_fen=fen)
        for payer, fen in CAPITAL.items()
    ]
    made += [
        desk.deed("PERSON_LOGIN", FARM, FIRST, login=login, person=person)
        for login, person in PERSONS.items()
    ]
    for entity in (FARM, DAWU, JILING):
        for person, role in (("P1", "ACCOUNTANT"), ("P2", "SUPERVISOR"), ("P3", "BOARD")):
            made.append(desk.deed("ROLE_GIVEN", entity, FIRST, person=person, role=role))
    await desk.post("/parties/deeds", {"deeds": made})


async def ruled(desk: MoneyBench) -> None:
    """The company's and one village's rules by deeds; the other's are the site file's proposal."""
    deeds = [_rules(desk, FARM, "COMPANY", COMPANY_RULES), _rules(desk, JILING, "REC",
             {**VILLAGE_RULES, "tax_regime": "NONE"})]  # fmt: skip
    for entity, system, changed in (
        (FARM, COMPANY, {}), (DAWU, REC, {"TAX_PRACTICE": "NONE"}),
        (JILING, REC, {"TAX_PRACTICE": "NONE"}),
    ):  # fmt: skip
        deeds += [
            desk.deed(
                "QUESTION_ANSWERED", entity, FIRST, question=question, choice=choice,
                answered_by="镇农经站",
            )
            for question, choice in {**ANSWERED[system], **changed}.items()
        ]  # fmt: skip
    await desk.post("/rules/deeds", {"deeds": deeds})
    await proposed(desk)


async def proposed(desk: MoneyBench) -> None:
    """The site file's rows become the village's set: entered by one, signed by another."""
    said = {rule.id for rule in desk.bench.desk.site.rules}
    more = [
        {"key": key, "value": value, "source": "章程"}
        for key, value in VILLAGE_RULES.items()
        if key not in said and key != "tax_regime"
    ]
    missing = {"tax_regime": "NONE", "reserve_base": "AFTER_LOSS"}
    more += [
        {"key": key, "value": value, "source": "章程"}
        for key, value in missing.items()
        if key not in said
    ]
    await desk.post(f"/rules/{DAWU}/proposal", {
        "deed_id": ident("proposal"), "version": "2026", "day": str(FIRST), "proof": PAPER,
        "rows": more,
    })  # fmt: skip
    shown = (await desk.get("/rules", entity=DAWU))["sets"][0]
    assert shown["unverified"] == len(shown["rows"])
    keys = [row["key"] for row in shown["rows"]]
    signing = {
        "sign_id": ident("signing"), "version": "2026", "day": str(FIRST), "keys": keys,
        "proof": PAPER,
    }  # fmt: skip
    path = f"/rules/{DAWU}/sign"
    assert await desk.refused(path, signing) == (409, "same_person")
    await desk.post(path, signing, "manager")
    assert (await desk.get("/rules", entity=DAWU))["sets"][0]["unverified"] == 0


def _rules(desk: MoneyBench, entity: str, system: str, values: Any) -> dict[str, Any]:
    rows = [{"key": key, "value": value, "source": "章程"} for key, value in values.items()]
    return desk.deed("RULESET_ADOPTED", entity, FIRST, version="2026", system=system, rows=rows)


async def shared(desk: MoneyBench) -> None:
    """Share classes of both villages, and the three members of the second."""
    deeds = [
        desk.deed(
            "SHARE_CLASS", entity, FIRST, share_class="人口股", basis="章程", form="DYNAMIC",
            holders=["MEMBER", "HEIR"], transferable=True, inheritable=True,
        )
        for entity in (DAWU, JILING)
    ]  # fmt: skip
    for holder, household, hundredths in LINES:
        lots = [{"share_class": "人口股", "hundredths": hundredths}]
        joined = {"holder": holder, "household": household, "reason": "FOUNDING"}
        deeds.append(desk.deed("MEMBER_GAIN", JILING, FIRST, **joined))
        deeds.append(desk.deed("ISSUE", JILING, FIRST, holder=holder, lots=lots))
    deeds.append(desk.deed("FREEZE", JILING, date(2026, 6, 1), holder="M23", ordered_by="法院"))
    await desk.post("/shares/deeds", {"deeds": deeds})


async def open_books(desk: MoneyBench, year: int) -> None:
    for entity in (FARM, DAWU, JILING):
        months = {"first_month": f"{year}-01", "last_month": f"{year}-12"}
        await desk.post("/periods", {"action": "OPEN", "entity": entity, **months})


async def contracts(desk: MoneyBench) -> None:
    """Spring water by the kilogram for one village, rent for the other, a plant that wears."""
    await desk.post("/ledger/deeds", {"deeds": [
        desk.deed("FEE_AGREED", FARM, FIRST, contract="泉水", matter="WATER_FEE", payee=DAWU,
                  per="KG_SOLD", amount_fen=100),
        desk.deed("FEE_AGREED", FARM, FIRST, contract="场地", matter="RENT", payee=JILING,
                  per="YEAR", amount_fen=1_200_000),
        desk.deed("ASSET_PLACED", FARM, date(2026, 1, 10), asset="循环水系统",
                  cost_fen=12_000_000, salvage_fen=0, months=120, use="PRODUCTION"),
        *(_bill(desk, FARM, date(2026, 1, 5), "CAPITAL_PAID_IN", payer, fen)
          for payer, fen in CAPITAL.items()),
        _bill(desk, FARM, date(2026, 1, 10), "ASSET_BOUGHT", "设备厂", 12_000_000),
    ]})  # fmt: skip


def _bill(
    desk: MoneyBench, entity: str, day: date, matter: str, party: str, fen: int
) -> dict[str, Any]:
    return desk.deed("BILLED", entity, day, matter=matter, party=party, amount_fen=fen)


async def event(desk: MoneyBench, kind: str, **fields: Any) -> str:
    """Something happens at the tanks, now, and is written down there."""
    desk.count += 1
    name = ident(f"event {desk.count}")
    body = {
        "event_id": name, "happened_ms": desk.clock.utc_ms(), "confirmed": True,
        "entry": {"kind": kind, **fields},
    }  # fmt: skip
    await desk.post("/events", body, "operator")
    return name


async def grown(desk: MoneyBench) -> str:
    """The year at the tanks, from the fry to the weigh ticket and the sale; the sale's id."""
    await desk.go_to(date(2026, 1, 12))
    await event(
        desk, "INPUT_RECEIVE", category="FISH", item="鲈鱼苗", batch="26-01",
        amount_fen=2_000_000, supplier="苗场",
    )  # fmt: skip
    await event(
        desk, "STOCK_IN", tank="1-01", batch="26-01", count_heads=10_000, mass_g=500_000,
        supplier="苗场",
    )  # fmt: skip
    await event(
        desk, "INPUT_RECEIVE", category="FEED", item="膨化料", lot="L1", mass_g=10_000_000,
        amount_fen=8_000_000, supplier="饲料厂",
    )  # fmt: skip
    for month in range(2, 11):
        await desk.go_to(date(2026, month, 12))
        await event(desk, "FEED", tank="1-01", mass_g=1_000_000, feed_lot="L1")
        if month == 3:
            await event(desk, "MORT", tank="1-01", count_heads=50, cause="HYPOXIA")
    await desk.go_to(date(2026, 12, 8))
    await event(desk, "HARVEST", tank="1-01", count_heads=9_900, mass_g=SOLD_G, ticket_no="磅-0001")
    sale = await event(
        desk, "SALE", batch="26-01", mass_g=SOLD_G, price_fen_per_kg=PRICE, customer="杭州水产",
        ticket_no="磅-0001",
    )  # fmt: skip
    await desk.post("/ledger/deeds", {"deeds": [
        desk.deed("WAGES_DUE", FARM, date(2026, 12, 8), month="2026-11", group="PRODUCTION",
                  people=2, gross_fen=6_000_000, local_people=1, local_fen=3_000_000),
        _bill(desk, FARM, date(2026, 12, 8), "ENERGY", "供电公司", 3_000_000),
        _bill(desk, FARM, date(2026, 12, 8), "CUSTOMER_PAID", "杭州水产", 30_000_000),
    ]})  # fmt: skip
    return sale


async def villages_earned(desk: MoneyBench) -> None:
    """What the two villages billed, and what their offices cost."""
    water = (SOLD_G * 100 + 500) // 1000
    await desk.post("/ledger/deeds", {"deeds": [
        _bill(desk, DAWU, LAST, "WATER_FEE_EARNED", FARM, water),
        _bill(desk, DAWU, LAST, "ADMIN_COST", "镇代理记账", 120_001),
        _bill(desk, JILING, LAST, "RENT_EARNED", FARM, 1_200_000),
    ]})  # fmt: skip


YEAR = {"first_month": "2026-01", "last_month": "2026-12"}


async def year_booked(desk: MoneyBench) -> None:
    """Every voucher that follows from facts; what died is settled by two; months softly closed."""
    for entity in (FARM, DAWU, JILING):
        done = await desk.post(f"/ledger/{entity}/due", YEAR)
        assert done["missing"] == [] and done["posted"]
    lost = (await desk.get(f"/ledger/{FARM}/vouchers", account="1901"))["vouchers"]
    fen = sum(
        line["amount_fen"] for one in lost for line in one["lines"] if line["account"][:4] == "1901"
    )
    settled = desk.deed(
        "LOSS_SETTLED", FARM, LAST, of=[one["entry_id"] for one in lost], lost_fen=fen
    )
    await desk.post("/ledger/deeds", {"deeds": [settled], **second()})
    await desk.post(f"/ledger/{FARM}/due", YEAR)
    for entity in (FARM, DAWU, JILING):
        again = await desk.post(f"/ledger/{entity}/due", YEAR)
        assert again["posted"] == [] and again["vouchers"] == []
        await desk.post("/periods", {"action": "SOFT_CLOSE", "entity": entity, **YEAR})
