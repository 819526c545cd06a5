"""What was once computed and is computed again in every examination.

It refuses to compute itself: each function stands with what it recomputes.
"""

from records.audit.verify import Recheck

RECHECKS: tuple[Recheck, ...] = ()
