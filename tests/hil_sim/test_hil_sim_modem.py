"""The simulated modem sends what stands at its prompt, and nothing that was not set up for Chinese.

Knows 3GPP TS 27.005 by heart and no driver.
"""

import pytest

from hil_sim.text_modem import AtModem
from tests.hil_sim.test_hil_sim_text import NoEar, Scene, said, voice

SET_UP = (b"AT+CMGF=1\r", b'AT+CSCS="UCS2"\r', b"AT+CSMP=17,167,0,8\r")
TO = b'AT+CMGS="00310031"\r'


class Listener(NoEar):
    def __init__(self) -> None:
        self.heard_messages: list[tuple[str, str]] = []

    def message(self, at_s: float, number: str, text: str) -> None:
        self.heard_messages.append((number, text))


def ready(scene: Scene) -> tuple[AtModem, Listener]:
    spoken, ear = voice("gsm/at-modem", scene), Listener()
    spoken.ear = ear
    modem = AtModem(spoken)
    said(modem, b"ATE0\r")
    for command in SET_UP:
        assert said(modem, command) == b"\r\nOK\r\n"
    return modem, ear


def test_a_text_is_sent_at_ctrl_z_whole_or_byte_by_byte() -> None:
    modem, ear = ready(Scene())
    assert said(modem, TO) == b"\r\n> "
    answers = [said(modem, bytes((byte,))) for byte in b"6C606C27\x1a"]
    assert b"".join(answers) == b"\r\n+CMGS: 1\r\n\r\nOK\r\n"
    assert said(modem, TO) == b"\r\n> "
    assert said(modem, b"6C60\x1aAT+CSQ\r").endswith(b"+CSQ: 18,99\r\n\r\nOK\r\n")
    assert ear.heard_messages == [("11", "池氧"), ("11", "池")]


def test_esc_leaves_the_prompt_and_means_nothing_elsewhere() -> None:
    modem, ear = ready(Scene())
    said(modem, TO)
    assert said(modem, b"6C60\x1b\r") == b"\r\nOK\r\n"
    assert said(modem, b"\x1b\r") == b""
    assert said(modem, b"AT+CPIN?\r") == b"\r\n+CPIN: READY\r\n\r\nOK\r\n"
    assert ear.heard_messages == []


@pytest.mark.parametrize(
    ("values", "command", "answer"),
    [
        ({"sim_ready": 0.0}, TO, b"\r\n+CMS ERROR: 310\r\n"),
        ({"registered": 0.0}, TO + b"6C60\x1a", b"\r\n> \r\n+CMS ERROR: 500\r\n"),
        ({}, TO + b"nothex\x1a", b"\r\n> \r\n+CMS ERROR: 302\r\n"),
        ({}, b'AT+CMGS="11"\r', b"\r\n+CMS ERROR: 302\r\n"),
    ],
)
def test_what_cannot_go_out_is_refused(
    values: dict[str, float], command: bytes, answer: bytes
) -> None:
    modem, ear = ready(Scene(**values))
    assert said(modem, command) == answer
    assert ear.heard_messages == []


def test_without_its_set_up_it_takes_no_chinese() -> None:
    modem = AtModem(voice("gsm/at-modem", Scene()))
    said(modem, b"ATE0\r")
    assert said(modem, TO) == b"\r\nERROR\r\n"
    said(modem, b"AT+CMGF=1\r")
    assert said(modem, TO) == b"\r\n+CMS ERROR: 302\r\n"
