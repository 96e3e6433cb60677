"""What is said when the corpus does not answer: a reason, and whom to ask with what words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from assistant.centre import Centre
from assistant.language import bare, capital, of, to
from assistant.search import ScoredPassage
from assistant.types import Document, DocumentCard, Handover


class Refusal(Enum):
    """Why a question is not answered, each with its sentence (``said``)."""

    NOT_FOUND = "Les documents du centre ne contiennent pas de réponse assez sûre à cette question."
    NO_DETAIL = (
        "Le programme annonce ses actions sans toujours en donner la date précise, le lieu ni les modalités. "
        "{Service} peut vous renseigner."
    )
    NO_DAY = (
        "Le programme n’annonce aucune action à cette date précise : la plupart de ses actions sont "
        "annoncées pour l’année ou le semestre. {Service} peut vous renseigner."
    )
    OUTSIDE = (
        "Je réponds seulement à partir des documents du centre : je ne donne pas d’avis et je ne fais rien "
        "d’autre. Posez une question sur la politique de la ville ou sur les actions {of_the_centre}."
    )
    VAGUE = (
        "La question ne dit pas de quoi il s’agit. Nommez l’action, le dispositif ou le document qui vous "
        "intéresse, ou demandez-le {to_the_service}."
    )
    NOT_FRENCH = (
        "Je réponds en français, à partir de documents en français. Posez votre question en français."
    )

    def said(self, centre: Centre) -> str:
        """The sentence, for a centre."""
        return self.value.format(
            Service=capital(centre.service),
            of_the_centre=of(centre.short_name),
            to_the_service=to(centre.service),
        )


NOT_ASKED = frozenset({Refusal.OUTSIDE, Refusal.VAGUE, Refusal.NOT_FRENCH})
"""Refusals that say nothing of the corpus: nothing was looked for."""


def refusal_of(reason: str, centre: Centre) -> Refusal | None:
    """Which refusal a reason shown is; ``None`` for those that name what is missing."""
    return next((refusal for refusal in Refusal if refusal.said(centre) == reason), None)


def unsure(centre: Centre) -> str:
    """What is said with an answer that may not be one."""
    return (
        "Réponse à vérifier : les passages trouvés sont proches de la question, mais n’y répondent peut-être "
        f"pas exactement. {capital(centre.service)} peut chercher pour vous."
    )


def catalogue(documents: int) -> str:
    """What is said to somebody who asks for documents without saying about what."""
    return (
        f"Le corpus réunit {documents} documents : la page Documents les montre par type, thème et date. "
        "Nommez un sujet pour savoir lesquels lire."
    )


def not_said(words: Sequence[str]) -> str:
    """The reason of a refusal when the nearest passages lack what the question names."""
    named = ", ".join(f"« {word} »" for word in words)
    return (
        "Les documents du centre traitent de sujets proches, mais les passages trouvés ne disent rien de "
        f"précis sur {named}."
    )


def no_answer_to(question: str) -> str:
    """What is added to an answer when another part of the question has none."""
    return f"Les documents du centre ne répondent pas à cette partie : « {question.rstrip(' ?')} »."


def no_programme(year: str, known: Sequence[int]) -> str:
    """The reason of a refusal about a year that no programme covers."""
    years = ", ".join(str(y) for y in sorted(known)) or "aucun"
    return f"Le corpus ne contient pas de programme d’actions pour {year} (programme disponible : {years})."


def handover(question: str, centre: Centre) -> Handover:
    """The service of the centre, with the request already written."""
    request = (
        "Bonjour,\n\n"
        f"Je cherche une réponse à la question suivante : « {question.strip()} »\n"
        "L’assistant documentaire ne l’a pas trouvée dans les documents du centre.\n\n"
        "Merci d’avance pour votre aide."
    )
    reached = centre.contacts
    return Handover(capital(bare(centre.service)), reached.phone or None, reached.mail or None, request)


def documents_to_read(
    hits: Sequence[ScoredPassage], documents: dict[str, Document], cited: Sequence[str], most: int
) -> tuple[DocumentCard, ...]:
    """The documents of the best passages, the cited ones first, each with why it is shown."""
    first: dict[str, ScoredPassage] = {}
    for hit in hits:
        first.setdefault(hit.passage.document, hit)
    order = sorted(first, key=lambda d: (d not in cited, -first[d].score))
    return tuple(_card(documents[d], first[d], d in cited) for d in order[:most])


def _card(document: Document, hit: ScoredPassage, cited: bool) -> DocumentCard:
    where = f"« {hit.passage.headings[-1]} »" if hit.passage.headings else "son texte"
    pages = f", p. {hit.passage.pages[0]}" if hit.passage.pages else ""
    why = f"Source de la réponse : {where}{pages}" if cited else f"À lire aussi : {where}{pages}"
    return DocumentCard(document.id, document.title, document.kind, document.date, why)
