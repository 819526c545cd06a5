"""What the vendor's program would refuse, found before it: every fault with voucher and remedy.

It refuses to mend: texts are fitted only where a person asks for it, and each is told.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from farm.words import Words
from records.exchange.chosen import Voucher
from records.exchange.vendor_codes import OWN_CODES, VendorCodes
from records.exchange.vendor_limits import FORBIDDEN, VendorLimits
from records.ledger.accounts import Account
from records.money import yuan_text
from records.refusal import Problem, problem

TOLD_MAX = 200
"""Problems that are told one by one; what is more is counted."""

NAMED_MAX = 5
"""Vouchers that a sentence about many of them names."""

_FULL_WIDTH = str.maketrans({",": "，", '"': "＂"})
_UNWRITABLE = "〓"
"""What printers set for a character they do not have."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes with the vouchers. `fit`: make a text fit, shortened and in full-width signs."""

    limits: VendorLimits
    maker: str
    codes: VendorCodes = field(default=OWN_CODES)
    fit: bool = False


def problems_of(vouchers: Sequence[Voucher], wanted: Wanted) -> list[Problem]:
    """Every reason why the vendor's program would refuse the vouchers; empty if there is none."""
    found = [
        *_span(vouchers),
        *_maker(wanted),
        *_accounts(vouchers, wanted),
        *(one for voucher in vouchers for one in _voucher(voucher, wanted)),
    ]
    return found if len(found) <= TOLD_MAX else [*found[:TOLD_MAX], _more(len(found) - TOLD_MAX)]


def notices_of(vouchers: Sequence[Voucher], wanted: Wanted) -> list[Words]:
    """What a person should know of a file that can be made."""
    changed = [one for one in vouchers if fitted(one.entry.summary, wanted) != one.entry.summary]
    late = [
        after
        for before, after in pairwise(vouchers)
        if after.number > 1 and after.entry.day < before.entry.day
    ]
    notices = []
    if changed:
        notices.append(
            _told(changed, "摘要已改写或截短，原文在本账中", "their summaries were made to fit")
        )
    if late:
        notices.append(
            _told(late, "日期早于前一号凭证：程序若开着“制单序时控制”须先关掉",
                  "are dated before the number before them: switch off the program's check that "
                  "numbers follow dates")
        )  # fmt: skip
    return notices


def fitted(text: str, wanted: Wanted) -> str:
    """The text as it is written: changed only if that was asked for."""
    if not wanted.fit:
        return text
    plain = "".join(sign if sign.isprintable() else " " for sign in text.translate(_FULL_WIDTH))
    known = "".join(sign if _in_gbk(sign) else _UNWRITABLE for sign in plain)
    kept = known.encode("gbk")[: wanted.limits.summary_bytes]
    return kept.decode("gbk", "ignore").strip()


def _span(vouchers: Sequence[Voucher]) -> Iterator[Problem]:
    if not vouchers:
        yield problem(
            "NO_VOUCHERS",
            "所选单位和日期没有凭证；核对单位名称和起止日期",
            "there is no voucher of that entity and those days: check both",
        )
    years = sorted({voucher.entry.day.year for voucher in vouchers})
    if len(years) > 1:
        yield problem(
            "TWO_YEARS",
            f"凭证跨 {years[0]} 至 {years[-1]} 年；两家软件每年一个账套，请逐年导出",
            f"the vouchers span {years[0]} to {years[-1]}: both programs keep one set of books a "
            "year, export year by year",
        )


def _maker(wanted: Wanted) -> Iterator[Problem]:
    name, limit = wanted.maker, wanted.limits.maker_bytes
    if not name.strip() or not _plain(name) or _gbk_bytes(name) > limit:
        yield problem(
            "MAKER_UNFIT",
            f"制单人“{name}”须有内容、不含逗号和引号、不超过 {limit} 字节（汉字算两个）；"
            "用程序里的操作员姓名",
            f"the maker '{name}' must be a name without commas and quotation marks, {limit} bytes "
            "at most (two for a Chinese character): use the operator's name in the program",
        )


def _accounts(vouchers: Iterable[Voucher], wanted: Wanted) -> Iterator[Problem]:
    used: dict[Account, list[Voucher]] = {}
    for voucher in vouchers:
        for account in dict.fromkeys(line.account for line in voucher.entry.lines):
            used.setdefault(account, []).append(voucher)
    for account, where in sorted(used.items()):
        code = wanted.codes.code(account)
        if code is None:
            yield _no_code(account, where)
        elif len(code) > wanted.limits.code_bytes:
            yield _long_code(account, code, wanted.limits.code_bytes, where)
        elif wanted.limits.writes_names and not _writable(wanted.codes.name(account)):
            yield _bad_name(account, where)


