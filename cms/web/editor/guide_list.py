"""The list of guides: searched, narrowed, in order, by pages; as a table for spreadsheets; and kept as a view."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from cms import clock
from cms.content.searching import asked, passage
from cms.content.slugs import SLUG, slugify
from cms.content.text import UNSAFE
from cms.errors import InvalidContent, flat
from cms.services import bulk, keeping_house, spreadsheets, views
from cms.store import accounts, guide_list, search
from cms.store import bulk as kept_runs
from cms.store import views as kept_views
from cms.store.guide_list import Choice, Sort, Wants
from cms.store.guides import Guide
from cms.store.reminders import DUE_SOON
from cms.store.search import DraftText
from cms.web import http
from cms.web.access import current_actor, editorial
from cms.web.editor import planned
from cms.web.parts import renderer, rules
from cms.workflow import EDITORIAL_ROLES, PublicStatus, Removal, Role, State

_PAGE = 50
_SECONDS = 8.0  # that somebody waits for a few; what is left is the worker's
_MOST_ROWS = 50_000  # of a table for spreadsheets
_CSV = ("Title", "Address", "State", "Public", "Language", "Owner", "Changed (UTC)", "Revision", "Id")
_WANTED = {
    Wants.MY_TEXT: "Mine to write", Wants.MY_REVIEW: "A review I can do",
    Wants.MY_SECOND_LOOK: "A second look I can give", Wants.MY_REMOVAL: "A removal I can confirm",
    Wants.SECOND_LOOK: "A second look is owed",
    Wants.REMOVAL: "Removal asked for", Wants.REVIEW_DUE: "To be looked at again",
    Wants.STALE: "Figures are past their time",
}  # fmt: skip
_ORDERS = {
    Sort.CHANGED: "Last changed", Sort.TITLE: "Title", Sort.STATE: "State", Sort.DUE: "Goes live next",
}  # fmt: skip
_ACTS = {
    bulk.ADD_TAG: "Add a tag", bulk.REMOVE_TAG: "Remove a tag", "request_removal": "Ask for removal",
    "assign": "Change the owner", "set_review_by": "Set the review-by day",
}  # fmt: skip
_SAID = {"kept": "The view is saved.", "removed": "The view is removed."}


@editorial
def show() -> ResponseReturnValue:
    return _page(chosen(request.args), said=_SAID.get(request.args.get("said", "")))


def _page(choice: Choice, *, said: str | None = None, notice: str = "", typed: Any = None) -> str:
    kind = _kind(choice)
    key = http.place(kind) if request.method == "GET" else None
    backwards = bool(key) and key is not None and key[0] == "<"
    window = guide_list.window(choice, limit=_PAGE, key=key[1:] if key else None, backwards=backwards)
    total = guide_list.count(choice) if window.total is None else window.total
    me = current_actor()
    views_here = kept_views.seen_by(me.id)
    people = {one.owner_id for one in window.guides} | {one.owner_id for one in views_here}
    named = {one for one in (choice.owner, choice.author) if one}
    words = asked(choice.q)
    active = accounts.active_people()
    texts = search.said(DraftText, [one.id for one in window.guides]) if words else {}
    return render_template(
        "editor/guides.html",
        choice=choice,
        guides=window.guides,
        due=planned.times(window.guides),
        today=clock.today(),
        due_soon=DUE_SOON,
        passages={
            one.id: passage(texts[one.id], words, but=" ".join(one.title.split()))
            for one in window.guides
            if one.id in texts
        },
        narrowed=len([name for name, _ in choice.pairs if name not in ("q", "sort")]),
        total=total,
        most=guide_list.MOST,
        earlier=_link(choice, kind, "<", window.before),
        later=_link(choice, kind, ">", window.after),
        query=urlencode(choice.pairs),
        names=accounts.names(people | named),
        people=sorted((one.name, one.id) for one in active if one.roles & EDITORIAL_ROLES),
        languages=guide_list.languages(),
        views=views_here,
        me=me,
        State=State,
        PublicStatus=PublicStatus,
        wanted=_WANTED,
        order="" if choice.order is _unasked(choice) else choice.order,
        orders=_orders(choice),
        owners=keeping_house.owners(active),
        acts={action: _ACTS[action] for action in bulk.ACTIONS},
        removals=[one for one in Removal if one is not Removal.REDIRECT],
        at_once=bulk.AT_ONCE,
        most_at_once=bulk.MOST,
        may_start=Role.AUTHOR in me.roles,
        said=said,
        notice=notice,
        typed=typed or {},
    )


@editorial
def table() -> ResponseReturnValue:
    """All that are chosen, as CSV (RFC 4180) in UTF-8; with the mark by which spreadsheets know that it is."""
    rows = stream_with_context(_lines(chosen(request.args)))
    answer = Response(rows, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="guides.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(choice: Choice) -> Iterator[str]:
    yield "\ufeff" + spreadsheets.line(_CSV)
    key, left = None, _MOST_ROWS
    while left > 0:
        window = guide_list.window(choice, limit=min(500, left), key=key)
        names = accounts.names({one.owner_id for one in window.guides})
        yield "".join(spreadsheets.line(_cells(one, names)) for one in window.guides)
        key, left = window.after, left - len(window.guides)
        if key is None:
            return


def _unasked(choice: Choice) -> Sort:
    """The order that nobody has to choose."""
    return Sort.BEST if choice.q else Sort.CHANGED


def _orders(choice: Choice) -> list[tuple[str, str]]:
    """Value and words, that one first and without a value: so a form of a list without words asks for the best match
    once words are typed into it.
    """
    unasked = _unasked(choice)
    first = ("", _ORDERS.get(unasked, "Best match"))
    return [first, *((str(one), words) for one, words in _ORDERS.items() if one is not unasked)]


def _cells(guide: Guide, names: dict[str, str]) -> list[str]:
    return [
        guide.title, guide.slug, State(guide.state).label, PublicStatus(guide.public_status).label, guide.language,
        names[guide.owner_id], guide.updated_at.strftime("%Y-%m-%d %H:%M"), str(guide.newest), str(guide.id),
    ]  # fmt: skip


@editorial
def keep_view() -> ResponseReturnValue:
    choice = chosen(MultiDict(_pairs(request.form.get("query", ""))))
    name, query = request.form.get("name", ""), urlencode(choice.pairs)
    try:
        views.keep(name, query, shared=bool(request.form.get("shared")), actor=current_actor())
    except InvalidContent as error:
        return _page(choice, notice=_sentence(error), typed={"name": name}), 422
    return redirect(f"{url_for('.guides')}?{urlencode([*choice.pairs, ('said', 'kept')])}", 303)


@editorial
def remove_view(view_id: UUID) -> ResponseReturnValue:
    views.remove(view_id, actor=current_actor())
    return redirect(url_for(".guides", said="removed"), 303)


@editorial
def begin() -> ResponseReturnValue:
    """An act on the guides that were picked, or on all that are chosen."""
    form, actor = request.form, current_actor()
    choice = chosen(MultiDict(_pairs(form.get("query", ""))))
    action = form.get("action", "")
    said = {"tag": form.get("tag", "")} if action in (bulk.ADD_TAG, bulk.REMOVE_TAG) else _said(action)
    try:
        picked = _picked(choice)
        run = bulk.start(action, said, picked, back=urlencode(choice.pairs), actor=actor)
    except InvalidContent as error:
        return _page(choice, notice=_sentence(error), typed=form), 422
    if len(picked) <= bulk.AT_ONCE:
        bulk.work(run.id, renderer=renderer(), rules=rules(), seconds=_SECONDS)
    return redirect(url_for(".bulk_run", run_id=run.id), 303)


@editorial
def run(run_id: UUID) -> ResponseReturnValue:
    """What came of it, guide by guide; it goes on whether or not anybody looks."""
    found = bulk.find(run_id, actor=current_actor())
    rows, counts = kept_runs.rows(run_id), kept_runs.counts(run_id)
    return render_template(
        "editor/bulk.html",
        run=found,
        doing=_ACTS.get(found.action, found.action),
        rows=rows,
        done=len(rows) - counts.get(kept_runs.WAITING, 0),
        counts=counts,
        back=f"{url_for('.guides')}?{found.back}",
    )


def chosen(given: MultiDict[str, str]) -> Choice:
    """Read with patience: whoever follows an old link finds the list."""
    sort = given.get("sort", "")
    return Choice(
        q=UNSAFE.sub(" ", given.get("q", ""))[:200].strip(),
        state=_known(given, "state", State),
        public=_known(given, "public", PublicStatus),
        owner=_id(given.get("owner", "")),
        author=_id(given.get("author", "")),
        role=_slug(given.get("role", "")),
        language=_plain(given.get("language", "")),
        wants=_known(given, "wants", Wants),
        sort=Sort(sort) if sort in list(Sort) else Sort.BEST,
        me=current_actor().id,
    )


def _known(given: MultiDict[str, str], name: str, words: Any) -> tuple[str, ...]:
    asked_for = set(given.getlist(name))
    return tuple(str(one) for one in words if one in asked_for)


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _slug(text: str) -> str:
    """A role as somebody types it: its slug, or its name."""
    return text if SLUG.fullmatch(text) else slugify(UNSAFE.sub(" ", text)[:120])


def _plain(text: str) -> str:
    return text if text.isascii() and text.replace("-", "").isalnum() and len(text) <= 35 else ""


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query[:4000], errors="replace", max_num_fields=200)


def _kind(choice: Choice) -> str:
    """What a cursor of this list is signed for."""
    return f"editor-guides:{sha256(urlencode(choice.pairs).encode()).hexdigest()[:32]}"


def _link(choice: Choice, kind: str, way: str, key: list[str] | None) -> str:
    if key is None:
        return ""
    return f"{url_for('.guides')}?{urlencode([*choice.pairs, ('cursor', http.cursor(kind, [way, *key]))])}"


def _picked(choice: Choice) -> list[tuple[UUID, int]]:
    """Id and revision of each; all that are chosen, where that was said."""
    if request.form.get("all"):
        return [(guide_id, number) for guide_id, number, _ in guide_list.keys(choice, most=bulk.MOST + 1)]
    found: dict[UUID, int] = {}
    for one in request.form.getlist("pick")[: bulk.MOST + 1]:
        text, _, number = one.partition(":")
        if _id(text) and number.isascii() and number.isdigit() and len(number) <= 9:
            found[UUID(text)] = int(number)
    return list(found.items())


def _said(action: str) -> dict[str, str]:
    """The inputs of the act. A day is its first moment in UTC, as the API takes it."""
    if action == "assign":
        return {"target": request.form.get("person", "")}
    if action == "set_review_by":
        return {"due": f"{request.form.get('day', '')}T00:00:00Z"}
    names = {"request_removal": ("removal", "reason", "public_text")}.get(action, ())
    return {name: request.form[name] for name in names if request.form.get(name, "").strip()}


def _sentence(error: InvalidContent) -> str:
    return " ".join(message for _, message in flat(error.errors))
