"""How often somebody may do something: counts in a sliding window, bounded in memory.

It refuses to know what is counted; there is no permanent lock, so nobody is locked out for good.

Figures: security reference section 4.
"""

from collections import OrderedDict, deque

from dashboard.refusals import Refused, refuse
from farm.clock import Clock

KEYS_MAX = 10_000


class Limit:
    """At most `count` in `window_s` seconds for each key."""

    def __init__(self, clock: Clock, count: int, window_s: float) -> None:
        """Nothing counted yet."""
        self._clock, self._count, self._window_s = clock, count, window_s
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until one more is allowed; 0 = now."""
        times = self._kept(key)
        if len(times) < self._count:
            return 0.0
        return times[0] + self._window_s - self._clock.now_s()

    def count(self, key: str) -> None:
        """One more of this key."""
        times = self._kept(key)
        times.append(self._clock.now_s())
        self._times[key] = times
        self._times.move_to_end(key)
        while len(self._times) > KEYS_MAX:
            self._times.popitem(last=False)

    def forgive(self, key: str) -> None:
        """Take back the newest of this key."""
        times = self._times.get(key)
        if times:
            times.pop()

    def _kept(self, key: str) -> deque[float]:
        times = self._times.get(key, deque())
        since_s = self._clock.now_s() - self._window_s
        while times and times[0] <= since_s:
            times.popleft()
        return times


class LoginLimits:
    """5 failures in 15 minutes for an account, 20 for an address."""

    def __init__(self, clock: Clock) -> None:
        """Nothing counted yet."""
        self._account, self._address = Limit(clock, 5, 900), Limit(clock, 20, 900)

    def begin(self, name: str, address: str) -> None:
        """Count an attempt before it is checked; Refused when there were too many."""
        wait_s = max(self._account.wait_s(name.casefold()), self._address.wait_s(address))
        if wait_s > 0:
            raise too_many(wait_s)
        self._account.count(name.casefold())
        self._address.count(address)

    def succeeded(self, name: str, address: str) -> None:
        """Take the attempt back."""
        self._account.forgive(name.casefold())
        self._address.forgive(address)


def too_many(wait_s: float) -> Refused:
    """429 with the seconds to wait."""
    seconds = max(1, int(wait_s) + 1)
    refused = refuse(
        429, "too_many", "次数太多", "too many attempts", f"{seconds} 秒后再试",
        f"try again in {seconds} s",
    )  # fmt: skip
    refused.retry_after_s = seconds
    return refused
