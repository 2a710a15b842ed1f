"""Which passwords are taken, wherever one is chosen: Flask-Security asks here, and so do our own forms."""

from typing import Any

from flask import current_app
from flask_security import PasswordUtil, hash_password

from cms.errors import InvalidContent
from cms.services import passwords
from cms.web.parts import parts


class Passwords(PasswordUtil):
    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """What is wrong with it, and its normal form. kwargs: `user`, of Flask-Security's forms; `about`, of ours."""
        normal = self.normalize(password)
        user = kwargs.get("user")
        about = [parts().settings.site_name, *kwargs.get("about", ()), *((user.name, user.email) if user else ())]
        why = passwords.complaint(normal, about=about)
        return [why] if why else None, normal


def hashed(password: str, *, about: tuple[str, ...] = ()) -> str:
    """The hash a password is kept by. about: the name and the address of its owner.

    Raises InvalidContent for one that is too short, too long, or easily guessed.
    """
    complaints, normal = current_app.extensions["security"].password_util.validate(password, True, about=about)
    if complaints:
        raise InvalidContent({"password": complaints})
    return str(hash_password(normal))
