"""A person's mistake at the command line, said in two languages, without a traceback.

It refuses to know which verb it happened in.
"""

from farm.words import Words

NO, USAGE = 1, 2
"""Exit codes: the answer is no; usage or configuration."""


class Refused(Exception):
    """Stop the verb, print `words` on stderr, end with `exit_code`."""

    def __init__(self, zh: str, en: str, exit_code: int = USAGE) -> None:
        """What is wrong and what to do, in both languages."""
        self.words, self.exit_code = Words(zh=zh, en=en), exit_code
        super().__init__(f"{zh} | {en}")
