"""The uplift as sheets: month by month, every voucher behind a figure, what moved inside, notes.

It refuses to show a month beside a target that nobody set for months.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from records.integers import decimal_text
from records.ledger.roles import ROLES
from records.money import kilograms, yuan
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table
from records.uplift.gains import Gain
from records.uplift.streams import READING, Side
from records.uplift.year import MONTHS_OF_YEAR, UpliftSpan, UpliftYear

UNASSIGNED = "未归类（不计入）"
SO_FAR_ROW = "累计，对同期目标"
YEAR_ROW = "累计，对全年目标"

_SIDES: Mapping[Side, str] = {
    Side.COLLECTIVE: "村集体", Side.VILLAGERS: "村民", Side.MEMO: "备查（不相加）",
}  # fmt: skip


def uplift_tables(told: UpliftYear, about: Provenance) -> list[Table]:
    """The sheets 增收进度, 增收明细, 内部往来 and 说明."""
    return [_progress(told), _vouchers(told), _inside(told), notes_table(about, _notes(told))]


def drill(span: UpliftSpan, stream: str) -> list[dict[str, Cell]]:
    """The vouchers behind a figure, in the order posted; `stream` "" for what is unassigned."""
    figure = span.streams[stream] if stream else span.unassigned
    return [_voucher(item, stream, span.sides.get(stream)) for item in figure.items]


def _progress(told: UpliftYear) -> Table:
    # The last row is the year, so there is no row of sums below it.
    money = [
        *((stream.key, f"{stream.title.zh}（元）") for stream in told.streams),
        ("collective", "村集体小计（元）"),
        ("villagers", "村民小计（元）"),
        ("total", "增收合计（元）"),
        ("banked", "其中村集体已到账（元）"),
        ("target", "目标（元）"),
        ("gap", "距目标差额（元）"),
    ]
    columns = (
        Column("month", "期间", Kind.TEXT),
        *(Column(key, heading, Kind.YUAN) for key, heading in money),
        Column("percent", "完成（%）", Kind.PERCENT),
        Column("harvested", "出塘（kg）", Kind.KG),
        Column("per_kg", "每千克增收（元）", Kind.YUAN),
    )
    rows = [_row(span, span.name) for span in told.months]
    if len(told.months) < MONTHS_OF_YEAR:
        rows.append(_row(told.so_far, SO_FAR_ROW))
    rows.append(_row(told.whole, YEAR_ROW))
    marked = {"target", "gap", "percent"} if not told.scope.verified else set[str]()
    return Table("增收进度", columns, rows, None, frozenset(marked))


def _row(span: UpliftSpan, name: str) -> dict[str, Cell]:
    streams: dict[str, Cell] = {
        key: yuan(figure.amount_fen) for key, figure in span.streams.items()
    }
    return {
        "month": name,
        **streams,
        "collective": yuan(span.collective_fen),
        "villagers": yuan(span.villagers_fen),
        "total": yuan(span.total_fen),
        "banked": yuan(span.banked.amount_fen),
        "target": _yuan(span.target_fen),
        "gap": _yuan(span.gap_fen),
        "percent": _percent(span.percent_x100_floor),
        "harvested": kilograms(span.harvested_g),
        "per_kg": _yuan(span.fen_per_kg_floor),
    }


def _vouchers(told: UpliftYear) -> Table:
    columns = (
        Column("stream", "项目", Kind.TEXT),
        Column("side", "归属", Kind.TEXT),
        Column("day", "日期", Kind.TEXT),
        Column("entity", "单位", Kind.TEXT),
        Column("number", "凭证号", Kind.TEXT),
        Column("summary", "摘要", Kind.TEXT),
        Column("total", "凭证金额（元）", Kind.YUAN),
        Column("counted", "计入（元）", Kind.YUAN),
        Column("fact", "事件或批次编号", Kind.TEXT),
    )
    titles = {stream.key: stream.title.zh for stream in told.streams} | {"": UNASSIGNED}
    rows = [
        {**row, "stream": title} for key, title in titles.items() for row in drill(told.whole, key)
    ]
    return Table("增收明细", columns, rows)


def _voucher(item: Gain, stream: str, side: Side | None) -> dict[str, Cell]:
    entry = item.entry
    fact = entry.event_id or entry.run_id or (entry.basis.key if entry.basis else "")
    counted = item.counted_fen if stream else item.total_fen - item.counted_fen
    return {
        "stream": stream,
        "side": _SIDES[side] if side else "",
        "day": entry.day.isoformat(),
        "entity": entry.entity,
        "number": item.number,
        "summary": entry.summary,
        "total": yuan(item.total_fen),
        "counted": yuan(counted),
        "fact": str(fact),
    }


def _inside(told: UpliftYear) -> Table:
    columns = (
        Column("project", "项目方", Kind.TEXT),
        Column("village", "村集体", Kind.TEXT),
        Column("owed", "项目方记应付（元）", Kind.YUAN, adds_up=True),
        Column("income", "村集体记收入（元）", Kind.YUAN, adds_up=True),
        Column("difference", "差额（元）", Kind.YUAN, adds_up=True),
    )
    rows: Sequence[Mapping[str, Cell]] = [
        {
            "project": flow.project,
            "village": flow.village,
            "owed": yuan(flow.owed_fen),
            "income": yuan(flow.income_fen),
            "difference": yuan(flow.difference_fen),
        }
        for flow in told.elimination.flows
    ]
    return Table("内部往来", columns, rows, {})


def _notes(told: UpliftYear) -> list[tuple[str, str]]:
    return [
        ("口径", READING),
        *(
            note
            for stream in told.streams
            for note in _unverified(
                f"增收口径 {stream.title.zh}", stream.verified, f"{stream.source}，尚未与村、镇商定"
            )
        ),
        ("目标来源", told.scope.source),
        *_unverified("增收目标", told.scope.verified, told.scope.source),
        ("月度目标", "全年目标按十二分之一" if told.scope.spread else "未设月度目标"),
        ("项目方", "、".join(told.scope.project_ids)),
        ("村集体", "、".join(told.scope.village_ids)),
        ("各村与项目方收入合计（元）", str(yuan(told.elimination.gross_fen))),
        ("其中内部往来，已抵销（元）", str(yuan(told.elimination.inside_fen))),
        ("来自外部的收入（元）", str(yuan(told.elimination.outside_fen))),
        ("每千克增收", "增收合计 ÷ 出塘重量，舍去不足一分"),
        ("已到账", "村集体收到项目方款项的凭证，不分项目；与应计数可能不同期"),
        *dict.fromkeys(_tables()),
    ]


def _tables() -> Iterator[tuple[str, str]]:
    for system, table in ROLES.items():
        yield from _unverified(f"{system.value} 科目对应", table.verified, table.source)


def _unverified(what: str, verified: bool, why: str) -> list[tuple[str, str]]:
    return [] if verified else [(f"未核实：{what}", why)]


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else yuan(fen)


def _percent(x100: int | None) -> Decimal | None:
    return None if x100 is None else Decimal(decimal_text(x100, 100, 2))
