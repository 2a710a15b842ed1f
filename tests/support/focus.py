"""What has the focus of a page, and whether one sees that it has."""

from dataclasses import dataclass

from playwright.sync_api import Page

# A label covers the box that it is for; the parts of a date or a time have rings of their own.
_FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const x = Math.max(box.left + box.width / 2, 1), y = Math.max(box.top + Math.min(box.height / 2, 12), 1);
  const above = document.elementFromPoint(Math.min(x, innerWidth - 1), Math.min(y, innerHeight - 1));
  const own = [one, ...(one.labels ?? [])].some(part => part.contains(above) || above?.contains(part));
  const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none" || style.boxShadow !== "none";
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return { what: one.outerHTML.slice(0, 120), fine: inside && own && (ring || ["date", "time"].includes(one.type)) };
}"""


@dataclass(frozen=True)
class Focused:
    """what: the beginning of its HTML. fine: it is on the screen, covered by nothing, and has a ring around it."""

    what: str
    fine: bool


def focused(page: Page) -> Focused | None:
    """None where nothing has it, and a Tab begins at the top or at the place that a link led to."""
    found = page.evaluate(_FOCUSED)
    return Focused(**found) if found else None
