"""A small draft that several tests use."""

from assistant.infodoc import ANSWER, CLOSING, OPENING, Draft, Element, ReplySource, with_element
from assistant.infodoc.draft import MISSING, READING

QUOTE = "Le conseil citoyen comprend deux collèges : un collège d’habitants et un collège d’acteurs locaux."
OTHER = "La loi ne fixe pas le nombre de membres d’un conseil citoyen."


def source(quote: str = QUOTE, page: int | None = 2) -> ReplySource:
    return ReplySource(
        1, "fiche", "Les conseils citoyens", "fiche repère", "2026", page, quote, passage=f"{QUOTE} {OTHER}"
    )


def a_draft() -> Draft:
    draft = with_element(Draft(), Element("", OPENING, "Bonjour,"))
    draft = with_element(draft, Element("", ANSWER, "Combien de collèges ?", heading=True))
    draft = with_element(draft, Element("", ANSWER, QUOTE, state="citation"), [source()])
    draft = with_element(draft, Element("", ANSWER, OTHER, state="citation"), [source(OTHER, 3)])
    draft = with_element(draft, Element("", READING, "Les conseils citoyens. 2026, p. 2, 3."))
    draft = with_element(
        draft, Element("", MISSING, "« Quel budget ? » – rien. Où chercher : la préfecture.")
    )
    return with_element(draft, Element("", CLOSING, "Bien cordialement,"))
