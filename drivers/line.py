"""A serial device as a Port.

It refuses to know what is said on it. The only door to pyserial, which sets the line up and locks
it; the bytes go straight between the event loop and the file descriptor. The loop watches it only
while somebody reads: at 115200 baud a byte comes every 87 µs, and each would wake the loop. What
nobody reads waits in the kernel, whose buffer is small and drops the rest.
"""

import asyncio
import contextlib
import errno
import os
import termios

import serial

from drivers.port import Port, PortClosed, PortUnavailable
from farm.site import Bus as BusRow

CHUNK_BYTES = 4096  # bytes, all the kernel keeps of a terminal
PSEUDO_TERMINAL = "/dev/pts/"
WRITE_TRIES = 40
WRITE_AGAIN_S = 0.005  # s, for a full output buffer to drain


class SerialPort:
    """An open serial device of its own (nobody else may open it)."""

    def __init__(self, device: serial.Serial) -> None:
        """Start to listen."""
        self._device = device
        self._fd = device.fileno()
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._gone = ""
        os.set_blocking(self._fd, False)
        settings = termios.tcgetattr(self._fd)
        # With a least count of 0 "nothing there" would read like "the device is gone".
        settings[6][termios.VMIN], settings[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._fd, termios.TCSANOW, settings)

    def _readable(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fetch(self) -> bytes:
        """What the kernel has, perhaps nothing; PortClosed when the device is gone."""
        if self._gone:
            raise PortClosed(self._gone)
        try:
            data = os.read(self._fd, CHUNK_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            self._gone = str(error)
            raise PortClosed(self._gone) from error
        if not data:
            self._gone = "the device is gone"
            raise PortClosed(self._gone)
        return data

    async def write(self, data: bytes) -> None:
        """See Port."""
        for _ in range(WRITE_TRIES):
            if self._gone:
                raise PortClosed(self._gone)
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                pass
            except OSError as error:
                self._gone = str(error)
                raise PortClosed(self._gone) from error
            if not data:
                return
            await asyncio.sleep(WRITE_AGAIN_S)
        self._gone = "the line takes no bytes"
        raise PortClosed(self._gone)

    async def read(self) -> bytes:
        """See Port."""
        while not (data := self._fetch()):
            self._waiter = self._loop.create_future()
            self._loop.add_reader(self._fd, self._readable)
            try:
                await self._waiter
            finally:
                self._waiter = None
                self._loop.remove_reader(self._fd)
        return data

    def discard(self) -> bytes:
        """See Port; a device that is gone tells so in `read` and `write`."""
        with contextlib.suppress(PortClosed):
            return self._fetch()
        return b""

    def close(self) -> None:
        """See Port."""
        if self._device.is_open:
            self._gone = self._gone or "closed"
            self._loop.remove_reader(self._fd)
            self._device.close()
            self._readable()


async def open_serial(bus: BusRow) -> Port:
    """Open, lock and set up a serial device; PortUnavailable with the reason."""
    # A pseudo-terminal knows eight bits and no parity; asking for less is refused, now and then.
    pseudo = bus.wire.startswith(PSEUDO_TERMINAL)
    try:
        device = serial.Serial(
            bus.wire,
            bus.baud,
            bytesize=serial.EIGHTBITS if pseudo else bus.data_bits,
            parity=serial.PARITY_NONE if pseudo else bus.parity,
            stopbits=bus.stop_bits,
            timeout=0,
            write_timeout=0,
            exclusive=True,
        )
    except (serial.SerialException, termios.error, OSError, ValueError) as error:
        raise PortUnavailable(_words(bus.wire, error)) from error
    with contextlib.suppress(OSError, ValueError):  # only USB adapters know this; 16 ms a reply
        device.set_low_latency_mode(True)
    try:
        return SerialPort(device)
    except (termios.error, OSError) as error:
        device.close()
        raise PortUnavailable(_words(bus.wire, error)) from error


def _words(wire: str, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.ENOENT:
        return f"{wire}: no such device; is the adapter plugged in?"
    if code == errno.EACCES:
        return f"{wire}: no permission; the user must be in the group of serial devices"
    if code in (errno.EBUSY, errno.EAGAIN) or "lock" in str(error):
        return f"{wire}: another program has it open"
    return f"{wire}: {error}"
