"""No weight becomes a fact unless the scale is Good, stable and loaded: whatever is said before.

Knows sequences of readings made up here; a reading that is not Good has no value.
"""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from controller.facts import Draft, Tally, tallied
from controller.notes import Notes
from controller.plant import farm_plan
from farm.fact import Fact, FactKind
from farm.tag import TagName
from tests.controller.fake_farm import calm, frozen, load

PLAN = farm_plan(load("trial"))
SEEN = st.tuples(
    st.sampled_from([None, 0.0, 812.5, 640.25, -3.5, 0.05]), st.sampled_from([None, 0.0, 1.0])
)


def weights(seen: list[tuple[float | None, float | None]]) -> list[list[Draft]]:
    tally, told = Tally({}), []
    for second, (kg, stable) in enumerate(seen):
        values = calm(PLAN.layout, scale=kg, scale_stable=stable)
        tally, drafts = tallied(
            PLAN.facts, tally, frozen(PLAN.layout, values, second), {}, elapsed_s=1.0
        )
        told.append([row for row in drafts if row.kind is FactKind.WEIGHT_STABLE_G])
    return told


@given(st.lists(SEEN, max_size=40))
def test_only_a_good_stable_weight_is_told_and_no_other_number(
    seen: list[tuple[float | None, float | None]],
) -> None:
    for (kg, stable), told in zip(seen, weights(seen), strict=True):
        if kg is None or stable != 1.0:
            assert not told
        for draft in told:
            assert kg is not None and draft.amount == round(kg * 1000)


@given(st.lists(SEEN, max_size=40))
def test_between_two_told_weights_the_scale_moved_or_was_empty(
    seen: list[tuple[float | None, float | None]],
) -> None:
    carries = False
    for (kg, stable), told in zip(seen, weights(seen), strict=True):
        assert not (told and carries)
        empty = stable == 1.0 and kg is not None and abs(kg) < 0.1
        carries = bool(told) or (carries and stable != 0.0 and not empty)


def test_a_second_basket_is_told_although_no_weight_was_shown_in_motion() -> None:
    seen = [(812.5, 1.0), (812.5, 1.0), (None, 0.0), (None, 0.0), (640.25, 1.0), (640.25, 1.0)]
    told = [draft.amount for drafts in weights(list(seen)) for draft in drafts]
    assert told == [812_500, 640_250]


def test_the_raw_frame_stands_behind_a_weight_and_behind_nothing_else() -> None:
    told: list[Fact] = []
    frames = {TagName("farm.scale"): b"\x02+"}
    notes = Notes(
        SimpleNamespace(boot="b", fact=told.append),
        SimpleNamespace(),
        {},
        frame_behind=frames.__getitem__,
    )
    for kind in (FactKind.WEIGHT_STABLE_G, FactKind.FEED_DOSED_G):
        notes.facts([Draft(kind, "farm", 1, 0, 1, "farm.scale")])
    assert [fact.frame for fact in told] == ["02 2B", ""]
