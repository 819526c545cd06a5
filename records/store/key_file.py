"""The file of the keys of personal data: its owner's alone, and never beside the data.

It refuses a file that others may read and one that lies where the data lies: who takes the disk of
the data or a backup of it must not have the keys with it.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from farm.words import Words
from records.durable import StorageFault, explain
from records.personal.cipher import KEY_BYTES
from records.personal.keys import KeyRing, read_keys

RIGHTS = 0o600
_BYTES_MAX = 200_000


def read_key_file(path: Path, data: Path | None = None) -> KeyRing:
    """The keys; `data`: folder they must not lie in. StorageFault, RuleRefused KEYS_UNREADABLE."""
    _refuse_place(path, data)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or stat.S_IMODE(about.st_mode) & 0o077:
                raise StorageFault(_open_to_others(path))
            if about.st_uid != os.geteuid():
                raise StorageFault(_of_another(path))
            body = file.read(_BYTES_MAX)
    except OSError as error:
        raise StorageFault(explain(error, path)) from error
    return read_keys(body.decode("ascii", "replace"))


def make_key_file(
    path: Path, data: Path | None = None, random: Callable[[int], bytes] = os.urandom
) -> KeyRing:
    """A new file with a first key; StorageFault if there is one already."""
    _refuse_place(path, data)
    if path.exists():
        raise StorageFault(_exists(path))
    ring = KeyRing({1: random(KEY_BYTES)})
    _write(path, ring)
    return ring


def add_key(
    path: Path, data: Path | None = None, random: Callable[[int], bytes] = os.urandom
) -> KeyRing:
    """A new current key in the file; the older ones stay, for what they sealed."""
    ring = read_key_file(path, data).with_key(random(KEY_BYTES))
    _write(path, ring)
    return ring


def _write(path: Path, ring: KeyRing) -> None:
    draft = path.with_name(path.name + ".new")
    try:
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, RIGHTS)
        with open(descriptor, "w", encoding="ascii") as file:
            file.write(ring.text())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise StorageFault(explain(error, path)) from error


def _refuse_place(path: Path, data: Path | None) -> None:
    if data is not None and path.resolve().is_relative_to(data.resolve()):
        raise StorageFault(
            Words(
                zh=f"密钥文件 {path} 在数据目录 {data} 里：拿走数据的人也会拿走密钥。请放到别处。",
                en=f"the key file {path} lies in the data folder {data}: who takes the data takes "
                "the keys. Put it elsewhere.",
            )
        )


def _open_to_others(path: Path) -> Words:
    return Words(
        zh=f"密钥文件 {path} 不是只有本人可读的普通文件。请运行 chmod 600 {path}",
        en=f"the key file {path} is not a plain file that only its owner may read: chmod 600 it",
    )


def _of_another(path: Path) -> Words:
    return Words(
        zh=f"密钥文件 {path} 属于另一个用户", en=f"the key file {path} belongs to another user"
    )


def _exists(path: Path) -> Words:
    return Words(
        zh=f"密钥文件 {path} 已有，不覆盖。轮换请追加新密钥。",
        en=f"the key file {path} is there and is not overwritten; to rotate, add a key.",
    )
