"""Requests that come by the public form: what it asks, and how many it takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from assistant.centre import Centre
from assistant.errors import RegisterError
from assistant.infodoc.records import NewRequest, Request
from assistant.infodoc.register import Register, check_request
from assistant.storage import SUBMISSION, Database

MOST_AN_HOUR = 30
"""Requests that the form takes in an hour, of everybody."""
MOST_A_SESSION = 3
_HOUR = timedelta(hours=1)
CHANNEL = "formulaire"
WHO = "formulaire public"


def consent(centre: Centre) -> str:
    """What somebody who sends a request agrees to."""
    return (
        f"J’accepte que {centre.service} garde ces informations pour répondre à ma demande. Elles restent "
        "dans son registre, ne sont transmises à personne et n’entrent pas dans les documents du centre."
    )


def submit_request(
    database: Database,
    *,
    text: str,
    requester: str,
    contact: str,
    organisation: str,
    kind: str,
    territory: str,
    sent_in_session: int,
    now: datetime,
) -> Request:
    """Writes down a request of the public form.

    Args:
        sent_in_session: how many this visitor has sent already.

    Raises:
        RegisterError: something is missing, too many requests were sent, or the database fails.
    """
    if not contact.strip():
        raise RegisterError(
            "Donnez une adresse électronique ou un téléphone, pour que l’on puisse vous répondre."
        )
    if sent_in_session >= MOST_A_SESSION:
        raise RegisterError(
            f"Vous avez déjà envoyé {MOST_A_SESSION} demandes. Pour une autre, écrivez ou téléphonez au "
            f"service."
        )
    new = NewRequest(
        received=now.date(),
        channel=CHANNEL,
        text=text.strip(),
        requester=requester.strip(),
        organisation=organisation.strip(),
        kind=kind,
        contact=contact.strip(),
        territory=territory.strip(),
    )
    check_request(new, now.date())
    _count(database, now)
    return Register(database).add(new, who=WHO, now=now)


def _count(database: Database, now: datetime) -> None:
    """Counts one more in the hour; moments only are kept, and for an hour."""
    with database.writing() as connection:
        connection.execute(delete(SUBMISSION).where(SUBMISSION.c.at < now - _HOUR))
        sent = connection.execute(select(func.count()).select_from(SUBMISSION)).scalar_one()
        if sent >= MOST_AN_HOUR:
            raise RegisterError(
                "Le formulaire reçoit trop de demandes en ce moment. Réessayez dans une heure, ou "
                "téléphonez. "
                "Votre texte reste affiché."
            )
        connection.execute(insert(SUBMISSION).values(at=now))
