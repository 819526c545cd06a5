"""A mistake in a configuration file: where it stands, what is wrong, what to do.

It refuses to know what the file is for.
"""

from dataclasses import dataclass

from farm.words import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` counts from 1; `path` is the place inside the file, dotted."""

    file: str
    line: int
    path: str
    wrong: Words
    remedy: Words

    def __str__(self) -> str:
        """One line for a terminal: file:line, what is wrong, what to do, in both languages."""
        return (
            f"{self.file}:{self.line}: {self.path}: {self.wrong.zh} → {self.remedy.zh}"
            f" | {self.wrong.en} → {self.remedy.en}"
        )


class Misconfigured(Exception):
    """Everything that is wrong with a configuration, at once; nothing may start."""

    def __init__(self, problems: list[Problem]) -> None:
        """Collect the problems, in the order of file and line."""
        self.problems = sorted(problems, key=lambda p: (p.file, p.line, p.path))
        super().__init__("\n".join(map(str, self.problems)))
