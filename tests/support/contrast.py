"""Whether every text stands out from what is behind it, in a tenth of the time that axe takes to look at each.

What axe says of a text depends on its own style and on those of all that it stands in. Texts in which these are the
same are of one kind: two of them are looked at, the first and the last on the page, and a kind that was found sound is
not looked at again in this process, on whatever page. CMS_SOAK=1 looks at every text of every page.
"""

import os
from typing import Any

from playwright.sync_api import Page

RULE = "color-contrast"
_SOUND: set[str] = set()  # the kinds, by a digest of their styles

_LOOK = r"""
async ([sound, exclude, every]) => {
  const BEHIND = ["opacity", "background-color", "background-image", "background-clip", "mix-blend-mode", "position",
    "z-index", "float", "filter", "clip", "clip-path"];
  const ITSELF = ["color", "font-size", "font-weight", "text-shadow"];
  const EXEMPT = ":disabled, [disabled], [aria-disabled=true], [inert], [aria-hidden=true]";
  // Why axe could not tell, where it was for what lies over the text, and not for the style.
  const PLACE = new Set(["bgOverlap", "elmPartiallyObscured", "elmPartiallyObscuring", "outsideViewport", "imgNode"]);
  const described = (element, pseudo, names) => {
    const style = getComputedStyle(element, pseudo);
    return pseudo && style.content === "none" ? "" : names.map(name => style.getPropertyValue(name)).join("|");
  };
  const PLAIN = "1|rgba(0, 0, 0, 0)|none|border-box|normal|static|auto|none|none|auto|none//";
  const digest = text => {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at++) {
      high = Math.imul(high ^ text.charCodeAt(at), 2654435761);
      low = Math.imul(low ^ text.charCodeAt(at), 1597334677);
    }
    return (high >>> 0).toString(36) + (low >>> 0).toString(36);
  };
  const known = new Map();
  const surroundings = element => {  // itself, and all that it stands in and that shows
    if (!element) return "";
    if (!known.has(element)) {
      const own = [null, "::before", "::after"].map(pseudo => described(element, pseudo, BEHIND)).join("/");
      const around = surroundings(element.parentElement);
      known.set(element, own === PLAIN ? around : digest(around + own));
    }
    return known.get(element);
  };
  const exempt = element => Boolean(element.closest(EXEMPT) || element.closest("label")?.control?.matches(EXEMPT) ||
    element.id && document.querySelector(`[aria-labelledby~="${CSS.escape(element.id)}"]`)?.matches(EXEMPT));
  const words = element => [...element.childNodes]
    .filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join("").trim();
  const kinds = new Map(), kindOf = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    const typed = element.matches("input, textarea, select");
    const said = typed ? element.value : words(element);
    if (!said && !typed || !element.checkVisibility() || exclude && element.closest(exclude)) continue;
    const kind = digest([surroundings(element), described(element, null, ITSELF), element.localName, element.type,
      exempt(element), said.length > 1, /[\p{L}\p{N}]/u.test(said)].join("/"));  // axe says nothing of a sign alone
    kindOf.set(element, kind);
    kinds.set(kind, [...kinds.get(kind) ?? [], element]);
  }
  const found = { violations: [], sound: [] };
  const look = async elements => {
    const include = elements.filter(one => one.isConnected);
    if (!include.length) return new Set();
    const options = { runOnly: ["color-contrast"], resultTypes: ["violations", "incomplete"], elementRef: true };
    const said = await axe.run({ include, ...(exclude ? { exclude: [[exclude]] } : {}) }, options);
    const nodes = results => results.flatMap(rule => rule.nodes);
    const hidden = nodes(said.incomplete).filter(node => node.any.some(check => PLACE.has(check.data?.messageKey)));
    const unclear = new Set([...nodes(said.violations), ...hidden].map(node => kindOf.get(node.element)));
    for (const node of nodes(said.violations)) {
      delete node.element;
      for (const check of [...node.any, ...node.all, ...node.none])
        for (const related of check.relatedNodes) delete related.element;
    }
    found.violations.push(...said.violations);
    return unclear;
  };
  const wanted = [...kinds.keys()].filter(kind => every || !sound.includes(kind));
  const unclear = await look(wanted.flatMap(kind => {
    const all = kinds.get(kind);
    return every ? all : [...new Set([all[0], all.at(-1)])];
  }));
  // Where axe could not tell of one, for something lies over it, another of its kind may show more.
  const others = every ? [] : [...unclear].flatMap(kind => kinds.get(kind)?.slice(1, -1) ?? []);
  if (others.length && !found.violations.length) await look(others);
  found.sound = wanted.filter(kind => !unclear.has(kind));
  return found;
}
"""


def too_little(page: Page, *, unchanged: str = "") -> list[dict[str, Any]]:
    """What axe, which is in the page already, reports of texts that stand out too little.

    unchanged: a selector of what need not be looked at.
    """
    every = bool(os.environ.get("CMS_SOAK"))
    found = page.evaluate(_LOOK, [[] if every else sorted(_SOUND), unchanged, every])
    _SOUND.update(found["sound"])
    violations: list[dict[str, Any]] = found["violations"]
    return violations
