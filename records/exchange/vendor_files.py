"""Voucher files for 用友 U8 (text, GBK) and 金蝶 KIS (CSV, UTF-8 with BOM); lines end in CR LF.

It refuses to write part of a file: all vouchers fit, or every reason why not comes back. Neither
format has a place for a remark, so the file's name and the notices say that it is untested.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from farm.words import Words
from records.civil import month_of
from records.exchange.chosen import Voucher
from records.exchange.vendor_checks import Wanted, fitted, notices_of, problems_of
from records.exchange.vendor_limits import KIS, U8, VendorLimits, untested
from records.ledger.entry import EntryLine
from records.money import yuan_text
from records.refusal import Problem

LINE_END = "\r\n"
ATTACHMENTS = 0
"""Papers with a voucher; the books know events and scans, not sheets, so a person counts them."""

_U8_HEADING = "填制凭证,V800"
_U8_TAIL = "," * 16 + "0,,0" + "," * 9 + "0,0,0,0,0,,0,0,0,0"
"""Fields of currency, settlement, customers and flags after the maker, all without a value."""

_KIS_HEADING = "凭证日期,凭证字,凭证号,附件数,摘要,科目代码,科目名称,借方金额,贷方金额,核算项目"


@dataclass(frozen=True, slots=True)
class VoucherFile:
    """A file as bytes with the name to offer for it, and what must be told beside it."""

    name: str
    body: bytes
    vouchers: int
    debit_fen: int
    notices: tuple[Words, ...]


_Line = Callable[[Voucher, EntryLine, Wanted], str]


def voucher_file(
    vouchers: Sequence[Voucher], wanted: Wanted
) -> tuple[VoucherFile | None, list[Problem]]:
    """The file in the format of `wanted.limits`, or every reason why it cannot be made."""
    problems = problems_of(vouchers, wanted)
    if problems:
        return None, problems
    heading, line = _FORMATS[wanted.limits.vendor]
    text = LINE_END.join([heading, *_lines(vouchers, wanted, line)]) + LINE_END
    count, debit_fen = len(vouchers), sum(voucher.entry.total_fen for voucher in vouchers)
    told = (untested(wanted.limits), _totals(count, debit_fen), *notices_of(vouchers, wanted))
    body = text.encode(wanted.limits.encoding)
    return VoucherFile(_name(vouchers, wanted.limits), body, count, debit_fen, told), []


def _totals(count: int, debit_fen: int) -> Words:
    yuan = yuan_text(debit_fen)
    return Words(
        zh=f"凭证 {count} 张，借方合计 {yuan} 元，贷方相同",
        en=f"{count} vouchers, {yuan} yuan on either side",
    )


def _lines(vouchers: Sequence[Voucher], wanted: Wanted, line: _Line) -> Iterator[str]:
    for voucher in vouchers:
        for one in voucher.entry.lines:
            yield line(voucher, one, wanted)


def _head(voucher: Voucher, wanted: Wanted) -> str:
    summary = fitted(voucher.entry.summary, wanted)
    day = voucher.entry.day.isoformat()
    return f"{day},{voucher.word},{voucher.number},{ATTACHMENTS},{summary}"


def _u8_line(voucher: Voucher, line: EntryLine, wanted: Wanted) -> str:
    debit, credit = yuan_text(line.debit_fen), yuan_text(line.credit_fen)
    code = wanted.codes.code(line.account)
    return f"{_head(voucher, wanted)},{code},{debit},{credit},,,,{wanted.maker}{_U8_TAIL}"


def _kis_line(voucher: Voucher, line: EntryLine, wanted: Wanted) -> str:
    sides = (yuan_text(fen) if fen else "" for fen in (line.debit_fen, line.credit_fen))
    codes = wanted.codes
    named = f"{codes.code(line.account)},{codes.name(line.account)}"
    return f"{_head(voucher, wanted)},{named},{','.join(sides)},"


_FORMATS: dict[str, tuple[str, _Line]] = {
    U8.vendor: (_U8_HEADING, _u8_line),
    KIS.vendor: (_KIS_HEADING, _kis_line),
}


def _name(vouchers: Sequence[Voucher], limits: VendorLimits) -> str:
    months = [month_of(voucher.entry.day) for voucher in (vouchers[0], vouchers[-1])]
    span = "至".join(dict.fromkeys(months))
    kind = "txt" if limits is U8 else "csv"
    return f"{limits.vendor.replace(' ', '')}凭证-{span}-未试导入.{kind}"
