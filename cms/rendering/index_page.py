"""The words of the index page that depend on its values: options of the filters, and the facts on a card."""

from markupsafe import Markup

from cms.content import words as enumerations
from cms.rendering.formats import Formats
from cms.rendering.listing import Card, Facet, Option
from cms.rendering.words import Words


class IndexPage:
    """In scope of the index templates as `index`."""

    def __init__(self, words: Words, formats: Formats) -> None:
        self._words, self._formats = words, formats
        self.headings = {
            "from_role": words.word("From role"),
            "to_role": words.word("To role"),
            "difficulty": words.word("Difficulty"),
            "language": words.word("Language"),
        }

    def option(self, facet: Facet, option: Option) -> str:
        """Plain text, for an <option> holds no marks."""
        if facet.name == "difficulty":
            return self._words.plain(enumerations.DIFFICULTY.get(option.value, option.value))
        if facet.name == "language":
            return self._formats.language(option.value)
        return option.label or option.value

    def facts(self, card: Card) -> Markup:
        """Difficulty, timeline, demand and language of a guide in one line."""
        facts: list[Markup | str] = []
        if card.difficulty in enumerations.DIFFICULTY:
            facts.append(self._words.word(enumerations.DIFFICULTY[card.difficulty]))
        facts.append(self._formats.duration(card.timeline))
        if card.demand_level in enumerations.LEVEL:
            level = self._words.word(enumerations.LEVEL[card.demand_level])
            facts.append(self._words.word("Demand: %(level)s", level=level))
        facts.append(self._formats.language(card.language))
        return Markup(" · ").join(fact for fact in facts if fact)
