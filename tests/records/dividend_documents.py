"""Made-up input documents of every kind that moves money, for properties of the command.

Knows the form of docs/dividend-input.md and no rule; a document may be refused by one.
"""

import random
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

FEN = st.one_of(st.just(0), st.integers(0, 200), st.integers(0, 10**9), st.integers(0, 10**12))
RESULT = st.one_of(FEN, FEN.map(lambda fen: -fen))
BP = st.one_of(st.sampled_from([0, 1, 3333, 9999, 10_000]), st.integers(0, 10_000))
RESERVE_BP = st.integers(3000, 10_000)
OPENINGS = st.one_of(st.tuples(FEN, st.just(0)), st.tuples(st.just(0), FEN))
NAMES = st.text("abcé村合社", min_size=1, max_size=3)
WEIGHT = st.one_of(st.just(0), st.integers(1, 9), st.integers(1, 10**9))
STATUS = st.sampled_from(
    ["ACTIVE", "ACTIVE", "FROZEN", "ESTATE_PENDING", "PLEDGED", "NO_ACCOUNT", "EXITED_RETAINED"]
)
CLASSES = ["人口股", "农龄股", "现金股"]
ROWS_IN_ANY_ORDER = (
    "members", "trade", "capital", "reserve_share", "weights", "shares", "sales_lines", "classes",
    "wrong_register", "right_register", "capital_weight",
)  # fmt: skip


def pairs(least: int = 1, most: int = 12) -> st.SearchStrategy[list[list[Any]]]:
    """Rows of a name and its weight, at least one above zero."""
    given = st.dictionaries(NAMES, WEIGHT, min_size=least, max_size=most)
    return given.map(lambda found: [list(pair) for pair in found.items()]).filter(
        lambda rows: any(row[1] for row in rows)
    )


def members(classes: int) -> st.SearchStrategy[list[list[Any]]]:
    """A register; the first holder has a share of every class."""
    row = st.tuples(
        st.integers(0, 4), st.lists(st.integers(0, 300), min_size=classes, max_size=classes), STATUS
    )
    return st.lists(row, min_size=1, max_size=12).map(
        lambda rows: [
            [f"M{at:02}", f"H{home}", *((n or 1 for n in shares) if not at else shares), status]
            for at, (home, shares, status) in enumerate(rows)
        ]
    )


def accounts(*labels: str) -> st.SearchStrategy[dict[str, int]]:
    """Amounts of the accounts."""
    return st.fixed_dictionaries(dict.fromkeys(labels, FEN))


@st.composite
def charters(draw: st.DrawFn) -> Document:
    """Openings and rules of one collective."""
    loss, undistributed = draw(OPENINGS)
    return {
        "loss_bf": loss, "undistributed_bf": undistributed, "reserve_bp": draw(RESERVE_BP),
        "min_reserve_bp": 3000, "payout_bp": draw(BP),
        "reserve_base": draw(st.sampled_from(["AFTER_LOSS", "NET_INCOME"])),
    }  # fmt: skip


@st.composite
def parts(draw: st.DrawFn, names: list[str]) -> dict[str, int]:
    """Basis points of each name, 10,000 together."""
    cuts = sorted(draw(st.lists(BP, min_size=len(names) - 1, max_size=len(names) - 1)))
    edges = zip([0, *cuts], [*cuts, 10_000], strict=True)
    return {name: high - low for name, (low, high) in zip(names, edges, strict=True)}


@st.composite
def rec_years(draw: st.DrawFn) -> Document:
    names = CLASSES[: draw(st.integers(1, 3))]
    return {
        "income": draw(accounts("501 经营收入(甲)", "501 经营收入(乙)", "502 投资收益")),
        "cost": draw(accounts("511 经营支出", "513 管理费用")),
        **draw(charters()),
        "tax_regime": draw(st.sampled_from(["NONE", "WITHHOLD_20"])),
        "share_classes": names,
        "members": draw(members(len(names))),
    }


@st.composite
def class_years(draw: st.DrawFn) -> Document:
    year = draw(rec_years())
    return {**year, "class_bp": draw(parts(year["share_classes"]))}


@st.composite
def increments(draw: st.DrawFn) -> Document:
    year = draw(class_years())
    return {
        "increment": draw(FEN),
        "mode": draw(st.sampled_from(["A_HAMILTON", "B_PER_SHARE"])),
        **{name: year[name] for name in ("tax_regime", "share_classes", "members")},
        "class_bp": draw(st.sampled_from([{}, year["class_bp"]])),
    }


