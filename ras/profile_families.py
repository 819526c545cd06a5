"""All device profiles as one page of the documentation: what each rests on and what was checked.

It refuses to judge them; `ras profile check` does.
"""

from collections import Counter
from collections.abc import Mapping

from farm.profile import Profile

HEAD = """# Device families

Every model that ships, what its register map rests on, and what the checks see. Written by
`ras profile list --markdown`; a test keeps it equal. How to add your own: [devices.md](devices.md).

| Status | Meaning |
|---|---|
| `hardware` | seen on a real device, with frames recorded from it |
| `manual` | typed from the maker's document |
| `code` | from somebody's program, or a list that names the maker's document |
| `specification` | our own demand on who builds it, or a published standard |
| `draft` | from memory or contradicted: read-only, off until the site file says `enabled: true` |

Frames: vendor (printed by the maker) / captured (recorded from a device) / computed (ours: proves
only that we agree with ourselves). Every bit of every frame is turned over once in the tests and
seen. `id`: the model is asked who it is before it is believed. `back`: settings that must stand in
the device and are read back. No model here has been tried on hardware of our own yet.
"""
COLUMNS = ("model", "what", "status", "rests on", "way", "frames", "id", "back", "writes")


def families(profiles: Mapping[str, Profile]) -> str:
    """The page, one table for each kind of device."""
    kinds = sorted({profile.kind.partition(".")[0] for profile in profiles.values()})
    parts = [HEAD]
    for kind in kinds:
        rows = [row for row in profiles.values() if row.kind.partition(".")[0] == kind]
        parts.append(f"## {kind}\n\n{_table(rows)}")
    return "\n".join(parts)


def _table(profiles: list[Profile]) -> str:
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
    lines += ["| " + " | ".join(_row(profile)) + " |" for profile in profiles]
    return "\n".join(lines) + "\n"


def _row(profile: Profile) -> list[str]:
    kinds = Counter(source.kind or "?" for source in profile.sources)
    origins = Counter(frame.origin for frame in profile.frames)
    frames = f"{origins['vendor']} / {origins['captured']} / {origins['computed']}"
    if profile.signal is not None:
        frames = f"{len(profile.signal.vectors)} check values"
    return [
        f"`{profile.id}` {', '.join(profile.models)}".replace("|", "/"),
        f"{profile.title.zh} {profile.title.en}".replace("|", "/"),
        profile.status.value,
        ", ".join(f"{kind} × {times}" if times > 1 else kind for kind, times in kinds.items()),
        ", ".join(way.value for way in profile.transport),
        frames,
        "yes" if profile.identify else "",
        str(len(profile.settings) or ""),
        str(len(profile.write_keys()) or ""),
    ]
