"""The page in Chromium: contents lead, notes fold, a phone is wide enough, paper shows it all."""

from __future__ import annotations

import base64
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from guideline.document import (
    Document,
    Note,
    Paragraph,
    Table,
    Text,
    plain_text,
    walk_sections,
)
from guideline.generate import generate
from guideline.output import write_document
from tests.helpers import ROOT
from tests.pages import pages_of, require

pytestmark = pytest.mark.slow

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DESKTOP, PHONE = 1280, 375


@dataclass
class Browser:
    """Chromium with one page open at a time."""

    driver: Chrome
    folder: Path

    def open(self, document: Document, width: int) -> None:
        page = self.folder / "guideline.html"
        write_document(document, [page])
        # Other than on a desktop, no scroll bar takes room.
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < DESKTOP}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.get(page.as_uri())

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the open page."""
        return self.driver.execute_script(f"return {expression}")

    def errors(self) -> list[str]:
        """What stands on the console since it was last asked."""
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [str(entry["message"]) for entry in entries]

    def printed(self) -> Path:
        """The open page as PDF, on the paper that its style sheet names."""
        done = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        pdf = self.folder / "guideline.pdf"
        pdf.write_bytes(base64.b64decode(done["data"]))
        return pdf


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("browser")
    options = ChromeOptions()
    options.binary_location = require("chromium")
    for flag in (*FLAGS, f"--user-data-dir={folder / 'user'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # Named, so that selenium looks for none and downloads none.
    driver = Chrome(options=options, service=Service(require("chromedriver")))
    try:
        yield Browser(driver, folder)
    finally:
        driver.quit()


def made(example: str, form: str = "guideline") -> Document:
    return generate(ROOT / "examples" / example / "profile.yaml", template=form).document


@pytest.fixture(scope="module")
def company() -> Document:
    return made("company")


HEADING_IN_VIEW = """(() => {
  const heading = document.querySelector(':target > :is(h2, h3)');
  const box = heading.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight ? heading.textContent : '';
})()"""


def test_every_link_of_the_contents_leads_to_its_heading(
    browser: Browser, company: Document
) -> None:
    browser.open(company, DESKTOP)
    assert not browser.driver.find_element(By.CSS_SELECTOR, "nav summary").is_displayed()
    links = browser.driver.find_elements(By.CSS_SELECTOR, "nav a")
    assert len(links) == len(list(walk_sections(company.sections)))
    for link in links:
        # With the mouse: selenium takes what stands in closed details for hidden, whatever is seen.
        ActionChains(browser.driver, duration=0).scroll_to_element(link).click(link).perform()
        assert browser.ask(HEADING_IN_VIEW) == link.get_property("textContent")
    assert browser.errors() == []


def test_contents_unfold_on_a_phone_and_lead_there_too(browser: Browser, company: Document) -> None:
    browser.open(company, PHONE)
    link = browser.driver.find_elements(By.CSS_SELECTOR, "nav a")[-1]
    assert not link.is_displayed()
    browser.driver.find_element(By.CSS_SELECTOR, "nav summary").click()
    assert link.is_displayed()
    title = link.text
    link.click()
    assert browser.ask(HEADING_IN_VIEW) == title


def test_reference_in_a_text_leads_to_its_clause(browser: Browser, company: Document) -> None:
    browser.open(company, DESKTOP)
    link = browser.driver.find_element(By.CSS_SELECTOR, "main p > a[href^='#']")
    number = link.text
    link.click()
    own = re.sub(r"^\d+", "", number)
    assert str(browser.ask(HEADING_IN_VIEW)).startswith(f"{own} ")


def test_notes_unfold_and_fold_by_a_click(browser: Browser, company: Document) -> None:
    browser.open(company, DESKTOP)
    for kind in ("commentary", "example"):
        note = browser.driver.find_element(By.CSS_SELECTOR, f"details.{kind}")
        label, text = note.find_elements(By.CSS_SELECTOR, "summary, summary + *")
        seen = [text.is_displayed()]
        for _ in range(2):
            label.click()
            seen.append(text.is_displayed())
        assert seen == [False, True, False]
    assert browser.errors() == []


@pytest.mark.parametrize("form", ["guideline", "regulation", "one-page", "application"])
def test_page_fits_on_a_phone(browser: Browser, form: str) -> None:
    browser.open(made("company", form), PHONE)
    browser.ask("document.querySelectorAll('details').forEach(note => { note.open = true })")
    assert browser.ask("document.documentElement.scrollWidth") == PHONE
    # What is wider scrolls in a box of its own, and letters keep their size.
    wider = "[...document.querySelectorAll('.table')].filter(t => t.scrollWidth > t.clientWidth)"
    assert (browser.ask(f"{wider}.length") > 0) == (form != "application")
    assert browser.ask("parseFloat(getComputedStyle(document.body).fontSize)") == 16
    assert browser.errors() == []


def test_page_loads_nothing(browser: Browser, company: Document) -> None:
    browser.open(company, DESKTOP)
    assert browser.ask("performance.getEntriesByType('resource').map(each => each.name)") == []


def of_poppler(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [require(program), *arguments], check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def read(pdf: Path) -> str:
    """The PDF's characters without white space."""
    text = unicodedata.normalize("NFKC", of_poppler("pdftotext", str(pdf), "-"))
    return re.sub(r"\s", "", text)


