"""What a question costs on a wire: characters, silent gaps, turnaround, in seconds.

Pure arithmetic for planning; it refuses to wait, and to know what is asked and who answers.

A transaction on a serial line (Modbus over serial line V1.02, 2.5.1; peers measured the same):

    T = (request + reply) · character + t3.5 + max(t3.5, guard) + turnaround

With FC03 × 10 at 9600 8N1 and no turnaround that is 24.0 transactions a second. The turnaround of
a profile is as it usually is; the first t3.5 is kept beside it, so the sum errs on the long side.
"""

from dataclasses import dataclass
from typing import Literal

from farm.profile import Area, Timing
from farm.site import Bus

Framing = Literal["rtu", "ascii", "tcp"]

FIXED_GAP_ABOVE_BAUD = 19200  # Modbus over serial line 2.5.1.1
FIXED_GAP_S = 0.00175  # s, t3.5 above that rate, same place
GAP_CHARACTERS = 3.5
NETWORK_S = 0.001  # s, switch, two stacks and a serial server's hand-over; an assumption
NETWORK_BYTE_S = 8e-7  # s, one byte at 10 Mbit/s, the slowest Ethernet of a remote I/O
READ_PDU, REPLY_HEAD, WRITE_PDU = 5, 2, 5  # bytes: Modbus application protocol V1.1b3, 6.1 to 6.6
BITS = (Area.COIL, Area.DISCRETE)


def character_s(baud: int, data_bits: int, parity: str, stop_bits: int) -> float:
    """Duration of one character on the wire: start, data, parity and stop bits."""
    return (1 + data_bits + (parity != "N") + stop_bits) / baud


def gap_s(baud: int, one_character_s: float) -> float:
    """t3.5: least idle time between RTU frames."""
    return FIXED_GAP_S if baud > FIXED_GAP_ABOVE_BAUD else GAP_CHARACTERS * one_character_s


def body_bytes(area: Area, count: int) -> int:
    """Data bytes of an answer: two a register, eight bits a byte."""
    return -(-count // 8) if area in BITS else 2 * count


@dataclass(frozen=True, slots=True)
class WireTime:
    """One station's share of the arithmetic, s: how its line is framed and what it adds."""

    framing: Framing
    character_s: float
    gap_s: float = 0.0
    guard_s: float = 0.0
    turnaround_s: float = 0.0
    network_s: float = 0.0

    def frame_characters(self, pdu: int) -> int:
        """Characters of a frame around a PDU of that many bytes.

        RTU: unit and CRC. ASCII: two a byte of unit, PDU and LRC, with ':' CR LF. TCP: MBAP.
        """
        if self.framing == "ascii":
            return 2 * (pdu + 2) + 3
        return pdu + (7 if self.framing == "tcp" else 3)

    def read_characters(self, area: Area, count: int) -> int:
        """Characters of a read request and its answer."""
        reply = REPLY_HEAD + body_bytes(area, count)
        return self.frame_characters(READ_PDU) + self.frame_characters(reply)

    def fixed_s(self) -> float:
        """What any transaction costs before the first character."""
        return self.gap_s + max(self.gap_s, self.guard_s) + self.turnaround_s + self.network_s

    def read_s(self, area: Area, count: int) -> float:
        """One read of `count` registers or bits."""
        return self.fixed_s() + self.read_characters(area, count) * self.character_s

    def write_s(self, registers: int = 1) -> float:
        """One write of a single value (function 5, 6) or of several registers (15, 16)."""
        request = WRITE_PDU if registers == 1 else WRITE_PDU + 1 + 2 * registers
        characters = self.frame_characters(request) + self.frame_characters(WRITE_PDU)
        return self.fixed_s() + characters * self.character_s

    def miss_s(self, timing: Timing) -> float:
        """A request nobody answers: its characters, what is waited for an answer, t3.5.

        A line without transaction numbers stays silent for the longest answer there can be; on
        TCP the next question follows the timeout.
        """
        tcp = self.framing == "tcp"
        waited_ms = timing.response_timeout_ms if tcp else timing.worst_reply_ms
        silent_s = self.gap_s + max(self.gap_s, self.guard_s) + self.network_s
        return self.frame_characters(READ_PDU) * self.character_s + waited_ms / 1000 + silent_s


def wire_time(bus: Bus, timing: Timing) -> WireTime:
    """Arithmetic of one station on a site's bus."""
    turnaround_s, guard_s = timing.turnaround_ms / 1000, timing.guard_ms / 1000
    if bus.kind == "tcp":
        return WireTime("tcp", NETWORK_BYTE_S, 0.0, 0.0, turnaround_s, NETWORK_S)
    one_s = character_s(bus.baud, bus.data_bits, bus.parity, bus.stop_bits)
    network_s = NETWORK_S if bus.kind.endswith("-over-tcp") else 0.0
    if bus.kind == "modbus-ascii":  # frames have marks of their own; one character to turn round
        return WireTime("ascii", one_s, one_s, guard_s, turnaround_s, network_s)
    return WireTime("rtu", one_s, gap_s(bus.baud, one_s), guard_s, turnaround_s, network_s)
