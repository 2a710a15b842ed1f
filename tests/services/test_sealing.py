"""Secrets at rest: opened by the key that sealed them or one that came after it, and by no other."""

from collections.abc import Callable

import pytest

from cms.services.sealing import Unsealable, seal, unseal

OLD, NEW, OTHER = "the key of last year", "the key of this year", "somebody else's key"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_gives_back_what_was_sealed_and_shows_nothing_of_it() -> None:
    sealed = seal(SECRET, [NEW])
    assert unseal(sealed, [NEW]) == SECRET
    assert SECRET not in sealed
    assert seal(SECRET, [NEW]) != sealed, "two alike are not to be recognised"


def test_survives_a_new_key_while_the_old_one_is_a_fallback() -> None:
    sealed = seal(SECRET, [OLD])
    assert unseal(sealed, [OLD, NEW]) == SECRET
    assert unseal(seal(SECRET, [OLD, NEW]), [NEW]) == SECRET, "the newest key seals"


@pytest.mark.parametrize("damage", [lambda sealed: sealed[:-2], lambda sealed: "", str.swapcase, lambda sealed: "ü"])
def test_opens_nothing_without_the_key_or_after_a_change(damage: Callable[[str], str]) -> None:
    sealed = seal(SECRET, [OLD])
    with pytest.raises(Unsealable, match="no longer set"):
        unseal(sealed, [NEW, OTHER])
    with pytest.raises(Unsealable):
        unseal(damage(sealed), [OLD])
