import pytest

from cms.content import codes


@pytest.mark.parametrize("tag", ["en", "de", "ar-JO", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "haw", "de-CH-1996"])
def test_knows_languages(tag: str) -> None:
    assert codes.is_known("language", tag)


@pytest.mark.parametrize(
    "tag", ["", "xx", "EN", "en_GB", "en-gb", "english", "en-", "de-XQ", "zh-Hantt", "e", "en-US\n"]
)
def test_knows_no_other_languages(tag: str) -> None:
    assert not codes.is_known("language", tag)


@pytest.mark.parametrize("code", ["DE", "JO", "GB", "TW", "US"])
def test_knows_countries(code: str) -> None:
    assert codes.is_known("region", code)


@pytest.mark.parametrize("code", ["", "de", "UK", "EU", "UN", "XA", "ZZ", "AA", "276", "419", "DEU", "001"])
def test_knows_no_other_countries(code: str) -> None:
    assert not codes.is_known("region", code)


@pytest.mark.parametrize("of", ["language", "region", "currency"])
def test_what_is_offered_is_known_and_found_by_its_name_or_itself(of: str) -> None:
    assert len(codes.names(of)) > 100
    for code, name in codes.names(of).items():
        assert codes.is_known(of, code)
        assert {codes.code_of(of, one) for one in (code, code.swapcase(), name, f" {name.upper()} ")} == {code}


def test_what_names_nothing_stays() -> None:
    assert codes.code_of("language", "ar-JO") == "ar-JO"
    assert codes.code_of("region", "Atlantis") == "Atlantis"


@pytest.mark.parametrize("code", ["EUR", "USD", "JOD", "JPY"])
def test_knows_currencies(code: str) -> None:
    assert codes.is_known("currency", code)


@pytest.mark.parametrize("code", ["", "eur", "€", "EURO", "ABC", "US$"])
def test_knows_no_other_currencies(code: str) -> None:
    assert not codes.is_known("currency", code)


@pytest.mark.parametrize("language", ["ar", "ar-JO", "FA", "he", "ur-PK"])
def test_knows_which_languages_run_from_right_to_left(language: str) -> None:
    assert codes.direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "de-AT", "arn", ""])
def test_lets_the_others_run_from_left_to_right(language: str) -> None:
    assert codes.direction(language) == "ltr"
