"""The files of the history folder: their names, their tables, which month an hour lies in.

It refuses to know what is packed into a blob.

`hot.db`: the running hours, one durable commit a second, and the tag register.
`history-YYYY-MM.db`: whole clock hours of one UTC month, written once an hour, readable alone;
the disk-full ladder may delete old ones.
"""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from farm.words import Words
from records.durable import StorageFault, open_durable, open_readonly

VERSION = 1
HOT_NAME = "hot.db"
LOCK_NAME = "writer.lock"
TAG_BITS = 16
TAG_LIMIT = 1 << TAG_BITS
"""Tag numbers are below this and never used again for another name."""

PAGE_BYTES = 16384
"""Page of a month file, bytes: blobs of 1 to 4 kB would leave a third of smaller pages empty."""

_TAGS = """
CREATE TABLE IF NOT EXISTS tag (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT NOT NULL
) STRICT;
"""

HOT_SCHEMA = f"""
{_TAGS}
CREATE TABLE IF NOT EXISTS hot (
    id INTEGER PRIMARY KEY,        -- Unix second << 16 | turn
    data BLOB NOT NULL             -- records of records/history/hot.py
) STRICT;
"""

MONTH_SCHEMA = f"""
{_TAGS}
CREATE TABLE IF NOT EXISTS instants (
    id INTEGER PRIMARY KEY,        -- hour << 16 | column; tags polled together share one
    data BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS chunk (
    id INTEGER PRIMARY KEY,        -- hour << 16 | tag; hour = Unix seconds // 3600
    samples INTEGER NOT NULL,
    instants INTEGER NOT NULL,     -- id in instants
    data BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS r60 (
    id INTEGER PRIMARY KEY,        -- day << 16 | tag; day = Unix seconds // 86400
    data BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS r3600 (
    tag INTEGER NOT NULL, hour INTEGER NOT NULL,
    samples INTEGER NOT NULL, numbers INTEGER NOT NULL, good INTEGER NOT NULL,
    low REAL, high REAL, total REAL NOT NULL, first REAL, last REAL,
    held_mean REAL, held_ms INTEGER NOT NULL, worst INTEGER NOT NULL,
    PRIMARY KEY (tag, hour)
) STRICT, WITHOUT ROWID;
"""

_MONTH_NAME = re.compile(r"history-(\d{4})-(\d{2})\.db")


def month_of(hour: int) -> str:
    """UTC month YYYY-MM of an hour (Unix seconds // 3600)."""
    return datetime.fromtimestamp(hour * 3600, UTC).strftime("%Y-%m")


def month_hours(month: str) -> range:
    """Hours (Unix seconds // 3600) of a UTC month YYYY-MM."""
    year, number = map(int, month.split("-"))
    start = datetime(year, number, 1, tzinfo=UTC)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    return range(int(start.timestamp()) // 3600, int(end.timestamp()) // 3600)


def month_path(folder: Path, month: str) -> Path:
    """File of one UTC month."""
    return folder / f"history-{month}.db"


def month_files(folder: Path) -> list[tuple[str, Path]]:
    """Months that have a file, oldest first."""
    found = ((_MONTH_NAME.fullmatch(path.name), path) for path in folder.glob("history-*.db"))
    return sorted((f"{match[1]}-{match[2]}", path) for match, path in found if match)


def open_hot(folder: Path, max_bytes: int | None = None) -> sqlite3.Connection:
    """Writing connection of the running hours. Raises StorageFault."""
    return open_durable(folder / HOT_NAME, HOT_SCHEMA, VERSION, max_bytes=max_bytes)


def open_month(folder: Path, month: str, max_bytes: int | None = None) -> sqlite3.Connection:
    """Writing connection of one month. Raises StorageFault."""
    path = month_path(folder, month)
    return open_durable(path, MONTH_SCHEMA, VERSION, max_bytes=max_bytes, page_bytes=PAGE_BYTES)


def read_tags(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Name → (number, unit) of the tags one file knows."""
    rows = connection.execute("SELECT name, number, unit FROM tag")
    return {name: (number, unit) for name, number, unit in rows}


def register_from_months(folder: Path) -> dict[str, tuple[int, str]]:
    """The tag register as the month files remember it, for a folder whose `hot.db` is new.

    Raises StorageFault when two files number one tag differently: they are from different farms
    and must not be continued as one.
    """
    register: dict[str, tuple[int, str]] = {}
    names: dict[int, str] = {}
    for _, path in month_files(folder):
        connection = open_readonly(path, VERSION)
        try:
            tags = read_tags(connection)
        finally:
            connection.close()
        for name, (number, unit) in tags.items():
            if names.setdefault(number, name) != name or register.get(name, (number,))[0] != number:
                raise StorageFault(foreign(name))
            register[name] = (number, unit)
    return register


def foreign(name: str) -> Words:
    """What to say about a file that numbers a tag otherwise than its neighbours."""
    return Words(
        zh=f"历史文件夹中各文件对标签 {name} 的编号不一致。请移走不属于本场的历史文件。",
        en=f"The files of the history folder number tag {name} differently. "
        "Move away the history files of another farm.",
    )
