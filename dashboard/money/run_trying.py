"""What a run would come to before anybody records it.

It refuses to keep anything.
"""

from dashboard.money.accounts_known import without_account
from dashboard.money.office import Office
from dashboard.money.run_deeds import chosen_by
from dashboard.money.run_forms import Trying
from dashboard.money.run_shapes import Preview
from dashboard.money.run_view import preview_of
from records.dividend.prepare.choices import prepared
from records.dividend.prepare.gather import Archive
from records.dividend.runs.deeds import Purpose
from records.dividend.runs.state import Run, run_named, runs
from records.parties.register import parties_on
from records.refusal import RuleRefused, problem


def tried(office: Office, body: Trying) -> Preview:
    """The calculation on the record as it is now; RuleRefused where a rule says no."""
    deeds = office.deeds()
    known = parties_on(deeds, office.today()).organisations.get(body.entity)
    if known is None or known.accounting is None:
        raise RuleRefused.of(
            problem(
                "PARTY_UNKNOWN",
                f"{body.entity} 没有登记，或不在这里记账：先登记单位和它的类型",
                f"{body.entity} is not on record, or keeps no books here: record it first",
            )
        )
    if body.purpose is not Purpose.YEAR:
        run_named(runs(deeds), body.of_run or "")
    run = Run(
        "-", body.entity, body.year, known.accounting, body.purpose, body.of_run, None
    )  # fmt: skip
    ledger = office.store.ledger
    archive = Archive(deeds, ledger.entries(body.entity), ledger.periods(), office.today())
    chosen = chosen_by(body.chosen, without_account(office, body.entity))
    return preview_of(prepared(archive, run, chosen))
