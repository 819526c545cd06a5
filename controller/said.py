"""What one kind of alarm says.

It refuses to know which kinds there are.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Four sentences of one kind, filled in: `{place}`, `{value}`, `{limit}`, `{unit}`, `{note}`.

    `{name}`, `{where}`: what people call the device, line or output that is the place, and where
    it is; `{key}`: the setting of a device. Texts name things as people do, causes by their id.
    """

    text: tuple[str, str]
    cause: tuple[str, str]
    consequence: tuple[str, str]
    action: tuple[str, str]
