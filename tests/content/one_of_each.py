"""A kind of every sort, as a document would declare it, and what to ask of one."""

from typing import Any

import pytest
from marshmallow import ValidationError

from cms.content.kinds import (
    Amount,
    Choice,
    Code,
    Day,
    Flag,
    Group,
    Items,
    Kind,
    Line,
    Lines,
    Link,
    Prose,
    References,
    Shape,
    Slug,
)

FRUIT = {"apple": "Apple", "pear": "Pear"}


class Basket(Shape):
    fruit = Choice("Fruit", FRUIT, required=True)
    weight = Amount("Weight", minimum=0, maximum=10)


LINE = Line("Name", max_length=10)
PROSE = Prose("Story", max_length=10, paragraphs=True)
SLUG = Slug("Address", max_length=20)
LINK = Link("Web address")
CHOICE = Choice("Fruit", FRUIT)
LANGUAGE = Code("Language", of="language")
REGION = Code("Country", of="region")
CURRENCY = Code("Currency", of="currency")
DAY = Day("As of")
AMOUNT = Amount("Weight", minimum=0, maximum=10)
FLAG = Flag("Ripe")
LINES = Lines("Tags", noun="tag", max_length=10, at_least=1, at_most=3)
REFERENCES = References("Sources", to="sources", at_most=3)
GROUP = Group("Basket", Basket)
ITEMS = Items("Baskets", Basket, noun="basket", at_least=2, at_most=3)

TEXTS = [LINE, PROSE, SLUG, LINK, CHOICE, LANGUAGE]
EVERY = [*TEXTS, REGION, CURRENCY, DAY, AMOUNT, FLAG, LINES, REFERENCES, GROUP, ITEMS]


def names(kind: Kind) -> str:
    return f"{kind.kind} {kind.label}"


def refusal(kind: Kind, value: Any) -> Any:
    with pytest.raises(ValidationError) as caught:
        kind.deserialize(value)
    return caught.value.messages


def rules(kind: Kind, value: Any) -> list[str]:
    return [rule for rule, _ in kind.problems(value)]
