"""From the lines of a page to headings, paragraphs, items and rows."""
