"""The corpus's hand-made data against the documents that they describe."""

import re
from functools import lru_cache
from pathlib import Path

import pypdf
import pytest
import yaml

from assistant.language import content_stems, squash
from assistant.programme import load_programmes

CORPUS = Path(__file__).parents[1] / "corpus"
PROGRAMME = load_programmes(CORPUS / "actions")[0]
ACTION_PAGES = range(8, 14)
SUMMARY_PAGE = 5
PLACES = [(action, place) for action in PROGRAMME.actions for place in action.occurrences]
PLACE_IDS = [f"{action.id}-p{place.page}" for action, place in PLACES]
GLOSSARY = yaml.safe_load((CORPUS / "glossary.yaml").read_text(encoding="utf-8"))
ACRONYMS = {squash(entry["acronym"]): entry for entry in GLOSSARY["acronyms"]}
FICHES = sorted((CORPUS / "fiches").glob("*.md"))


@lru_cache
def raw_pages() -> list[str]:
    reader = pypdf.PdfReader(CORPUS / "documents" / "programme-actions-2015.pdf")
    return [page.extract_text() for page in reader.pages]


def page_text(page: int) -> str:
    return " ".join(raw_pages()[page - 1].split())


def summary_headings() -> list[str]:
    """The headings of the summary page, between « Zoom sur… » and « Informations et ressources »."""
    lines = raw_pages()[SUMMARY_PAGE - 1].splitlines()
    entries: list[str] = []
    for line in lines[2:]:
        indented = line.startswith("\u00a0")
        if indented or re.search(r"p\.\d+$", line):
            entries.append(re.sub(r"\s*p\.\d+$", "", line).strip())
        elif not line.strip().isdigit():
            entries[-1] += " " + line.strip()
    return entries[: entries.index("Informations et ressources")]


def listed_text(page: int) -> str:
    """The part of a page that lists actions, page number left out."""
    text = page_text(page).removesuffix(f" {page}")
    for marker in ("Parmi les actions envisagées", "auprès des …"):
        text = text.partition(marker)[2] or text
    return text


def quotes_of(page: int) -> set[str]:
    return {place.quote for _, place in PLACES if place.page == page}


@pytest.mark.parametrize(("action", "place"), PLACES, ids=PLACE_IDS)
def test_each_quote_stands_verbatim_on_its_page(action, place):
    assert place.quote in page_text(place.page)


@pytest.mark.parametrize(("action", "place"), PLACES, ids=PLACE_IDS)
def test_each_quote_stands_under_the_heading_of_its_theme(action, place):
    above = squash(page_text(place.page).partition(place.quote)[0])
    headings = {above.rfind(squash(h)): h for h in summary_headings() if squash(h) in above}
    assert headings[max(headings)].casefold().endswith(place.theme.casefold())


@pytest.mark.parametrize("page", ACTION_PAGES)
def test_nothing_of_a_list_of_actions_is_left_out(page):
    left = listed_text(page)
    for quote in sorted(quotes_of(page), key=len, reverse=True):
        assert left.count(quote) == 1
        left = left.replace(quote, "")
    for heading in summary_headings():
        left = left.replace(heading, "")
    assert left.replace("•", "").strip() == ""


@pytest.mark.parametrize("page", ACTION_PAGES)
def test_a_page_has_as_many_quotes_as_bullets(page):
    assert len(quotes_of(page)) == page_text(page).count("•")


@pytest.mark.parametrize("heading", summary_headings())
def test_each_heading_of_the_summary_has_actions(heading):
    used = {h for action in PROGRAMME.actions for h in (*action.themes, action.axis)}
    assert any(heading.casefold().endswith(h.casefold()) for h in used)


@pytest.mark.parametrize("action", PROGRAMME.actions, ids=lambda action: action.id)
def test_themes_and_axes_are_headings_of_the_summary(action):
    headings = [heading.casefold() for heading in summary_headings()]
    for name in (*action.themes, action.axis):
        assert any(heading.endswith(name.casefold()) for heading in headings)


