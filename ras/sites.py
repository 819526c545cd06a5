"""Files on disk as a checked site: the YAML text, the device profiles, the overlay of wires.

It refuses to judge a site; farm.site_check does.
"""

from pathlib import Path

from ruamel.yaml import YAML

from farm.profile import Profile
from farm.site import Site
from farm.site_check import load_site
from ras.refusal import Refused

WIRES = "wires.yaml"
"""Overlay in the data folder: bus id → wire, written by the simulator."""


def read_text(path: Path) -> str:
    """Text of a file, or a refusal that says what to do."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Refused(f"找不到文件 {path}，检查路径", f"no file {path}; check the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            f"读不了 {path}：{error}；要 UTF-8 文本并有读权限",
            f"cannot read {path}: {error}; it must be UTF-8 text and readable",
        ) from error


def open_site(path: Path, wires: Path | None = None) -> tuple[Site, dict[str, Profile]]:
    """Site and profiles; Misconfigured with every mistake. `wires` replaces `wire:` lines only."""
    from drivers.profiles import load_profiles

    profiles = load_profiles()
    site = load_site(str(path), read_text(path), profiles)
    return (overlaid(site, wires) if wires and wires.exists() else site), profiles


def overlaid(site: Site, wires: Path) -> Site:
    """The same site with the wires of the overlay file."""
    given = YAML(typ="safe").load(read_text(wires)) or {}
    known = {bus.id for bus in site.buses}
    if not isinstance(given, dict) or not set(given) <= known:
        raise Refused(
            f"{wires} 里有不认识的总线：{set(given) - known}",
            f"{wires} names unknown buses: {set(given) - known}",
        )
    buses = tuple(
        bus.model_copy(update={"wire": str(given.get(bus.id, bus.wire))}) for bus in site.buses
    )
    return site.model_copy(update={"buses": buses})


def data_folder(path: Path) -> Path:
    """The folder, made if need be and writable; otherwise one clear sentence."""
    try:
        path.mkdir(parents=True, exist_ok=True)
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
