"""Accounts: what name, role and password an account must have, and the accounts of a demo.

It refuses to know sessions and routes; passwords are kept only as hashes (records.store.people).
"""

import re

from dashboard.passwords import LENGTH_MIN, LENGTH_MIN_HIGH, Passwords, new_password
from dashboard.rights import Role
from farm.words import Words
from records.refusal import RuleRefused
from records.store.people import People, Person

_NAME = re.compile(r"[a-z][a-z0-9._-]{0,31}")
_LONG = frozenset({Role.MANAGER, Role.ACCOUNTANT, Role.ADMIN, Role.AUDITOR, Role.REVIEWER})

DEMO_ACCOUNTS: tuple[tuple[str, str, Role], ...] = (
    ("viewer", "访客", Role.VIEWER),
    ("operator", "值班员 01", Role.OPERATOR),
    ("operator2", "值班员 02", Role.OPERATOR),
    ("technician", "技术员 01", Role.TECHNICIAN),
    ("accountant", "会计 01", Role.ACCOUNTANT),
    ("manager", "场长", Role.MANAGER),
    ("admin", "系统管理员", Role.ADMIN),
    ("auditor", "审计", Role.AUDITOR),
    ("reviewer", "监事", Role.REVIEWER),
)
"""Login, post and role; two operators, so that what needs two people can be tried."""


def create_person(
    people: People, passwords: Passwords, *, login: str, post: str, role: Role, password: str
) -> None:
    """Make an account; RuleRefused in both languages when it cannot be. Takes a fifth of a second.

    `post`: what screens show, such as 值班员 01. Passwords: at least 10 characters, 15 for
    manager, accountant, admin, auditor and reviewer (ASVS V6.2.1).
    """
    if not _NAME.fullmatch(login):
        raise _refused(
            "LOGIN_MALFORMED",
            f"登录名“{login}”：小写字母开头，可有数字和 . _ -，最多 32 个字符",
            f"login '{login}': a lower-case letter, then letters, digits and . _ -, at most 32",
        )
    if not 1 <= len(post.strip()) <= 64:
        raise _refused("POST_MISSING", "岗位名 1 到 64 个字符", "the post needs 1 to 64 characters")
    least = LENGTH_MIN_HIGH if role in _LONG else LENGTH_MIN
    if not least <= len(password) <= 256:
        raise _refused(
            "PASSWORD_SHORT",
            f"密码须有 {least} 到 256 个字符",
            f"the password needs {least} to 256 characters",
        )
    people.add(Person(login, passwords.hash_now(password), role.value, post.strip()))


def demo_accounts(people: People, passwords: Passwords) -> dict[str, str]:
    """Give every account of a demo a fresh password; the passwords by login, known only now."""
    made: dict[str, str] = {}
    for login, post, role in DEMO_ACCOUNTS:
        made[login] = new_password()
        if people.person(login) is None:
            create_person(
                people, passwords, login=login, post=post, role=role, password=made[login]
            )
        else:
            hashed = passwords.hash_now(made[login])
            people.change(Person(login, hashed, role.value, post))
    return made


def _refused(code: str, zh: str, en: str) -> RuleRefused:
    return RuleRefused(code, Words(zh=zh, en=en))