@pytest.mark.parametrize("action", PROGRAMME.actions, ids=lambda action: action.id)
def test_themes_are_those_of_the_places(action):
    assert list(action.themes) == list(dict.fromkeys(place.theme for place in action.occurrences))


@pytest.mark.parametrize("action", PROGRAMME.actions, ids=lambda action: action.id)
def test_a_title_holds_only_words_of_the_programme(action):
    programme = set(content_stems(" ".join(raw_pages())))
    assert set(content_stems(action.title)) <= programme


@pytest.mark.parametrize("action", PROGRAMME.actions, ids=lambda action: action.id)
def test_publics_and_partners_are_named_by_the_programme(action):
    programme = squash(" ".join(raw_pages()))
    for name in (*action.audiences, *action.partners):
        assert squash(name) in programme


@pytest.mark.parametrize("action", PROGRAMME.actions, ids=lambda action: action.id)
def test_no_action_has_another_date_than_the_year_of_the_programme(action):
    assert (action.period, action.precision) == ("2015", "année")
    assert (action.start, action.end) == ("2015-01-01", "2015-12-31")


def test_the_programme_is_dated_as_its_file_is():
    reader = pypdf.PdfReader(CORPUS / "documents" / f"{PROGRAMME.document}.pdf")
    assert reader.metadata["/CreationDate"] == f"D:{PROGRAMME.published:%Y%m%d}"


def test_the_glossary_names_each_acronym_once():
    assert len(ACRONYMS) == len(GLOSSARY["acronyms"]) >= 40


@pytest.mark.parametrize("entry", GLOSSARY["acronyms"], ids=lambda entry: entry["acronym"])
def test_a_long_form_holds_the_letters_of_its_acronym_in_order(entry):
    letters = iter(squash(entry["long"]))
    assert all(letter in letters for letter in squash(entry["acronym"]))


def acronyms_of_the_programme() -> set[str]:
    text = " ".join(page_text(page) for page in range(2, 16)).replace("E.I.S", "EIS")
    return set(re.findall(r"\b[A-Z]{2,5}\b", text))


@pytest.mark.parametrize("acronym", sorted(acronyms_of_the_programme()))
def test_each_acronym_of_the_programme_is_in_the_glossary(acronym):
    assert squash(acronym) in ACRONYMS


def expansions_in_fiches() -> list[tuple[str, str]]:
    """Each acronym of the glossary that a fiche gives in brackets, with the words before it."""
    found = [
        (match[2], match[1])
        for path in FICHES
        for match in re.finditer(r"([^.:;\n]{10,120}?)\s\(([A-Z]{2,6})\)", path.read_text(encoding="utf-8"))
    ]
    return [(acronym, words) for acronym, words in found if squash(acronym) in ACRONYMS]


@pytest.mark.parametrize(("acronym", "words"), expansions_in_fiches())
def test_the_glossary_agrees_with_the_fiches(acronym, words):
    entry = ACRONYMS[squash(acronym)]
    forms = [squash(form) for form in (entry["long"], *entry["variants"])]
    assert any(squash(words).endswith(form) for form in forms)


def test_no_word_is_in_two_groups_of_synonyms():
    groups = [{squash(word) for word in group} for group in GLOSSARY["synonyms"]]
    assert sum(len(group) for group in groups) == len(set().union(*groups))


@pytest.mark.parametrize("group", GLOSSARY["synonyms"], ids=lambda group: group[0])
def test_a_group_of_synonyms_holds_at_least_two_words(group):
    assert len({squash(word) for word in group}) >= 2


def test_the_catalogue_gives_the_rights_of_each_document():
    catalogue = yaml.safe_load((CORPUS / "catalogue.yaml").read_text(encoding="utf-8"))
    documents = {path.stem for path in (*(CORPUS / "documents").iterdir(), *FICHES)}
    assert {name for name, entry in catalogue["documents"].items() if entry["rights"]} == documents
