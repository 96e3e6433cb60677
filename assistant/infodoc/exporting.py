"""A reply as DOCX, ODT and mail draft; the software sends nothing itself."""

from __future__ import annotations

import io
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import docx
from docx.document import Document as DocxDocument
from odfdo import Document as OdfDocument
from odfdo import Element as OdfElement
from odfdo import Header, List, ListItem, Paragraph

from assistant.infodoc.draft import Draft
from assistant.infodoc.letter import SUBJECT, LetterParagraph, Style, letter, to_html, to_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
EML = "message/rfc822"
_WORD_STYLES: dict[Style, str] = {
    "text": "Normal",
    "heading": "Heading 1",
    "subheading": "Heading 2",
    "item": "List Bullet",
    "source": "Footnote",
}
_LEVELS: dict[Style, int] = {"heading": 1, "subheading": 2}


def to_docx(draft: Draft) -> bytes:
    """The letter as a Word document, with Word's own styles."""
    document: DocxDocument = docx.Document()
    document.core_properties.title = SUBJECT
    document.core_properties.author = ""
    document.core_properties.language = "fr-FR"
    for block in letter(draft):
        style = _WORD_STYLES[block.style]
        known = style in [s.name for s in document.styles]
        document.add_paragraph(block.marked, style=style if known else "Normal")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def to_odt(draft: Draft) -> bytes:
    """The letter as an OpenDocument text, with the styles of the default template."""
    document = OdfDocument("text")
    document.body.clear()
    document.meta.title = SUBJECT
    items: List | None = None
    for block in letter(draft):
        if block.style == "item":
            if items is None:
                items = List()
                document.body.append(items)
            items.append(ListItem(block.marked))
        else:
            items = None
            document.body.append(_odf(block))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _odf(block: LetterParagraph) -> OdfElement:
    if block.style in _LEVELS:
        return Header(_LEVELS[block.style], block.text, style=f"Heading_20_{_LEVELS[block.style]}")
    return Paragraph(block.marked, style="Text_20_body")


def to_eml(draft: Draft, recipient: str = "") -> bytes:
    """The letter as an unsent mail (``X-Unsent: 1``): a mail program opens it ready to be sent.

    Args:
        recipient: the address it is for; anything that is not one address is left out.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = SUBJECT
    message["X-Unsent"] = "1"
    if address := _address(recipient):
        message["To"] = address
    message.set_content(to_text(draft))
    message.add_alternative(to_html(draft), subtype="html")
    return message.as_bytes()


def _address(text: str) -> Address | None:
    try:
        return Address(addr_spec=text.strip()) if "@" in text else None
    except (ValueError, IndexError):
        return None
