"""What may be calibrated or compared on a model, and who may not: in sentences that are true.

It refuses to touch a device.
"""

from typing import TYPE_CHECKING

from farm.profile import expanded
from ras.calibration_list import ways_of
from ras.refusal import NO, Refused

if TYPE_CHECKING:
    from drivers.commissioning.recognise import Found
    from farm.profile import Profile


def possible(profile: "Profile", procedure: str, check: str) -> None:
    """Refused when this cannot be done on the model, with what can."""
    keys = measured(profile)
    known = ", ".join(keys)
    if not keys:
        raise Refused(
            f"{profile.id} 没有可以标定或核对的测量值",
            f"{profile.id} measures nothing that could be calibrated or compared",
            NO,
        )
    if check and check not in keys:
        raise Refused(f"不能核对 {check}，有 {known}", f"no {check}; there are {known}")
    if check or any(row.id == procedure or not procedure for row in ways_of(profile)):
        return
    name = f" {procedure}" if procedure else ""
    raise Refused(
        f"{profile.id} 没有有出处的标定方法{name}；可以核对：--check（{known}）",
        f"no sourced calibration{name} for {profile.id}; compare instead: --check ({known})",
        NO,
    )


def measured(profile: "Profile") -> list[str]:
    """Keys whose value a reference instrument can tell: no bits, codes and counters."""
    told = [
        key
        for read in profile.reads
        for point in read.points
        if point.type not in ("bit", "string") and point.bits is None and point.mask is None
        if point.holds is None and not point.means and point.unit
        for key in expanded(point.key, point.count)
    ]
    text = profile.ascii
    if text is not None and text.identify is not None:  # else nobody knows whom one compares
        told += [point.key for point in text.points]
    named = {point.decimals for read in profile.reads for point in read.points}
    return [key for key in told if key not in named] + [row.key for row in profile.derived]


def stranger(unit: int, profile: str, found: "Found | None") -> tuple[str, str]:
    """Why the station at this number is not calibrated, zh and en."""
    if found is None:
        return (
            f"{unit} 号没有应答：查电源、接线、站号",
            f"nobody answers as {unit}: check power, wires, number",
        )
    if found.doubled:
        return (
            f"有两台设备都应答 {unit} 号：拔掉一台再来；没有写",
            f"two devices answer as {unit}: unplug one and come again; nothing written",
        )
    there = ", ".join(found.profiles[:4])
    rather, rather_en = (f"，像 {there}", f" (rather {there})") if there else ("", "")
    return (
        f"{unit} 号的应答不像 {profile}{rather}；没有写",
        f"what answers as {unit} is not like {profile}{rather_en}; nothing written",
    )