def test_paper_is_a4_and_shows_what_is_folded_on_the_screen(
    browser: Browser, company: Document
) -> None:
    browser.open(company, DESKTOP)
    assert browser.ask("document.querySelectorAll('details[open]').length") == 0
    pdf = browser.printed()
    assert re.search(
        r"Page size: +59[45]\.\d+ x 84[12]\.\d+ pts \(A4\)", of_poppler("pdfinfo", str(pdf))
    )
    text = read(pdf)
    notes = [b for s in walk_sections(company.sections) for b in s.blocks if isinstance(b, Note)]
    beginnings = [beginning(note) for note in notes]
    assert len(beginnings) > 100
    assert [each for each in beginnings if each not in text] == []


def beginning(note: Note) -> str:
    """The first characters of a note, few enough to stand on one page."""
    first: Any = note.blocks[0]
    inlines = first.inlines if isinstance(first, Paragraph) else first.items[0][0].inlines
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", plain_text(inlines)))[:15]


def test_contents_stay_off_the_paper(browser: Browser, company: Document) -> None:
    browser.open(company, DESKTOP)
    (last,) = [s for s in company.sections if s.id == "purpose"]
    assert read(browser.printed()).count(f"{last.number}{last.title}") == 1


def test_heads_of_a_table_are_repeated_on_every_page(browser: Browser, company: Document) -> None:
    rows = tuple(((Text(f"行{n}"),), (Text("値"),)) for n in range(120))
    long = Table(((Text("見出欄"),), (Text("内容欄"),)), rows)
    browser.open(
        replace(company, sections=(replace(company.sections[0], blocks=(long,)),)), DESKTOP
    )
    pdf = browser.printed()
    assert pages_of(pdf) > 2
    assert read(pdf).count("見出欄") == pages_of(pdf)


@pytest.mark.parametrize("form", ["guideline", "regulation", "one-page", "application"])
def test_nothing_is_wider_than_the_paper(browser: Browser, form: str) -> None:
    """Chromium would make all letters smaller, until it fits."""
    document = made("company", form)
    margin = 12.7 if document.page == "compact" else 20
    width = int((210 - 2 * margin) / 25.4 * 96)
    browser.open(document, width)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert browser.ask("document.documentElement.scrollWidth") == width
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("example", ["company", "city", "school", "hospital"])
def test_summary_prints_on_one_page(browser: Browser, example: str) -> None:
    browser.open(made(example, "one-page"), DESKTOP)
    assert pages_of(browser.printed()) == 1
