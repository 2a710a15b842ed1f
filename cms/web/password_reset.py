"""A forgotten password: asking for a link by mail, and choosing a new one by it. Nobody is signed in by that."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from cms.errors import CrosswayError, InvalidContent
from cms.services import password_links
from cms.services.password_links import RESET
from cms.web.access import public
from cms.web.accounts import checked_email, choose_by_link, choosing_page
from cms.web.parts import parts

blueprint = Blueprint("password_reset", __name__)


@blueprint.get("/account/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    return _page()


@blueprint.post("/account/forgotten")
@public
def ask() -> ResponseReturnValue:
    """The same page for every address, after the same work."""
    if not parts().settings.mails:
        raise CrosswayError("No mail leaves from here. Ask an admin for a link to choose a new password.")
    email = request.form.get("email", "")
    try:
        password_links.ask_for_reset(checked_email(email))
    except InvalidContent as error:
        return _page(email, error.errors), 422
    return render_template("account/forgotten_sent.html", hours=RESET.hours)


@blueprint.get("/account/reset/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    return choosing_page(token, RESET)


@blueprint.post("/account/reset/<token>")
@public
def choose(token: str) -> ResponseReturnValue:
    return choose_by_link(token, RESET)


def _page(email: str = "", errors: Any = None) -> str:
    mails = parts().settings.mails
    return render_template("account/forgotten.html", email=email, errors=errors or {}, mails=mails)
