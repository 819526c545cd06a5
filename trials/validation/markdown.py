"""The table of published figures as Markdown, and its place in a page between two marks.

It refuses to know where the figures come from.
"""

from collections.abc import Sequence
from math import inf

from trials.validation.figure import Found, Kind
from trials.validation.table import Row

BEGIN = "<!-- begin: ras plant validate --write -->"
END = "<!-- end: ras plant validate --write -->"
HEAD = (
    "| figure | source | published | ours | difference | tolerance | verdict |",
    "|---|---|---|---|---|---|---|",
)
HEADINGS = {
    Kind.MEASURED: "Against measurements",
    Kind.EQUATION: "Against printed equations and tables",
    Kind.PLAN: "Against the design arithmetic of 320 t",
}


def number(value: float) -> str:
    """Four digits, more where a figure needs them to be told from its neighbour."""
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:.0f}"


def published(one: Found, unit: str) -> str:
    """A figure or a range, with its unit if it has one."""
    said = f"{one.low:.7g}" if one.low == one.high else f"{one.low:g}…{one.high:g}"
    said = f"{one.low:g} and more" if one.high == inf else said
    return said if unit == "-" else f"{said} {unit}"


def difference(one: Found) -> str:
    """Signed difference and its part of the published figure; nothing inside a range."""
    if one.difference == 0.0:
        return "inside" if one.low < one.high else "0"
    edge = one.low if one.difference < 0.0 else one.high
    part = f" ({100.0 * one.difference / abs(edge):+.2g} %)" if edge else ""
    return f"{one.difference:+.2g}{part}"


def verdict(row: Row) -> str:
    """`ok`, or how many figures stand outside and why if we know."""
    if not row.found:
        return "**not run yet**"
    where = f" (seed {row.kept.seed}, {row.kept.commit})" if row.kept else ""
    outside = sum(not one.ok for one in row.found)
    if not outside:
        return "ok" + where
    why = f": {row.item.differs.en}" if row.item.differs else ""
    return f"**outside**, {outside} of {len(row.found)}{why}{where}"


def line(row: Row) -> str:
    """One item: the figure that strains its tolerance most stands for its table."""
    item, one = row.item, row.worst
    count = f", worst of {len(item.points)}" if len(item.points) > 1 else ""
    what = f"`{item.name}` {item.what.en}"
    if one is None:
        return f"| {what} | {item.source} | | | | | {verdict(row)} |"
    cells = (
        f"{what}{count}: {one.at}",
        item.source,
        published(one, item.unit),
        number(one.our_value),
        difference(one),
        f"± {one.tolerance:.2g}, {item.within.why.en}" if one.tolerance else item.within.why.en,
        verdict(row),
    )
    return "| " + " | ".join(cells) + " |"


def markdown(rows: Sequence[Row]) -> str:
    """The whole table, by what agreement proves, with a count above."""
    figures = sum(len(row.found) for row in rows)
    outside = [row.item.name for row in rows if not row.ok]
    said = ", ".join(f"`{name}`" for name in outside) or "none"
    lines = [f"{len(rows)} items, {figures} figures. Outside their tolerance: {said}.", ""]
    for kind, heading in HEADINGS.items():
        lines += [f"### {heading}", "", *HEAD]
        lines += [line(row) for row in rows if row.item.kind is kind] + [""]
    return "\n".join(lines)


def placed(page: str, table: str) -> str:
    """Return the page with the table between its marks; ValueError when a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no marks {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{table}\n{END}{after}"
