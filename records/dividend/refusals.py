"""Why a distribution is refused: the codes of DIV-SPEC-1.0 B16 with their sentences.

It refuses to know when a rule applies; the calculations raise, this table speaks.
"""

from farm.words import Words
from records.refusal import RuleRefused

_SENTENCES: dict[str, tuple[str, str]] = {
    "NEGATIVE_POOL": (
        "待分配总额为负（{fact} 分），不能分配",
        "the amount to allocate is negative ({fact} fen)",
    ),
    "NEGATIVE_WEIGHT": ("“{fact}”的权数为负", "the weight of '{fact}' is negative"),
    "NO_BASE": (
        "有 {fact} 分可分，但权数合计为零，没有分配依据",
        "{fact} fen to allocate, but all weights are zero",
    ),
    "DUPLICATE_KEY": ("“{fact}”出现了不止一次", "'{fact}' appears more than once"),
    "RESERVE_BELOW_MINIMUM": (
        "公积公益金提取比例 {fact} 基点低于规定下限",
        "reserve of {fact} bp is below the required minimum",
    ),
    "PATRONAGE_BELOW_60": (
        "按交易量返还比例 {fact} 基点低于 60%（农民专业合作社法第四十四条）",
        "patronage of {fact} bp is below 60 % (cooperative law, article 44)",
    ),
    "NO_PATRONAGE_BASE": (
        "有可分配盈余 {fact} 分，但成员交易量合计为零",
        "{fact} fen of distributable surplus, but no member trade",
    ),
    "OPENING_BOTH_LOSS_AND_SURPLUS": (
        "年初未弥补亏损与年初未分配收益不能同时大于零（{fact}）",
        "opening loss and opening undistributed income cannot both be positive ({fact})",
    ),
    "NEGATIVE_OPENING": ("年初余额为负：{fact}", "an opening balance is negative: {fact}"),
    "UNKNOWN_TAX_REGIME": (
        "不认识的扣税办法“{fact}”，只能是 NONE 或 WITHHOLD_20",
        "unknown tax regime '{fact}'; allowed are NONE and WITHHOLD_20",
    ),
    "FISH_ACCOUNT_NEGATIVE": (
        "尾数账户不能为负：{fact}",
        "a fish account cannot go below zero: {fact}",
    ),
    "MASS_NOT_EXPLAINED": (
        "混合捕捞的均重不在两批均重之间：{fact}",
        "the mean weight of the mixed harvest is not between the two batches: {fact}",
    ),
}


def refused(code: str, fact: object) -> RuleRefused:
    """The refusal `code` with the figure or name that caused it."""
    zh, en = _SENTENCES[code]
    return RuleRefused(code, Words(zh=zh.format(fact=fact), en=en.format(fact=fact)))
