"""A refusal's sentence in both languages from one table and the facts of the case.

It refuses to know any code; a fact that is Words is said in the language of its sentence.
"""

from collections.abc import Mapping
from typing import TypeAlias

from farm.words import Words
from records.refusal import Problem, problem

Sentences: TypeAlias = Mapping[str, tuple[str, str]]
"""By code: the Chinese and the English sentence, with the facts' names in braces."""


def spoken(sentences: Sentences, code: str, facts: Mapping[str, object]) -> Problem:
    """The problem `code` of a table with its facts; KeyError for a fact that is not given."""
    zh, en = sentences[code]
    in_zh = {name: fact.zh if isinstance(fact, Words) else fact for name, fact in facts.items()}
    in_en = {name: fact.en if isinstance(fact, Words) else fact for name, fact in facts.items()}
    return problem(code, zh.format(**in_zh), en.format(**in_en))
