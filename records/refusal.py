"""How the books say no: a code for programs and a sentence in both languages for people.

It refuses to know which rule was broken; each room keeps its own rules.
"""

from dataclasses import dataclass

from farm.words import Words


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why something was not accepted; `code` is upper case ASCII."""

    code: str
    explanation: Words

    def __str__(self) -> str:
        """One line for a log or a terminal."""
        return f"{self.code}: {self.explanation.zh} | {self.explanation.en}"


def problem(code: str, zh: str, en: str) -> Problem:
    """A problem from its code and its sentence in both languages."""
    return Problem(code, Words(zh=zh, en=en))


class RuleRefused(Exception):
    """A rule said no; nothing was computed or written."""

    def __init__(self, code: str, explanation: Words) -> None:
        """Keep the code and the sentence for people."""
        self.code = code
        self.explanation = explanation
        super().__init__(f"{code}: {explanation.zh} | {explanation.en}")

    @classmethod
    def of(cls, found: Problem) -> "RuleRefused":
        """The same refusal as an exception."""
        return cls(found.code, found.explanation)


class EventRefused(Exception):
    """Events that cannot stand, with every reason; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the reasons in the order found."""
        assert problems
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


def other_content(identity: str) -> Problem:
    """The problem of an identity that is used again for something else."""
    return problem(
        "SAME_ID_OTHER_CONTENT",
        f"编号 {identity} 已用于内容不同的记录，未写入",
        f"id {identity} already stands for another content; nothing was written",
    )
