"""What robots of chat groups are sent and what their answers mean; secrets of files.

Knows the published forms; the services themselves are played by hil_sim.robots.
"""

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.messages.robots import Kind, Outcome, Secrets, address, content, judged
from dashboard.messages.secrets import NoSecret, secrets_folder, secrets_of
from farm.people import Robot

SECRETS = Secrets("token-of-the-group", "SECabc")


def test_the_signature_is_that_of_the_published_rule_and_encoded_once() -> None:
    where = address("dingtalk", None, SECRETS, 1_700_000_000_000)
    parts = urlsplit(where)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "oapi.dingtalk.com", "/robot/send")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    said = b"1700000000000\nSECabc"
    wanted = base64.b64encode(hmac.new(b"SECabc", said, hashlib.sha256).digest()).decode()
    assert asked == {
        "access_token": SECRETS.token, "timestamp": "1700000000000", "sign": wanted,
    }  # fmt: skip
    assert "%25" not in parts.query
    wecom = address("wecom", "http://gateway:8081/", SECRETS, 1)
    assert wecom == "http://gateway:8081/cgi-bin/webhook/send?key=token-of-the-group"


@pytest.mark.parametrize(
    ("kind", "status", "body", "outcome"),
    [
        ("dingtalk", 200, b'{"errcode":0,"errmsg":"ok"}', Outcome(True)),
        ("dingtalk", 200, b'{"errcode":310000,"errmsg":"sign not match"}', "refused"),
        ("dingtalk", 200, b'{"errcode":130101}', "too_fast"),
        ("wecom", 200, b'{"errcode":0}', Outcome(True)),
        ("wecom", 200, b'{"errcode":93000}', "refused"),
        ("wecom", 200, b'{"errcode":45009}', "too_fast"),
        ("wecom", 200, b"<html>login</html>", "strange"),
        ("wecom", 200, b"[]", "strange"),
        ("wecom", 200, b'{"errcode":"0"}', "strange"),
        ("wecom", 200, b'{"errcode":false}', "strange"),
        ("wecom", 200, b'{"errcode":[0]}', "strange"),
        ("wecom", 599, b"", "unreachable"),
        ("dingtalk", 404, b'{"errcode":0}', "refused"),
    ],
)
def test_only_errcode_0_is_success(
    kind: Kind, status: int, body: bytes, outcome: Outcome | str
) -> None:
    found = judged(kind, status, body)
    assert (found if found.ok else found.why) == outcome
    assert found.ok or found.wait_s > 0


ANSWERS = st.binary(max_size=60) | st.dictionaries(
    st.sampled_from(["errcode", "errmsg"]), st.integers(-1, 1) | st.text(max_size=3) | st.none()
).map(lambda body: json.dumps(body, separators=(",", ":")).encode())


@given(ANSWERS, st.sampled_from(["dingtalk", "wecom"]))
def test_no_answer_whatever_it_is_raises_or_passes_for_success(body: bytes, kind: Kind) -> None:
    assert judged(kind, 200, body).ok is (re.search(rb'"errcode":0[,}]', body) is not None)


@given(st.text(max_size=3000), st.sampled_from(["dingtalk", "wecom"]))
def test_a_text_fits_and_is_json_whatever_it_holds(text: str, kind: Kind) -> None:
    plain = text.encode("utf-8", "ignore").decode()
    body = json.loads(content(kind, plain, ["13800001111"]))
    shown = body["text"]["content"]
    assert len(shown.encode()) <= 2048
    if kind == "dingtalk":
        assert shown.endswith(" @13800001111") and body["at"]["atMobiles"] == ["13800001111"]
    else:
        assert body["text"]["mentioned_mobile_list"] == ["13800001111"]


def test_secrets_come_from_files_that_nobody_else_reads(tmp_path: Path) -> None:
    robot = Robot(id="duty", kind="dingtalk", token_file="duty.token", secret_file="duty.sign")
    token, sign = tmp_path / "duty.token", tmp_path / "duty.sign"
    with pytest.raises(NoSecret, match=r"duty\.sign"):
        secrets_of(robot, tmp_path)
    for path, text in ((token, "the-token-1\n"), (sign, "SEC-the-secret")):
        path.write_text(text)
        path.chmod(0o600)
    assert secrets_of(robot, tmp_path) == Secrets("the-token-1", "SEC-the-secret")
    assert "the-token-1" not in repr(secrets_of(robot, tmp_path))
    token.chmod(0o640)
    with pytest.raises(NoSecret, match="chmod 600"):
        secrets_of(robot, tmp_path)
    token.chmod(0o600)
    for bad in ("", "short", "x" * 600, "token\nwith a line", "令牌令牌令牌"):
        token.write_text(bad)
        with pytest.raises(NoSecret) as refused:
            secrets_of(robot, tmp_path)
        assert bad == "" or bad not in str(refused.value)
    assert secrets_folder(tmp_path, {}) == tmp_path / "secrets"
    assert secrets_folder(tmp_path, {"CREDENTIALS_DIRECTORY": "/run/c"}) == Path("/run/c")


@pytest.mark.parametrize("name", ["../token", "/etc/passwd", "a/b", "", ".hidden"])
def test_a_secret_is_in_its_folder_and_nowhere_else(name: str) -> None:
    with pytest.raises(ValueError, match="token_file"):
        Robot(id="duty", kind="wecom", token_file=name)
