"""`ras dividend`: the distribution of a year, from a file to one canonical line.

It refuses to calculate: records.dividend does.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ras.paper import say
from ras.sites import read_text

app = typer.Typer(no_args_is_help=True, help="分红计算 / distribution")


@app.callback()
def _only_a_group() -> None:
    """分红计算 / distribution of a year."""


@app.command()
def run(
    source: Annotated[
        Path, typer.Argument(metavar="INPUT.json", help="DIV-SPEC D1 的输入，- 为标准输入")
    ],
) -> None:
    """按 DIV-SPEC-1.0 计算，标准输出只有一行规范 JSON / calculate, one canonical line on stdout.

    例 / example: ras dividend run year.json
    """
    from records.dividend.command import run_text

    text = sys.stdin.read() if str(source) == "-" else read_text(source)
    result = run_text(text)
    sys.stdout.write(result.stdout_line + "\n")
    if result.explanation is not None:
        say(f"{result.explanation.zh} | {result.explanation.en}")
    raise typer.Exit(result.exit_code)
