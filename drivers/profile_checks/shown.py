"""Is every number a profile gives shown by a golden frame: each point, each setting, no value too?

What no frame shows, or only as 0, could be moved or mistyped unseen. It refuses to judge the
frames themselves (profile_frames) and text devices, whose formats have tests of their own.
"""

from collections.abc import Iterator

from drivers.profile_checks.frames import NONE
from drivers.profile_checks.layout import Found, found
from farm.profile import Profile, expanded


def unshown(profile: Profile) -> Iterator[Found]:
    """Everything that stands in the profile and in no expected value."""
    shown: dict[str, set[float | str]] = {}
    for frame in profile.frames:
        if frame.rx and frame.read:
            for key, value in frame.expect.items():
                shown.setdefault(key, set()).add(value)
    for index, setting in enumerate(profile.settings):
        if profile.reads and setting.key not in shown:
            yield _unproven(("settings", index), setting.key)
    for index, read in enumerate(profile.reads):
        for number, point in enumerate(read.points):
            at = ("reads", index, "points", number)
            keys = expanded(point.key, point.count)
            least = min(2, len(keys))  # two of a row also show how far they stand apart
            seen = [shown.get(key, set()) - {NONE} for key in keys]
            if sum(map(bool, seen)) < least or not set().union(*seen) - {0}:
                yield _unproven(at, point.key)
            if point.sentinels and not any(NONE in shown.get(key, ()) for key in keys):
                yield found(
                    (*at, "sentinels"),
                    f"没有样例帧显示 {point.key} 无值",
                    f"no golden frame shows {point.key} without a value",
                    f"加一帧，expect: {{{point.key}: none}}",
                    f"add a frame with expect: {{{point.key}: none}}",
                )


def _unproven(at: tuple[str | int, ...], key: str) -> Found:
    return found(
        at,
        f"没有样例帧证明 {key}（0 不算）",
        f"no golden frame shows {key} as more than 0",
        f"加一帧：read 写其读取或设定，expect 写 {key} 的值",
        f"add a frame of its read or setting that expects a value of {key}",
    )
