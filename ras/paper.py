"""What a verb prints: JSON lines for programs on stdout, sentences for people on stderr.

It refuses to know what is being said.
"""

import json
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

FILE_COLUMNS = 200
"""Width of a table that goes into a file or a pipe, characters."""


def emit(body: object) -> None:
    """One canonical JSON line on stdout."""
    sys.stdout.write(json.dumps(body, ensure_ascii=False, sort_keys=True) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """One sentence on stderr, at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def table(title: str, heads: list[str], rows: list[list[str]]) -> None:
    """A table for people on stdout."""
    drawn = Table(title=title, title_justify="left")
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    wide = None if sys.stdout.isatty() else FILE_COLUMNS
    Console(width=wide, markup=False, emoji=False, highlight=False).print(drawn)


def pairs(title: str, body: Mapping[str, object]) -> None:
    """Names and values, one a line, for people on stdout."""
    width = max(map(len, body), default=0)
    lines = [f"{name:<{width}}  {value}" for name, value in body.items()]
    sys.stdout.write("\n".join([title, *lines]) + "\n")
