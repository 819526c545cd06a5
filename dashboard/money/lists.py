"""A member list taken whole: deeds of the register and sealed personal fields, in one transaction.

It refuses a list with one wrong cell; every mistake is told at once, by row and column, and no
complaint repeats what a cell holds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import uuid5

from sqlalchemy import Connection

from dashboard.caller import Caller
from dashboard.money.handing_in import known_deeds
from dashboard.money.judging import judge
from dashboard.money.office import Office, asker, noted
from dashboard.money.register_shapes import ListTotals, MemberList
from dashboard.money.vault import personal_log
from records.personal.access import reason_problem
from records.personal.fields import PersonalField, as_kept
from records.personal.secret import Secret
from records.refusal import EventRefused, Problem, RuleRefused, problem
from records.shares.member_list import (
    HOLDER,
    TOTAL_WORD,
    ListOrigin,
    ListTaken,
    member_list,
    split_personal,
)
from records.store.act import Act

SEALED_AS: Mapping[str, PersonalField] = {
    "姓名": PersonalField.NAME,
    "身份证号": PersonalField.ID_NUMBER,
    "身份证号码": PersonalField.ID_NUMBER,
    "证件号码": PersonalField.ID_NUMBER,
    "银行账号": PersonalField.BANK_ACCOUNT,
    "银行卡号": PersonalField.BANK_ACCOUNT,
    "开户行": PersonalField.BANK_NAME,
    "手机号": PersonalField.PHONE,
    "电话": PersonalField.PHONE,
}
"""Headings whose cells are sealed; other personal headings are not collected at all."""

Fields = Mapping[str, Mapping[PersonalField, Secret]]


def take_list(office: Office, caller: Caller, entity: str, body: MemberList) -> ListTotals:
    """Check a list, and take it if asked; EventRefused with every problem of every row."""
    rows = _rows(body)
    plain, personal = split_personal(rows)
    known = known_deeds(office)
    first = known.get(uuid5(body.import_id, f"{plain[0].get(HOLDER, '').strip()} join"))
    written = getattr(first.deed, "recorded_day", None) if first else None
    origin = ListOrigin(
        body.import_id, entity, body.day, written or office.today(), caller.name, body.proof
    )
    problems: list[Problem] = []
    fields = dict(_fields(personal, problems))
    taken = _taken(office, plain, origin, problems)
    if fields and (unexplained := reason_problem(body.reason)) is not None:
        problems.append(unexplained)
    if problems:
        raise EventRefused(problems)
    assert taken is not None
    if body.take and first is None:
        _write(office, caller, entity, taken, fields, body)
    return ListTotals(
        entity=entity, holders=taken.holders, households=taken.households,
        hundredths=dict(taken.hundredths),
        personal_fields=sum(len(one) for one in fields.values()),
        taken=body.take or first is not None, repeated=first is not None,
    )  # fmt: skip


def _rows(body: MemberList) -> list[dict[str, str]]:
    columns = [name.strip() for name in body.columns]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise RuleRefused.of(
            problem(
                "COLUMN_TWICE",
                f"列“{'、'.join(twice)}”出现不止一次：只留一列",
                f"columns {', '.join(twice)} appear more than once: keep one",
            )
        )
    long = [number for number, row in enumerate(body.rows, 2) if len(row) > len(columns)]
    if long:
        raise RuleRefused.of(
            problem(
                "ROW_TOO_LONG",
                f"第 {long[0]} 行的格数多于表头：检查是否错列",
                f"row {long[0]} has more cells than there are headings: check for a shift",
            )
        )
    return [dict(zip(columns, row, strict=False)) for row in body.rows]


def _taken(
    office: Office, rows: Sequence[Mapping[str, str]], origin: ListOrigin, problems: list[Problem]
) -> ListTaken | None:
    try:
        return member_list(office.deeds(), rows, origin)
    except EventRefused as refusal:
        problems.extend(refusal.problems)
        return None


def _fields(
    rows: Sequence[Mapping[str, str]], problems: list[Problem]
) -> Iterator[tuple[str, Mapping[PersonalField, Secret]]]:
    strange = {name for row in rows for name in row} - {HOLDER, *SEALED_AS}
    problems.extend(_not_collected(name) for name in sorted(strange))
    for number, row in enumerate(rows, start=2):
        holder = row.get(HOLDER, "").strip()
        values: dict[PersonalField, Secret] = {}
        for heading, cell in row.items():
            field = SEALED_AS.get(heading)
            if field is None or not cell.strip() or holder == TOTAL_WORD:
                continue
            try:
                values[field] = Secret(as_kept(field, cell))
            except RuleRefused as refusal:
                problems.append(_of_cell(number, heading, refusal))
        if values:
            yield holder, values


def _of_cell(number: int, heading: str, refusal: RuleRefused) -> Problem:
    words = refusal.explanation
    zh, en = f"第 {number} 行“{heading}”：{words.zh}", f"row {number}, column {heading}: {words.en}"
    return problem(refusal.code, zh, en)


def _not_collected(name: str) -> Problem:
    return problem(
        "COLUMN_NOT_COLLECTED",
        f"“{name}”不收集（个人信息保护法第六条，只收发放红利所必需的）：请删去此列",
        f"'{name}' is not collected (PIPL, article 6, only what paying out needs): delete it",
    )


def _write(
    office: Office, caller: Caller, entity: str, taken: ListTaken, fields: Fields, body: MemberList
) -> None:
    row = noted(
        caller, "member_list", entity, reason=body.reason,
        detail={"import": str(body.import_id), "holders": taken.holders, "sealed": len(fields)},
    )  # fmt: skip
    beside = (_sealing(office, caller, fields, body.reason),) if fields else ()
    office.carry_out(Act(taken.deeds, audit=(row,), beside=beside), caller, judge)


def _sealing(
    office: Office, caller: Caller, fields: Fields, reason: str
) -> Callable[[Connection], object]:
    log = personal_log(office)

    def seal(connection: Connection) -> None:
        for holder, values in fields.items():
            log.record_in(connection, holder, values, asker(caller), reason)

    return seal
