"""The last minutes of every tank's oxygen, kept in memory, to tell a countdown from a reserve.

It refuses to be history: that is read from disk.
"""

from collections import deque

from farm.link import State

WINDOW_MS = 180_000
"""Span over which falling is judged."""
SPAN_MIN_MS = 60_000
"""Less than this says nothing about a trend."""
STEP_MS = 10_000
FALLING_MG_L_MIN = -0.03
"""Slower than this is the ripple of control; 4 mg/L are then more than two hours away."""


class Recent:
    """Oxygen by tank over the last three minutes, one point every ten seconds."""

    def __init__(self) -> None:
        """Nothing heard."""
        self._points: dict[str, deque[tuple[int, float]]] = {}

    def told(self, state: State) -> None:
        """Take up what a state says about oxygen."""
        for name, tag in state.tags.items():
            place, _, quantity = name.partition(".")
            if quantity != "oxygen":
                continue
            points = self._points.setdefault(place, deque())
            if tag.value is None:
                points.clear()
            elif not points or state.at_ms - points[-1][0] >= STEP_MS:
                points.append((state.at_ms, tag.value))
            while points and points[0][0] < state.at_ms - WINDOW_MS:
                points.popleft()

    def trend_mg_l_min(self, tank: str) -> float | None:
        """Slope of the least-squares line, mg/L a minute; None while too little is known."""
        points = self._points.get(tank)
        if not points or points[-1][0] - points[0][0] < SPAN_MIN_MS:
            return None
        minutes = [(at_ms - points[0][0]) / 60_000 for at_ms, _ in points]
        values = [value for _, value in points]
        mean_min, mean_value = sum(minutes) / len(minutes), sum(values) / len(values)
        spread = sum((m - mean_min) ** 2 for m in minutes)
        pairs = zip(minutes, values, strict=True)
        return sum((m - mean_min) * (v - mean_value) for m, v in pairs) / spread
