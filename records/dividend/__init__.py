"""Distribution by law and charter: DIV-SPEC-1.0 as pure calculations on whole fen.

It refuses to read, write or print anything, and to know a float.
"""

from records.dividend.command import CommandResult, run_command, run_text

__all__ = ["CommandResult", "run_command", "run_text"]
