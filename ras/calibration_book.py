"""Where a calibration is written down: the running dashboard's API, or its journal while it rests.

It refuses to decide what becomes of one that cannot be written down (ras.calibration_unsent).
"""

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from farm.clock import Clock, anchor_from_env
from farm.site import Site
from farm.words import Words
from ras.export_url import address
from ras.folders import dashboard_folder
from ras.page_door import answers
from ras.refusal import NO, Refused
from ras.sites import data_folder

ANSWER_S = 20.0


AskSecond = Callable[[Words], tuple[str, str]]
"""Told why, another person gives name and password."""


class SecondNeeded(Refused):
    """It is for two people."""


class Book(Protocol):
    """An open book of calibrations."""

    def last(self, device: str) -> dict[str, Any] | None:
        """The latest that counts: `standards`, `quantity`, `due_on`, …; None if there is none."""

    def save(self, entry: dict[str, Any]) -> None:
        """Durable when it returns; Refused with the reason."""


NOT_OF_EVENT = ("happened_ms", "late_reason", "who")


def _malformed(error: ValidationError) -> Refused:
    """What the journal's form does not take, in one sentence."""
    places = ", ".join(".".join(map(str, row["loc"])) for row in error.errors()[:4])
    return Refused(
        f"记录写得不对（{places}），没有记账",
        f"not as the books take it ({places}); not written down",
        NO,
    )


class Journal:
    """The journal itself, while no dashboard has it."""

    def __init__(self, store: Any, site: Site, who: str) -> None:
        """`store`: the open journal."""
        self._store, self._site, self._who = store, site, who

    def last(self, device: str) -> dict[str, Any] | None:
        """See Book."""
        from records.calibrations import calibrated

        stored = self._store.events(kinds=("CALIBRATION", "REVERSAL"))
        known = calibrated(item.event for item in stored).get(device)
        return None if known is None or known.last is None else dict(known.last.as_json())

    def save(self, entry: dict[str, Any]) -> None:
        """See Book."""
        from records.calibrations import too_far
        from records.journal.events import Calibration, read_event
        from records.refusal import EventRefused

        body = {k: v for k, v in entry.items() if v not in (None, "") and k not in NOT_OF_EVENT}
        at = datetime.fromtimestamp(entry["happened_ms"] / 1000, UTC)
        body |= {
            "kind": "CALIBRATION", "happened_at": at, "actor": self._who, "site": self._site.id,
        }  # fmt: skip
        if entry.get("late_reason"):
            body |= {"backfilled": True, "backfill_reason": entry["late_reason"]}
        try:
            event = read_event(body)
            assert isinstance(event, Calibration)
            if (far := too_far(event)) is not None:
                raise Refused(
                    f"{far.zh}，要第二个人在看板上同意：先启动看板",
                    f"{far.en}: a second person must agree, start the dashboard first",
                    NO,
                )
            self._store.append(event)
        except ValidationError as error:
            raise _malformed(error) from error
        except EventRefused as refused:
            words = refused.problems[0].explanation
            raise Refused(words.zh, words.en, NO) from refused


class Api:
    """The dashboard that runs, as a person who signs in or a program that only reads."""

    def __init__(self, url: str, token: str = "", second: AskSecond | None = None) -> None:
        """`token`: the read-only one of the data folder, enough for the list.

        `second`: asks another person to agree, where the dashboard wants one.
        """
        self._host, self._port = address(url)
        self._second = second
        self._who = {"Authorization": f"Bearer {token}"} if token else {}

    def sign_in(self, name: str, password: str) -> None:
        """Go on as a person; Refused when that does not work."""
        _, headers = self._asked("POST", "/api/v1/login", {"name": name, "password": password})
        self._who = {"Cookie": headers.get("set-cookie", "").partition(";")[0]}

    def last(self, device: str) -> dict[str, Any] | None:
        """See Book."""
        body, _ = self._asked("GET", "/api/v1/calibrations", None)
        rows = [row for row in body["devices"] if row["device"] == device and row["standards"]]
        return rows[0] if rows else None

    def save(self, entry: dict[str, Any]) -> None:
        """See Book."""
        body = {k: v for k, v in entry.items() if v is not None and k != "who"}
        try:
            self._asked("POST", "/api/v1/calibrations", body)
        except SecondNeeded as needed:
            if self._second is None:
                raise
            name, password = self._second(needed.words)
            body |= {"second_name": name, "second_password": password}
            self._asked("POST", "/api/v1/calibrations", body)

    def _asked(
        self, method: str, path: str, body: dict[str, Any] | None
    ) -> tuple[dict[str, Any], http.client.HTTPMessage]:
        door = http.client.HTTPConnection(self._host, self._port, timeout=ANSWER_S)
        headers = dict(self._who)
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            door.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = door.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Refused(
                f"看板没有回答（{error}）", f"no answer from the dashboard ({error})", NO
            ) from error
        finally:
            door.close()
        document = json.loads(text or b"{}")
        if answer.status >= 400:
            said = document.get("text", {"zh": str(answer.status), "en": str(answer.status)})
            refusal = SecondNeeded if document.get("error") == "second_person_needed" else Refused
            raise refusal(f"看板拒绝：{said['zh']}", f"the dashboard refused: {said['en']}", NO)
        return document, answer.headers


def dashboard_runs(url: str) -> bool:
    """Whether a dashboard answers there."""
    return answers(*address(url))


@contextmanager
def open_journal_book(data: Path, site: Site, who: str) -> Iterator[Book]:
    """The journal of a data folder; Refused while somebody else has it."""
    from dashboard.serve import CannotServe, open_books
    from records.durable import StorageFault

    anchor = anchor_from_env()

    def now_s() -> float:
        return anchor.mono_s + (time.monotonic() - anchor.mono_s) * anchor.speed

    clock = Clock(now_s, anchor.mono_s, anchor.utc_ms)
    try:
        folder = data_folder(dashboard_folder(data), private=True)
        with open_books(folder, site, clock) as store:
            yield Journal(store, site, who)
    except (CannotServe, StorageFault) as fault:
        raise Refused(fault.words.zh, fault.words.en) from fault
