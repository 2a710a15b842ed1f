"""Secrets as the database keeps them: encrypted with a key that is not in it, so that a stolen backup tells none.

Fernet (AES-128-CBC and HMAC-SHA256), its key derived from the secret key of the settings by HKDF (RFC 5869).
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cms.errors import CrosswayError

_PURPOSE = b"crossway: secrets at rest"  # the same key signs sessions and cursors


class Unsealable(CrosswayError):
    """The text was sealed with a key that we no longer have, or it was changed."""


def seal(text: str, keys: Sequence[str]) -> str:
    """keys: the signing keys, oldest first: the newest seals, all of them open."""
    return _box(keys).encrypt(text.encode()).decode()


def unseal(sealed: str, keys: Sequence[str]) -> str:
    """Raises Unsealable."""
    try:
        return _box(keys).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unsealable("This was sealed with a secret key that is no longer set.") from None


def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in reversed(keys)])


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(derived)
