"""The guide for machines that read pages: one JSON-LD graph in the terms of schema.org. Only what the page shows."""

from typing import Any

from markupsafe import Markup

from cms.content import json_text
from cms.content.document import Document
from cms.content.text import without_markup
from cms.content.web_addresses import is_web_address
from cms.content.words import SCHEME
from cms.rendering import documents, urls
from cms.rendering.article import Article
from cms.rendering.published import PublishedGuide, Site

# Inside a script element only "<" ends or comments anything; the others are for readers that take the text out of it
# by rules of XML or of old JavaScript.
_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

Node = dict[str, Any]


def script_text(value: Any) -> Markup:
    """`value` as JSON that can stand between script tags, whatever its texts say."""
    text = json_text.plain(value)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704  # no "<" is left in it


def graph(guide: PublishedGuide, site: Site, article: Article) -> Node:
    """The guide, where it stands on the site, the steps of its roadmap, and its questions when there are several."""
    nodes = [_article(guide, site), _trail(guide, site, article), _steps(guide, site, article), _questions(guide)]
    return {"@context": "https://schema.org", "@graph": [node for node in nodes if node]}


def _article(guide: PublishedGuide, site: Site) -> Node:
    document, url = guide.document, urls.guide_url(site, guide.slug)
    return _told({
        "@type": ["Article", "LearningResource"],
        "@id": f"{url}#guide",
        "url": url,
        "mainEntityOfPage": url,
        "headline": guide.title,
        "description": guide.summary,
        "inLanguage": guide.language,
        "author": [{"@type": "Person", **one} for one in documents.authors(guide)],
        "publisher": {"@type": "Organization", "name": site.name, "url": urls.absolute(site, urls.INDEX)},
        "datePublished": documents.moment(guide.first_published_at),
        "dateModified": documents.moment(guide.modified_at),
        "version": guide.number,
        "image": {
            "@type": "ImageObject",
            "url": urls.guide_card_url(site, guide.slug, guide.content_hash),
            "width": urls.CARD_SIZE[0],
            "height": urls.CARD_SIZE[1],
        },
        # Of this text, as the byline says. The way itself has a range of months, for which ISO 8601 has no form.
        "timeRequired": f"PT{guide.reading_minutes}M",
        "teaches": _labels(document, "skills_to_learn"),
        "competencyRequired": _labels(document, "transferable_skills"),
        "citation": [_work(row) for row in document.get("sources", ()) if row.get("title")],
        "about": [
            _occupation(role) for end in ("from", "to") if (role := document.get(f"{end}_role", {})).get("label")
        ],
    })  # fmt: skip


def _labels(document: Document, section: str) -> list[str]:
    return [label for row in document.get(section, ()) if (label := row.get("skill", {}).get("label"))]


def _work(source: Node) -> Node:
    """One source. An address that is not safe is shown nowhere."""
    publisher, url = source.get("publisher"), source.get("url", "")
    return _told({
        "@type": "CreativeWork",
        "name": source["title"],
        "url": url if is_web_address(url) else None,
        "publisher": publisher and {"@type": "Organization", "name": publisher},
        "datePublished": source.get("published_on"),
    })  # fmt: skip


def _occupation(role: Node) -> Node:
    categories = [
        {
            "@type": "CategoryCode",
            "codeValue": one["code"],
            "inCodeSet": {"@type": "CategoryCodeSet", "name": SCHEME.get(one["scheme"], one["scheme"])},
        }
        for one in role.get("codes", ())
        if one.get("code") and one.get("scheme")
    ]
    return _told({"@type": "Occupation", "name": role["label"], "occupationalCategory": categories})


def _trail(guide: PublishedGuide, site: Site, article: Article) -> Node:
    role = guide.document.get("to_role", {})
    places = [(article.words.plain("All guides"), urls.absolute(site, urls.INDEX))]
    if role.get("label") and role.get("slug"):
        places.append((role["label"], urls.role_url(site, role["slug"])))
    places.append((guide.title, urls.guide_url(site, guide.slug)))
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": url}
        for position, (name, url) in enumerate(places, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _steps(guide: PublishedGuide, site: Site, article: Article) -> Node | None:
    url, steps = urls.guide_url(site, guide.slug), guide.document.get("roadmap", [])
    items = [
        _told({
            "@type": "ListItem",
            "position": position,
            "name": step.get("title"),
            "url": f"{url}#{article.references.anchor(step)}",
        })
        for position, step in enumerate(steps, 1)
    ]  # fmt: skip
    return {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items} if items else None


def _questions(guide: PublishedGuide) -> Node | None:
    """A page of questions has at least two."""
    pairs = [
        {
            "@type": "Question",
            "name": row["question"],
            "acceptedAnswer": {"@type": "Answer", "text": without_markup(row["answer"])},
        }
        for row in guide.document.get("faq", ())
        if row.get("question") and row.get("answer")
    ]
    return {"@type": "FAQPage", "inLanguage": guide.language, "mainEntity": pairs} if len(pairs) > 1 else None


def _told(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [])}
