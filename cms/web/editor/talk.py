"""The comments on a guide as its pages show them: each with the place it is about, if that is still there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cms.content import Document, spots
from cms.content.document import Where
from cms.content.spots import Spot
from cms.store import comments
from cms.store.comments import Thread
from cms.store.guides import Guide
from cms.web.editor.controls import Note

_BESIDE = 200  # characters of a comment that stand beside its field


@dataclass(frozen=True)
class Talk:
    """The threads of a guide as a page shows them. spots: the place of each that is still there, by its anchor."""

    threads: list[Thread]
    spots: dict[str, Spot] = field(default_factory=dict)

    @classmethod
    def about(cls, guide: Guide, document: Document) -> "Talk":
        found = comments.threads(guide.id)
        places = {one.first.anchor: spots.find(document, one.first.anchor) for one in found}
        return cls(found, {anchor: spot for anchor, spot in places.items() if spot})

    @property
    def open(self) -> list[Thread]:
        return [one for one in self.threads if one.is_open]

    @property
    def settled(self) -> list[Thread]:
        return [one for one in self.threads if not one.is_open]

    @property
    def people(self) -> set[str]:
        return {person for one in self.threads for person in one.people}

    def is_lost(self, thread: Thread) -> bool:
        """Whether what it is about is no longer in the text."""
        return bool(thread.first.anchor) and thread.first.anchor not in self.spots

    def label(self, thread: Thread) -> str:
        """What it is about, as that is called now."""
        spot = self.spots.get(thread.first.anchor)
        return spot.label if spot else thread.first.about

    def beside(self, notes: Mapping[str, list[Note]], id_of: Callable[[Where], str]) -> dict[str, list[Note]]:
        """What is said beside the fields, by their ids, with the open comments before it."""
        more = {field_id: list(said) for field_id, said in notes.items()}
        for one in reversed(self.open):
            if spot := self.spots.get(one.first.anchor):
                sentence = one.first.text if len(one.first.text) <= _BESIDE else f"{one.first.text[:_BESIDE]}…"
                more.setdefault(id_of(spot.where), []).insert(0, ("hint", f"Comment: {sentence}"))
        return more
