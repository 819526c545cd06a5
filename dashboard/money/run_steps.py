"""A step of a run through the door: who may, admission with all it asks for, deed and vouchers.

It refuses to leave out a check: rules, days off, answers, offices and the run computed again are
always handed to admission.
"""

from datetime import date

from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.money.accounts_known import without_account
from dashboard.money.forms import KIND_OF, Form, needs_second
from dashboard.money.handing_in import (
    RecordedDeed,
    agreement,
    known_deeds,
    recorded,
    same,
    told_here,
)
from dashboard.money.office import Office, noted
from dashboard.money.run_deeds import Scene, deed_of
from dashboard.money.run_forms import RunStep
from dashboard.money.run_shapes import StepTaken
from dashboard.money.run_view import head_of
from dashboard.money.run_vouchers import vouchers_of
from dashboard.money.step_rights import STEP_RIGHTS
from dashboard.refusals import not_allowed
from records.deeds.deed import Deed
from records.dividend.prepare.choices import project_problem
from records.dividend.prepare.gather import Archive
from records.dividend.prepare.prepared import Prepared
from records.dividend.runs.admission import Circumstances, admit
from records.dividend.runs.deeds import RunComputed, RunDrafted, RunPosted, RunReviewed
from records.dividend.runs.state import Run, run_named, runs
from records.parties.persons import personal_problems
from records.parties.register import parties_on
from records.parties.state import Parties
from records.refusal import RuleRefused, problem
from records.rules.days import holidays
from records.rules.in_force import RuleSet, in_force, version_of
from records.rules.questions import answers
from records.store.act import Act
from records.store.deed_log import Judge, StoredDeed


async def take_step(desk: Desk, caller: Caller, body: RunStep) -> StepTaken:
    """Take one step of one run; Refused with the rule's words, and then nothing is written."""
    kind = str(KIND_OF[type(body.step)].model_fields["kind"].default)
    if not caller.may(STEP_RIGHTS[kind]):
        raise not_allowed()
    second = await agreement(desk, caller, body, needs_second(body.step))
    office = desk.money
    return await office.act(lambda: taken(office, caller, body.step, second))


def taken(office: Office, caller: Caller, form: Form, second: str = "") -> StepTaken:
    """Judge and write one step; whether the caller's role may take it was asked before."""
    known = known_deeds(office)
    stored = known.get(form.deed_id)
    if stored is not None:
        same(form, stored.deed, caller)
        run = run_named(runs(office.deeds()), str(getattr(stored.deed, "run", "")))
        return StepTaken(head=head_of(run, caller), deed=_told(stored), vouchers=(), repeated=True)
    _refuse_future(form, office.today())
    scene = _scene(office, caller, form, second)
    deed, prepared = deed_of(form, scene)
    admitted = _admitted(deed, scene, prepared)
    entries = vouchers_of(deed, scene, lambda run: office.store.ledger.entries(run_id=run))
    row = noted(
        caller, deed.kind.lower(), str(getattr(deed, "run", "")), reason=deed.note or "",
        detail={"deed": str(deed.deed_id), "second": second or None, "vouchers": len(entries)},
    )  # fmt: skip
    act = Act([deed], entries, audit=(row,))
    done = office.carry_out(act, caller, unchanged(scene.archive))
    return StepTaken(
        head=head_of(admitted, caller), deed=_told(done.deeds[0]), vouchers=tuple(done.vouchers),
        repeated=False,
    )  # fmt: skip


def _told(stored: StoredDeed) -> RecordedDeed:
    return recorded([stored], repeated=False).deeds[0]


def _scene(office: Office, caller: Caller, form: Form, second: str) -> Scene:
    deeds, entity = office.deeds(), str(getattr(form, "entity", ""))
    store = office.store
    day = getattr(form, "day", office.today())
    reads_books = KIND_OF[type(form)] in (RunComputed, RunReviewed, RunPosted)
    entries = store.ledger.entries(entity) if reads_books else []
    archive = Archive(deeds, entries, store.ledger.periods(), office.today())
    return Scene(
        archive, runs(deeds), parties_on(deeds, day), told_here(office, caller, second),
        without_account(office, entity),
    )  # fmt: skip


def _admitted(deed: Deed, scene: Scene, prepared: Prepared | None) -> Run:
    """The run with the deed entered; RuleRefused if it may not stand."""
    found = personal_problems([deed])
    if found:
        raise RuleRefused.of(found[0])
    around = circumstances(deed, scene, prepared)
    after = admit(deed, scene.archive.deeds, around)
    name = str(getattr(deed, "run", ""))
    if isinstance(deed, RunPosted):
        open_project = project_problem(scene.found[name], scene.found)
        if open_project is not None:
            raise RuleRefused.of(open_project)
    return after[name]


def circumstances(deed: Deed, scene: Scene, prepared: Prepared | None) -> Circumstances:
    """Everything that stands beside a step; nothing of it is ever left out."""
    archive, parties = scene.archive, scene.parties
    assert isinstance(parties, Parties)
    return Circumstances(
        _rules(deed, scene), archive.periods, holidays(archive.deeds), prepared, parties,
        answers(archive.deeds, deed.entity, archive.today),
    )  # fmt: skip


def _rules(deed: Deed, scene: Scene) -> RuleSet:
    deeds = scene.archive.deeds
    if isinstance(deed, RunDrafted):
        return in_force(deeds, deed.entity, date(deed.year, 12, 31))
    run = run_named(scene.found, str(getattr(deed, "run", "")))
    if run.ruleset is not None:
        return version_of(deeds, *run.ruleset)
    return in_force(deeds, run.entity, date(run.year, 12, 31))


def unchanged(archive: Archive) -> Judge:
    """A judge that nothing came between what was judged and what is written."""
    seen = len(archive.deeds)

    def judged(known: object, _new: object) -> None:
        assert isinstance(known, list) and len(known) == seen, "acts are one by one"

    return judged


def _refuse_future(form: Form, today: date) -> None:
    day = getattr(form, "day", today)
    if day > today:
        raise RuleRefused.of(
            problem(
                "DAY_IN_FUTURE",
                f"日期 {day} 还没有到（今天 {today}）：事情办了再登记",
                f"{day} has not come yet (today is {today}): record it once it is done",
            )
        )
