"""A Modbus station made of somebody else's library, in a process of its own.

Run as a program: `foreign_slave.py libmodbus|pymodbus tcp PORT` or `… rtu DEVICE`; it prints one
line when it listens and ends with its standard input. Registers hold REGISTER, bits hold BIT of
their table and address; both sides know these two rules and nothing else of each other.
"""

import asyncio
import ctypes
import os
import sys
import threading

SIZE, UNIT = 64, 7
LIBRARY = "libmodbus.so.5"


def register(table: int, address: int) -> int:
    """What a register holds: `table` 3 holding, 4 input (the function that reads it)."""
    return (7919 * address + 1000 * table + 60000) & 0xFFFF


def bit(table: int, address: int) -> int:
    """What a bit holds: `table` 1 coil, 2 discrete input."""
    return (address * (table + 2) // 3) % 2


class _Mapping(ctypes.Structure):
    """modbus_mapping_t of modbus.h, libmodbus 3.1."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("bits", "bits_at", "inputs", "inputs_at")),
        *((name, ctypes.c_int) for name in ("words_in", "words_in_at", "words", "words_at")),
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_inputs", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_words_in", ctypes.POINTER(ctypes.c_uint16)),
        ("tab_words", ctypes.POINTER(ctypes.c_uint16)),
    )


def serve_libmodbus(kind: str, wire: str) -> None:
    """Answer for ever with the C library."""
    c = ctypes.CDLL(LIBRARY)
    c.modbus_new_tcp.restype = c.modbus_new_rtu.restype = ctypes.c_void_p
    c.modbus_mapping_new.restype = ctypes.POINTER(_Mapping)
    tables = c.modbus_mapping_new(SIZE, SIZE, SIZE, SIZE)
    for at in range(SIZE):
        tables.contents.tab_bits[at], tables.contents.tab_inputs[at] = bit(1, at), bit(2, at)
        tables.contents.tab_words[at] = register(3, at)
        tables.contents.tab_words_in[at] = register(4, at)
    request = (ctypes.c_uint8 * 260)()
    if kind == "rtu":
        context = ctypes.c_void_p(c.modbus_new_rtu(wire.encode(), 9600, ctypes.c_char(b"N"), 8, 1))
        c.modbus_set_slave(context, UNIT)
        assert c.modbus_connect(context) == 0, wire
        listener = None
    else:
        context = ctypes.c_void_p(c.modbus_new_tcp(b"127.0.0.1", int(wire)))
        listener = ctypes.c_int(c.modbus_tcp_listen(context, 1))
        assert listener.value >= 0, wire
    print("listening", flush=True)
    while True:
        if listener is not None:
            c.modbus_tcp_accept(context, ctypes.byref(listener))
        while (size := c.modbus_receive(context, request)) >= 0 or kind == "rtu":
            if size > 0:
                c.modbus_reply(context, request, size, tables)


def serve_pymodbus(kind: str, wire: str) -> None:
    """Answer for ever with pymodbus' server."""
    from pymodbus.server import ModbusSerialServer, ModbusTcpServer
    from pymodbus.simulator import DataType, SimData, SimDevice

    def bits(table: int) -> list[SimData]:
        values = [bool(bit(table, at)) for at in range(SIZE)]
        return [SimData(0, values=values, datatype=DataType.BITS)]

    def words(table: int) -> list[SimData]:
        values = [register(table, at) for at in range(SIZE)]
        return [SimData(0, values=values, datatype=DataType.UINT16)]

    async def main() -> None:
        tables = (bits(1), bits(2), words(3), words(4))
        device = SimDevice(id=UNIT, simdata=tables)
        server: ModbusSerialServer | ModbusTcpServer
        if kind == "rtu":
            server = ModbusSerialServer([device], port=wire, baudrate=9600)
        else:
            server = ModbusTcpServer([device], address=("127.0.0.1", int(wire)))
        await server.serve_forever(background=True)
        print("listening", flush=True)
        await asyncio.Event().wait()

    asyncio.run(main())


def _end_with_stdin() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    {"libmodbus": serve_libmodbus, "pymodbus": serve_pymodbus}[sys.argv[1]](*sys.argv[2:])
