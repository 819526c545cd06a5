"""`ras dividend`: a calculation from a file to one canonical line, and the verbs of real runs.

It refuses to calculate: records.dividend does, here or behind the dashboard's doors.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ras.distribution import add_to
from ras.paper import say
from ras.refusal import Refused
from ras.sites import read_bytes

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _only_a_group() -> None:
    """分红计算 / distribution of a year.

    例 / example: ras dividend run year.json
    """


@app.command()
def run(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT.json", help="DIV-SPEC D1 的输入，- 为标准输入 / input, - is stdin"
        ),
    ],
) -> None:
    """按 DIV-SPEC-1.0 计算，标准输出只有一行规范 JSON / calculate, one canonical line on stdout.

    例 / example: ras dividend run year.json
    """
    from records.canonical import canonical_json
    from records.dividend.command import run_text
    from records.dividend.intake import MALFORMED

    body = sys.stdin.buffer.read() if str(source) == "-" else read_bytes(source)
    try:
        result = run_text(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        print(canonical_json({"error": MALFORMED}))
        raise Refused(f"{source} 不是 UTF-8 文本", f"{source} is not UTF-8 text") from error
    sys.stdout.write(result.stdout_line + "\n")
    if result.explanation is not None:
        say(f"{result.explanation.zh} | {result.explanation.en}")
    raise typer.Exit(result.exit_code)


add_to(app)
