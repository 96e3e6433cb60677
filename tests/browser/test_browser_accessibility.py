"""No serious or critical violation of accessibility rules, on any page, wide or narrow (axe-core)."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_actions import DESKTOP, PHONE, OpenPage, ask, button, settled
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
FEWEST_CHECKS = 15
"""Rules that pass on a page that was drawn; an empty page would pass almost none."""


def nothing(page: Page) -> None:
    """The page as it opens."""


def filters(page: Page) -> None:
    button(page, "Filtres")


def answered(page: Page) -> None:
    ask(page, "Quelle rencontre est prévue sur le mal-logement ?")


def source(page: Page) -> None:
    ask(page, "Qu’est-ce que le contrat de ville ?")
    page.locator('[class*="st-key-marker-"] button').first.click()
    settled(page)


def refused(page: Page) -> None:
    ask(page, "Quelle est la recette de la tarte aux pommes ?")
    page.get_by_text("Voir et copier la demande").click()
    page.wait_for_timeout(500)


def opinion(page: Page) -> None:
    ask(page, "Qu’est-ce que le contrat de ville ?")
    button(page, "Oui")


def action(page: Page) -> None:
    page.get_by_role("button", name="du programme").first.click()
    settled(page)


STATES: list[tuple[str, Callable[[Page], None]]] = [
    ("/", nothing),
    ("/", filters),
    ("/", answered),
    ("/", source),
    ("/", refused),
    ("/", opinion),
    ("/programme", nothing),
    ("/programme", action),
    ("/documents", nothing),
    ("/documents?document=fiche-contrat-de-ville", nothing),
    ("/question", nothing),
]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("path", "prepare"), STATES, ids=[f"{p}-{f.__name__}" for p, f in STATES])
def test_no_serious_violation(
    visit: OpenPage, app_url: str, path: str, prepare: Callable[[Page], None], size: tuple[int, int]
) -> None:
    page = visit(app_url, path, size=size)
    prepare(page)
    found = Axe().run(page).response
    serious = {
        violation["id"]: [node["html"][:200] for node in violation["nodes"]]
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
    }
    assert serious == {}
    assert len(found["passes"]) >= FEWEST_CHECKS
