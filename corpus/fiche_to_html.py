"""A fiche as a web page that stands alone."""

from __future__ import annotations

import html

from fiche import AUTHOR, MARKDOWN, Fiche

_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {author}</title>
<meta name="author" content="{author}">
<meta name="date" content="{date}">
<meta name="description" content="{summary}">
<meta name="keywords" content="{themes}">
<meta name="DC.type" content="{kind}">
<style>
body {{ font-family: sans-serif; line-height: 1.5; max-width: 45rem; margin: 0 auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #9aa5b1; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }}
</style>
</head>
<body>
<header><p>{author}</p></header>
<nav aria-label="Navigation principale">
<ul>
<li><a href="./">Toutes les fiches</a></li>
<li><a href="#contenu">Aller au contenu</a></li>
</ul>
</nav>
<main id="contenu">
<article>
<h1>{title}</h1>
{body}</article>
</main>
<footer><p>{author} – page publiée le {day}</p></footer>
</body>
</html>
"""


def to_html(fiche: Fiche) -> bytes:
    """A page that stands alone, with the navigation that pages have around their text."""
    values = {
        "title": fiche.title,
        "author": AUTHOR,
        "date": fiche.date.isoformat(),
        "summary": fiche.summary,
        "themes": ", ".join(fiche.themes),
        "kind": fiche.kind,
        "day": f"{fiche.date:%d/%m/%Y}",
    }
    escaped = {name: html.escape(value) for name, value in values.items()}
    return _PAGE.format(**escaped, body=MARKDOWN.render(fiche.body)).encode()
