"""What people do wrong, tried on the dashboard itself: wrong tank, wrong calibration, old sessions.

It refuses to know how the dashboard is made.
"""

from dashboard.rights import Role
from trials.checks.desk import API, Office, Told, in_office, password

HALF_DAY_S = 12 * 3600.0


def wrong_tank(_seed: int, _count: int) -> Told:
    """F-66: fish of another tank are entered; asked about, never deleted, taken back by two."""
    return in_office(_wrong_tank)


async def _wrong_tank(office: Office) -> Told:
    operator, manager = await office.signed_in(Role.OPERATOR), await office.signed_in(Role.MANAGER)
    for tank, batch, heads in (("1-01", "26-01", 5000), ("1-02", "26-02", 800)):
        body = office.entry(
            "STOCK_IN", 3600, tank=tank, batch=batch, count_heads=heads, mass_g=heads * 300
        )
        assert (await operator.post(f"{API}/events", json=body)).status_code == 201
    dead = office.entry("MORT", tank="1-02", count_heads=60, cause="HYPOXIA")  # meant for 1-01
    asked = (await operator.post(f"{API}/events/check", json=dead)).json()
    no_such = office.entry("MORT", tank="1-09", count_heads=1, cause="HYPOXIA")
    refused = await operator.post(f"{API}/events", json=no_such)
    too_many = office.entry("MORT", tank="1-02", count_heads=900, cause="HYPOXIA")
    more = await operator.post(f"{API}/events", json=too_many)
    confirmed = dead | {"confirmed": True}
    saved = (await operator.post(f"{API}/events", json=confirmed)).json()
    before = (await operator.get(f"{API}/stock")).json()["heads"]
    gone = await manager.delete(f"{API}/events/{dead['event_id']}")
    correction = {
        "reason": "池号错",
        "event_id": office.entry("MORT")["event_id"],
        "second_name": Role.OPERATOR.value,
        "second_password": password(Role.OPERATOR),
    }
    corrected = await manager.post(f"{API}/events/{dead['event_id']}/correct", json=correction)
    after = (await operator.get(f"{API}/stock")).json()["heads"]
    rows = len(office.store.log.events())
    told = {
        "60 of 800 dead is asked about": "many_dead" in str(asked),
        "a tank there is not is refused": refused.status_code >= 400,
        "more dead than live is refused": more.status_code >= 400,
        "nothing can be deleted": gone.status_code in (404, 405, 403) and rows >= 3,
        "taken back the stock is as before": corrected.status_code == 201 and after == 5800,
        "it had counted until then": before == 5740 and "event" in saved,
        "the chain holds": not office.store.verify(),
    }
    return _told(told, f"{rows} rows in the journal; correction {corrected.status_code}")


def wrong_calibration(_seed: int, _count: int) -> Told:
    """F-64: a zero taken in air; a shift of more than 15 % must be refused or take two people."""
    return in_office(_wrong_calibration)


async def _wrong_calibration(office: Office) -> Told:
    technician = await office.signed_in(Role.TECHNICIAN)
    body = {
        "event_id": office.entry("CALIBRATION")["event_id"],
        "happened_ms": office.clock.utc_ms() - 60_000,
        "device": "s1-01-do-a", "profile": "yosemitech/y504-a", "procedure": "zero",
        "quantity": "do_a", "unit": "mg/L", "result": "ADJUSTED",
        "standards": [{"reference": "0", "before": "8.4", "after": "0.0"}],
    }  # fmt: skip
    answer = await technician.post(f"{API}/calibrations", json=body)
    rows = (await technician.get(f"{API}/calibrations")).json()["devices"]
    kept: dict[str, object] = next((row for row in rows if row["device"] == "s1-01-do-a"), {})
    stopped = answer.status_code >= 400 or "second" in answer.text
    said = (
        f"zero read 8.4 mg/L before: answered {answer.status_code}, stands as {kept.get('result')}"
    )
    return stopped, said


def sessions(_seed: int, _count: int) -> Told:
    """F-68: a captured request, a session that is over, another site's page, one without rights."""
    return in_office(_sessions)


async def _sessions(office: Office) -> Told:
    operator, viewer = await office.signed_in(Role.OPERATOR), await office.signed_in(Role.VIEWER)
    act = {"value": 1, "minutes": 5, "reason": "trial", "id": "captured1"}
    url = f"{API}/outputs/1-01.emergency_valve"
    cookie = next(iter(operator.cookies.jar))
    nobody = await office.client().post(url, json=act)
    watcher = await viewer.post(url, json=act)
    foreign = await operator.post(url, json=act, headers={"origin": "http://evil.test"})
    crossing = await operator.post(url, json=act, headers={"sec-fetch-site": "cross-site"})
    stolen = office.client("198.51.100.9")
    stolen.cookies.set(cookie.name, cookie.value or "")
    elsewhere = await stolen.get(f"{API}/me")
    await operator.post(f"{API}/logout", json={})
    operator.cookies.set(cookie.name, cookie.value or "")
    replayed = await operator.post(url, json=act)
    late = await office.signed_in(Role.OPERATOR)
    office.clock.ahead_s += HALF_DAY_S + 60
    old = await late.post(url, json=act)
    told = {
        "nobody": nobody.status_code == 401,
        "a viewer": watcher.status_code == 403,
        "another site's page": foreign.status_code == 403 and crossing.status_code == 403,
        "a session signed out": replayed.status_code == 401,
        "a session of yesterday": old.status_code == 401,
        "a session from another address": elsewhere.status_code == 401,
    }
    return _told(told, "refused")


def _told(told: dict[str, bool], figures: str) -> Told:
    wrong = [what for what, held in told.items() if not held]
    said = f"{len(told) - len(wrong)} of {len(told)} held, {figures}"
    return not wrong, said + (f"; not: {', '.join(wrong)}" if wrong else "")