@st.composite
def companies(draw: st.DrawFn) -> Document:
    loss, undistributed = draw(OPENINGS)
    years = [str(2026 + at) for at in range(draw(st.integers(1, 4)))]
    paid_in: dict[str, int] = dict(draw(pairs(most=5)))
    found = {
        "amount": draw(RESULT), "belongs_to": years[0], "found_in": years[-1]
    }  # fmt: skip
    return {
        "years": years, "paid_in": paid_in, "registered_capital": draw(FEN),
        "opening": {"loss": loss, "undistributed": undistributed, "statutory_reserve": draw(FEN)},
        "net_profit": {year: draw(RESULT) for year in years},
        "discretionary_bp": {year: draw(BP) for year in years},
        "payout_bp": {year: draw(BP) for year in years},
        "guarantee": {
            "mode": draw(st.sampled_from(["MAX", "PLUS"])),
            "per_year": {name: draw(FEN) for name in draw(st.sets(st.sampled_from([*paid_in])))},
        },
        **draw(st.sampled_from([{}, {"correction": found}])),
    }  # fmt: skip


@st.composite
def village_years(draw: st.DrawFn) -> Document:
    part = draw(parts(CLASSES[:2]))
    return {
        "other_income": draw(FEN), "other_cost": draw(FEN), **draw(charters()),
        "classes": [[name, bp, 100 * draw(st.integers(1, 5000))] for name, bp in part.items()],
    }  # fmt: skip


@st.composite
def project_years(draw: st.DrawFn) -> Document:
    loss, undistributed = draw(OPENINGS)
    villages = ["甲村", "乙村", "é村"][: draw(st.integers(1, 3))]
    cost = {item: draw(FEN) for item in ("饲料", "电", "泉水资源费", "租金")}
    prices = st.tuples(st.integers(1, 10**7), st.integers(0, 10**5))
    rows = draw(st.lists(prices, min_size=1, max_size=5))
    return {
        "sales_lines": [[f"L{at}", *row] for at, row in enumerate(rows)],
        "returns": draw(st.integers(0, 10**4)), "cost": cost, "local_wages_memo": draw(FEN),
        "incentive_threshold": draw(FEN), "incentive_bp": draw(BP), "income_tax_bp": draw(BP),
        "paid_in": {"OP": draw(WEIGHT), **{name: draw(st.integers(1, 10**9)) for name in villages}},
        "registered_capital": draw(FEN), "loss_bf": loss, "undistributed_bf": undistributed,
        "statutory_reserve_bf": draw(FEN), "discretionary_bp": draw(BP), "payout_bp": draw(BP),
        "cost_paid_to_village": {villages[0]: ["泉水资源费", "租金"]},
        "villages": {name: draw(village_years()) for name in villages},
        "target": draw(st.integers(1, 10**9)),
    }  # fmt: skip


@st.composite
def coop_years(draw: st.DrawFn) -> Document:
    return {
        "net_surplus": draw(RESULT), "loss_bf": draw(FEN), "reserve_bp": draw(BP),
        "patronage_bp": draw(st.integers(6000, 10_000)), "trade": draw(pairs()),
        "capital": draw(pairs()), "reserve_share": draw(st.one_of(st.just([]), pairs())),
        "grant_total": draw(FEN),
    }  # fmt: skip


def corrections() -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(
        {"pool": FEN, "wrong_register": pairs(), "right_register": pairs()}
    )


DOCUMENTS: dict[str, st.SearchStrategy[Document]] = {
    "rec_year": rec_years(),
    "rec_class_year": class_years(),
    "rec_supplementary": increments(),
    "company_years": companies(),
    "project_year": project_years(),
    "coop_year": coop_years(),
    "register_correction": corrections(),
    "supplementary": st.fixed_dictionaries(
        {"weights": pairs(), "first_total": FEN, "increment": FEN}
    ),
    "hamilton": st.fixed_dictionaries({"total": FEN, "weights": pairs()}),
    "per_share": st.fixed_dictionaries({"total": FEN, "shares": pairs()}),
}


def shuffled(value: Any, dice: random.Random, name: str = "") -> Any:
    """The same document with keys, and rows that have no order, in another order."""
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: shuffled(value[key], dice, key) for key in keys}
    if isinstance(value, list) and name in ROWS_IN_ANY_ORDER:
        return dice.sample(value, len(value))
    return value
