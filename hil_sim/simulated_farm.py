"""The whole simulated farm: plant, instruments, contacts and every wire, moved by whoever asks.

It refuses to know sockets, terminals and the event loop: bytes and loop seconds in, the same out.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random

from farm.site import Bus, Device, Site, mapping
from farm.stock import TankStock
from hil_sim.ascii_devices import TEXT_DEVICES
from hil_sim.ascii_slave import AsciiLine
from hil_sim.binding import Binding
from hil_sim.contacts import Contacts
from hil_sim.device_tables import MEASURED_AT, Built, build, known
from hil_sim.grains import grains
from hil_sim.instruments import Panel
from hil_sim.line_faults import LineFaults
from hil_sim.plant.finite import Finite
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from hil_sim.playback import Player, Series
from hil_sim.recorder import HeldHistory, WireRecord
from hil_sim.registers import Area, Table
from hil_sim.rtu_slave import RtuLine
from hil_sim.station import Ear, Station
from hil_sim.tcp_slave import TcpServer
from hil_sim.text_voice import Voice
from hil_sim.wire import Delivery, StepsFirst, Wire
from hil_sim.wire_faults import WireFaults

STEP_S = 1.0
SECONDS_AT_ONCE = 600
"""Most steps made in one go; a longer sleep of the machine is given up, not caught up."""


class SimulatedFarm:
    """A farm at work from loop second `start_s` on.

    `lines`: serial wires (RTU, Modbus ASCII, text) by bus id; `servers`: Modbus TCP by bus id.
    """

    def __init__(
        self,
        site: Site,
        stock: list[TankStock],
        seed: int,
        start_s: float,
        utc_ms_at: Callable[[float], int],
        wire_log: Path | None = None,
        strict: bool = False,
    ) -> None:
        """ValueError names models that the simulator cannot be."""
        devices = _at_work(site)
        self.site, self.utc_ms_at, self.now_s = site, utc_ms_at, start_s
        self.plant = Plant(site, stock, seed)
        settle(self.plant, site)
        self.panel = Panel(self.plant, _tags(devices), seed)
        self.contacts = Contacts(self.plant, self.panel, utc_ms_at)
        self.record = WireRecord(wire_log, [bus.id for bus in site.buses])
        self.held = HeldHistory(self.panel, grains(devices))
        self.contacts.on_change = self.held.change
        self.players: dict[str, Player] = {}
        self.refused: list[str] = []
        """Planned orders that made no sense when their time came, in words."""
        self.stations: dict[str, Station] = {}
        self.faults: dict[str, WireFaults] = {}
        """Of each device, on its wire."""
        self.line_faults = {bus.id: LineFaults() for bus in site.buses}
        self._seed, self._strict = seed, strict
        self.lines: dict[str, Wire] = {}
        self.servers: dict[str, TcpServer] = {}
        self.hang_up: dict[str, Callable[[], None]] = {}
        """By bus id, of open wires that can break: those over TCP, and those in memory."""
        self._voices: dict[str, Voice] = {}
        self._spoken: dict[str, Binding] = {}
        for bus in site.buses:
            self._wire(bus, [device for device in devices if device.bus == bus.id])
        self.held.row(start_s)
        self.finite = Finite(self.plant, seed, start_s)

    def _wire(self, bus: Bus, devices: list[Device]) -> None:
        ear = Ear(self.record, bus.id, self.utc_ms_at)
        if bus.kind in ("ascii", "ascii-over-tcp"):
            if devices:
                self.lines[bus.id] = self._talker(bus, devices[0], ear)
            return
        stations = [self._station(device) for device in devices]
        if bus.kind == "tcp":
            self.servers[bus.id] = TcpServer(stations, ear)
        elif bus.kind == "modbus-ascii":
            self.lines[bus.id] = AsciiLine(bus, stations, ear)
        else:
            self.lines[bus.id] = RtuLine(bus, stations, ear, self._strict)

    def _station(self, device: Device) -> Station:
        binding = Binding(device, self.plant, self.panel, self.contacts)
        built: Built = build(self.site, device, binding)
        dice = Random(f"{self._seed}:{device.id}")
        station = Station(device, binding, built, dice)
        self.stations[device.id] = station
        self.faults[device.id] = station.faults
        return station

    def _talker(self, bus: Bus, device: Device, ear: Ear) -> Wire:
        binding = Binding(device, self.plant, self.panel, self.contacts)
        faults = self.faults.setdefault(device.id, WireFaults())
        dice = Random(f"{self._seed}:{device.id}")
        voice = Voice(device, bus, binding, dice, ear, faults)
        self._voices[device.id], self._spoken[device.id] = voice, binding
        return TEXT_DEVICES[device.profile](voice)

    def step_to(self, at_s: float) -> None:
        """Move the plant in whole seconds up to loop second `at_s`."""
        steps = int((at_s - self.now_s) / STEP_S)
        if steps > SECONDS_AT_ONCE:
            self.now_s += (steps - SECONDS_AT_ONCE) * STEP_S
            steps = SECONDS_AT_ONCE
        for _ in range(steps):
            self.now_s += STEP_S
            for station in self.stations.values():
                station.due(self.now_s)
            self.plant.step(STEP_S)
            self.panel.step(STEP_S)
            self.held.row(self.now_s)

    def live_to(self, at_s: float) -> None:
        """As `step_to`; NotFinite once the plant is no longer made of numbers."""
        try:
            self.step_to(at_s)
        except (ArithmeticError, ValueError, RuntimeWarning):
            self.finite.look_now(self.now_s)
            raise
        self.finite.look(self.now_s)

    def wire(self, bus: str) -> Wire:
        """A master's end of a bus: the one serial wire, or a new connection over TCP.

        Feeding it moves the farm to that moment first; KeyError for a bus without devices.
        """
        inner = self.servers[bus].stream() if bus in self.servers else self.lines[bus]
        dice = Random(f"{self._seed}:{bus}")
        return StepsFirst(inner, self.step_to, self.line_faults[bus], dice)

    def feed(self, bus: str, data: bytes, at_s: float) -> list[Delivery]:
        """Bytes a master began to send at `at_s` on a serial wire; what comes back and when."""
        self.step_to(at_s)
        return self.lines[bus].feed(data, at_s)

    def play(self, series: Series) -> None:
        """Let a tag's probe measure a series; ValueError when no device can."""
        for device in self.site.devices:
            for key, entry in device.points.items():
                if mapping(entry).tag == series.tag:
                    self._play(device, key, Player(series))
                    return
        raise ValueError(f"no device of this site measures {series.tag}")

    def spoken(self, device: str) -> Binding | None:
        """Wiring of a device that speaks text; None for any other."""
        return self._spoken.get(device)

    def _play(self, device: Device, key: str, player: Player) -> None:
        tag = player.series.tag
        station, voice = self.stations.get(device.id), self._voices.get(device.id)
        binding = station.binding if station else self._spoken.get(device.id)
        if binding is None:
            raise ValueError(f"device {device.id} of {tag} is switched off in the site file")

        def advance() -> bool:
            value = player.next()
            if value is None:
                return False
            self.panel.hold(tag, value)
            self.held.change(tag, value, binding.now_s)
            if key == "oxygen_mg_l":
                self._warm(binding, player.temperature_c())
            return True

        if voice is not None:
            voice.before_answer = advance
        elif station is not None:
            at = MEASURED_AT.get((device.profile, key))
            if at is None:
                raise ValueError(f"{device.profile} cannot play {key}")
            _before_reading(station.built.table, at, advance)
        self.players[tag] = player

    def _warm(self, binding: Binding, temperature_c: float) -> None:
        binding.overrides["temperature"] = temperature_c
        entry = binding.points.get("temperature")
        if entry is not None:
            self.panel.hold(entry.tag, temperature_c)
            self.held.change(entry.tag, temperature_c, binding.now_s)


def _before_reading(table: Table, register: int, advance: Callable[[], bool]) -> None:
    def asked(area: Area, address: int, count: int) -> bool:
        measures = area is Area.HOLDING and address <= register < address + count
        return advance() if measures else True

    table.at_request = asked


def _at_work(site: Site) -> list[Device]:
    devices = [device for device in site.devices if device.enabled]
    strange = sorted({device.profile for device in devices} - known())
    if strange:
        raise ValueError(f"the simulator knows no device {', '.join(strange)}")
    return devices


def _tags(devices: list[Device]) -> list[str]:
    return [
        mapping(entry).tag
        for device in devices
        for entry in [*device.points.values(), *device.outputs.values()]
    ]
