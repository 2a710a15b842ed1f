"""The list of guides: searched, narrowed, in order, by pages, and kept as a view."""

from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cms import clock
from cms.content.searching import asked, passage
from cms.errors import InvalidContent, flat
from cms.services import bulk, keeping_house, views
from cms.store import accounts, debts, guide_list, guides, reviews, search
from cms.store import views as kept_views
from cms.store.choices import Choice
from cms.store.reminders import DUE_SOON
from cms.store.search import DraftText
from cms.web import http
from cms.web.access import current_actor, editorial
from cms.web.editor import filters, listing, planned, posted
from cms.web.editor.choosing import chosen, chosen_before, moment_of
from cms.workflow import EDITORIAL_ROLES, PublicStatus, Removal, Role, State

_PAGE = 50
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
        narrowed=filters.narrowed(choice, names),
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
        wanted=filters.WANTED,
        order="" if choice.order is filters.unasked(choice) else choice.order,
        orders=filters.orders(choice),
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
