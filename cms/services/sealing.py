"""Secrets as the database keeps them: encrypted with a key that is not in it, so that a stolen backup tells none.

Fernet (AES-128-CBC and HMAC-SHA256), its key derived from the secret key of the settings by HKDF (RFC 5869).
"""

import base64
from collections.abc import Sequence
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cms.errors import CrosswayError

# The same key signs sessions and cursors.
_PURPOSE, _PURPOSE_CODES = b"crossway: secrets at rest", b"crossway: second factors at rest"
_TAG_LENGTH = 12


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


def keys_of_codes(keys: Sequence[str]) -> dict[str, str]:
    """The keys that seal what codes of an authenticator app are made from, oldest first, each by a name that stays the
    same when other keys come and go.
    """
    derived = [_derived(key, _PURPOSE_CODES).decode() for key in keys]
    return {sha256(one.encode()).hexdigest()[:_TAG_LENGTH]: one for one in derived}


def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in reversed(keys)])


def _derived(key: str, purpose: bytes = _PURPOSE) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key.encode())
    return base64.urlsafe_b64encode(derived)
