"""What ``python -m assistant password`` does."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime

from assistant.errors import SignInError
from assistant.settings import load_settings
from assistant.staff.password import StaffPassword
from assistant.terminal import say


def make_first_password() -> None:
    """Makes and shows the first password of the team; says nothing when there is one already.

    Raises:
        AssistantError: it cannot be kept.
    """
    made = StaffPassword(load_settings().data).make_first(datetime.now(UTC))
    if made is not None:
        say(f"Mot de passe de l’espace équipe : {made}")
        say("Notez-le : il n’est montré qu’une fois. Pour le changer : python -m assistant password")


def change_password() -> None:
    """Asks for a new password twice and puts it in place of the old one.

    Raises:
        AssistantError: the two differ, the password is too short, or it cannot be kept.
    """
    new = _asked("Nouveau mot de passe : ")
    if sys.stdin.isatty() and new != _asked("Encore une fois : "):
        raise SignInError("Les deux mots de passe diffèrent. Recommencez.")
    StaffPassword(load_settings().data).change(new, datetime.now(UTC))
    say("Le mot de passe est changé. Les sessions ouvertes avec l’ancien sont fermées.")


def _asked(prompt: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")
