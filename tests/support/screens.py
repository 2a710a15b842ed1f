"""A page as someone without scripts meets it: what it says, where its links lead, what its forms would post.

It is read by a parser written in C, which takes a twentieth of the time and forgives what is wrong; that pages are
valid is looked at by `elements`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib
import lxml.html
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

_BLOCKS = frozenset(
    ["p", "li", "h1", "h2", "h3", "h4", "dt", "dd", "br", "div", "option", "title", "td", "th", "button"]
)
_NUL = "\ue000"  # stands for the character at which a parser in C would end


@dataclass
class Button:
    """name, value: what pressing it posts. words: what it says. action: where to, if not where its form goes."""

    name: str
    value: str
    words: str = ""
    works: bool = True
    action: str = ""


@dataclass
class Form:
    """values: what it posts as it stands, in order. buttons: the first one is what the Enter key presses."""

    action: str
    method: str
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    buttons: list[Button] = field(default_factory=list)

    def filled(
        self, typed: Mapping[str, Any] | None = None, *, press: str | Button | None = None
    ) -> MultiDict[str, str]:
        """What is posted once `typed` has replaced what stood there. press: the button, or its value."""
        data = self.values.copy()
        for name, value in (typed or {}).items():
            data.setlist(name, value if isinstance(value, list) else [value])
        if press is not None:
            button = self._pressed(press)
            data.add(button.name, button.value)
        return data

    def button(self, action: str, value: str = "") -> Button:
        """The one with an address of its own that ends like this."""
        [found] = [one for one in self.buttons if one.action.endswith(action) and value in ("", one.value)]
        return found

    def send(
        self,
        client: FlaskClient,
        typed: Mapping[str, Any] | None = None,
        *,
        press: str | Button | None = None,
        **more: Any,
    ) -> TestResponse:
        action = (self._pressed(press).action if press is not None else "") or self.action
        return client.post(action, data=self.filled(typed, press=press), **more)

    def _pressed(self, press: str | Button) -> Button:
        if isinstance(press, Button):
            return press
        [button] = [one for one in self.buttons if one.value == press and one.works]
        return button


class Screen:
    """The HTML of an answer."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True)

    @cached_property
    def _read(self) -> "_Reader":
        """Read when it is asked for: a large form takes longer to read than to make."""
        reader = _Reader()
        html = self.html.replace("\r\n", "\n").replace("\0", _NUL)
        lxml.html.fromstring(html, parser=lxml.html.HTMLParser(target=reader))
        return reader

    @property
    def forms(self) -> list[Form]:
        return self._read.forms

    @property
    def ids(self) -> set[str]:
        return self._read.ids

    @property
    def links(self) -> list[str]:
        return self._read.links

    @cached_property
    def text(self) -> str:
        return " ".join("".join(self._read.texts).split())

    def form(self, action: str) -> Form:
        """The one whose address ends like this."""
        [found] = [one for one in self.forms if one.action.endswith(action)]
        return found

    def offers(self, action: str) -> bool:
        return any(one.action.endswith(action) for one in self.forms)

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """The lines of the error summary: what each links to, and what it says."""
        if "errors" not in self.ids:
            return []
        return [
            (next((link.get("href", "").removeprefix("#") for link in one.iter("a")), ""), "".join(one.itertext()))
            for box in tags(self.html)
            if box.get("id") == "errors"
            for one in box.iter("li")
        ]


def shown(client: FlaskClient, path: str, status: int = 200) -> Screen:
    """The page at this address."""
    screen = Screen(client.get(path))
    assert screen.status == status, f"{path}: {screen.status} {screen.text[:400]}"
    return screen


def read(client: FlaskClient, path: str) -> Any:
    """The JSON at this address."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status} {answer.text[:400]}"
    return answer.get_json(force=True)


def elements(html: str) -> Iterator[Element]:
    """Every element of a page. Fails on anything that is not valid HTML, and takes a second for a large form."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    yield from (element for element in tree.iter() if isinstance(element.tag, str))


def tags(html: str) -> Iterator[Element]:
    """The same at once, where it is no matter whether the page is valid."""
    yield from (element for element in lxml.html.document_fromstring(html).iter() if isinstance(element.tag, str))


class _Reader:
    """Reads forms as a browser without scripts would post them: start, end and data are what lxml tells it."""

    def __init__(self) -> None:
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.texts: list[str] = []
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._button: Button | None = None
        self._select = ""
        self._textarea: tuple[Form, str, list[str]] | None = None

    def close(self) -> "_Reader":
        return self

    def start(self, tag: str, attrs: Mapping[str, str | None]) -> None:
        has = {name: value or "" for name, value in attrs.items()}
        if tag in _BLOCKS:
            self.texts.append(" ")
        if "id" in has:
            self.ids.add(has["id"])
        if "href" in has:
            self.links.append(unquote(has["href"]))
        if tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get"))
            self.forms.append(self._form)
            self._by_id[has.get("id", "")] = self._form
        elif owner := self._by_id.get(has["form"]) if "form" in has else self._form:
            self._control(owner, tag, has)

    def _control(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name = has.get("name", "")
        if tag == "input" and name and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            form.values.add(name, has.get("value", ""))
        elif tag == "textarea":
            self._textarea = (form, name, [])
        elif tag == "select":
            self._select = name
            form.values.add(name, "")  # every one of ours begins with a blank choice
        elif tag == "option" and "selected" in has:
            form.values.setlist(self._select, [has.get("value", "")])
        elif tag == "button":
            self._button = Button(
                name, has.get("value", ""), works="disabled" not in has and has.get("formmethod") != "dialog"
            )
            self._button.action = has.get("formaction", "")
            form.buttons.append(self._button)

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.texts.append(" ")
        if tag == "form":
            self._form = None
        elif tag == "button":
            self._button = None
        elif tag == "textarea" and self._textarea:
            form, name, parts = self._textarea
            # The first line end of a textarea is not part of it; browsers post the others as CRLF.
            said = "".join(parts).removeprefix("\n").replace(_NUL, "\0")
            form.values.add(name, said.replace("\n", "\r\n"))
            self._textarea = None

    def data(self, data: str) -> None:
        self.texts.append(data)
        if self._textarea:
            self._textarea[2].append(data)
        if self._button:
            self._button.words += data
