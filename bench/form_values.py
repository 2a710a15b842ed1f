"""What a browser would post from the page's form of a guide."""

from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict


class FormValues(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: MultiDict[str, str] = MultiDict()
        self._inside, self._select, self._area = False, "", ""

    @classmethod
    def of(cls, html: str) -> MultiDict[str, str]:
        parser = cls()
        parser.feed(html)
        return parser.values

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known: dict[str, Any] = dict(attrs)
        if tag == "form":
            self._inside = known.get("id") == "guide-form"
        elif not self._inside:
            return
        elif tag == "input" and "name" in known and (known.get("type") != "checkbox" or "checked" in known):
            self.values.add(known["name"], known.get("value") or "")
        elif tag == "select":
            self._select = known["name"]
            self.values[self._select] = ""
        elif tag == "option" and "selected" in known:
            self.values[self._select] = known["value"]
        elif tag == "textarea":
            self._area = known["name"]
            self.values[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data
