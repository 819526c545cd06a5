"""Whether the offices that people hold let them take a step of a run (农村集体经济组织法 art. 34).

It refuses to know the offices themselves; the register of parties is handed in.
"""

from collections.abc import Iterator

from records.deeds.deed import Deed
from records.dividend.runs.deeds import RunApproved, RunReviewed
from records.dividend.runs.state import Run
from records.parties.conflicts import Steps, steps_of_logins, steps_problems
from records.parties.state import Parties
from records.refusal import Problem

_NOBODY_YET = "-"


def office_problems(deed: Deed, run: Run, parties: Parties) -> Iterator[Problem]:
    """What the register of offices has against a review or an approval by these logins."""
    match deed:
        case RunReviewed():
            persons, unknown = steps_of_logins(parties, Steps(run.maker, deed.actor, deed.actor))
            approved = _NOBODY_YET
        case RunApproved():
            logins = Steps(run.maker, run.reviewer, deed.actor)
            persons, unknown = steps_of_logins(parties, logins)
            approved = persons.approved if persons else _NOBODY_YET
        case _:
            return
    yield from dict.fromkeys(unknown)
    if persons is not None:
        steps = Steps(persons.prepared, persons.reviewed, approved)
        yield from steps_problems(parties, run.entity, deed.day, steps)
