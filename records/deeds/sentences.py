"""A refusal's sentence in both languages from one table and the facts of the case.

It refuses to know the codes of any one register. A fact that is Words is said in the sentence's
language.
"""

from collections.abc import Mapping
from typing import TypeAlias

from farm.words import Words
from records.refusal import Problem, problem

Sentences: TypeAlias = Mapping[str, tuple[str, str]]
"""By code: the Chinese and the English sentence, with the facts' names in braces."""


BREAKS_LATER_DEED = (
    "此项生效后，{day} 已登记的 {kind}（{deed_id}）就不能成立：{inner}。请先更正那一条，"
    "或与更正一起提交",
    "with this entry the {kind} of {day} ({deed_id}) could no longer stand: {inner}. Take "
    "that entry back first, or hand both in together",
)
"""What every register answers to an entry that pulls the ground from under a later one."""


def spoken(sentences: Sentences, code: str, facts: Mapping[str, object]) -> Problem:
    """The problem `code` of a table with its facts; KeyError for a fact that is not given."""
    zh, en = sentences[code]
    in_zh = {name: fact.zh if isinstance(fact, Words) else fact for name, fact in facts.items()}
    in_en = {name: fact.en if isinstance(fact, Words) else fact for name, fact in facts.items()}
    return problem(code, zh.format(**in_zh), en.format(**in_en))
