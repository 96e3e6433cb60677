"""Corpora that several tests use, and what their fixtures are."""

from collections.abc import Callable
from pathlib import Path

from assistant.centre import load_centre
from assistant.programme import Vocabulary
from ingest.build import Built

CORPUS = Path(__file__).parents[1] / "corpus"
CENTRE = load_centre(CORPUS / "centre.yaml")
VOCABULARY = Vocabulary(CENTRE)
SMALL_CORPUS = {
    "conseil-citoyen.md": (
        "# Le conseil citoyen\n\n"
        "Le conseil citoyen réunit des habitants et des acteurs du quartier. "
        "Il donne son avis sur le contrat de ville.\n\n"
        "Il participe :\n\n- aux instances de pilotage ;\n- aux marches exploratoires.\n"
    ),
    "info-doc.html": (
        "<html lang='fr'><head><title>Le service Info-doc</title></head><body><h1>Le service Info-doc</h1>"
        "<p>Le service Info-doc répond aux demandes documentaires des professionnels.</p>"
        "<p>Il prépare aussi des bibliographies sur la politique de la ville.</p></body></html>"
    ),
    "mediation.md": (
        "# La médiation sociale\n\nUn médiateur aide des personnes en désaccord à renouer le dialogue. "
        "Il reste neutre et garde le secret.\n"
    ),
}

MakeCorpus = Callable[..., Path]
Build = Callable[..., Built]
