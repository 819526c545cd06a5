"""Which code an account of ours has in the vendor's books; a list that the accountant fills in.

It refuses to invent a code: a sub-account without one is named, with every voucher that needs it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from records.ledger.accounts import Account
from records.ledger.csv_rows import rows_of
from records.refusal import Problem, problem

HEADING = ("科目", "代码", "名称")
ROWS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class VendorCodes:
    """Code and name by our label, such as `322 收益分配-未分配收益`.

    `top_level`: a sub-account that is not listed goes under its general account's code, which
    the vendor's books then must not have divided.
    """

    listed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    top_level: bool = False

    def code(self, account: Account) -> str | None:
        """The code in the vendor's books; None if nobody has said."""
        if account.label in self.listed:
            return self.listed[account.label][0]
        return account.code if self.top_level or not account.sub else None

    def name(self, account: Account) -> str:
        """The name that goes with the code."""
        told = self.listed.get(account.label, ("", ""))[1]
        return told or "-".join((account.row.name, *(() if self.top_level else account.sub)))


OWN_CODES = VendorCodes()
"""The codes of our charts, and none for sub-accounts."""


def read_codes(data: bytes, top_level: bool = False) -> tuple[VendorCodes, list[Problem]]:
    """The list of a CSV file 科目,代码[,名称], or every reason why it cannot be taken."""
    rows, problems = rows_of(data, ROWS_MAX)
    if problems:
        return OWN_CODES, problems
    listed: dict[str, tuple[str, str]] = {}
    for row in rows:
        label, code, name = (*row.cells, "", "")[:3]
        if label == HEADING[0] or not code:  # a row left empty says nothing
            continue
        if listed.setdefault(label, (code, name))[0] != code:
            problems.append(_twice(row.number, label))
        if not (code.isascii() and code.isalnum()):
            problems.append(_no_code(row.number, label, code))
    return (OWN_CODES, problems) if problems else (VendorCodes(listed, top_level), [])


def codes_template(accounts: Iterable[Account]) -> bytes:
    """The list to fill in, in UTF-8 with BOM: accounts without sub-account have their code."""
    lines = [",".join(HEADING)]
    for account in sorted(set(accounts)):
        code = "" if account.sub else account.code
        lines.append(f"{_cell(account.label)},{code},")
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _cell(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"' if set(text) & set(',"\r\n') else text


def _twice(row_number: int, label: str) -> Problem:
    return problem(
        "CODE_TWICE",
        f"第 {row_number} 行：“{label}”写了两个不同的代码；只留一个",
        f"line {row_number}: '{label}' has two different codes; keep one",
    )


def _no_code(row_number: int, label: str, code: str) -> Problem:
    return problem(
        "CODE_UNREADABLE",
        f"第 {row_number} 行：“{label}”的代码“{code}”只能是字母和数字",
        f"line {row_number}: the code '{code}' of '{label}' may hold letters and digits only",
    )
