"""A serial device as a Port.

It refuses to know what is said on it. The only door to pyserial, which sets the line up and locks
it; the bytes go straight between the event loop and the file descriptor.
"""

import asyncio
import contextlib
import errno
import os
import termios

import serial

from drivers.port import Port, PortClosed, PortUnavailable
from farm.site import Bus as BusRow

CHUNK_BYTES = 4096
PSEUDO_TERMINAL = "/dev/pts/"
RECEIVE_BYTES_MAX = 1 << 16
"""More unread bytes than this: the oldest are dropped, for a line that babbles has no memory."""
WRITE_TRIES = 40
WRITE_AGAIN_S = 0.005  # s, for a full output buffer to drain


class SerialPort:
    """An open serial device of its own (nobody else may open it)."""

    def __init__(self, device: serial.Serial) -> None:
        """Start to listen."""
        self._device = device
        self._fd = device.fileno()
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._gone = ""
        os.set_blocking(self._fd, False)
        self._loop.add_reader(self._fd, self._readable)

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, CHUNK_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._lost(str(error))
            return
        if not data:
            self._lost("the device is gone")
            return
        self._received += data
        if len(self._received) > RECEIVE_BYTES_MAX:
            del self._received[: -RECEIVE_BYTES_MAX // 2]
        self._awake()

    def _lost(self, why: str) -> None:
        self._gone = why
        self._loop.remove_reader(self._fd)
        self._awake()

    def _awake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

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
                self._lost(str(error))
                raise PortClosed(str(error)) from error
            if not data:
                return
            await asyncio.sleep(WRITE_AGAIN_S)
        self._lost("the line takes no bytes")
        raise PortClosed(self._gone)

    async def read(self) -> bytes:
        """See Port."""
        while not self._received:
            if self._gone:
                raise PortClosed(self._gone)
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._take()

    def discard(self) -> bytes:
        """See Port; also what the event loop has not yet fetched, had it been held up."""
        if not self._gone:
            with contextlib.suppress(OSError):  # nothing there; a dead device tells in _readable
                self._received += os.read(self._fd, CHUNK_BYTES)
        return self._take()

    def _take(self) -> bytes:
        if not self._received:
            return b""
        data = bytes(self._received)
        self._received.clear()
        return data

    def close(self) -> None:
        """See Port."""
        if self._device.is_open:
            self._loop.remove_reader(self._fd)
            self._gone = self._gone or "closed"
            self._device.close()
            self._awake()


async def open_serial(bus: BusRow) -> Port:
    """Open, lock and set up a serial device; PortUnavailable with the reason."""
    try:
        device = serial.Serial(
            bus.wire,
            bus.baud,
            bytesize=bus.data_bits,
            # A pseudo-terminal has no parity bit; asking for one is refused, now and then.
            parity="N" if bus.wire.startswith(PSEUDO_TERMINAL) else bus.parity,
            stopbits=bus.stop_bits,
            timeout=0,
            write_timeout=0,
            exclusive=True,
        )
    except (serial.SerialException, termios.error, OSError, ValueError) as error:
        raise PortUnavailable(_words(bus.wire, error)) from error
    with contextlib.suppress(OSError, ValueError):  # only USB adapters know this; 16 ms a reply
        device.set_low_latency_mode(True)
    return SerialPort(device)


def _words(wire: str, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.ENOENT:
        return f"{wire}: no such device; is the adapter plugged in?"
    if code == errno.EACCES:
        return f"{wire}: no permission; the user must be in the group of serial devices"
    if code in (errno.EBUSY, errno.EAGAIN) or "lock" in str(error):
        return f"{wire}: another program has it open"
    return f"{wire}: {error}"
