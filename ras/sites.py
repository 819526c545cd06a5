"""Files on disk as a checked site: the YAML text, the device profiles, the overlay of wires.

It refuses to judge a site; farm.site_check does.
"""

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from farm.profile import Profile
from farm.site import Site
from farm.site_check import load_site
from ras.refusal import Refused

WIRES = "wires.yaml"
"""Overlay in the data folder: bus id → wire, written by the simulator."""


def read_text(path: Path) -> str:
    """Text of a file, or a refusal that says what to do."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path} 不是 UTF-8 文本（第 {error.start + 1} 个字节）：检查是不是给错了文件",
            f"{path} is not UTF-8 text (byte {error.start + 1}): is it the right file?",
        ) from error


def read_bytes(path: Path) -> bytes:
    """Content of a file, or a refusal that says what to do."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(f"找不到文件 {path}，检查路径", f"no file {path}; check the path") from error
    except IsADirectoryError as error:
        raise Refused(f"{path} 是目录，要一个文件", f"{path} is a folder; name a file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(
            f"读不了 {path}（{reason}）：检查读权限", f"cannot read {path} ({reason}): check rights"
        ) from error


def open_site(path: Path, wires: Path | None = None) -> tuple[Site, dict[str, Profile]]:
    """Site and profiles; Misconfigured with every mistake. `wires` replaces `wire:` lines only."""
    from drivers.profiles import load_profiles

    profiles = load_profiles()
    site = load_site(str(path), read_text(path), profiles)
    return (overlaid(site, wires) if wires else site), profiles


def overlaid(site: Site, wires: Path) -> Site:
    """The same site with the wires of the overlay file."""
    given = _wires(wires)
    strange = given.keys() - {bus.id for bus in site.buses}
    if strange:
        names = ", ".join(sorted(strange))
        raise Refused(
            f"{wires} 里有不认识的总线 {names}：它是为另一个场地写的",
            f"{wires} names unknown buses {names}: it was written for another site",
        )
    buses = tuple(
        bus.model_copy(update={"wire": given.get(bus.id, bus.wire)}) for bus in site.buses
    )
    return site.model_copy(update={"buses": buses})


def _wires(path: Path) -> dict[str, str]:
    try:
        given = YAML(typ="safe").load(read_text(path)) or {}
    except (YAMLError, ValueError, TypeError):
        given = None  # a key that cannot be hashed is a TypeError of the parser
    if not isinstance(given, dict) or not all(isinstance(wire, str) for wire in given.values()):
        raise Refused(
            f"{path} 不是总线替换表：每行写成 总线: 线路",
            f"{path} is no table of wires: write one line BUS: WIRE for each",
        )
    return {str(bus): wire for bus, wire in given.items()}


def data_folder(path: Path, *, private: bool = False) -> Path:
    """The folder, made if need be and writable; `private`: a new one is its owner's alone.

    Otherwise one clear sentence. Written to is only this folder, never the one around it.
    """
    try:
        path.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise Refused(
            f"数据目录 {path} 写不进去（{error.strerror}）：换目录或改权限",
            f"cannot write the data folder {path} ({error.strerror}): "
            "choose another or change its rights",
        ) from error
    return path
