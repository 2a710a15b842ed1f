"""The list of guides: searched, narrowed, in order, by pages; as a table for spreadsheets; and kept as a view."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from cms import clock
from cms.content.searching import asked, passage
from cms.errors import InvalidContent, flat
from cms.services import bulk, keeping_house, spreadsheets, views
from cms.store import accounts, debts, guide_list, guides, reviews, search
from cms.store import views as kept_views
from cms.store.choices import Choice, Sort, Wants
from cms.store.guides import Guide
from cms.store.reminders import DUE_SOON
from cms.store.search import DraftText
from cms.web import http
from cms.web.access import current_actor, editorial
from cms.web.editor import listing, planned, posted
from cms.web.editor.choosing import chosen, chosen_before, moment_of
from cms.workflow import EDITORIAL_ROLES, PublicStatus, Removal, Role, State

_PAGE = 50
_MOST_ROWS = 50_000  # of a table for spreadsheets
_CSV = ("Title", "Address", "State", "Public", "Language", "Owner", "Changed (UTC)", "Revision", "Id")
_WANTED = {
    Wants.MY_TEXT: "Mine to write", Wants.MY_REVIEW: "A review I can do",
    Wants.MY_SECOND_LOOK: "A second look I can give", Wants.MY_REMOVAL: "A removal I can confirm",
    Wants.SECOND_LOOK: "A second look is owed",
    Wants.REMOVAL: "Removal asked for", Wants.REVIEW_DUE: "To be looked at again",
    Wants.STALE: "Figures are past their time", Wants.REVIEW_LATE: "Its review is overdue",
}  # fmt: skip
_ORDERS = {
    Sort.CHANGED: "Last changed", Sort.TITLE: "Title", Sort.STATE: "State", Sort.DUE: "Goes live next",
    Sort.REVIEW_DUE: "Review due first",
}  # fmt: skip
ACTS = {
    bulk.ADD_TAG: "Add a tag", bulk.REMOVE_TAG: "Remove a tag", "request_removal": "Ask for removal",
    "assign": "Change the owner", "set_review_by": "Set the review-by day",
}  # fmt: skip
_SAID = {"kept": "The view is saved.", "removed": "The view is removed."}


@editorial
def show() -> ResponseReturnValue:
    return page(chosen(request.args), said=_SAID.get(request.args.get("said", "")))


def page(
    choice: Choice, *, said: str | None = None, notice: str = "", typed: Mapping[str, str] | None = None,
    picked: Mapping[UUID, int] | None = None,
) -> str:  # fmt: skip
    """The list; again with what was typed and picked, where its form did nothing. picked: revisions as they were."""
    seen = moment_of(typed or {}) or clock.now()  # before the list is read
    kind, picked = _kind(choice), picked or {}
    key = http.place(kind)
    backwards = bool(key) and key is not None and key[0] == "<"
    window = guide_list.window(choice, limit=_PAGE, key=key[1:] if key else None, backwards=backwards)
    total = guide_list.count(choice) if window.total is None else window.total
    me = current_actor()
    views_here = kept_views.seen_by(me.id)
    people = {one.owner_id for one in window.guides} | {one.owner_id for one in views_here}
    named = {one for one in (choice.owner, choice.author) if one}
    words = asked(choice.q)
    active = accounts.active_people()
    names = accounts.names(people | named, among=active)
    away = picked.keys() - {one.id for one in window.guides}
    texts = search.said(DraftText, [one.id for one in window.guides]) if words else {}
    return render_template(
        "editor/guides.html",
        choice=choice,
        guides=window.guides,
        due=planned.times(window.guides),
        today=clock.today(),
        due_soon=DUE_SOON,
        reviews_due=reviews.due_days({one.id for one in window.guides if one.state == State.IN_REVIEW}),
        owed=debts.of_guides(window.guides),
        passages={
            one.id: passage(texts[one.id], words, but=" ".join(one.title.split()))
            for one in window.guides
            if one.id in texts
        },
        narrowed=_narrowed(choice, names),
        total=total,
        most=guide_list.MOST,
        earlier=_link(choice, kind, "<", window.before),
        later=_link(choice, kind, ">", window.after),
        query=urlencode(choice.pairs),
        names=names,
        people=sorted((one.name, one.id) for one in active if one.roles & EDITORIAL_ROLES),
        languages=guide_list.languages(),
        views=views_here,
        me=me,
        State=State,
        PublicStatus=PublicStatus,
        pages=listing.pages(window.guides),
        standing=listing.STANDING,
        public=listing.PUBLIC,
        day=listing.day,
        wanted=_WANTED,
        order="" if choice.order is _unasked(choice) else choice.order,
        orders=_orders(choice),
        owners=keeping_house.owners(active),
        acts={action: ACTS[action] for action in bulk.ACTIONS if bulk.is_open_to(action, me)},
        removals=[one for one in Removal if one is not Removal.REDIRECT],
        at_once=bulk.AT_ONCE,
        most_at_once=bulk.MOST,
        may_start=Role.AUTHOR in me.roles,
        said=said,
        notice=notice,
        typed=typed or {},
        picked=picked,
        elsewhere=guides.titles(sorted(away)) if away else {},
        cursor=request.args.get("cursor", ""),
        seen=seen.isoformat(),
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


def _narrowed(choice: Choice, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each filter that is chosen, in words, and the address of the list without it."""
    kept = [pair for pair in choice.pairs if pair[0] not in ("q", "sort")]
    return [
        (_in_words(*pair, names), f"{url_for('.guides')}?{urlencode([one for one in choice.pairs if one != pair])}")
        for pair in kept
    ]


def _in_words(name: str, value: str, names: Mapping[str, str]) -> str:
    match name:
        case "state":
            return State(value).label
        case "public":
            return PublicStatus(value).label
        case "wants":
            return _WANTED[Wants(value)]
        case "owner":
            return f"Owner: {names[value]}"
        case "author":
            return f"Written by {names[value]}"
    return f"{'Language' if name == 'language' else 'Role'}: {value}"


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


# Exempt from the general CSRF hook, which would throw away what was typed: this view looks at the token itself.
@editorial
def keep_view() -> ResponseReturnValue:
    choice, form = chosen_before(), request.form
    name, query = form.get("name", ""), urlencode(choice.pairs)
    if not posted.token_is_ours():
        return page(choice, notice=posted.EXPIRED, typed=form), 400
    try:
        views.keep(name, query, shared=bool(form.get("shared")), actor=current_actor())
    except InvalidContent as error:
        return page(choice, notice=sentence(error), typed=form), 422
    return redirect(f"{url_for('.guides')}?{urlencode([*choice.pairs, ('said', 'kept')])}", 303)


@editorial
def remove_view(view_id: UUID) -> ResponseReturnValue:
    views.remove(view_id, actor=current_actor())
    return redirect(url_for(".guides", said="removed"), 303)


def _kind(choice: Choice) -> str:
    """What a cursor of this list is signed for."""
    return f"editor-guides:{sha256(urlencode(choice.pairs).encode()).hexdigest()[:32]}"


def _link(choice: Choice, kind: str, way: str, key: list[str] | None) -> str:
    if key is None:
        return ""
    return f"{url_for('.guides')}?{urlencode([*choice.pairs, ('cursor', http.cursor(kind, [way, *key]))])}"


def sentence(error: InvalidContent) -> str:
    return " ".join(message for _, message in flat(error.errors))
