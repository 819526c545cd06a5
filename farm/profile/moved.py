"""What may be written to a device and how a drive is started: the allow-list.

It refuses to know who commands.
"""

from typing import Literal

from pydantic import Field

from farm.profile.registers import Factor, PointType
from farm.words import Noun


class Verify(Noun):
    """How a write is seen to have happened: point read back, tolerance in its unit, time."""

    point: str
    tolerance: float = 0.0
    within_s: float = 1.0


class Write(Noun):
    """One writable value. The allow-list: nothing else is ever written.

    Raw = (value − `add`) / `scale`; `low`/`high` in engineering units. `eeprom`: stored in a
    memory that wears out; written by commissioning only, never by a site's output.
    `pulse`: switches on for `value` and off again by itself; its `verify` point reads 1 meanwhile.
    It is sent once per wish, for a second one would make it longer. With function 5 and a type
    other than bit the raw number itself is sent as the coil's word.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    fc: Literal[5, 6, 15, 16]
    address: int = Field(ge=0, le=65535)
    type: PointType = "uint16"
    scale: Factor = 1.0
    add: float = 0.0
    unit: str = ""
    low: float
    high: float
    count: int = Field(1, ge=1, le=256)
    step: int = Field(1, ge=1)
    verify: Verify
    eeprom: bool = False
    pulse: bool = False


class Step(Noun):
    """One word of a start sequence: while the drive says one of `when`, `write` this."""

    when: tuple[int, ...]
    write: int = Field(ge=0, le=65535)


class Start(Noun):
    """The run command that goes with a set-point: a value > 0 runs the drive, 0 stops it.

    `run`, `stop`: the words that do so. `steps`: the words that lead there from other states, in
    turn, each once the drive says it has come so far (`within_s` for each). `ready`: states from
    which the drive accepts a run command at all; empty: any but `faulted`. `running` is forward
    alone; a state of none of the lists (reverse) is neither running nor stopped: `steps` lead out
    of it, and a stop is repeated and told as failed while it lasts. `fault_point`: not 0
    while a fault stands, where the state does not say it. `remote_point`: 0 while the drive takes
    no command from this line.
    """

    setpoint: str
    fc: Literal[6, 16] = 6
    address: int = Field(ge=0, le=65535)
    run: int = Field(ge=0, le=65535)
    stop: int = Field(ge=0, le=65535)
    steps: tuple[Step, ...] = ()
    within_s: float = Field(1.0, gt=0, le=10)
    state_point: str
    running: tuple[int, ...]
    stopped: tuple[int, ...]
    faulted: tuple[int, ...]
    ready: tuple[int, ...] = ()
    fault_point: str | None = None
    remote_point: str | None = None
