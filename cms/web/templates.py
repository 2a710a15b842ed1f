"""The templates of everything that Flask answers."""

from flask.templating import Environment

from cms.rendering import Straight, said


class WebTemplates(Environment):
    """Flask's own, with shorter ways: a form of a guide has some thousand values."""

    code_generator_class = Straight
    said = staticmethod(said)