def _voucher(voucher: Voucher, wanted: Wanted) -> Iterator[Problem]:
    limits, entry = wanted.limits, voucher.entry
    if voucher.number > limits.number_max:
        yield _of(
            voucher, "NUMBER_TOO_HIGH", f"凭证号超过 {limits.number_max}；请分账套导出",
            f"the number is beyond {limits.number_max}: keep a set of books of its own",
        )  # fmt: skip
    for fen in {abs(line.amount_fen) for line in entry.lines}:
        if len(yuan_text(fen)) > limits.amount_chars:
            yield _of(
                voucher, "AMOUNT_TOO_LONG",
                f"金额 {yuan_text(fen)} 超过 {limits.amount_chars} 位；请在程序里分几张手工填制",
                f"the amount {yuan_text(fen)} has more than {limits.amount_chars} signs: enter it "
                "by hand as several vouchers",
            )  # fmt: skip
    summary = fitted(entry.summary, wanted)
    if not summary.strip():
        yield _of(voucher, "SUMMARY_EMPTY", "摘要为空；请在程序里手工填制这张",
                  "the summary is empty: enter this one by hand")  # fmt: skip
    elif not _writable(summary):
        yield _of(
            voucher, "SUMMARY_UNFIT",
            f"摘要“{summary}”有逗号、引号、控制符或 GBK 没有的字；用 --fit 改写（原文留在本账）",
            f"the summary '{summary}' has a comma, quotation mark, control sign or a character "
            "that GBK does not have: use --fit to have it rewritten (the books keep it)",
        )  # fmt: skip
    elif _gbk_bytes(summary) > limits.summary_bytes:
        yield _of(
            voucher, "SUMMARY_TOO_LONG",
            f"摘要“{summary}”超过 {limits.summary_bytes} 字节（汉字算两个）；用 --fit 截短"
            "（原文留在本账）",
            f"the summary '{summary}' is longer than {limits.summary_bytes} bytes (two for a "
            "Chinese character): use --fit to have it cut (the books keep it)",
        )  # fmt: skip


def _in_gbk(sign: str) -> bool:
    try:
        sign.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _plain(text: str) -> bool:
    return text.isprintable() and not set(text) & set(FORBIDDEN)


def _writable(text: str) -> bool:
    return _plain(text) and all(map(_in_gbk, text))


def _gbk_bytes(text: str) -> int:
    return len(text.encode("gbk", "replace"))


def _names(vouchers: Sequence[Voucher]) -> str:
    named = "、".join(one.name for one in vouchers[:NAMED_MAX])
    return named if len(vouchers) <= NAMED_MAX else f"{named} … ({len(vouchers)})"


def _told(vouchers: Sequence[Voucher], zh: str, en: str) -> Words:
    names = _names(vouchers)
    return Words(zh=f"{names}：{zh}", en=f"{names}: {en}")


def _of(voucher: Voucher, code: str, zh: str, en: str) -> Problem:
    return problem(code, f"{voucher.name}：{zh}", f"{voucher.name}: {en}")


def _no_code(account: Account, where: Sequence[Voucher]) -> Problem:
    return problem(
        "NO_ACCOUNT_CODE",
        f"明细科目“{account.label}”在对方账套里的代码未知（{_names(where)}）；用 --codes-template "
        "写出清单，填好代码后用 --codes 交回，或用 --top-level 记入一级科目",
        f"nobody has said which code '{account.label}' has in the vendor's books "
        f"({_names(where)}): write the list with --codes-template, fill it in and hand it back "
        "with --codes, or book to the general account with --top-level",
    )


def _long_code(account: Account, code: str, limit: int, where: Sequence[Voucher]) -> Problem:
    return problem(
        "CODE_TOO_LONG",
        f"科目“{account.label}”的代码 {code} 超过 {limit} 位（{_names(where)}）；改正代码清单",
        f"the code {code} of '{account.label}' is longer than {limit} ({_names(where)}): correct "
        "the list of codes",
    )


def _bad_name(account: Account, where: Sequence[Voucher]) -> Problem:
    return problem(
        "ACCOUNT_NAME_UNFIT",
        f"科目“{account.label}”的名称有逗号、引号或 GBK 没有的字（{_names(where)}）；"
        "在代码清单里写一个名称",
        f"the name of '{account.label}' has a comma, a quotation mark or a character that GBK "
        f"does not have ({_names(where)}): give a name in the list of codes",
    )


def _more(count: int) -> Problem:
    return problem("MORE_PROBLEMS", f"还有 {count} 处", f"and {count} more")
