"""How a process of ours logs: one line an event on stderr, tracebacks short.

It refuses to know what is logged.
"""

import structlog


def plain_log() -> None:
    """UTC, level, event, facts; a traceback without the values of a whole program in it."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        cache_logger_on_first_use=True,
    )
