"""The part of a site file about people: networks, robots, orders, telephones, all mistakes at once.

Knows the trial site; what is done with it is tested in the rooms that do it.
"""

from typing import Any

import pytest
from pydantic import ValidationError

from farm.document import Document
from farm.people import Messages, Page, Person, Robot
from farm.people_check import wrong_people
from farm.site import Site
from tests.dashboard.harness import TRIAL as PATH

TRIAL = Document(PATH.name, PATH.read_text(encoding="utf-8")).parse(Site)


def wrong(**changes: Any) -> list[str]:
    return [said.en for _, said, _ in wrong_people(TRIAL.model_copy(update=changes))]


def robot(name: str, **more: Any) -> Robot:
    return Robot(**({"id": name, "kind": "dingtalk", "token_file": "t"} | more))


def test_the_shipped_site_is_right() -> None:
    assert wrong() == []


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("192.168.20.0/22", []),
        ("fd00:1:2::/48", []),
        ("192.168.20.1/22", ["192.168.20.1/22 is no network"]),
        ("192.168.20.0/33", ["192.168.20.0/33 is no network"]),
        ("0.0.0.0/0", ["0.0.0.0/0 is wider than a farm"]),
        ("10.0.0.0/8", ["10.0.0.0/8 is wider than a farm"]),
        ("::/0", ["::/0 is wider than a farm"]),
    ],
)
def test_a_network_is_one_and_no_wider_than_a_farm(network: str, said: list[str]) -> None:
    assert wrong(page=Page(roam=(network,))) == said


def test_robots_have_names_of_their_own_and_secrets_where_there_are_any() -> None:
    rows = (
        robot("duty"),
        robot("duty"),
        robot("f-sms"),
        robot("groups", kind="wecom", secret_file="s"),
    )
    assert wrong(messages=Messages(robots=rows)) == [
        "duty is used twice",
        "f-sms is used twice",
        "a WeCom robot has no signing secret",
    ]


def test_nobody_shares_a_place_in_the_order() -> None:
    people = tuple(one.model_copy(update={"order": 1}) for one in TRIAL.people)
    assert wrong(people=people) == ["order 1 is used twice"] * 2


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (Person, {"post": {"zh": "值班", "en": "duty"}, "order": 1, "phone": "138-0000"}),
        (Person, {"post": {"zh": "值班", "en": "duty"}, "order": 0}),
        (Robot, {"id": "a", "kind": "dingtalk", "token_file": "../x"}),
        (Robot, {"id": "a", "kind": "feishu", "token_file": "x"}),
        (Robot, {"id": "a", "kind": "wecom", "token_file": "x", "url": "http://u:p@h"}),
        (Robot, {"id": "a", "kind": "wecom", "token_file": "x", "url": "http://h/?key=1"}),
        (Messages, {"escalate_s": 5}),
        (Messages, {"test_at": "25:00"}),
    ],
)
def test_what_cannot_be_is_refused(model: Any, body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(body)
