"""Accounts by accounting system and code: the same number means different things in each.

It refuses to know balances; a chart is data with its source and whether anyone has verified it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from farm.words import Words
from records.refusal import RuleRefused


class AccountingSystem(StrEnum):
    """Which rules the books of an entity follow."""

    REC = "REC"
    """村集体经济组织会计制度 (财会〔2023〕14号)."""
    COOP = "COOP"
    """农民专业合作社会计制度 (财会〔2021〕37号)."""
    COMPANY = "COMPANY"
    """小企业会计准则."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Codes and names of one system; `verified`: checked against the printed text."""

    source: str
    verified: bool
    names: Mapping[str, str]


def _names(text: str) -> Mapping[str, str]:
    parts = (item.partition(" ") for item in text.split(", "))
    return MappingProxyType({code: name for code, _, name in parts})


CHARTS: Mapping[AccountingSystem, Chart] = MappingProxyType(
    {
        AccountingSystem.REC: Chart(
            "财会〔2023〕14号，42 个代码取自公开源文件，未与印刷文本核对",
            False,
            _names(
                "101 库存现金, 102 银行存款, 111 短期投资, 112 应收款, 113 内部往来, 121 库存物资, "
                "131 消耗性生物资产, 132 生产性生物资产, 133 生产性生物资产累计折旧, "
                "134 公益性生物资产, 141 长期投资, 151 固定资产, 152 累计折旧, 153 在建工程, "
                "154 固定资产清理, 161 无形资产, 162 累计摊销, 171 长期待摊费用, "
                "181 待处理财产损溢, 201 短期借款, 211 应付款, 212 应付工资, 213 应付劳务费, "
                "214 应交税费, 221 长期借款及应付款, 231 一事一议资金, 241 专项应付款, 301 资本, "
                "311 公积公益金, 321 本年收益, 322 收益分配, 401 生产(劳务)成本, 501 经营收入, "
                "502 投资收益, 503 补助收入, 504 其他收入, 511 经营支出, 512 税金及附加, "
                "513 管理费用, 514 公益支出, 515 其他支出, 521 所得税费用"
            ),
        ),
        AccountingSystem.COOP: Chart(
            "财会〔2021〕37号，仅列有名称的代码（共 48 个），未与印刷文本核对",
            False,
            _names(
                "113 应收款, 114 成员往来, 121 产品物资, 131 对外投资, 141 消耗性生物资产, "
                "181 待处理财产损溢, 211 应付款, 212 应付工资, 213 应付劳务费, 214 应交税费, "
                "221 应付盈余返还, 222 应付剩余盈余, 301 股金, 311 专项基金, 321 资本公积, "
                "322 盈余公积, 331 本年盈余, 332 盈余分配, 501 经营收入, 502 其他收入, "
                "511 投资收益, 521 经营支出, 523 管理费用, 524 财务费用, 529 其他支出, "
                "531 所得税费用"
            ),
        ),
        AccountingSystem.COMPANY: Chart(
            "小企业会计准则，代码未与印刷文本核对",
            False,
            _names(
                "1002 银行存款, 1122 应收账款, 2221 应交税费, 2232 应付利润, 3101 盈余公积, "
                "3104 利润分配, 5001 主营业务收入, 5401 主营业务成本"
            ),
        ),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One account of one system, down to its sub-accounts."""

    system: AccountingSystem
    code: str
    sub: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a code that the chart of the system does not have."""
        if self.code not in CHARTS[self.system].names:
            raise RuleRefused(
                "UNKNOWN_ACCOUNT",
                Words(
                    zh=f"{self.system} 会计制度没有科目 {self.code}",
                    en=f"the chart of {self.system} has no account {self.code}",
                ),
            )

    @property
    def label(self) -> str:
        """Code, name and sub-accounts, such as `322 收益分配-未分配收益`."""
        return "-".join((f"{self.code} {CHARTS[self.system].names[self.code]}", *self.sub))

    @classmethod
    def of_label(cls, system: AccountingSystem, label: str) -> "Account":
        """The account of a label; the name must be the chart's, so that numbers cannot cross."""
        head, *sub = label.split("-")
        account = cls(system, head.split(" ", 1)[0], tuple(sub))
        if account.label != label:
            raise RuleRefused(
                "UNKNOWN_ACCOUNT",
                Words(
                    zh=f"“{label}”与 {system} 会计制度的科目名称不符（{account.label}）",
                    en=f"'{label}' is not the chart's name in {system} ({account.label})",
                ),
            )
        return account
