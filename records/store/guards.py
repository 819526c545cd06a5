"""The triggers by which the database itself refuses to change what was written: are they there?

It refuses to put them back: a journal whose guards are gone was in somebody's hands.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import create_engine

from records.audit.chains import Row
from records.refusal import Problem, problem
from records.store.database import migrate

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def guard_problems(found: Iterable[Row]) -> list[Problem]:
    """Which guards of a SQLite journal are gone, changed or not ours; `found`: rows of GUARDS."""
    there, ours = {row[0]: row[1] for row in found}, _made()
    wrong = {name for name in there.keys() | ours.keys() if there.get(name) != ours.get(name)}
    return [
        problem(
            "GUARD_MISSING",
            f"数据库的防改触发器 {name} 不见了或被改过",
            f"the guard {name} of the database is gone or was changed",
        )
        for name in sorted(wrong)
    ]


def _made() -> Mapping[str, str]:
    """The guards as the steps make them, in an empty database in memory."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migrate(connection)
            return {row[0]: row[1] for row in connection.exec_driver_sql(GUARDS)}
    finally:
        engine.dispose()
