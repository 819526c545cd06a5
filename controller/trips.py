"""When a tank's emergency oxygen must open, and when a person may close it again.

It refuses to know valves; it keeps, per tank, how long each cause has lasted.
Source: ras-science 6, emergency O2 logic.
"""

from dataclasses import dataclass, replace

from farm.words import Words

FALLING_MG_L_MIN = -0.05
"""A slope below this confirms a single probe that reads low, mg/L/min."""
ONE_PROBE_S = 60.0
"""One probe that stays below the limit opens after this even while it does not fall, s."""
NO_FLOW_S = 60.0
NO_MAINS_S = 30.0
"""Neither mains nor genset for this long (F-36: no power back in 30 s), s."""


@dataclass(frozen=True, slots=True)
class TankState:
    """What the trip looks at. `below`: good probes under the opening limit, of `good`."""

    oxygen_mg_l: float | None
    good: int
    below: int
    slope_mg_l_min: float | None
    flow_lost: bool
    power_lost: bool


@dataclass(frozen=True, slots=True)
class Trip:
    """Memory of one tank. `cause` is empty until tripped; latched until a person resets it."""

    cause: str = ""
    low_s: float = 0.0
    dry_s: float = 0.0
    dark_s: float = 0.0
    since_ms: int = 0

    @property
    def is_open(self) -> bool:
        """True while the emergency valve is held open."""
        return self.cause != ""

    def step(self, state: TankState, elapsed_s: float, at_ms: int) -> "Trip":
        """Count each cause on; latch the first that is ripe."""
        if not (state.below or state.flow_lost or state.power_lost or self._counts):
            return self
        timed = replace(
            self,
            low_s=self.low_s + elapsed_s if state.below else 0.0,
            dry_s=self.dry_s + elapsed_s if state.flow_lost else 0.0,
            dark_s=self.dark_s + elapsed_s if state.power_lost else 0.0,
        )
        if timed.cause:
            return timed
        cause = timed.ripe(state)
        return replace(timed, cause=cause, since_ms=at_ms) if cause else timed

    @property
    def _counts(self) -> bool:
        return self.low_s + self.dry_s + self.dark_s > 0

    def ripe(self, state: TankState) -> str:
        """The cause that opens now, or nothing."""
        falling = state.slope_mg_l_min is not None and state.slope_mg_l_min < FALLING_MG_L_MIN
        if state.below >= 2:
            return "two_probes"
        if state.below and (falling or self.low_s >= ONE_PROBE_S):
            return "one_probe"
        if self.dry_s > NO_FLOW_S:
            return "blind_no_flow" if state.good == 0 else "no_flow"
        return "no_power" if self.dark_s > NO_MAINS_S else ""

    def reset_refused(self, state: TankState, close_mg_l: float) -> Words | None:
        """Why a person may not close it yet, or None."""
        if state.oxygen_mg_l is None:
            return Words(
                zh="看不到溶氧，不能复位", en="oxygen cannot be seen: the trip cannot be reset"
            )
        if state.oxygen_mg_l < close_mg_l:
            return Words(
                zh=f"溶氧 {state.oxygen_mg_l:.1f}，达到 {close_mg_l:g} mg/L 后才能复位",
                en=f"oxygen {state.oxygen_mg_l:.1f}: reset is possible from {close_mg_l:g} mg/L",
            )
        if state.flow_lost or state.power_lost:
            return Words(zh="水流或供电尚未恢复", en="flow or power is not back yet")
        return None


UNTRIPPED = Trip()
"""A tank nothing has befallen."""

UNKNOWN = "unknown"
"""Cause of a trip an earlier run left in words nobody knows now: it stays open all the same."""

CAUSES: dict[str, Words] = {
    "two_probes": Words(zh="两支探头都低于开启限", en="both probes below the opening limit"),
    "one_probe": Words(zh="一支探头低于开启限", en="one probe below the opening limit"),
    "no_flow": Words(zh="水流中断超过 60 秒", en="no flow for more than 60 s"),
    "blind_no_flow": Words(
        zh="看不到溶氧且水流中断超过 60 秒", en="no oxygen reading and no flow for more than 60 s"
    ),
    "no_power": Words(zh="停电且发电机未供电", en="mains lost and no genset"),
    "life_support": Words(zh="生命保障模式", en="life support mode"),
    UNKNOWN: Words(
        zh="上次运行留下的跳闸，原因无法识别", en="tripped in an earlier run, cause not recognised"
    ),
}
"""Words of each cause."""
