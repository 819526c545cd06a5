"""A member list as a spreadsheet hands it over, read into deeds: all of it or nothing.

It refuses names, identity-card, telephone and bank numbers: such columns are split off before and
kept encrypted elsewhere. Every mistake is told at once, by row and column, and no complaint repeats
what a cell holds: a shifted column may have put a personal number there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from pydantic import TypeAdapter, ValidationError

from records.deeds.deed import Deed, Proof
from records.deeds.recorded import Refused
from records.integers import decimal_text
from records.parties.persons import PersonId, personal_problems
from records.refusal import EventRefused, Problem, problem
from records.shares.classes import LOT_MAX_HUNDREDTHS, Lot, Standing
from records.shares.fold import fold
from records.shares.holdings import Issue
from records.shares.people import GainReason, HolderAdmit, MemberGain
from records.shares.recording import refused_of

HOLDER, HOUSEHOLD, STANDING = "成员编号", "户编号", "身份"
TOTAL_WORD = "合计"
"""A row with this instead of an id is the list's own total, and is checked."""

STANDINGS: Mapping[str, Standing] = {
    "": Standing.MEMBER,
    "成员": Standing.MEMBER,
    "继承人": Standing.HEIR,
    "集体": Standing.COLLECTIVE,
}
"""What may stand under 身份; a beneficiary needs a vote and is admitted by a deed of its own."""

PERSONAL_HEADINGS = frozenset(
    {
        "姓名", "户主", "身份证号", "身份证号码", "证件号码", "银行账号", "银行卡号", "开户行",
        "手机号", "电话", "性别", "出生日期", "住址",
    }
)  # fmt: skip

ROWS_MAX = 20_000
"""Longest list that is taken (same figure as for an uploaded sheet)."""

_SHARES = re.compile(r"(0|[1-9][0-9]{0,7})(\.[0-9]{1,2})?")
_PERSON: TypeAdapter[str] = TypeAdapter(PersonId)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListTaken:
    """What the list becomes: deeds in order, and its totals to be compared by eye."""

    deeds: tuple[Deed, ...]
    holders: int
    households: int
    hundredths: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ListOrigin:
    """Where the list comes from; `import_id` makes the deeds' ids, so taking it twice is once."""

    import_id: UUID
    entity: str
    day: date
    recorded_day: date
    actor: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    holder: str
    household: str
    standing: Standing
    hundredths: Mapping[str, int]


@dataclass(slots=True)
class _Reading:
    classes: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    totals: list[tuple[int, Mapping[str, int]]] = field(default_factory=list)

    def wrong(self, number: int, column: str, code: str, zh: str, en: str) -> None:
        place, place_en = f"第 {number} 行“{column}”", f"row {number}, column {column}"
        self.problems.append(problem(code, f"{place}：{zh}", f"{place_en}: {en}"))


