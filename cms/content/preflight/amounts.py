"""Percentages and money in prose, and titles in quotes. Only what stands directly beside a number is looked at."""

import re
from collections.abc import Iterator

# Runs are bounded: an unbounded one would be tried again from each digit of a long number.
_NUMBER = r"\d[\d.,'’٬٫]{0,15}(?:\s?(?:k|m|tsd|tausend|thousand|mio|million|millionen|ألف|الف|مليون)\b\.?)?"
_PERCENT = re.compile(
    rf"(?:{_NUMBER}\s?(?:[%٪％‰﹪]|(?:percent|per\scent|prozent|procent|pour\scent|por\sciento|per\scento|"
    rf"процент|بالمئة|بالمائة|في\s(?:المئة|المائة)))|[%٪％]\s?\d[\d.,٫]{{0,15}})",
    re.IGNORECASE,
)
# The codes of common currencies that are not also words in capitals (as TRY, ALL, TOP and CUP are).
_CODES = (
    "EUR|USD|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|UAH|RUB|AED|SAR|JOD|EGP|KWD|QAR|BHD|"
    "OMR|MAD|TND|DZD|IQD|LBP|ILS|IRR|PKR|ZAR|NGN|KES|GHS|BRL|MXN|ARS|CLP|COP|SGD|HKD|KRW|TWD|THB|VND|IDR|MYR|PHP"
)
_SIGN = "[$¢£¤¥฿₠-⃀﷼﹩＄￠￡￥￦]"
_WORD = (
    "euros?|dollars?|pounds?|yen|yuan|francs?|franken|rupees?|pesos?|dinars?|dirhams?|riyals?|rubel|zloty|"
    "دينار\\w*|درهم\\w*|ريال\\w*|جنيه\\w*|ليرة|دولار\\w*|يورو"
)
_MONEY = re.compile(
    rf"{_SIGN}\s?{_NUMBER}|\b(?i:kr)\.?\s?{_NUMBER}|\b(?:{_CODES})\s?{_NUMBER}"
    rf"|{_NUMBER}\s?(?:{_SIGN}|(?:{_CODES})\b|(?i:kr)\b|(?i:{_WORD})\b|[円元원])",
)
# “US$” and “$ … USD” say which dollar; “$” alone does not.
_AMBIGUOUS = re.compile(
    rf"(?<![A-Za-z])[$¥＄￥]\s?(?>{_NUMBER})(?!\s?(?:{_CODES})\b)|\b(?i:kr)\.?\s?(?>{_NUMBER})(?!\s?(?:{_CODES})\b)"
    rf"|{_NUMBER}\s?(?:[$¥＄￥](?![A-Za-z])|(?i:kr)\b)",
)
_DIGIT = re.compile(r"\d")
_QUOTED = re.compile(
    r"„([^“”„\n]{2,200})[“”]|“([^“”\n]{2,200})”|«([^«»\n]{2,200})»|»([^«»\n]{2,200})«|‹([^‹›\n]{2,200})›|"
    r"›([^‹›\n]{2,200})‹|\"([^\"\n]{2,200})\"|(?<!\w)‘(?=\S)([^‘\n]{1,200}?)(?<=\S)’(?!\w)|‚([^‚‘\n]{2,200})‘|"
    r"(?<!\w)'(?=\S)([^\n]{1,200}?)(?<=\S)'(?!\w)|「([^「」\n]{2,200})」|『([^『』\n]{2,200})』"
)
_TOGETHER = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_FEWEST_TOGETHER = 4


def figure(text: str) -> str:
    """The first percentage or amount of money in `text`, as it is written; "" without one."""
    if not _DIGIT.search(text):
        return ""
    found = [match for pattern in (_PERCENT, _MONEY) if (match := pattern.search(text))]
    return min(found, key=re.Match.start)[0].strip() if found else ""


def ambiguous_amount(text: str) -> str:
    """The first amount in $, ¥ or kr of which nobody can tell the country; "" without one."""
    match = _AMBIGUOUS.search(text) if _DIGIT.search(text) else None
    return match[0].strip() if match else ""


def quoted_titles(text: str) -> Iterator[str]:
    """What stands in quotes and has several words, as a title has; of scripts without spaces, several characters."""
    for match in _QUOTED.finditer(text):
        inner = str(match[match.lastindex or 0]).strip().strip(".,;:!?…،؟。、")
        if len(inner.split()) > 1 or len(_TOGETHER.findall(inner)) >= _FEWEST_TOGETHER:
            yield inner
