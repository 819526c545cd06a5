"""AES-256-GCM, the one place that knows the library behind it.

It refuses to make keys and nonces, and to say anything about a text that is not authentic.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
"""96 bits, drawn anew for every sealing (NIST SP 800-38D, 8.2.2)."""


class NotAuthentic(Exception):
    """The bytes were not sealed with this key for this place; nothing more is known."""


def sealed(key: bytes, nonce: bytes, plain: bytes, place: bytes) -> bytes:
    """Nonce, ciphertext and tag; `place` is bound to them and not in them."""
    assert len(key) == KEY_BYTES and len(nonce) == NONCE_BYTES
    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def opened(key: bytes, closed: bytes, place: bytes) -> bytes:
    """What was sealed; NotAuthentic for another key, another place or changed bytes."""
    try:
        return AESGCM(key).decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        raise NotAuthentic from None
