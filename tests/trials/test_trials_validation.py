"""Every published figure against ours, printed; what is known not to agree stays red in the table.

The figures themselves stand in trials.validation; here they are held to their tolerance.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from farm.words import Words
from trials.validation.figure import IN_RANGE, Found, Item, Kind, Printed, printed, single, span
from trials.validation.items import BY_NAME, ITEMS
from trials.validation.kept import FILE, read_kept, write_kept
from trials.validation.markdown import BEGIN, END, markdown, placed
from trials.validation.table import Kept, row, rows

PAGE = Path(__file__).parents[2] / "docs" / "plant.md"
QUICK = [item for item in ITEMS if not item.slow]
SLOW = [item for item in ITEMS if item.slow]


def shown(item: Item, one: Found) -> str:
    return (
        f"{item.name} [{one.at}]: {item.source}: {one.low:g}…{one.high:g} {item.unit}, "
        f"ours {one.our_value:.6g}, difference {one.difference:+.3g}, allowed {one.tolerance:.3g}"
    )


def held(item: Item, values: tuple[float, ...]) -> None:
    """Print every figure; fail when one is outside, or when one that we know to be is not."""
    found = item.found(values)
    print(*(shown(item, one) for one in found), sep="\n")
    outside = [shown(item, one) for one in found if not one.ok]
    if item.differs is None:
        assert not outside
    else:
        assert outside, f"it agrees now; take the reason away: {item.differs.en}"


@pytest.mark.parametrize("item", QUICK, ids=lambda item: item.name)
def test_a_published_figure(item: Item) -> None:
    held(item, tuple(item.values()))


@pytest.mark.parametrize("item", SLOW, ids=lambda item: item.name)
def test_a_kept_figure(item: Item) -> None:
    """As the last long run left it; `ras plant validate --slow` runs it anew."""
    kept = read_kept()[item.name]
    assert re.fullmatch(r"[0-9a-f]{7,}(-dirty)?|unknown", kept.commit)
    held(item, kept.values)


@pytest.mark.night
@pytest.mark.parametrize("item", SLOW, ids=lambda item: item.name)
def test_a_long_run(item: Item) -> None:
    values = tuple(item.values())
    held(item, values)
    assert values == pytest.approx(read_kept()[item.name].values, rel=1e-3), "keep it: --slow"


def test_nothing_is_kept_that_nobody_runs() -> None:
    assert set(read_kept()) == {item.name for item in SLOW}


def test_the_page_shows_what_the_command_prints() -> None:
    """`ras plant validate --write` puts it there."""
    page = PAGE.read_text(encoding="utf-8")
    table = markdown(rows(ITEMS, read_kept()))
    assert page == placed(page, table)


def test_a_figure_out_of_tolerance_is_not_ok() -> None:
    item = replace(BY_NAME["do-saturation-20"], points=single(9.17, 20.0))
    made = row(item, {}, run_slow=False)
    assert not made.ok
    assert made.worst is not None
    assert made.worst.difference == pytest.approx(9.092426 - 9.17, abs=1e-6)
    assert "**outside**" in markdown([made])


def item_of(value: float, points: tuple[Printed, ...], slow: bool = False) -> Item:
    return Item(
        "x", Kind.PLAN, "nobody", Words(zh="试", en="try"), "m", "here", points,
        lambda: value, printed(0.1), slow,
    )  # fmt: skip


def test_a_range_is_kept_at_both_ends_and_no_number_never_fits() -> None:
    within = replace(item_of(0.0, span(2.0, 3.0)), within=IN_RANGE)
    fits = [within.found([value])[0].ok for value in (1.99, 2.0, 2.5, 3.0, 3.01, float("nan"))]
    assert fits == [False, True, True, True, False, False]


def test_a_long_run_that_was_never_made_is_told() -> None:
    made = row(item_of(1.0, single(1.0), slow=True), {}, run_slow=False)
    assert not made.ok
    assert "not run yet" in markdown([made])


def test_kept_figures_go_there_and_back(tmp_path: Path) -> None:
    kept = {"x": Kept(1, "abc1234", (1.0, 2.5)), "a": Kept(2, "unknown", (3.25,))}
    write_kept(kept, tmp_path / "kept.json")
    assert read_kept(tmp_path / "kept.json") == kept
    assert read_kept(tmp_path / "none.json") == {}
    assert FILE.exists()


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        placed("nothing", "table")
    assert placed(f"a\n{BEGIN}\nold\n{END}\nb", "new") == f"a\n{BEGIN}\n\nnew\n{END}\nb"


def test_every_reason_says_something_in_both_languages() -> None:
    for item in ITEMS:
        for words in (item.what, item.within.why, *([item.differs] if item.differs else [])):
            assert re.search("[\u4e00-\u9fff]|pH|CO2", words.zh), item.name
