"""Tokens of robots from files that only this program's user may read.

It refuses to keep them anywhere else, to log them and to take a file that others may read.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from dashboard.messages.robots import Secrets
from farm.people import Robot

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts the credentials of a unit (systemd.exec, LoadCredential=)."""
FOLDER = "secrets"
BYTES_MAX = 512


class NoSecret(Exception):
    """Why a robot's secret cannot be used; never its content."""


def secrets_folder(data_dir: Path, environ: Mapping[str, str]) -> Path:
    """Systemd's where there is one, else a folder beside the books."""
    given = environ.get(CREDENTIALS)
    return Path(given) if given else data_dir / FOLDER


def secrets_of(robot: Robot, folder: Path) -> Secrets:
    """What a robot is addressed with; NoSecret when a file is missing, open to others or empty."""
    signing = "" if robot.secret_file is None else _read(folder / robot.secret_file)
    return Secrets(_read(folder / robot.token_file), signing)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise NoSecret(f"{path.name}: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NoSecret(f"{path.name}: others may read it, chmod 600")
    word = text.decode("ascii", "replace").strip()
    if not 8 <= len(word) <= BYTES_MAX or not word.isascii() or not word.isprintable():
        raise NoSecret(f"{path.name}: does not hold a token")
    return word
