"""What people say about a text, as the editorial calls take and answer it: comments and suggestions."""

from cms.services.commenting import LONGEST
from cms.web.api.openapi.answers import MOMENT, UUID, Described, listed, shape, text, whole, word


def comments() -> dict[str, Described]:
    place = "The place it is about: roadmap.step-1.title, each row by its id; empty for the whole guide."
    said = {"id": UUID, "text": text(), "author": text(), "revision": whole(minimum=1), "at": MOMENT}
    return {
        "Comment": shape(
            {
                **said, "about": text(place), "label": text("The same in words, as it was called then."),
                "present": {"type": "boolean", "description": "Whether that place is still in the text."},
                "blocking": {"type": "boolean", "description": "While it is open, nobody approves."},
                "resolved_by": {"type": ["string", "null"]},
                "resolved_at": {"type": ["string", "null"], "format": "date-time"},
                "answers": listed(shape(said)),
            }
        ),
        "CommentBody": {
            **shape(
                {
                    "text": text(minLength=1, maxLength=LONGEST), "about": text(place), "blocking": {"type": "boolean"},
                    "answers": {**UUID, "description": "The comment that this is an answer to."},
                },
                "about", "blocking", "answers",
            ),
            "additionalProperties": False,
        },
        "Said": shape({"id": UUID, "thread": UUID}),
    }  # fmt: skip


def suggestions() -> dict[str, Described]:
    about, value = text("A field, a list, or a row by its id."), "As the document has it; null for nothing."
    return {
        "Suggestion": shape(
            {
                "id": UUID, "about": about, "label": text("The same in words."), "before": {"description": value},
                "after": {"description": value}, "author": text(), "revision": whole(minimum=1), "at": MOMENT,
            }
        ),
        "SuggestionBody": {
            **shape({"about": text(), "value": {"description": value}}), "additionalProperties": False,
        },
        "SuggestionLeft": shape({"id": UUID, "outcome": word("rejected")}),
    }  # fmt: skip
