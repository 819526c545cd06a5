"""Which rules a distribution needs, by kind of entity: unit, range, article, and their names.

It refuses to know a value: values are rows of a rule set, each with its own source and signer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from farm.words import Words
from records.integers import BP_WHOLE, SAFE_INTEGER
from records.ledger.accounts import AccountingSystem

CLASS_BP = "class_bp:"
"""Key of a share class's part of the pool, followed by the name of the class."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One rule: a whole number between `low` and `high`, or one of `choices`, or any text."""

    key: str
    title: Words
    article: Words
    unit: str
    low: int = 0
    high: int = SAFE_INTEGER - 1
    choices: tuple[str, ...] = ()
    required: bool = True

    def accepts(self, value: int | str) -> bool:
        """Whether the value is of the kind that the rule takes."""
        if self.unit == "text":
            return isinstance(value, str) and (not self.choices or value in self.choices)
        return type(value) is int and self.low <= value <= self.high

    @property
    def allowed(self) -> str:
        """What may stand there, for a sentence."""
        if self.unit == "text":
            return " / ".join(self.choices) or "…"
        return f"{self.low} … {self.high} {self.unit}"


def _bp(
    key: str, zh: str, en: str, article: Words, *, low: int = 0, required: bool = True
) -> Parameter:
    title = Words(zh=zh, en=en)
    return Parameter(key, title, article, "bp", low, BP_WHOLE, required=required)


def _days(key: str, zh: str, en: str, article: Words, low: int) -> Parameter:
    return Parameter(key, Words(zh=zh, en=en), article, "d", low, 366)


def _choice(key: str, zh: str, en: str, article: Words, *choices: str) -> Parameter:
    return Parameter(key, Words(zh=zh, en=en), article, "text", choices=choices)


_RESERVE = Words(
    zh="浙江省农村集体资产管理条例（2020 文本）第三十二条",
    en="Zhejiang rules on rural collective assets (2020 text), article 32",
)
_CHARTER = Words(
    zh="农村集体经济组织法第四十二条；章程",
    en="Rural Collective Economic Organisations Law, art. 42",
)
_RESOLUTION = Words(zh="成员大会决议", en="resolution of the assembly")
_IIT = Words(zh="个人所得税法第三、六、九条", en="Individual Income Tax Law, articles 3, 6, 9")
_POSTED = Words(
    zh="浙江省农村集体资产管理条例（2020 文本）第二十条",
    en="Zhejiang rules on rural collective assets (2020 text), article 20",
)
_NOTICE = Words(
    zh="农村集体经济组织法第二十七、四十六条",
    en="Rural Collective Economic Organisations Law, articles 27 and 46",
)
_BODY = Words(
    zh="农村集体经济组织法第二十六至二十八条",
    en="Rural Collective Economic Organisations Law, articles 26 to 28",
)
_CO_210 = Words(zh="公司法第二百一十条", en="Company Law, article 210")
_CO_CHARTER = Words(zh="公司章程", en="company charter")
_CO_212 = Words(zh="公司法第二百一十二条", en="Company Law, article 212")
_CONTRACT = Words(zh="经营合同", en="operating contract")
_EIT = Words(zh="企业所得税法实施条例第八十六条", en="Enterprise Income Tax regulation, article 86")
_COOP_42 = Words(zh="农民专业合作社法第四十二条；章程", en="Cooperatives Law, article 42; charter")
_COOP_44 = Words(zh="农民专业合作社法第四十四条", en="Cooperatives Law, article 44")
_COOP_40 = Words(zh="农民专业合作社法第四十条", en="Cooperatives Law, article 40")

_TAX = (
    _choice("tax_regime", "扣税办法", "tax regime", _IIT, "NONE", "WITHHOLD_20"),
    _choice("tax_basis", "扣税依据文件", "basis document of the tax regime", _IIT),
)
_SPLIT = _choice(
    "split_mode", "分配方法", "way of splitting", _RESOLUTION, "A_HAMILTON", "B_PER_SHARE"
)

REC_PARAMETERS = (
    _bp("reserve_bp", "公积公益金提取比例", "reserve", _CHARTER),
    _bp("min_reserve_bp", "公积公益金提取下限", "least reserve", _RESERVE),
    _choice(
        "reserve_base", "提取基数", "base of the reserve", _RESERVE, "AFTER_LOSS", "NET_INCOME"
    ),
    _bp("payout_bp", "分配比例", "payout", _RESOLUTION),
    _SPLIT,
    *_TAX,
    _days("posting_days", "方案公示整天数", "full days of posting", _POSTED, 1),
    _days("notice_days", "会议通知天数", "days of notice", _NOTICE, 1),
    _choice(
        "body", "表决机构", "deciding body", _BODY, "MEMBER_ASSEMBLY", "REPRESENTATIVE_ASSEMBLY"
    ),
)  # fmt: skip

COMPANY_PARAMETERS = (
    _bp("discretionary_bp", "任意公积金比例", "discretionary reserve", _CO_210),
    _bp("payout_bp", "分红比例", "payout", _CO_210),
    _bp("votes_bp", "通过所需表决权", "votes needed", _CO_CHARTER, low=5000),
    Parameter("pay_months", Words(zh="支付期限", en="time to pay"), _CO_212, "months", 1, 6),
    _days("notice_days", "会议通知天数", "days of notice", _CO_CHARTER, 1),
    Parameter(
        "incentive_threshold", Words(zh="激励起点利润", en="profit threshold of the incentive"),
        _CONTRACT, "fen", required=False,
    ),
    _bp("incentive_bp", "超额激励比例", "incentive", _CONTRACT, required=False),
    _bp("income_tax_bp", "企业所得税比例", "enterprise income tax", _EIT, required=False),
)  # fmt: skip

COOP_PARAMETERS = (
    _bp("reserve_bp", "盈余公积提取比例", "reserve", _COOP_42),
    _bp("patronage_bp", "按交易量返还比例", "patronage", _COOP_44),
    *_TAX,
    _days("notice_days", "年报和方案置备天数", "days that papers lie open", _COOP_40, 1),
)

PARAMETERS: Mapping[AccountingSystem, tuple[Parameter, ...]] = MappingProxyType(
    {
        AccountingSystem.REC: REC_PARAMETERS,
        AccountingSystem.COMPANY: COMPANY_PARAMETERS,
        AccountingSystem.COOP: COOP_PARAMETERS,
    }
)


def parameter_of(system: AccountingSystem, key: str) -> Parameter | None:
    """What the entity kind knows under that key; None for a key it does not know."""
    if key.startswith(CLASS_BP) and len(key) > len(CLASS_BP):
        name = key.removeprefix(CLASS_BP)
        known = _bp(key, f"{name}占分配总额", f"part of class {name}", _CHARTER, required=False)
        return known if system is AccountingSystem.REC else None
    return next((one for one in PARAMETERS[system] if one.key == key), None)


def required_of(system: AccountingSystem) -> Iterator[Parameter]:
    """What every rule set of that entity kind must say."""
    return (one for one in PARAMETERS[system] if one.required)
