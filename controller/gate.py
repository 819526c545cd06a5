"""May fish be fed in this water: one judgement for the feeding law and its interlock.

It refuses to know meals and feeders. Source: ras-science 6, feed gate.
"""

from dataclasses import dataclass

from farm.site import FeedingControl
from farm.words import Words


@dataclass(frozen=True, slots=True)
class Gate:
    """Open or shut, with the words for it."""

    is_open: bool
    why: Words


FIT = Words(zh="水质合适", en="water is fit for feeding")
_BLIND = Words(zh="看不到溶氧，停止投喂", en="no oxygen reading: feeding stopped")
_OPEN = Gate(True, FIT)


def judged(
    was_open: bool, oxygen_mg_l: float | None, nh3_n_mg_l: float | None, control: FeedingControl
) -> Gate:
    """The gate now; it opens again only `resume_margin_mg_l` above where it shut.

    `nh3_n_mg_l` is None where ammonia is not measured: then oxygen alone decides.
    """
    if oxygen_mg_l is None:
        return Gate(False, _BLIND)
    least = control.stop_below_oxygen_mg_l + (0.0 if was_open else control.resume_margin_mg_l)
    if oxygen_mg_l < least:
        return Gate(False, _oxygen(oxygen_mg_l, least))
    if nh3_n_mg_l is not None and nh3_n_mg_l > control.stop_above_nh3_n_mg_l:
        return Gate(False, _ammonia(nh3_n_mg_l, control.stop_above_nh3_n_mg_l))
    return _OPEN


def _oxygen(now_mg_l: float, least_mg_l: float) -> Words:
    return Words(
        zh=f"溶氧 {now_mg_l:.1f}，低于投喂下限 {least_mg_l:g} mg/L，停止投喂",
        en=f"oxygen {now_mg_l:.1f} is below {least_mg_l:g} mg/L: feeding stopped",
    )


def _ammonia(now_mg_l: float, most_mg_l: float) -> Words:
    return Words(
        zh=f"非离子氨 {now_mg_l:.3f}，高于 {most_mg_l:g} mg/L，停止投喂",
        en=f"un-ionised ammonia {now_mg_l:.3f} is above {most_mg_l:g} mg/L: feeding stopped",
    )
