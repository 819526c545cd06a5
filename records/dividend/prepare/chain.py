"""Company, its villages and their members in one preparation: what leaves one arrives in another.

It refuses to pay a village what the company did not declare, fen for fen (DIV-I12).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from records.canonical import digest
from records.dividend.prepare.company_case import CompanyCase, prepare_company
from records.dividend.prepare.prepared import Prepared
from records.dividend.prepare.village_case import ProjectShare, VillageCase, prepare_village
from records.refusal import RuleRefused, problem


@dataclass(frozen=True, slots=True)
class PreparedChain:
    """One project's distribution: the company's, and each village's from what it receives."""

    company: Prepared
    villages: Mapping[str, Prepared]

    @property
    def outside(self) -> dict[str, int]:
        """Dividend of shareholders that are not among the villages, the operator first of all."""
        return {
            line.holder: line.gross_fen
            for line in self.company.computed.lines
            if line.holder not in self.villages
        }

    @property
    def hash(self) -> str:
        """Digest over the inputs of all, which binds them to each other."""
        villages = {name: one.inputs_hash for name, one in self.villages.items()}
        return digest({"company": self.company.inputs_hash, "villages": villages})


def prepare_chain(
    company: CompanyCase, villages: Mapping[str, VillageCase], company_run: str
) -> PreparedChain:
    """The whole chain; `villages` by the names under which they paid in their capital."""
    for name in villages:
        if name not in company.capital.paid_in:
            raise RuleRefused.of(
                problem(
                    "NOT_A_SHAREHOLDER",
                    f"{name} 没有向 {company.books.entity} 实缴出资，不参加其分红（公司法第二百一"
                    "十条）：核对出资登记",
                    f"{name} has paid in no capital of {company.books.entity} and shares in no "
                    "dividend of it (Company Law, article 210): check the register of capital",
                )
            )
    first = prepare_company(company)
    declared = {line.holder: line.gross_fen for line in first.computed.lines}
    done = {
        name: prepare_village(_with_project(case, company, company_run, declared[name]))
        for name, case in villages.items()
    }
    chain = PreparedChain(first, done)
    arrived = sum(_received(one) for one in done.values())
    assert arrived + sum(chain.outside.values()) == sum(declared.values())
    return chain


def _with_project(
    case: VillageCase, company: CompanyCase, run: str, dividend_fen: int
) -> VillageCase:
    share = ProjectShare(company.books.entity, run, dividend_fen)
    owed = case.guarantees or tuple(company.guarantees.get(case.books.entity, ()))
    return replace(case, project=share, guarantees=owed)


def _received(village: Prepared) -> int:
    project = village.computed.provenance["project"]
    assert isinstance(project, Mapping)
    dividend = project["dividend_fen"]
    assert isinstance(dividend, int)
    return dividend
