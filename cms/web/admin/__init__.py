"""What admins look after: people; webhooks, where events go and what became of each; and what is deleted for good.

webhooks are the endpoints themselves, deliveries what was sent to one; pages is what both show.
"""

from flask import Blueprint

from cms.web.admin import deliveries, people, trash, webhooks

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

_ENDPOINT = "/webhooks/<uuid:endpoint_id>"
_PERSON = "/people/<uuid:user_id>"
_DISCARDED = "/trash/<uuid:guide_id>"
_ROUTES = (
    ("GET", "/webhooks", "webhooks", webhooks.overview),
    ("GET", "/webhooks/new", "new_webhook", webhooks.new),
    ("POST", "/webhooks/new", "add_webhook", webhooks.add),
    ("GET", _ENDPOINT, "webhook", webhooks.show),
    ("GET", f"{_ENDPOINT}/change", "edit_webhook", webhooks.edit),
    ("POST", f"{_ENDPOINT}/change", "change_webhook", webhooks.change),
    ("POST", f"{_ENDPOINT}/secret", "rotate_secret", webhooks.rotate),
    ("POST", f"{_ENDPOINT}/disable", "disable_webhook", webhooks.disable),
    ("POST", f"{_ENDPOINT}/enable", "enable_webhook", webhooks.enable),
    ("GET", f"{_ENDPOINT}/remove", "ask_removal", webhooks.ask_removal),
    ("POST", f"{_ENDPOINT}/remove", "remove_webhook", webhooks.remove),
    ("POST", f"{_ENDPOINT}/test", "send_test", deliveries.send_test),
    ("POST", f"{_ENDPOINT}/resend", "resend_since", deliveries.resend_since),
    ("GET", f"{_ENDPOINT}/deliveries/<int:job_id>", "delivery", deliveries.show),
    ("POST", f"{_ENDPOINT}/deliveries/<int:job_id>/resend", "resend", deliveries.resend),
    ("GET", "/people", "people", people.overview),
    ("GET", "/people/invite", "new_person", people.new),
    ("POST", "/people/invite", "invite", people.invite),
    ("GET", _PERSON, "person", people.show),
    ("POST", f"{_PERSON}/roles", "set_roles", people.set_roles),
    ("POST", f"{_PERSON}/link", "send_link", people.send_link),
    ("POST", f"{_PERSON}/sessions/end", "end_person_sessions", people.end_sessions),
    ("POST", f"{_PERSON}/second-step/reset", "reset_second_factor", people.reset_second_factor),
    ("GET", f"{_PERSON}/disable", "ask_disabling", people.ask_disabling),
    ("POST", f"{_PERSON}/disable", "disable_person", people.disable),
    ("POST", f"{_PERSON}/enable", "enable_person", people.enable),
    ("GET", "/trash", "trash", trash.overview),
    ("GET", _DISCARDED, "ask_purge", trash.ask_purge),
    ("POST", _DISCARDED, "purge", trash.purge),
)
for _method, _path, _name, _view in _ROUTES:
    blueprint.add_url_rule(_path, _name, _view, methods=[_method])

__all__ = ["blueprint"]
