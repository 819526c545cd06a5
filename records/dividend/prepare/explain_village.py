"""Every figure of a village's distribution in words and numbers, in the order it came about.

It refuses to compute a share; the figures are those of the run.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from farm.words import Words
from records.dividend.prepare.holders import WAITS
from records.dividend.prepare.prepared import Explained, RunLine, Split
from records.dividend.prepare.telling import (
    BOOKS,
    BY_SHARES,
    CONTRACT,
    ORDER,
    REGISTER,
    WITHHELD,
    Teller,
    Y,
    percent,
    shares_text,
    told,
)
from records.dividend.rec_waterfall import RecWaterfall, ReserveBase
from records.dividend.rec_year import MemberStatus, RecYear
from records.dividend.vouchers import account_label
from records.rules.parameters import CLASS_BP


def explain_village(
    year: RecYear, flow: RecWaterfall, split: Split, provenance: Mapping[str, Any]
) -> Iterator[Explained]:
    """From the accounts to what is paid, held and carried forward."""
    teller = Teller(provenance)
    yield from _guarantees(provenance)
    yield from _accounts(year, provenance)
    yield from _down_to_pool(year, flow, teller)
    yield from _split(flow, split, teller)
    yield from _to_holders(split, teller, provenance)
    yield from _carried(year, flow, split)


_LATER = Words(
    zh="；代管期间不扣，解除时按当日办法代扣",
    en="; not withheld before the release, at that day's regime",
)


def explain_line(
    line: RunLine, split: Split, tax_basis: str, deeds: tuple[str, ...] = ()
) -> Iterator[Explained]:
    """Why one holder gets what the line says; `deeds`: of the register, behind the shares."""
    for part, weight, fen in zip(split.parts, line.part_weights, line.by_part, strict=False):
        yield told(
            f"part.{part}", (f"{part}应发", f"for {part}"), fen,
            _weight_words(weight, part, split), REGISTER,
        )  # fmt: skip
    yield told(
        "gross", ("应发", "due"), line.gross_fen,
        _line_words(line, split), BY_SHARES, *deeds,
    )  # fmt: skip
    held = line.status is not MemberStatus.ACTIVE
    if line.tax_fen:
        yield told(
            "tax", ("扣税", "tax"), line.tax_fen,
            (
                f"{Y(line.gross_fen)} × 20 %，四舍五入到分；依据 {tax_basis}{_LATER.zh * held}",
                f"{Y(line.gross_fen)} × 20 %, rounded to the fen; basis {tax_basis}"
                f"{_LATER.en * held}",
            ),
            WITHHELD, tax_basis,
        )  # fmt: skip
    if held:
        waits = WAITS[line.status]
        yield told("held", ("代管", "held"), line.held_fen, (waits.zh, waits.en), BY_SHARES)


def _guarantees(provenance: Mapping[str, Any]) -> Iterator[Explained]:
    for one in provenance["guarantees"]:
        how_zh = "保底减已得" if one["mode"] == "MAX" else "保底另加"
        how_en = "guaranteed less received" if one["mode"] == "MAX" else "guaranteed on top"
        yield told(
            f"guarantee.{one['contract']}", ("保底补足", "top-up by the guarantor"),
            one["topup_fen"],
            (
                f"{how_zh}：保底 {Y(one['amount_fen'])}，项目分红 {Y(one['computed_fen'])}；"
                f"向 {one['guarantor']} 收取",
                f"{how_en}: {Y(one['amount_fen'])} guaranteed, {Y(one['computed_fen'])} of "
                f"dividend; a claim on {one['guarantor']}",
            ),
            CONTRACT, one["contract"], one["document"],
        )  # fmt: skip


def _accounts(year: RecYear, provenance: Mapping[str, Any]) -> Iterator[Explained]:
    for item, fen in year.income.items():
        label = account_label(item)
        if label != item:
            yield _recognised(item, fen, provenance)
            continue
        yield told(
            f"income.{item}", (item, item), fen,
            (f"科目 {label} 全年贷方净额", f"year's credit of {label}"), BOOKS, label,
        )  # fmt: skip
    for item, fen in year.cost.items():
        yield told(
            f"cost.{item}", (item, item), -fen,
            (f"科目 {account_label(item)} 全年借方净额", f"year's debit of {account_label(item)}"),
            BOOKS, account_label(item),
        )  # fmt: skip


def _recognised(item: str, fen: int, provenance: Mapping[str, Any]) -> Explained:
    """Income that this preparation brings and the books do not show yet."""
    project = provenance["project"] or {}
    run = str(project.get("run", ""))
    return told(
        f"income.{item}", (item, item), fen,
        (
            f"随本次分配确认为应收，记入 {account_label(item)}；项目公司分配 {run}",
            f"recognised as a claim with this run on {account_label(item)}; company run {run}",
        ),
        CONTRACT if "保底" in item else BOOKS, account_label(item), run,
    )  # fmt: skip


def _down_to_pool(year: RecYear, flow: RecWaterfall, teller: Teller) -> Iterator[Explained]:
    income, cost = sum(year.income.values()), sum(year.cost.values())
    yield told(
        "net_income", ("本年收益", "income of the year"), flow.net_income,
        (f"收入 {Y(income)} 减支出 {Y(cost)}", f"income {Y(income)} less cost {Y(cost)}"),
        BOOKS, "321 本年收益",
    )  # fmt: skip
    yield told(
        "loss_offset", ("弥补以前年度亏损", "earlier losses made good"), -flow.loss_offset,
        (
            f"年初未弥补亏损 {Y(year.loss_bf)}，以本年收益弥补 {Y(flow.loss_offset)}",
            f"losses of {Y(year.loss_bf)} brought forward, {Y(flow.loss_offset)} made good",
        ),
        ORDER, "322 收益分配",
    )  # fmt: skip
    yield _reserve(year, flow, teller)
    yield told(
        "distributable", ("可分配收益", "distributable"), flow.distributable,
        (
            f"补亏后 {Y(flow.base)} 减提取 {Y(flow.reserve)}，加年初未分配 "
            f"{Y(_opening(year, flow))}",
            f"{Y(flow.base)} after losses, less the reserve {Y(flow.reserve)}, plus "
            f"{Y(_opening(year, flow))} brought forward",
        ),
        ORDER, "322 收益分配-未分配收益",
    )  # fmt: skip
    yield teller.told(
        "pool", ("成员分配总额", "pool for the members"), flow.pool,
        (
            f"可分配 {Y(flow.distributable)} × {percent(year.rules.payout_bp)}，不足一分舍去",
            f"{Y(flow.distributable)} × {percent(year.rules.payout_bp)}, rounded down",
        ),
        "payout_bp",
    )  # fmt: skip


def _opening(year: RecYear, flow: RecWaterfall) -> int:
    # A year of loss pays nothing out of earlier income (DIV-SPEC-1.0 B7.1 step 4).
    return year.undistributed_bf if flow.net_income > 0 else 0


def _reserve(year: RecYear, flow: RecWaterfall, teller: Teller) -> Explained:
    after_loss = year.rules.reserve_base is ReserveBase.AFTER_LOSS
    base = flow.base if after_loss else max(0, flow.net_income)
    rate = percent(year.rules.reserve_bp)
    return teller.told(
        "reserve", ("提取公积公益金", "reserve"), -flow.reserve,
        (
            f"{'补亏后收益' if after_loss else '本年净收益'} {Y(base)} × {rate}，不足一分进一分",
            f"{'income after losses' if after_loss else 'net income'} {Y(base)} × {rate}, "
            "rounded up",
        ),
        "reserve_bp",
    )  # fmt: skip


def _split(flow: RecWaterfall, split: Split, teller: Teller) -> Iterator[Explained]:
    for at, part in enumerate(split.parts):
        fen = sum(line.by_part[at] for line in split.lines)
        rate = percent(teller.number(f"{CLASS_BP}{part}"))
        yield teller.told(
            f"part.{part}", (f"{part}分得", f"to {part}"), fen,
            (
                f"总额 {Y(flow.pool)} × {rate}（最大余数法），按股分到人后合计 {Y(fen)}",
                f"{rate} of {Y(flow.pool)} (largest remainder), {Y(fen)} after the split",
            ),
            f"{CLASS_BP}{part}",
        )  # fmt: skip
    for part, fen in split.rates.items():
        yield teller.told(
            f"rate.{part}" if part else "rate",
            (f"{part}每股红利", f"dividend per share {part}".strip()), fen,
            (
                f"{Y(split.pools[part])} 元 ÷ {shares_text(split.weight_of(part))} 股，不足一分舍"
                "去",
                f"{Y(split.pools[part])} yuan ÷ {shares_text(split.weight_of(part))} shares, "
                "rounded down",
            ),
            "split_mode",
        )  # fmt: skip


def _to_holders(split: Split, teller: Teller, provenance: Mapping[str, Any]) -> Iterator[Explained]:
    snapshot = provenance["snapshot"]
    yield told(
        "gross", ("应发合计", "due in all"), split.paid_fen,
        (
            f"{len(split.lines)} 人，{shares_text(snapshot['total_hundredths'])} 股，"
            f"登记基准日 {snapshot['record_day']}",
            f"{len(split.lines)} holders, {shares_text(snapshot['total_hundredths'])} shares on "
            f"{snapshot['record_day']}",
        ),
        REGISTER, snapshot["hash"],
    )  # fmt: skip
    waiting = [line for line in split.lines if line.held_fen]
    yield told(
        "held", ("代管", "held"), sum(line.held_fen for line in waiting),
        (
            f"{len(waiting)} 人暂不能付，记入代管，不分给别人",
            f"{len(waiting)} holders cannot be paid yet; held, never given to others",
        ),
        BY_SHARES, "113 内部往来-成员-代管",
    )  # fmt: skip
    tax = sum(line.tax_fen for line in split.lines)
    yield teller.told(
        "tax", ("扣税合计", "tax in all"), tax,
        (
            f"{teller.value('tax_regime')}，逐人四舍五入后相加；依据 {teller.value('tax_basis')}",
            f"{teller.value('tax_regime')}, rounded per payee; basis {teller.value('tax_basis')}",
        ),
        "tax_regime",
    )  # fmt: skip
    net = sum(line.net_fen for line in split.lines)
    yield told(
        "net", ("现在实付", "paid now"), net,
        ("可付人员应发减扣税", "due to those payable now, less tax"), BY_SHARES,
    )  # fmt: skip


def _carried(year: RecYear, flow: RecWaterfall, split: Split) -> Iterator[Explained]:
    yield told(
        "residual", ("分配尾差", "residual"), split.residual_fen,
        (
            "每股红利舍去的尾数，留在未分配收益",
            "what rounding the rate down leaves; it stays undistributed",
        ),
        BY_SHARES, "322 收益分配-未分配收益",
    )  # fmt: skip
    yield told(
        "undistributed_cf", ("年末未分配收益", "carried forward"),
        flow.undistributed_cf + split.residual_fen,
        (
            f"未分 {Y(flow.undistributed_cf)} 加尾差 {Y(split.residual_fen)}",
            f"{Y(flow.undistributed_cf)} not paid out plus the residual {Y(split.residual_fen)}",
        ),
        ORDER, "322 收益分配-未分配收益",
    )  # fmt: skip
    yield told(
        "loss_cf", ("年末未弥补亏损", "loss carried forward"), flow.loss_cf,
        (
            f"年初 {Y(year.loss_bf)}，本年弥补 {Y(flow.loss_offset)}，本年收益 "
            f"{Y(flow.net_income)}",
            f"{Y(year.loss_bf)} before, {Y(flow.loss_offset)} made good, income of the year "
            f"{Y(flow.net_income)}",
        ),
        ORDER, "322 收益分配-未分配收益",
    )  # fmt: skip


def _line_words(line: RunLine, split: Split) -> tuple[str, str]:
    if split.parts:
        return ("各类股份应发相加", "the sum over the classes")
    return _weight_words(line.weight, "", split)


def _weight_words(weight: int, part: str, split: Split) -> tuple[str, str]:
    held = shares_text(weight)
    if part in split.rates:
        rate = Y(split.rates[part])
        return (
            f"{held} 股 × 每股 {rate} 元，不足一分舍去",
            f"{held} shares × {rate} yuan, rounded down",
        )
    pool, total = Y(split.pools[part]), shares_text(split.weight_of(part))
    return (
        f"{pool} 元 × {held} / {total} 股，按最大余数法分到每一分",
        f"{pool} yuan × {held} of {total} shares, to the last fen by largest remainder",
    )
