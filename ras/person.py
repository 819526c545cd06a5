"""The person at the terminal: told things, asked before anything is written, able to say no.

It refuses to decide anything; Ctrl-C and the end of input are a no.
"""

import getpass
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from farm.words import Words
from ras.paper import say

EVERY_S = 10.0
"""Between two lines of progress where nothing can be drawn over, s."""


@contextmanager
def quiet_getpass() -> Iterator[None]:
    """Without a terminal a password is read from what is piped in; no line of Python says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", getpass.GetPassWarning)
        yield


class Person:
    """Asks on the terminal. `agrees`: `--yes` was given, every question is answered with yes."""

    def __init__(self, *, agrees: bool = False) -> None:
        """A person who is there, or a test that agrees to everything."""
        self._agrees = agrees
        self._drawn = 0
        self._next_s = time.monotonic() + EVERY_S

    def tell(self, words: Words) -> None:
        """One sentence."""
        self.wipe()
        say(f"{words.zh} | {words.en}")

    def agree(self, words: Words) -> bool:
        """Ask; only a clear yes is a yes."""
        self.wipe()
        if self._agrees:
            say(f"{words.zh} | {words.en} [--yes]")
            return True
        try:
            return typer.confirm(f"{words.zh} | {words.en}", default=False, err=True)
        except (KeyboardInterrupt, EOFError, typer.Abort):
            say("")
            return False

    def number(self, words: Words) -> float | None:
        """A number the person reads off something; None when they give none."""
        self.wipe()
        try:
            text = typer.prompt(f"{words.zh} | {words.en}", default="", err=True).strip()
            return float(text.replace(",", ".")) if text else None
        except (KeyboardInterrupt, EOFError, typer.Abort, ValueError):
            return None

    def secret(self, words: Words, *, hidden: bool) -> str:
        """A name or a password; "" when none is given."""
        self.wipe()
        try:
            text = f"{words.zh} | {words.en}"
            with quiet_getpass():
                return str(typer.prompt(text, default="", show_default=False, hide_input=hidden,
                                    err=True))  # fmt: skip
        except (KeyboardInterrupt, EOFError, typer.Abort):
            return ""

    def second(self, why: Words) -> tuple[str, str]:
        """Another person, told why they are asked: name and password, "" when nobody agrees."""
        self.tell(why)
        name = self.secret(Words(zh="第二人登录名", en="second person's name"), hidden=False)
        return name, self.secret(Words(zh="第二人密码", en="their password"), hidden=True)

    def progress(self, text: str) -> None:
        """How far it is: over the last such line on a terminal, a line now and then in a file."""
        if not sys.stderr.isatty():
            if time.monotonic() >= self._next_s:
                self._next_s = time.monotonic() + EVERY_S
                say(text)
            return
        sys.stderr.write("\r" + text + " " * max(0, self._drawn - len(text)))
        sys.stderr.flush()
        self._drawn = len(text)

    def wipe(self) -> None:
        """End the line of progress."""
        if self._drawn:
            sys.stderr.write("\n")
            self._drawn = 0