def split_personal(rows: Sequence[Row]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The rows without personal columns, and the personal columns with the person's id."""
    open_rows, personal = [], []
    for row in rows:
        open_rows.append({key: row[key] for key in row if key not in PERSONAL_HEADINGS})
        kept = {key: row[key] for key in row if key in PERSONAL_HEADINGS or key == HOLDER}
        personal.append(kept)
    return open_rows, personal


def member_list(deeds: Sequence[Deed], rows: Sequence[Row], origin: ListOrigin) -> ListTaken:
    """Deeds of a list; EventRefused with every problem, and then nothing of it is taken.

    `rows`: heading → text as read, first row of data is row 2 of the sheet. Headings: 成员编号,
    户编号, 身份 (may be left out), and one per class that the collective has on the day.
    """
    book = fold(deeds, origin.entity, origin.day).book
    reading = _Reading(tuple(sorted(book.classes, key=str.encode)))
    _check_headings(reading, rows)
    if not reading.problems:
        for number, row in enumerate(rows, start=2):
            _read_row(reading, number, row)
        _check_totals(reading)
    if reading.problems:
        raise EventRefused(reading.problems)
    made = tuple(_deeds_of(reading, origin))
    found = personal_problems(made[:1])
    if found:
        raise EventRefused(found)
    refused = refused_of(deeds, made)
    if refused:
        raise EventRefused([_placed(reading, one) for one in refused])
    return ListTaken(
        made,
        len(reading.lines),
        len({line.household for line in reading.lines}),
        _sums(reading),
    )


def _placed(reading: _Reading, refused: Refused) -> Problem:
    number = reading.seen.get(getattr(refused.deed, "holder", ""))
    if number is None:
        return refused.problem
    words = refused.problem.explanation
    zh, en = f"第 {number} 行：{words.zh}", f"row {number}: {words.en}"
    return problem(refused.problem.code, zh, en)


def _check_headings(reading: _Reading, rows: Sequence[Row]) -> None:
    if not 0 < len(rows) <= ROWS_MAX:
        zh = f"名单有 {len(rows)} 行，应为 1 … {ROWS_MAX} 行；请核对文件或分批导入"
        en = f"the list has {len(rows)} rows, allowed are 1 … {ROWS_MAX}: check or split it"
        reading.problems.append(problem("LIST_LENGTH", zh, en))
        return
    headings = dict.fromkeys(key for row in rows for key in row)
    for needed in (HOLDER, HOUSEHOLD):
        if needed not in headings:
            reading.wrong(1, needed, "COLUMN_MISSING", "缺少此列，请补上", "is missing: add it")
    if not set(headings) & set(reading.classes):
        zh = f"没有任何股种列；现有股种：{'、'.join(reading.classes) or '无，请先登记股种'}"
        en = f"no column of a share class; there are: {', '.join(reading.classes) or 'none yet'}"
        reading.problems.append(problem("COLUMN_MISSING", zh, en))
    for heading in headings:
        if heading in PERSONAL_HEADINGS:
            zh = "是个人信息，不进股份登记簿；请先分列，交个人信息登记"
            en = "is personal data and never in the share register: split it off first"
            reading.wrong(1, heading, "COLUMN_PERSONAL", zh, en)
        elif heading not in {HOLDER, HOUSEHOLD, STANDING, *reading.classes}:
            zh = "不认识此列；删去，或先登记同名股种"
            en = "is unknown: delete it, or record the class of that name first"
            reading.wrong(1, heading, "COLUMN_UNKNOWN", zh, en)


def _read_row(reading: _Reading, number: int, row: Row) -> None:
    if not any(map(_written, row.values())):
        return
    cells = {key: _written(row.get(key)) for key in (HOLDER, HOUSEHOLD, STANDING)}
    hundredths = {
        name: _shares(reading, number, name, row[name]) for name in reading.classes if name in row
    }
    if cells[HOLDER] == TOTAL_WORD:
        reading.totals.append((number, hundredths))
        return
    holder = _id(reading, number, HOLDER, cells[HOLDER])
    household = _id(reading, number, HOUSEHOLD, cells[HOUSEHOLD])
    if cells[STANDING] not in STANDINGS:
        zh = f"不认识，只能是：{'、'.join(filter(None, STANDINGS))}"
        en = f"is unknown, allowed: {', '.join(filter(None, STANDINGS))}"
        reading.wrong(number, STANDING, "CELL_UNREADABLE", zh, en)
        return
    if holder in reading.seen:
        zh = f"{holder} 已在第 {reading.seen[holder]} 行；请合并或改正编号"
        en = f"{holder} stands in row {reading.seen[holder]} already: join them or mend the id"
        reading.wrong(number, HOLDER, "ROW_TWICE", zh, en)
    reading.seen.setdefault(holder, number)
    standing = STANDINGS[cells[STANDING]]
    reading.lines.append(_Line(number, holder, household, standing, hundredths))


def _id(reading: _Reading, number: int, column: str, text: str) -> str:
    try:
        return _PERSON.validate_python(text)
    except ValidationError:
        zh = "不是编号：写字母和数字，如 M0101，不写姓名、证件号、电话或账号"
        en = "is no id: letters and digits such as M0101, never a name or a personal number"
        reading.wrong(number, column, "CELL_UNREADABLE", zh, en)
        return f"?{number}"


def _shares(reading: _Reading, number: int, column: str, text: str | None) -> int:
    written = _written(text)
    if not written:
        return 0
    if not _SHARES.fullmatch(written):
        zh = "不是股数：写成 1 或 1.35，最多两位小数，不为负"
        en = "is no number of shares: write 1 or 1.35, at most two decimals, not negative"
        reading.wrong(number, column, "CELL_UNREADABLE", zh, en)
        return 0
    whole, _, rest = written.partition(".")
    hundredths = int(whole + rest.ljust(2, "0"))
    if hundredths > LOT_MAX_HUNDREDTHS:
        reading.wrong(number, column, "CELL_UNREADABLE", "股数太大", "is too large")
    return hundredths


def _written(cell: str | None) -> str:
    return (cell or "").strip()


def _sums(reading: _Reading) -> dict[str, int]:
    return {
        name: sum(line.hundredths.get(name, 0) for line in reading.lines)
        for name in reading.classes
    }


def _check_totals(reading: _Reading) -> None:
    sums = _sums(reading)
    for number, stated in reading.totals:
        for name, hundredths in stated.items():
            if hundredths != sums[name]:
                has, ought = decimal_text(hundredths, 100, 2), decimal_text(sums[name], 100, 2)
                zh = f"合计写 {has}，各行相加是 {ought}；请找出漏掉或写错的一行"
                en = f"the total says {has}, the rows add up to {ought}: find the row"
                reading.wrong(number, name, "TOTAL_DIFFERS", zh, en)


def _deeds_of(reading: _Reading, origin: ListOrigin) -> Iterator[Deed]:
    shared = {
        "entity": origin.entity, "day": origin.day, "recorded_day": origin.recorded_day,
        "actor": origin.actor, "proof": origin.proof,
    }  # fmt: skip
    for line in reading.lines:
        known = {"holder": line.holder, "household": line.household}
        join_id = uuid5(origin.import_id, f"{line.holder} join")
        if line.standing is Standing.MEMBER:
            joined = {"deed_id": join_id, "reason": GainReason.FOUNDING}
            yield MemberGain.model_validate({**shared, **known, **joined})
        else:
            admitted = {"deed_id": join_id, "standing": line.standing}
            yield HolderAdmit.model_validate({**shared, **known, **admitted})
        lots = tuple(
            Lot(share_class=name, hundredths=held) for name, held in line.hundredths.items() if held
        )
        if lots:
            issue_id = uuid5(origin.import_id, f"{line.holder} issue")
            issued = {"deed_id": issue_id, "holder": line.holder, "lots": lots}
            yield Issue.model_validate({**shared, **issued})
