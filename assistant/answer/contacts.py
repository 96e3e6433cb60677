"""Practical questions about the centre itself: its phone, mail, address, site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer.composition import Shown
from assistant.centre import Centre
from assistant.index.opened import Index
from assistant.language.french import content_stems, normalize, stem_set
from assistant.question.expected import asked, has
from assistant.search.retriever import Query

_PLACES = ("phone", "fax", "mail", "url", "address")
_MOST = 2
_GENERIC = re.compile(
    r"\b(?:contact\w*|joindre|ecrire|appel\w*|s'adresser|adresser|demander|vous|votre|vos|rencontrer"
    r"|venir|voir)\b"
)
_CONTENT = re.compile(r"\bque (?:trouve|contient|propose|publie|met|peut-on)|\bqu'? ?y a-t-il")
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


def contact_lines(query: Query, index: Index) -> list[Shown]:
    """The lines that give what is asked for; empty when the question is not about the centre itself.

    A question is about the centre when all its content words are words of contact, or names of the
    centre and its services.
    """
    if not is_about_the_centre(query.text, index.centre) or _CONTENT.search(normalize(query.text)):
        return []
    wanted = [k for k in asked(query.text) if k in _PLACES] or ["phone", "mail"]
    scored = [
        (
            sum(has(shown.sentence.text, k) for k in wanted),
            float(index.sentence_vectors[n] @ query.vector),
            shown,
        )
        for n, shown in _centre_sentences(index)
        if any(has(shown.sentence.text, k) for k in wanted)
    ]
    scored.sort(key=lambda s: (-s[0], -s[1]))
    return [shown for _, _, shown in scored[:_MOST]]


def is_about_the_centre(question: str, centre: Centre) -> bool:
    """Whether all its content words are words of contact, or names of the centre and its services."""
    stems = set(content_stems(question))
    about = _ABOUT_CONTACT | centre.naming_stems | stem_set(centre.service)
    return stems <= about and bool(stems or _GENERIC.search(normalize(question)))


def _centre_sentences(index: Index) -> Iterator[tuple[int, Shown]]:
    for number, passage in enumerate(index.passages):
        if index.documents[passage.document].kind in index.centre.own_kinds:
            first = int(index.first_sentence[number])
            for offset, sentence in enumerate(passage.sentences):
                if sentence.quote:
                    yield first + offset, Shown(sentence, passage)
