"""Text that gives orders to a machine: cleaned, recognised, kept away from the model and the reader.

Documents, titles, questions and model output are data. Invisible characters are taken out, and a sentence
that addresses the assistant (« ignore tes instructions », a fake system message, « click here ») neither
goes into a prompt nor out of it. The checker is what keeps false sentences out; this keeps out the true
quotation of an attack.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.language.french import fold

_KEPT = frozenset("\n\t")
_ORDERS = re.compile(
    r"\b(?:ignor|oubli|neglig|outrepass|contourn)\w*\b.{0,40}\b(?:instruction|consigne|regle|directive|ordre)s?\b"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:instruction|rule|prompt|direction|guideline|above)s?"
    r"|\b(?:nouvelles?|new) (?:instructions?|consignes?)\b"
    r"|(?:^|[\s\[<(*#|])(?:system|systeme|assistant|developer|human|user|utilisateur)(?: message| prompt)?"
    r" ?[\])>*|]* ?:"
    r"|<\|?/?(?:im_start|im_end|system|assistant|user|endoftext|s)\|?>|\[/?inst\]|<<sys>>"
    r"|### ?(?:instruction|system)"
    r"|\b(?:system|systeme) prompt\b|\bprompt (?:system|systeme|initial|cache)\b"
    r"|\b(?:votre|ton|your|the) prompt\b"
    r"|\b(?:tu es|vous etes) (?:maintenant|desormais)\b|\byou are now\b|\bfrom now on\b|\bact as\b"
    r"|\b(?:a l'attention|message|note|instructions?|consignes?) (?:de l'|pour l'|a l'|du |pour le |au )"
    r"(?:assistant|ia\b|modele|chatbot|robot)"
    r"|\b(?:note|message|instructions?) (?:to|for) (?:the )?(?:ai|assistant|model|llm)\b"
    r"|\b(?:repond|reponds|repondez|dis|dites|affiche[zr]?|ecri[st]|ecrivez|repete[zr]?) "
    r"(?:uniquement|seulement|exactement|toujours|a l'utilisateur|au lecteur|que tu|le mot)\b"
    r"|\b(?:respond|reply|answer|say|print|output|repeat|write)\b.{0,20}"
    r"\b(?:only|exactly|with|verbatim|the word)\b"
    r"|\b(?:clique[zr]?|appuyez) (?:ici|sur (?:le lien|ce lien|http|www))|\bclick (?:here|on|the link)"
    r"|\btell the user\b|\bdo not (?:mention|tell|reveal)\b|\bjailbreak\b|\bpwned\b|\bdan mode\b"
)
_FENCE = re.compile(r"[<‹«]{2,}|[>›»]{2,}|¦|`{3,}")


def visible(text: str) -> str:
    """The text without characters that nobody sees: zero width, bidirectional, control, tags."""
    kept = (c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    return "".join(kept)


@lru_cache(maxsize=50_000)
def is_order(text: str) -> bool:
    """Whether a text addresses a machine, in French or in English."""
    return _ORDERS.search(fold(visible(text))) is not None


def as_data(text: str) -> str:
    """Text fit for a fenced block: visible, on one line, without what could close the fence."""
    return re.sub(r"\s+", " ", _FENCE.sub(" ", visible(text))).strip()
