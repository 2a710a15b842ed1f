"""Codes of public standards: languages (BCP 47), regions (ISO 3166-1 alpha-2), currencies (ISO 4217)."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_currency_symbol, get_territory_currencies, list_currencies

EXAMPLES = {"language": "en or pt-BR", "region": "DE or JO", "currency": "EUR or USD"}

# The well-formed tags that guides use: language, script, region, variants (RFC 5646 §2.1, without extensions).
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[A-Z][a-z]{3}))?(?:-(?P<region>[A-Z]{2}|\d{3}))?(?:-[a-z\d]{4,8})*"
)
# CLDR lists these beside the countries: unions, outlying areas, pseudo-locales, "unknown".
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@cache
def _english() -> Locale:
    return Locale("en")


@lru_cache(maxsize=1024)
def is_known(of: str, code: str) -> bool:
    """of: `language`, `region` or `currency`."""
    if of == "currency":
        return code in list_currencies()
    if of == "region":
        return len(code) == 2 and code.isalpha() and code in _english().territories and code not in _NO_COUNTRY
    tag = _TAG.fullmatch(code)
    return bool(
        tag
        and tag["language"] in _english().languages
        and (not tag["script"] or tag["script"] in _english().scripts)
        and (not tag["region"] or tag["region"] in _english().territories)
    )


@cache
def names(of: str) -> Mapping[str, str]:
    """The codes that people choose among, with their English names, by name: languages of two letters, countries, money
    that is tender now. `is_known` knows more.
    """
    if of == "language":
        found = {code: name for code, name in _english().languages.items() if len(code) == 2}
    elif of == "region":
        found = {code: name for code, name in _english().territories.items() if is_known("region", code)}
    else:
        tender = {code for region in names("region") for code in get_territory_currencies(region)}
        found = {code: name for code, name in _english().currencies.items() if code in tender}
    return dict(sorted(found.items(), key=lambda one: one[1]))


@cache
def _by_words(of: str) -> Mapping[str, str]:
    known = {words.casefold(): code for code, name in names(of).items() for words in (name, code)}
    if of == "currency":
        for code in names(of):
            known |= {sign(code).casefold(): code, get_currency_name(code, 2, "en").casefold(): code}
    return known


@lru_cache(maxsize=256)
def sign(currency: str) -> str:
    """`$` of USD, `CA$` of CAD; the code itself where it has no sign."""
    return get_currency_symbol(currency, "en")


def code_of(of: str, text: str) -> str:
    """The code that somebody meant who typed its English name, or it in other letters: `Germany` and `de` are DE,
    `euros` and `€` EUR. What is no such name stays as it was typed.
    """
    return _by_words(of).get(text.strip().casefold(), text)


@lru_cache(maxsize=1024)
def typed_as(of: str, code: str) -> str:
    """What a control shows for a code: the name of a language or a country, where that is read as this code again;
    money is known by its codes.
    """
    name = called(of, code)
    return name if of != "currency" and code_of(of, name) == code else code


def called(of: str, code: str) -> str:
    """The English name of a code; the code itself where it has none."""
    if of != "language":
        return names(of).get(code, code)
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (ValueError, UnknownLocaleError):
        return code


def direction(language: str) -> str:
    """`rtl` or `ltr`, from the language's first subtag."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
