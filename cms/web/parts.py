"""What the views of one application share, in one typed value."""

from dataclasses import dataclass

from flask import current_app

from cms.rendering import Renderer
from cms.rendering.letters import Letters
from cms.services.editorial import Rules
from cms.settings import Settings


@dataclass(frozen=True)
class Parts:
    settings: Settings
    renderer: Renderer
    letters: Letters
    rules: Rules


def parts() -> Parts:
    """Those of the current application."""
    found: Parts = current_app.extensions["crossway"]
    return found


def renderer() -> Renderer:
    return parts().renderer


def rules() -> Rules:
    return parts().rules
