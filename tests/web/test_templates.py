"""What templates may call: their calls go straight to it (cms/rendering/straight.py)."""

from flask import Flask


def test_nothing_that_templates_call_takes_their_context(sqlite_app: Flask) -> None:
    """Jinja would hand it over; a straight call does not."""
    given: dict[str, object] = {}
    with sqlite_app.test_request_context("/"):
        sqlite_app.update_template_context(given)
        known = {**sqlite_app.jinja_env.globals, **given}
        assert [name for name, one in known.items() if getattr(one, "jinja_pass_arg", None)] == []
        assert {"url_for", "field_fold", "current_user"} <= known.keys()
