"""The dashboard's doors of money, from the command line: signed in as a person, one request each.

It refuses to know a rule: what the dashboard refuses is said with its own words, every reason.
"""

import http.client
import json
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer

from farm.words import Words
from ras.export_url import address
from ras.paper import say
from ras.person import Person
from ras.refusal import NO, Refused

ANSWER_S = 120.0
"""Longest wait for an answer, s: a distribution to thousands is computed meanwhile."""

Url = Annotated[str, typer.Option(help="看板地址 / dashboard")]
Login = Annotated[str, typer.Option("--as", help="以谁的身份 / whose account")]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问 / agree to everything asked")]
AsJson = Annotated[bool, typer.Option("--json", help="给程序读 / for programs")]
HERE = "http://127.0.0.1:8080"


class MoneyDoor:
    """One signed-in person; the password is asked for and kept nowhere."""

    def __init__(self, url: str, login: str, person: Person) -> None:
        """Sign in; Refused when that does not work."""
        self._host, self._port = address(url)
        self._cookie, self.person, self.login = "", person, login
        self.password = person.secret(Words(zh=f"{login} 的密码", en="password"), hidden=True)
        body = {"name": login, "password": self.password}
        _, headers = self._asked("POST", "/login", body)
        self._cookie = headers.get("set-cookie", "").partition(";")[0]

    def get(self, path: str, **query: object) -> dict[str, Any]:
        """The answer of a GET; Refused with the dashboard's words."""
        told = urlencode({k: v for k, v in query.items() if v is not None}, doseq=True)
        return self._asked("GET", f"{path}?{told}" if told else path, None)[0]

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of a POST; Refused with the dashboard's words, and then nothing was done."""
        return self._asked("POST", path, body)[0]

    def second(self, why: Words) -> dict[str, str]:
        """A second person agrees: name and password, for this one request."""
        name, password = self.person.second(why)
        return {"second_name": name, "second_password": password}

    def _asked(
        self, method: str, path: str, body: dict[str, Any] | None
    ) -> tuple[dict[str, Any], http.client.HTTPMessage]:
        door = http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_S)
        headers = {"Cookie": self._cookie} if self._cookie else {}
        sent = None if body is None else json.dumps(body)
        if sent is not None:
            headers["Content-Type"] = "application/json"
        try:
            door.request(method, f"/api/v1{path}", sent, headers)
            answer = door.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Refused(
                f"看板没有回答（{error}）：先启动它",
                f"no answer from the dashboard ({error}): start it first",
                NO,
            ) from error
        finally:
            door.close()
        told = _document(text)
        if answer.status >= 400:
            raise _refused(told, answer.status)
        return told, answer.headers


def named(text: str) -> str:
    """An id as a part of an address."""
    return quote(text, safe="")


def _document(text: bytes) -> dict[str, Any]:
    try:
        told = json.loads(text or b"{}")
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}


def _refused(told: dict[str, Any], status: int) -> Refused:
    for one in told.get("problems", []):
        say(f"{one['code']}: {one['text']['zh']} | {one['text']['en']}")
    for place, words in told.get("fields", {}).items():
        say(f"{place}: {words['zh']} | {words['en']}")
    said = told.get("text", {"zh": str(status), "en": str(status)})
    do = told.get("do", {"zh": "", "en": ""})
    return Refused(f"看板拒绝：{said['zh']}。{do['zh']}", f"refused: {said['en']}. {do['en']}", NO)
