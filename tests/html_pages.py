"""HTML pages as a strict parser reads them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib

from guideline.document import Document
from guideline.output import WRITERS


def page_of(document: Document) -> Element:
    """The document written as HTML and read back."""
    return parsed(WRITERS[".html"].write(document))


def parsed(data: bytes) -> Element:
    """The `html` element of a page; anything that HTML does not allow there fails the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(data.decode("utf-8"))
    assert isinstance(root, Element)
    return root


def the(root: Element, path: str) -> Element:
    """The one element at the path."""
    (found,) = root.findall(path)
    return found


def text_of(element: Element) -> str:
    """The characters in an element."""
    return "".join(element.itertext())


def has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()
