"""Whether a question only asks how to reach the centre: its telephone, its mail, its address, its site."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.centre import Centre
from assistant.language import content_stems, stem_set

_GENERIC = re.compile(
    r"\b(?:contact\w*|joindre|ecrire|appel\w*|s'adresser|adresser|demander|vous|votre|vos|rencontrer"
    r"|venir|voir)\b"
)
_ABOUT_CONTACT = frozenset(
    content_stems(
        "contacter contact joindre écrire appeler téléphone téléphoner tél numéro composer mail e-mail email "
        "courriel électronique adresse postale fax télécopie site internet web lien trouver trouve "
        "situé situe installé implanté "
        "ville rue lieu trouvent situés siège association "
        "coordonnées parler vive voix service centre "
        "locaux bureaux "
        "courrier poste contactez renseigner renseignements "
        "demande demander question envoyer poser avoir quelqu'un personne aide réponse souhaite "
        "aimerais votre"
    )
)


def is_about_the_centre(stems: Collection[str], normal: str, centre: Centre) -> bool:
    """Whether all its content words are words of contact, or names of the centre and its services."""
    about = _ABOUT_CONTACT | centre.naming_stems | stem_set(centre.service)
    return set(stems) <= about and bool(stems or _GENERIC.search(normal))
