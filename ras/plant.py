"""`ras plant`: the simulated plant held against published figures, with every difference told.

It refuses to know any figure (trials.validation does) and to touch a wire.
"""

import fnmatch
import subprocess
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ras.paper import emit, say, table
from ras.plant_year import year
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from trials.validation.figure import Item
    from trials.validation.table import Row

app = typer.Typer(no_args_is_help=True)
app.command()(year)
ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "plant.md"
NEAREST = 6
SEED = 1
"""Of the long runs; the kept figures say it."""


@app.callback()
def _only_a_group() -> None:
    """模拟养殖场 / the simulated plant.

    例 / example: ras plant validate
    """


@app.command()
def validate(
    only: Annotated[
        str,
        typer.Option(
            "--only", metavar="NAME", help="只看这一项，如 zhu-*，逐点 / all points of it"
        ),
    ] = "",
    slow: Annotated[
        bool, typer.Option("--slow", help="长的也现在算，并存下 / run the long ones too, keep them")
    ] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="打印文档里的表 / print the table of the page")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="把表写进 docs/plant.md / put the table into the page")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="给程序读，每点一行 / for programs, a line each point")
    ] = False,
) -> None:
    """与公布的数据对照 / compare with published figures; exit 1 when one is outside tolerance.

    例 / example: ras plant validate --only do-saturation
    """
    rows = _rows(_chosen(only), slow)
    if as_json:
        _emit(rows)
    elif as_markdown or write:
        _markdown(rows, write, bool(only))
    else:
        _print(rows, bool(only))
    raise typer.Exit(0 if all(row.ok for row in rows) else NO)


def _chosen(only: str) -> "list[Item]":
    from trials.validation.items import BY_NAME, ITEMS

    chosen = fnmatch.filter(BY_NAME, only or "*")
    if not chosen:
        near = ", ".join(get_close_matches(only, BY_NAME, NEAREST, cutoff=0.0))
        raise Refused(
            f"没有 {only} 这一项；最像的：{near}；不带 --only 列出全部",
            f"no item {only}; most like it: {near}; without --only all are listed",
        )
    return [item for item in ITEMS if item.name in chosen]


def _rows(items: "list[Item]", slow: bool) -> "list[Row]":
    """Quick ones run, long ones as kept; with `slow` they run now and are kept."""
    from trials.validation.kept import read_kept, write_kept
    from trials.validation.table import Kept, row

    kept, rows = read_kept(), []
    for item in items:
        if slow and item.slow:
            say(f"{item.name}: {item.what.zh} | {item.what.en} …")
            kept[item.name] = Kept(SEED, _commit(), tuple(item.values()))
            write_kept(kept)
        rows.append(row(item, kept, run_slow=False))
    return rows


def _commit() -> str:
    """Short name of the commit this runs from, with a mark when files differ from it."""
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return told.stdout.strip()


def _emit(rows: "list[Row]") -> None:
    for row in rows:
        item = row.item
        for one in row.found:
            emit(
                {
                    "name": item.name, "kind": item.kind, "source": item.source, "at": one.at,
                    "what": item.what.model_dump(), "unit": item.unit,
                    "published": [one.low, one.high if isfinite(one.high) else None],
                    "ours": one.our_value, "difference": one.difference, "allowed": one.tolerance,
                    "ok": one.ok, "commit": row.kept.commit if row.kept else None,
                }
            )  # fmt: skip


def _markdown(rows: "list[Row]", write: bool, partial: bool) -> None:
    from trials.validation.markdown import markdown, placed

    if write and partial:
        raise Refused(
            "--write 要写整张表，不能只写一项", "--write takes the whole table: no --only"
        )
    body = markdown(rows)
    if write:
        PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), body), encoding="utf-8")
    else:
        print(body)


def _print(rows: "list[Row]", all_points: bool) -> None:
    from trials.validation.markdown import difference, number, published

    heads = ["name", "对照什么 what", "来源 source", "公布 published", "本场 ours", "差 diff", "?"]
    cells = [
        [
            row.item.name, f"{row.item.what.zh} {row.item.what.en}: {one.at}", row.item.source,
            published(one, row.item.unit), number(one.our_value), difference(one),
            "ok" if one.ok else "不符 OUTSIDE",
        ]
        for row in rows
        for one in (row.found if all_points else [row.worst])
        if one is not None
    ]  # fmt: skip
    table("公布的数据与本场 / published figures and ours", heads, cells)
    for row in rows:
        if not row.found:
            say(f"{row.item.name}: 还没有算过，用 --slow | never run: --slow")
        elif not row.ok and row.item.differs:
            say(f"{row.item.name}: {row.item.differs.zh} | {row.item.differs.en}")
