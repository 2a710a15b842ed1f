"""A follower of /api/v1/changes: keeps what is public by what it was told, page by page."""

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from tests.support.library import rows

MEMBERS = [
    "seq", "type", "guide_id", "slug", "previous_slugs", "version", "content_hash", "at", "url", "json_url",
    "redirect_to",
]  # fmt: skip


@dataclass
class Mirror:
    """limit: of a page. cursor: where to go on; "" to begin. seen: every change, in the order they came."""

    limit: int = 100
    cursor: str = ""
    guides: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    seen: list[dict[str, Any]] = field(default_factory=list)

    def poll(self, client: FlaskClient) -> bool:
        """Reads one page; whether there is more."""
        answer = client.get(f"/api/v1/changes?limit={self.limit}" + (f"&cursor={self.cursor}" if self.cursor else ""))
        assert answer.status_code == 200, answer.text[:300]
        page = answer.get_json()
        assert len(page["changes"]) <= self.limit
        assert page["changes"] or not page["has_more"], "no empty page before the end"
        for change in page["changes"]:
            assert list(change) == MEMBERS
            assert not self.seen or change["seq"] > self.seen[-1]["seq"]
            self.seen.append(change)
            self.guides.pop(change["guide_id"], None)
            if change["type"] == "upsert":
                self.guides[change["guide_id"]] = (change["slug"], change["version"], change["content_hash"])
        self.cursor = page["cursor"]
        assert 0 < len(self.cursor) <= 512
        more: bool = page["has_more"]
        return more

    def catch_up(self, client: FlaskClient) -> "Mirror":
        while self.poll(client):
            pass
        return self


def public_now(client: FlaskClient) -> dict[str, tuple[str, int, str]]:
    """The same of the list."""
    members = [item["_guide"] for item in rows(client, "/api/v1/guides?limit=100")]
    return {one["guide_id"]: (one["slug"], one["version"], one["content_hash"]) for one in members}
