"""One collective's distribution as people check it: members, households, the way there, vouchers.

It refuses to know names, identity cards and bank accounts; a member is an id here.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from records.dividend.contract_terms import TaxRegime
from records.dividend.rec_year import Member, MemberStatus, RecRun
from records.integers import decimal_text
from records.ledger.accounts import CHARTS, AccountingSystem
from records.ledger.postings import SplitMode
from records.money import yuan
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table

STATUS_WORDS: Mapping[MemberStatus, str] = {
    MemberStatus.ACTIVE: "",
    MemberStatus.FROZEN: "冻结",
    MemberStatus.ESTATE_PENDING: "继承待定",
    MemberStatus.PLEDGED: "质押",
    MemberStatus.NO_ACCOUNT: "无账户",
    MemberStatus.EXITED_RETAINED: "退出保留",
}

MODE_WORDS: Mapping[SplitMode, str] = {
    SplitMode.A_HAMILTON: "最大余数法（分到每一分）",
    SplitMode.B_PER_SHARE: "每股红利（尾差留存）",
}

TAX_WORDS: Mapping[TaxRegime, str] = {
    TaxRegime.NONE: "不扣税",
    TaxRegime.WITHHOLD_20: "按 20% 代扣",
}

_MONEY = (
    Column("gross", "应发（元）", Kind.YUAN, adds_up=True),
    Column("tax", "扣税（元）", Kind.YUAN, adds_up=True),
    Column("net", "税后（元）", Kind.YUAN, adds_up=True),
    Column("paid", "实发（元）", Kind.YUAN, adds_up=True),
    Column("held", "代管（元）", Kind.YUAN, adds_up=True),
)


def dividend_tables(run: RecRun, mode: SplitMode, about: Provenance) -> list[Table]:
    """The sheets of the dividend report: 成员, 户, 分配过程, 凭证, 说明."""
    gross = run.mode_a if mode is SplitMode.A_HAMILTON else run.mode_b.amounts
    rows = _member_rows(run, gross)
    return [
        _members(run, rows, about),
        _households(run, rows, about),
        _waterfall(run, mode, about),
        _vouchers(run, mode, about),
        notes_table(about, _notes(run, mode)),
    ]


def _member_rows(run: RecRun, gross: Mapping[str, int]) -> list[dict[str, int]]:
    """Gross, tax, net, paid now and held of every member, fen, in the order of the register."""
    taxes = run.taxes(gross)
    rows = []
    for member in run.year.members:
        fen, tax = gross[member.holder], taxes[member.holder]
        active = member.status is MemberStatus.ACTIVE
        rows.append(
            {
                "weight": member.weight,
                "gross": fen,
                "tax": tax,
                "net": fen - tax,
                "paid": fen - tax if active else 0,
                "held": 0 if active else fen - tax,
            }
        )
    return rows


def _members(run: RecRun, rows: Sequence[Mapping[str, int]], about: Provenance) -> Table:
    classes = [
        Column(f"class_{at}", f"{name}（股）", Kind.SHARES, adds_up=True)
        for at, name in enumerate(run.year.share_classes)
    ]
    columns = (
        Column("household", "户编号", Kind.TEXT),
        Column("holder", "成员编号", Kind.TEXT),
        *classes,
        Column("shares", "股数（股）", Kind.SHARES, adds_up=True),
        *_MONEY,
        Column("status", "备注", Kind.TEXT),
    )
    cells = [
        {**_named(member), **_money(row), "shares": _shares(row["weight"])}
        for member, row in zip(run.year.members, rows, strict=True)
    ]
    return Table("成员", columns, cells, {}, about.affected())


def _named(member: Member) -> dict[str, Cell]:
    by_class: dict[str, Cell] = {
        f"class_{at}": _shares(hundredths) for at, hundredths in enumerate(member.hundredths)
    }
    return {
        "household": member.household,
        "holder": member.holder,
        "status": STATUS_WORDS[member.status],
        **by_class,
    }


def _households(run: RecRun, rows: Sequence[Mapping[str, int]], about: Provenance) -> Table:
    # A household's amount is the sum of its members' amounts and is never rounded again.
    sums: dict[str, dict[str, int]] = {}
    for member, row in zip(run.year.members, rows, strict=True):
        total = sums.setdefault(member.household, {"members": 0})
        total["members"] += 1
        for name, value in row.items():
            total[name] = total.get(name, 0) + value
    columns = (
        Column("household", "户编号", Kind.TEXT),
        Column("members", "成员数（人）", Kind.HEADS, adds_up=True),
        Column("shares", "股数（股）", Kind.SHARES, adds_up=True),
        *_MONEY,
    )
    cells: list[dict[str, Cell]] = [
        {
            "household": household,
            "members": total["members"],
            "shares": _shares(total["weight"]),
            **_money(total),
        }
        for household, total in sorted(sums.items(), key=lambda item: item[0].encode())
    ]
    return Table("户", columns, cells, {}, about.affected())


def _waterfall(run: RecRun, mode: SplitMode, about: Provenance) -> Table:
    flow = run.waterfall
    steps = [
        ("net_income", "本年净收益", flow.net_income),
        ("loss_offset", "弥补以前年度亏损", flow.loss_offset),
        ("base", "提取基数", flow.base),
        ("reserve", "提取公积公益金", flow.reserve),
        ("undistributed_bf", "年初未分配收益", run.year.undistributed_bf),
        ("distributable", "可分配收益", flow.distributable),
        ("pool", "成员分配总额", flow.pool),
        ("residual", "分配尾差（留存未分配收益）", _residual(run, mode)),
        ("undistributed_cf", "年末未分配收益", flow.undistributed_cf + _residual(run, mode)),
        ("loss_cf", "年末未弥补亏损", flow.loss_cf),
    ]
    marked = about.affected()
    cells: list[dict[str, Cell]] = [
        {
            "step": label,
            "amount": yuan(fen),
            "rule": "未核实" if key in marked else "",
        }
        for key, label, fen in steps
    ]
    columns = (
        Column("step", "项目", Kind.TEXT),
        Column("amount", "金额（元）", Kind.YUAN),
        Column("rule", "规则核实", Kind.TEXT),
    )
    return Table("分配过程", columns, cells)


def _vouchers(run: RecRun, mode: SplitMode, about: Provenance) -> Table:
    vouchers = run.vouchers_a() if mode is SplitMode.A_HAMILTON else run.vouchers_b()
    cells: list[dict[str, Cell]] = [
        {"number": f"{number}", "account": label, "debit": _side(debit), "credit": _side(credit)}
        for number, voucher in enumerate(vouchers, 1)
        for label, debit, credit in voucher
    ]
    columns = (
        Column("number", "凭证号", Kind.TEXT),
        Column("account", "会计科目", Kind.TEXT),
        Column("debit", "借方（元）", Kind.YUAN, adds_up=True),
        Column("credit", "贷方（元）", Kind.YUAN, adds_up=True),
    )
    chart = CHARTS[AccountingSystem.REC]
    marked = about.affected() | (frozenset() if chart.verified else {"account"})
    return Table("凭证", columns, cells, {}, marked)


def _notes(run: RecRun, mode: SplitMode) -> list[tuple[str, str]]:
    rules, chart = run.year.rules, CHARTS[AccountingSystem.REC]
    notes = [
        ("分配方法", MODE_WORDS[mode]),
        ("扣税办法", TAX_WORDS[run.year.tax_regime]),
        ("公积公益金提取比例", f"{decimal_text(rules.reserve_bp, 100, 2)}%"),
        ("提取比例下限", f"{decimal_text(rules.min_reserve_bp, 100, 2)}%"),
        ("提取基数口径", "弥补亏损后" if rules.reserve_base == "AFTER_LOSS" else "本年净收益"),
        ("分配比例", f"{decimal_text(rules.payout_bp, 100, 2)}%"),
    ]
    if mode is SplitMode.B_PER_SHARE:
        notes.append(("每股红利（元/股）", str(yuan(run.mode_b.rate_fen_per_share))))
    if not chart.verified:
        notes.append(("未核实：会计科目", chart.source))
    return notes


def _residual(run: RecRun, mode: SplitMode) -> int:
    return run.mode_b.residual_fen if mode is SplitMode.B_PER_SHARE else 0


def _money(row: Mapping[str, int]) -> dict[str, Cell]:
    return {column.key: yuan(row[column.key]) for column in _MONEY}


def _side(fen: int) -> Decimal | None:
    return yuan(fen) if fen else None


def _shares(hundredths: int) -> Decimal:
    return Decimal(decimal_text(hundredths, 100, 2))
