"""The wire a person names on the command line: its form before it is opened, its trouble after.

It refuses to open anything.
"""

import stat
from pathlib import Path

from farm.words import Words
from ras.refusal import Refused

GATEWAY_PORT = 502
PORT_LAST = 65535

TROUBLE = (
    ("no such device", "没有这个设备，适配器插好了吗",
     "no such device; is the adapter plugged in?"),
    ("no permission", "没有权限：用户要在 dialout 组里",
     "no permission; the user must be in the group of serial devices"),
    ("another program", "别的程序正占着它；若是控制进程，先停掉（systemctl stop ras-controller）",
     "another program has it open; if it is the controller, stop that first "
     "(systemctl stop ras-controller)"),
    ("Inappropriate ioctl", "它不是串口", "it is no serial device"),
    ("no answer in", "连不上，没有应答：查地址、网线、电源",
     "cannot connect, nobody answers: check address, cable, power"),
    ("Connect call failed", "对方在，但没有开这个端口：查端口号，Modbus TCP 一般是 502",
     "somebody is there, but not at this port: Modbus TCP is mostly 502"),
    ("refused", "对方在，但没有开这个端口：查端口号，Modbus TCP 一般是 502",
     "somebody is there, but not at this port: Modbus TCP is mostly 502"),
    ("not known", "不认识这个主机名：写 IP 地址", "no such host: write its IP address"),
    ("name resolution", "不认识这个主机名：写 IP 地址", "no such host: write its IP address"),
    ("No address", "不认识这个主机名：写 IP 地址", "no such host: write its IP address"),
    ("unreachable", "网络不通：查网线和本机地址是不是同一网段",
     "network unreachable: check the cable, and that this machine is in the same network"),
    ("No route", "网络不通：查网线和本机地址是不是同一网段",
     "no route: check the cable, and that this machine is in the same network"),
    ("not Modbus", "对方说的不是 Modbus TCP", "what answers there is no Modbus TCP"),
    ("other side", "对方挂断了：它可能只许一个连接，先停掉别的程序",
     "the other side hung up: it may allow one connection only; stop the other program"),
)  # fmt: skip
"""What the drivers say, and the sentences for it; the first that fits counts."""


def is_remote(wire: str) -> bool:
    """A wire over TCP: host:port, checked; a serial path otherwise; Refused when it is neither."""
    if "://" in wire:
        raise _form(f"{wire} 不是线路：不要写协议", f"{wire} is no wire: leave the protocol away")
    if wire.startswith(("/", ".")):
        _serial(Path(wire))
        return False
    host, colon, number = wire.rpartition(":")
    if not colon or (wire.count(":") > 1 and not host.startswith("[")):
        raise _form(
            f"{wire} 少了端口，网口写 {wire}:{GATEWAY_PORT}",
            f"{wire} lacks the port: over the network write {wire}:{GATEWAY_PORT}",
        )
    if not host or not number.isdecimal() or not 1 <= int(number) <= PORT_LAST:
        raise _form(f"{wire} 的地址或端口不对", f"{wire} has no such host or port")
    return True


def unusable(wire: str, error: Exception) -> Words:
    """Why a wire cannot be used, zh and en, with what to do."""
    said = str(error)
    for needle, zh, en in TROUBLE:
        if needle in said:
            return Words(zh=f"{wire} 用不了：{zh}", en=f"cannot use {wire}: {en}")
    told = said.removeprefix(f"{wire}: ")
    return Words(zh=f"{wire} 用不了，查接头和电源", en=f"cannot use {wire}: {told}")


def refused(wire: str, error: Exception) -> Refused:
    """The same as the end of a verb."""
    words = unusable(wire, error)
    return Refused(words.zh, words.en)


def _serial(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError:
        return  # the opener says why
    if not stat.S_ISCHR(mode):
        raise _form(f"{path} 不是串口", f"{path} is no serial device")


def _form(zh: str, en: str) -> Refused:
    return Refused(
        f"{zh}；写成 /dev/ttyUSB0 或 192.168.1.20:{GATEWAY_PORT}",
        f"{en}; write /dev/ttyUSB0 or 192.168.1.20:{GATEWAY_PORT}",
    )
