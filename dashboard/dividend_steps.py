"""The way from the year's income to the members, step by step, each with its why and its source.

It refuses to compute an amount: they are those of the run.
"""

from collections.abc import Iterator

from dashboard.api_money import WaterfallStep
from farm.words import Words
from records.dividend.rec_waterfall import ReserveBase
from records.dividend.rec_year import RecRun
from records.ledger.postings import SplitMode
from records.money import yuan_text

_Y = yuan_text


def waterfall_steps(run: RecRun, mode: SplitMode) -> tuple[WaterfallStep, ...]:
    """The bars of the waterfall in order; every bar stands on what the ones before left."""
    return (*_down_to_distributable(run), *_to_members(run, mode))


def _step(
    key: str, zh: str, en: str, fen: int, *, total: bool, why: tuple[str, str], source: Words
) -> WaterfallStep:
    title = Words(zh=zh, en=en)
    said = Words(zh=why[0], en=why[1])
    return WaterfallStep(key=key, title=title, amount_fen=fen, total=total, why=said, source=source)


_BOOKS = Words(zh="本年决算", en="the year's accounts")
_OPENING = Words(zh="上年决算", en="last year's accounts")
_LAW = Words(
    zh="浙江省农村集体资产管理条例第三十二条（2020 文本）", en="Zhejiang rule art. 32 (2020 text)"
)
_ORDER = Words(zh="财农〔2021〕121号第二十八条", en="Finance rule 2021-121 art. 28")
_RESOLUTION = Words(zh="成员大会决议", en="resolution of the assembly")
_REGISTER = Words(zh="股份登记簿", en="register of shares")


def _down_to_distributable(run: RecRun) -> Iterator[WaterfallStep]:
    flow, year = run.waterfall, run.year
    income, cost = sum(year.income.values()), sum(year.cost.values())
    yield _step(
        "net_income", "本年收益", "Income of the year", flow.net_income, total=True,
        why=(f"收入 {_Y(income)} 减支出 {_Y(cost)}", f"income {_Y(income)} less cost {_Y(cost)}"),
        source=_BOOKS,
    )  # fmt: skip
    yield _step(
        "loss_offset", "补以前亏损", "Earlier losses", -flow.loss_offset, total=False,
        why=(
            f"上年结转亏损 {_Y(year.loss_bf)}，先补完才能分",
            f"losses brought forward {_Y(year.loss_bf)} are made good first",
        ),
        source=_ORDER,
    )  # fmt: skip
    yield _reserve(run)
    if year.undistributed_bf:
        yield _step(
            "undistributed_bf", "加年初未分配", "Brought forward", year.undistributed_bf,
            total=False,
            why=("上年没有分完的", "what was not paid out last year"), source=_OPENING,
        )  # fmt: skip
    yield _step(
        "distributable", "可以分配", "Distributable", flow.distributable, total=True,
        why=("补亏、提取以后剩下的", "what is left after losses and reserve"), source=_ORDER,
    )  # fmt: skip


def _reserve(run: RecRun) -> WaterfallStep:
    flow, rules = run.waterfall, run.year.rules
    after_loss = rules.reserve_base is ReserveBase.AFTER_LOSS
    base = flow.base if after_loss else max(flow.net_income, 0)
    percent = f"{rules.reserve_bp / 100:g} %"
    zh = f"{'补亏后' if after_loss else '净收益'} {_Y(base)} × {percent}，不足一分进一分"
    en = f"{'after losses' if after_loss else 'net income'} {_Y(base)} × {percent}, rounded up"
    return _step(
        "reserve", "提公积公益金", "Reserve fund", -flow.reserve, total=False, why=(zh, en),
        source=_LAW,
    )  # fmt: skip


def _to_members(run: RecRun, mode: SplitMode) -> Iterator[WaterfallStep]:
    flow, rules = run.waterfall, run.year.rules
    per_share = mode is SplitMode.B_PER_SHARE
    residual = run.mode_b.residual_fen if per_share else 0
    kept = f"{(10_000 - rules.payout_bp) / 100:g} %"
    yield _step(
        "undistributed_cf", "留到明年", "Carried forward",
        -(flow.undistributed_cf + residual), total=False,
        why=(
            f"剩下的 {kept} 和尾差 {_Y(residual)}，记在未分配收益",
            f"{kept} of it and the residual {_Y(residual)} stay undistributed",
        ),
        source=_RESOLUTION,
    )  # fmt: skip
    rate = _Y(run.mode_b.rate_fen_per_share)
    how = (
        (f"每股 {rate} 元，每人不足一分舍去", f"{rate} yuan a share, fractions of a fen dropped")
        if per_share
        else ("按股分到每一分（最大余数法）", "split by shares to the last fen (largest remainder)")
    )
    yield _step(
        "pool", "分给成员", "To the members", flow.pool - residual, total=True, why=how,
        source=_REGISTER,
    )  # fmt: skip
