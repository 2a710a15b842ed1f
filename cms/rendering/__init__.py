"""How readers see a guide: a frozen PublishedGuide to each public form of it. No request, no database, no clock.

Imports content, jinja2, babel, markdown-it, nh3 and Pillow. Services render at publish and the web shows what was kept.
To change how a section looks: templates/public/sections; a kind of value: templates/public/kinds; words: translations.
"""

from cms.rendering.listing import Card, Facet, IndexView, Option
from cms.rendering.markup import said
from cms.rendering.published import ChangeNote, Neighbour, PublishedGuide, Site
from cms.rendering.renderer import Renderer
from cms.rendering.straight import Straight

__all__ = [
    "Card",
    "ChangeNote",
    "Facet",
    "IndexView",
    "Neighbour",
    "Option",
    "PublishedGuide",
    "Renderer",
    "Site",
    "Straight",
    "said",
]
