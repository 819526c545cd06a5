"""A text closed under a passphrase, to be carried outside the box and opened by who knows it.

It refuses to make random bytes and to keep the passphrase. The one file of payments for the bank
leaves this way; its key is scrypt of the passphrase (RFC 7914; N 2^15, r 8, p 1, 32 MiB).
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import scrypt

from records.canonical import canonical_json
from records.personal.cipher import KEY_BYTES, NONCE_BYTES, NotAuthentic, opened, sealed
from records.personal.sealing import Random
from records.personal.secret import Secret
from records.refusal import RuleRefused, problem

FORMAT = "ras-closed-1"
PASSPHRASE_MIN_CHARS = 15
"""As long as a password of the office (OWASP ASVS 5.0 V6.2.1)."""
SALT_BYTES = 16
_COST, _BLOCK, _MEMORY_MAX_BYTES = 1 << 15, 8, 64 << 20


def closed_text(text: Secret, passphrase: Secret, random: Random) -> str:
    """The text of the closed file; RuleRefused PASSPHRASE_SHORT."""
    if len(passphrase.shown()) < PASSPHRASE_MIN_CHARS:
        raise RuleRefused.of(
            problem(
                "PASSPHRASE_SHORT",
                f"文件口令至少 {PASSPHRASE_MIN_CHARS} 个字符，另行告知收件人，不随文件发送",
                f"the passphrase of a file has at least {PASSPHRASE_MIN_CHARS} characters; tell it "
                "by another way than the file",
            )
        )
    salt, nonce = random(SALT_BYTES), random(NONCE_BYTES)
    body = sealed(_key(passphrase, salt), nonce, text.shown().encode(), FORMAT.encode())
    return canonical_json(
        {"format": FORMAT, "salt": b64encode(salt).decode(), "body": b64encode(body).decode()}
    )


def opened_text(closed: str, passphrase: Secret) -> Secret:
    """What was closed; RuleRefused FILE_NOT_OPENED for another passphrase or changed bytes."""
    try:
        told = json.loads(closed)
        salt = b64decode(told["salt"], validate=True)
        body = b64decode(told["body"], validate=True)
        if told["format"] != FORMAT or len(salt) != SALT_BYTES:
            raise ValueError
        return Secret(opened(_key(passphrase, salt), body, FORMAT.encode()).decode())
    except (NotAuthentic, NotBase64, KeyError, TypeError, ValueError):
        raise RuleRefused.of(
            problem(
                "FILE_NOT_OPENED",
                "打不开：口令不对，或文件被改动，或不是本程序的加密文件",
                "it does not open: another passphrase, a changed file, or none of ours",
            )
        ) from None


def _key(passphrase: Secret, salt: bytes) -> bytes:
    return scrypt(
        passphrase.shown().encode(), salt=salt, n=_COST, r=_BLOCK, p=1,
        maxmem=_MEMORY_MAX_BYTES, dklen=KEY_BYTES,
    )  # fmt: skip
