"""Passwords that are guessed first are not taken; a few words in a row are."""

import pytest

from cms.services.passwords import complaint

ABOUT = ("Ways Ahead", "Amira Haddad", "amira.haddad@library.example")


@pytest.mark.parametrize(
    "password",
    [
        "nine grey buses in the rain", "four words are long enough", "a crate of quince jam", "hG7!kq9Zr2Lm",
        "8f3a91d2c7b4", "ünïcödé wörter hier", "密码很长很长很长很长的一句话",
        " with spaces at both ends ",
        "seven slow trams at dawn" * 5,
    ],
)  # fmt: skip
def test_takes(password: str) -> None:
    assert complaint(password, about=ABOUT) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "12 to 128"),
        ("x" * 129, "12 to 128"),
        ("", "12 to 128"),
        ("x" * 20, "repeats"),
        ("abcabcabcabcabc", "repeats"),
        ("ab" * 30, "repeats"),
        ("password1234", "tried first"),
        ("P@ssw0rd-1234", "tried first"),
        ("PasswordPassword", "tried first"),
        ("Passwort!2026", "tried first"),
        ("abcdefghijklmn", "tried first"),
        ("nmlkjihgfedcba", "tried first"),
        ("qwertyuiop123", "tried first"),
        ("1qaz2wsx3edc", "tried first"),
        ("49301582675930", "tried first"),
        ("Summer2026!!!", "tried first"),
        ("iloveyou-1234", "tried first"),
        ("crossway-demonstration", "tried first"),
        ("Ways Ahead 2026", "tried first"),
        ("amira haddad 12", "tried first"),
        ("Haddad.Library.1", "tried first"),
    ],
)
def test_refuses(password: str, why: str) -> None:
    said = complaint(password, about=ABOUT)
    assert said
    assert why in said
