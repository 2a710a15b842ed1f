"""Codes of public standards: languages (BCP 47), regions (ISO 3166-1 alpha-2), currencies (ISO 4217)."""

import re
from functools import cache, lru_cache

from babel import Locale
from babel.numbers import list_currencies

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


def direction(language: str) -> str:
    """`rtl` or `ltr`, from the language's first subtag."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
