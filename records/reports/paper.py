"""A paper as people file it: a title, what it rests on, sentences, tables, and who signs.

It refuses to know the file format; records.reports.workbook and records.print.pages do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from records.reports.table import Provenance, Table

CONSTRUCTED = "虚构数据，仅供演示与测试"
"""Stands on every page of a paper whose figures are made up."""

REPORT_SIGNERS = ("制表", "复核", "审批")
MONEY_SIGNERS = ("制表", "审核", "会计主管", "监事会", "村务监督", "单位负责人")
"""Who signs a paper about money of a collective (DIV-SPEC-1.0 C2)."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `lead`, `tail`: sentences before and after the tables, one to a paragraph.

    `made_at`: handed in; the same paper at the same instant is the same bytes.
    """

    title: str
    about: Provenance
    made_at: datetime
    tables: Sequence[Table]
    lead: Sequence[str] = ()
    tail: Sequence[str] = ()
    signers: Sequence[str] = REPORT_SIGNERS

    @property
    def footer(self) -> str:
        """What stands at the foot of every page: whose paper, and that it is made up if it is."""
        mark = f"{CONSTRUCTED}　" if self.about.constructed else ""
        return f"{mark}{self.about.entity}　{self.title}"
