"""The town's figures as sheets that officials fill the rest of: 集体经济, 重点项目, notes.

It refuses to invent a form: what is not known about the town's own stands in the notes.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from records.exchange.town_deeds import Section
from records.exchange.town_feed import UNKNOWN
from records.exchange.town_figures import Item, TownReport, Value
from records.exchange.town_period import TownPeriod
from records.integers import decimal_text
from records.money import kilograms, yuan
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table

_TITLES: Mapping[Section, str] = {
    Section.YIELD: "产量",
    Section.UPLIFT: "增收",
    Section.SALES: "销售",
    Section.STREAMS: "增收分项",
    Section.VILLAGES: "各村",
    Section.WAGES: "务工",
    Section.FISH_HEALTH: "养殖",
    Section.NOTICES: "分配公示",
    Section.STEPS: "节点与证照",
    Section.INVESTMENT: "投资",
}
_OF_PROJECT = (Section.STEPS, Section.INVESTMENT)
"""The track 重点项目; all others are 集体经济."""

_COLUMNS = (
    Column("section", "栏目", Kind.TEXT),
    Column("about", "对象", Kind.TEXT),
    Column("title", "指标", Kind.TEXT),
    Column("value", "数值", Kind.NUMBER),
    Column("unit", "单位", Kind.TEXT),
    Column("text", "文字或日期", Kind.TEXT),
    Column("remark", "说明", Kind.TEXT),
)
_BY_HAND = "由填报人填写"
_UNITS: Mapping[str, str] = {
    "g": "kg", "fen": "元", "fen/kg": "元/kg", "x100%": "%", "text": "", "date": "",
}  # fmt: skip


def town_tables(report: TownReport, about: Provenance) -> list[Table]:
    """The sheets 集体经济, 重点项目 and 说明, of a month or quarter."""
    economy = [section for section in report.sections if section not in _OF_PROJECT]
    project = [section for section in report.sections if section in _OF_PROJECT]
    return [
        Table("集体经济", _COLUMNS, [*_rows(report, economy), *_by_hand(report.period)]),
        Table("重点项目", _COLUMNS, [*_rows(report, project), *_project_by_hand(project)]),
        notes_table(about, _notes(report)),
    ]


def _rows(report: TownReport, sections: Sequence[Section]) -> list[Mapping[str, Cell]]:
    return [_row(section, item) for section in sections for item in report.sections[section]]


def _row(section: Section, item: Item) -> Mapping[str, Cell]:
    is_number = isinstance(item.value, int)
    return {
        "section": _TITLES[section],
        "about": item.about,
        "title": item.title,
        "value": _number(item.value, item.unit) if is_number else None,
        "unit": _UNITS.get(item.unit, item.unit),
        "text": "" if is_number or item.value is None else str(item.value),
        "remark": item.remark,
    }


def _number(value: Value, unit: str) -> int | Decimal:
    assert isinstance(value, int)
    if unit == "g":
        return kilograms(value)
    if unit in ("fen", "fen/kg"):
        return yuan(value)
    return Decimal(decimal_text(value, 100, 2)) if unit == "x100%" else value


def _by_hand(period: TownPeriod) -> list[Mapping[str, Cell]]:
    asked = ["检测次数和不合格次数", "开具合格证数", "尾水超标次数", "停电停氧超过 1 小时次数"]
    if period.kind == "QUARTER":
        asked += ["排名依据（与镇商定）", "差距说明", "整改清单"]
    return [_blank("人工填报", title) for title in asked]


def _project_by_hand(shown: Sequence[Section]) -> list[Mapping[str, Cell]]:
    asked = [] if Section.STEPS in shown else ["节点与证照（未开放给镇里）"]
    asked += [] if Section.INVESTMENT in shown else ["投资完成（未开放给镇里）"]
    return [_blank("人工填报", title) for title in [*asked, "安全事故", "下一节点说明"]]


def _blank(section: str, title: str) -> Mapping[str, Cell]:
    return {"section": section, "title": title, "remark": _BY_HAND}


def _notes(report: TownReport) -> list[tuple[str, str]]:
    hidden = "、".join(_TITLES[section] for section in report.hidden) or "无"
    basis = "按已登记的决定" if report.decided else "尚未登记决定，按最小范围"
    return [
        ("镇里可见范围", basis),
        ("未开放的栏目", hidden),
        ("个人信息", "只有合计，没有个人和户；人数过少的合计不列"),
        *((f"未知 {number}", text) for number, text in enumerate(UNKNOWN, 1)),
        ("填表人", ""),
        ("审核人", ""),
    ]
