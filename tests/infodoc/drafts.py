"""A small draft that several tests use."""

from assistant.infodoc.draft import ANSWER, CLOSING, MISSING, OPENING, READING, Draft, Element, added
from assistant.infodoc.records import Source

QUOTE = "Le conseil citoyen comprend deux collèges : un collège d’habitants et un collège d’acteurs locaux."
OTHER = "La loi ne fixe pas le nombre de membres d’un conseil citoyen."


def source(quote: str = QUOTE, page: int | None = 2) -> Source:
    return Source(
        1, "fiche", "Les conseils citoyens", "fiche repère", "2026", page, quote, passage=f"{QUOTE} {OTHER}"
    )


def a_draft() -> Draft:
    draft = added(Draft(), Element("", OPENING, "Bonjour,"))
    draft = added(draft, Element("", ANSWER, "Combien de collèges ?", heading=True))
    draft = added(draft, Element("", ANSWER, QUOTE, state="citation"), [source()])
    draft = added(draft, Element("", ANSWER, OTHER, state="citation"), [source(OTHER, 3)])
    draft = added(draft, Element("", READING, "Les conseils citoyens. 2026, p. 2, 3."))
    draft = added(draft, Element("", MISSING, "« Quel budget ? » – rien. Où chercher : la préfecture."))
    return added(draft, Element("", CLOSING, "Bien cordialement,"))
