"""French text: folding, stems, numbers, spelling, the glossary, orders hidden in text."""

from typing import TYPE_CHECKING

from assistant.lazy import names_of

if TYPE_CHECKING:
    from assistant.language.articles import bare, capital, has_article, of, to
    from assistant.language.date_forms import MONTH_NUMBERS, MONTHS, WEEKDAYS, YEAR_PATTERN
    from assistant.language.dates import (
        Period,
        days_in_words,
        in_words,
        is_year,
        iso_days,
        iso_in_words,
        periods_in,
        years_in,
    )
    from assistant.language.expressions import expression_pattern, spaced
    from assistant.language.french import (
        STOP_WORDS,
        Folded,
        content_stems,
        content_words,
        fold,
        is_content,
        is_french,
        normalize,
        split_sentences,
        squash,
        stem,
        stem_set,
        words,
    )
    from assistant.language.glossary import (
        Acronym,
        Glossary,
        Span,
        glossary_from_json,
        glossary_to_json,
        load_glossary,
    )
    from assistant.language.injection import as_data, is_order, visible
    from assistant.language.names import in_small_letters, initials_in, names_in
    from assistant.language.numbers import Number, numbers_in
    from assistant.language.spelling import Speller
    from assistant.language.word_weights import is_known, weight
else:
    __getattr__ = names_of(
        __name__,
        {
            "articles": (
                "bare",
                "capital",
                "has_article",
                "of",
                "to",
            ),
            "date_forms": (
                "MONTHS",
                "MONTH_NUMBERS",
                "WEEKDAYS",
                "YEAR_PATTERN",
            ),
            "dates": (
                "Period",
                "days_in_words",
                "in_words",
                "is_year",
                "iso_days",
                "iso_in_words",
                "periods_in",
                "years_in",
            ),
            "expressions": (
                "expression_pattern",
                "spaced",
            ),
            "french": (
                "Folded",
                "STOP_WORDS",
                "content_stems",
                "content_words",
                "fold",
                "is_content",
                "is_french",
                "normalize",
                "split_sentences",
                "squash",
                "stem",
                "stem_set",
                "words",
            ),
            "glossary": (
                "Acronym",
                "Glossary",
                "Span",
                "glossary_from_json",
                "glossary_to_json",
                "load_glossary",
            ),
            "injection": (
                "as_data",
                "is_order",
                "visible",
            ),
            "names": (
                "in_small_letters",
                "initials_in",
                "names_in",
            ),
            "numbers": (
                "Number",
                "numbers_in",
            ),
            "spelling": ("Speller",),
            "word_weights": (
                "is_known",
                "weight",
            ),
        },
    )

__all__ = [
    "MONTHS",
    "MONTH_NUMBERS",
    "STOP_WORDS",
    "WEEKDAYS",
    "YEAR_PATTERN",
    "Acronym",
    "Folded",
    "Glossary",
    "Number",
    "Period",
    "Span",
    "Speller",
    "as_data",
    "bare",
    "capital",
    "content_stems",
    "content_words",
    "days_in_words",
    "expression_pattern",
    "fold",
    "glossary_from_json",
    "glossary_to_json",
    "has_article",
    "in_small_letters",
    "in_words",
    "initials_in",
    "is_content",
    "is_french",
    "is_known",
    "is_order",
    "is_year",
    "iso_days",
    "iso_in_words",
    "load_glossary",
    "names_in",
    "normalize",
    "numbers_in",
    "of",
    "periods_in",
    "spaced",
    "split_sentences",
    "squash",
    "stem",
    "stem_set",
    "to",
    "visible",
    "weight",
    "words",
    "years_in",
]
