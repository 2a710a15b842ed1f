"""Every page, and the test that looks for its barriers; every other answer to GET, and why it is no page.

A route that stands in neither table fails a house test. A test that did not look at the pages it is named for here
fails when its browser closes.
"""

from collections.abc import Iterable

from flask import Flask
from werkzeug.exceptions import HTTPException

# The beginning of the test's name: endpoints.
LOOKED_AT = {
    "tests/web/site/test_in_a_browser.py::test_public_pages_are_accessible_and_do_not_move":
        "site.index site.guide site.your_plan site.role site.paths",
    "tests/web/api/test_openapi.py::test_draws_every_call_in_a_browser": "reference.page",
    "tests/web/editor/test_sharing.py::test_sends_the_address_to_nobody": "shared.draft",
    "tests/web/editor/test_in_a_browser.py::test_every_screen_is_free_of_barriers_and_quiet[sqlite-None-public]":
        "security.login",
    "tests/web/editor/test_in_a_browser.py::test_every_screen_is_free_of_barriers_and_quiet[sqlite-author-private]":
        "accounts.account editor.comments editor.compare editor.desk editor.guides editor.log editor.new "
        "editor.past_feed editor.preview editor.sharing editor.show editor.translation editor.version editor.versions",
    "tests/web/editor/test_in_a_browser.py::test_every_screen_is_free_of_barriers_and_quiet[sqlite-managing_editor-overseeing]":
        "editor.bulk_run editor.publication editor.review editor.stages",
    "tests/web/editor/test_audit.py::test_is_free_of_barriers": "editor.audit",
    "tests/web/editor/test_inbox.py::test_is_free_of_barriers": "editor.inbox",
    "tests/web/admin/test_trash.py::test_is_free_of_barriers": "admin.trash admin.ask_purge",
    "tests/web/admin/test_in_a_browser.py::test_no_page_has_a_barrier":
        "accounts.welcome admin.ask_disabling admin.ask_removal admin.delivery admin.edit_webhook admin.new_person "
        "admin.new_webhook admin.people admin.person admin.webhook admin.webhooks "
        "password_reset.forgotten password_reset.reset",
    "tests/web/test_second_factor_in_a_browser.py::test_is_set_up_and_used_without_barriers":
        "security.change_password security.mf_recovery security.mf_recovery_codes security.two_factor_setup "
        "security.two_factor_token_validation security.verify",
    "tests/web/test_second_factor_in_a_browser.py::test_signs_in_with_a_passkey":
        "security.tf_select security.wan_register security.wan_signin",
}  # fmt: skip
NO_PAGES = {
    "for programs":
        "api.compare api.events api.findings api.guide api.index api.revision api.revisions api.suggestions api.talk "
        "public.changes public.graph public.guide public.guides public.resources public.roles public.skills "
        "reference.openapi reference.schema reference.types site.feed site.atom_feed site.guide_json "
        "site.guide_markdown site.healthz site.readyz site.metrics site.robots site.llms site.sitemap "
        "site.sitemap_part editor.feed_item",
    "files": "site.guide_calendar site.guide_card editor.table editor.export_audit reference.part static "
        "bootstrap.static security.static",
    "for the script of a page that is looked at": "editor.standing editor.suggestions",
    "lead on to a page": "accounts.home editor.public_on security.wan_delete",
    "closed to everybody": "security.two_factor_rescue",
}  # fmt: skip


def missed(app: Flask, test: str, seen: Iterable[str]) -> list[str]:
    """The endpoints that this test is named for and did not look at. seen: paths."""
    found = {_endpoint(app, path) for path in seen}
    promised = [one for name, pages in LOOKED_AT.items() if test.startswith(name) for one in pages.split()]
    return [one for one in promised if one not in found]


def _endpoint(app: Flask, path: str) -> str:
    try:
        return str(app.url_map.bind("").match(path, method="GET")[0])
    except HTTPException:
        return ""  # what a form was sent to
