"""What an EZO circuit keeps of its standards, with or without power.

It refuses to know wires. After the vendor's commands: `Cal` in air and `Cal,0` for oxygen;
`Cal,mid,7.00` (clears the others), `Cal,low,4.00`, `Cal,high,10.00` for pH; `Cal,clear`.
"""

import re

_PH = re.compile(r"CAL,(LOW|MID|HIGH),([0-9]{1,2}(?:\.[0-9]{1,3})?)")


FACTORY = {"T": "20.00", "P": "101.30", "S": "0.00"}
"""Compensation after a start: what it is told is kept without power by no circuit (vendor)."""
FORGETS = "forgets"
"""Key of a binding's override: the circuit's supply blinks, and it keeps nothing it is told."""


class Compensation:
    """What a circuit reckons with: temperature, pressure, salinity."""

    def __init__(self) -> None:
        """As after a start."""
        self._told = dict(FACTORY)

    def lost(self) -> None:
        """A start."""
        self._told = dict(FACTORY)

    def told(self, command: str) -> bool:
        """Obey `T,17.5`; False for any other command."""
        key, _, number = command.partition(",")
        if key not in FACTORY or re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]+)?", number) is None:
            return False
        self._told[key] = f"{float(number):.2f}"
        return True

    def said(self, command: str, *, forgets: bool) -> bytes:
        """Answer to `T,?`; empty for any other question."""
        key, _, asked = command.partition(",")
        if key not in FACTORY or asked != "?":
            return b""
        return f"?{key},{(FACTORY if forgets else self._told)[key]}\r".encode("ascii")


class Kept:
    """Standards by name: what the probe gave and what it was told that is."""

    def __init__(self, key: str) -> None:
        """`key`: of the circuit's value; nothing kept."""
        self._key = key
        self._rows: dict[str, tuple[float, float]] = {}

    @property
    def count(self) -> int:
        """What `Cal,?` says."""
        return len(self._rows)

    def shown(self, raw: float) -> float:
        """Value of a probe's own one."""
        rows = sorted(self._rows.values())
        if not rows:
            return raw
        if len(rows) == 1:
            was, told = rows[0]
            return raw * told / was if self._key == "oxygen_mg_l" and was else raw + told - was
        above = next((n for n, row in enumerate(rows) if row[0] >= raw), len(rows) - 1)
        (a, said_a), (b, said_b) = rows[max(0, above - 1) : max(0, above - 1) + 2]
        return said_a + (raw - a) * (said_b - said_a) / (b - a)

    def told(self, command: str, raw: float, air_value: float) -> bool:
        """Obey a command about calibration; False when the circuit does not know it."""
        if command == "CAL,CLEAR":
            self._rows.clear()
        elif self._key == "oxygen_mg_l" and command in ("CAL", "CAL,0"):
            self._rows[command] = (raw, air_value if command == "CAL" else 0.0)
        elif self._key == "ph" and (match := _PH.fullmatch(command)):
            if match[1] == "MID":
                self._rows.clear()
            self._rows[match[1]] = (raw, float(match[2]))
        else:
            return False
        return True
