"""Why a distribution is refused: the codes of DIV-SPEC-1.0 B16 with their sentences.

It refuses to know when a rule applies; the calculations raise, this table speaks.
"""

from farm.words import Words
from records.refusal import RuleRefused

_SENTENCES: dict[str, tuple[str, str]] = {
    "NEGATIVE_POOL": (
        "待分配总额为负（{fact} 分），不能分配（分配规范 B6）：核对本年收益和分配比例；亏损年度不"
        "分配",
        "the amount to allocate is negative ({fact} fen), rule B6 of the specification: check the "
        "year's income and the payout; a year of loss distributes nothing",
    ),
    "NEGATIVE_WEIGHT": (
        "“{fact}”的股数、出资或交易量为负，没有这样的份额（分配规范 B6）：更正登记簿或交易明细",
        "the weight of '{fact}' (shares, capital or trade) is negative, rule B6 of the "
        "specification: correct the register or the trade list",
    ),
    "NO_BASE": (
        "有 {fact} 分可分，但股数（出资、交易量）合计为零，没有分配依据（农村集体经济组织法第四十"
        "二条按份额分配）：先登记份额，或把分配比例定为零",
        "{fact} fen to allocate, but all weights are zero and there is nothing to go by (REC law, "
        "article 42: by shares): record the shares first, or set the payout to zero",
    ),
    "DUPLICATE_KEY": (
        "“{fact}”出现了不止一次，同一人只能有一行（分配规范 B6）：合并或更正重复的行",
        "'{fact}' appears more than once, one holder has one row (rule B6 of the specification): "
        "join or correct the rows",
    ),
    "RESERVE_BELOW_MINIMUM": (
        "公积公益金提取比例 {fact} 基点低于规定下限（浙江省农村集体资产管理条例第三十二条：不低于 "
        "30%）：提高 reserve_bp，或核对下限 min_reserve_bp",
        "reserve of {fact} bp is below the required minimum (Zhejiang rules, article 32: at least "
        "30 %): raise reserve_bp, or check min_reserve_bp",
    ),
    "PATRONAGE_BELOW_60": (
        "按交易量返还比例 {fact} 基点低于 60%（农民专业合作社法第四十四条）：把 patronage_bp 提到 "
        "6000 以上",
        "patronage of {fact} bp is below 60 % (Cooperatives Law, article 44): raise patronage_bp "
        "to 6000 or more",
    ),
    "NO_PATRONAGE_BASE": (
        "有可分配盈余 {fact} 分，但成员交易量合计为零，60% 无从返还（农民专业合作社法第四十四"
        "条）：补录成员交易量；自产自销的应改用公司分配",
        "{fact} fen of distributable surplus, but no member trade to return 60 % by (Cooperatives "
        "Law, article 44): record the trade; who grows its own fish distributes as a company",
    ),
    "OPENING_BOTH_LOSS_AND_SURPLUS": (
        "年初未弥补亏损与年初未分配收益不能同时大于零（{fact} 分；财农〔2021〕121号第二十八条先补"
        "亏）：核对上年结转",
        "opening loss and opening undistributed income cannot both be positive ({fact} fen; "
        "Finance rule 2021-121, article 28: losses first): check what was carried forward",
    ),
    "NEGATIVE_OPENING": (
        "年初余额为负：{fact} 分；亏损写入 loss_bf，未分配收益写入 undistributed_bf，都不带负号（"
        "分配规范 B7）：核对上年结转",
        "an opening balance is negative: {fact} fen; a loss goes into loss_bf and income into "
        "undistributed_bf, both without a sign (rule B7): check what was carried forward",
    ),
    "UNKNOWN_TAX_REGIME": (
        "不认识的扣税办法“{fact}”，只能是 NONE 或 WITHHOLD_20（个人所得税法第三、六、九条），并须"
        "写明依据文件：问主管税务机关",
        "unknown tax regime '{fact}'; allowed are NONE and WITHHOLD_20 (Individual Income Tax Law, "
        "articles 3, 6, 9), each with its basis document: ask the tax office",
    ),
    "CLASS_PARTS": (
        "各股份类别的比例合计 {fact} 基点，应为 10000（章程）：改正 class_bp",
        "the parts of the share classes add up to {fact} bp instead of 10000 (charter): correct "
        "class_bp",
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
