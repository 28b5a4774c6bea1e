"""The site in a real browser: it works, asks nobody else, and can be read by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page

from hubbot.export import write_export
from hubbot.site import Site, write_site
from hubbot.site.addresses import file_name
from tests.reading import quiet, sample
from tests.site.browser import chromium, served, violations

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def file_in_folder(kind: str, title: str) -> str:
    """Return the path of a page of the site."""
    titles = {one.page.title for one in sample().dataset.interviews} | {title}
    whole = next(one for one in sorted(titles) if one.endswith(title))
    return f"html/{file_name(kind, whole)}"


pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "localhost"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = sample()
    out = tmp_path_factory.mktemp("site")
    write_site(Site(made.prepared, made.config), out, quiet)
    write_export(out / "data", made.dataset, made.config, made.site)
    return out


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def visited(page: Page, start: str) -> dict[str, int]:
    """Follow every link within the site and give the status of each page."""
    found: dict[str, int] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        answer = page.goto(here)
        found[here] = answer.status if answer else 0
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        root = urljoin(start, "/")
        waiting += [link.partition("#")[0] for link in links if link.startswith(root)]
    return found


def test_every_link_leads_to_a_page_without_error_or_foreign_request(
    browser: Browser, address: str, folder: Path
) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    found = visited(page, f"{address}index.html")
    assert {link: status for link, status in found.items() if status != 200} == {}
    assert len(found) == len(list(folder.glob("html/*.html"))) + 1
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:,"))] == []


# A page of each kind; what is slow to check is checked once.
KINDS = (
    "index.html",
    "html/interviews.html",
    "html/problems.html",
    "html/report-quotes.html",
    "html/report-needs-by-region.html",
    file_in_folder("interview", "Wikimedians of Lake Volta User Group"),
    file_in_folder("page", "Content Partnerships Hub/Sandbox/Blocks with mistakes"),
    "data/report.html",
)


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_serious_in_light_or_dark(
    browser: Browser, address: str, path: str
) -> None:
    for scheme in SCHEMES:
        page = browser.new_page(color_scheme=scheme)
        page.goto(f"{address}{path}")
        assert violations(page) == []


def test_a_reader_clicks_from_a_number_to_the_words(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}index.html")
    page.get_by_role("navigation").get_by_role("link", name="Interviews").click()
    page.get_by_role("link", name="Wikimedians of Lake Volta User Group", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Wikimedians of Lake Volta")
    marked = page.locator("mark").all_inner_texts()
    assert any(text.startswith("We are six volunteers with day jobs") for text in marked)
    assert "Office and staff" in page.locator(".tag").all_inner_texts()


def test_a_list_is_searched_while_typing(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}html/interviews.html")
    page.get_by_label("Search here").fill("volta")
    assert page.locator("tbody tr:visible").count() == 2
    assert page.get_by_role("status").inner_text() == "2 of 35 shown"


def test_a_table_is_sorted_by_its_headings_with_the_keyboard(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}html/report-needs-by-theme.html")
    button = page.get_by_role("button", name="Interviews")
    button.focus()
    page.keyboard.press("Enter")
    numbers = page.locator("tbody tr:not(.sortbottom) td:nth-child(3)").all_inner_texts()
    assert [int(n) for n in numbers] == sorted(int(n) for n in numbers)
    page.keyboard.press("Enter")
    numbers = page.locator("tbody tr:not(.sortbottom) td:nth-child(3)").all_inner_texts()
    assert [int(n) for n in numbers] == sorted((int(n) for n in numbers), reverse=True)
    assert "unknown code" in page.locator("tbody tr").last.inner_text()


def test_the_first_key_leads_past_the_navigation(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}html/problems.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"


def test_everything_is_there_without_a_script(browser: Browser, address: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}html/interviews.html")
    assert page.locator("tbody tr").count() == 35
    page.goto(f"{address}html/problems.html")
    assert page.locator(".cards > li").count() > 10


@pytest.mark.parametrize("path", ["index.html", "html/edits.html", "html/report-interviews.html"])
def test_a_phone_scrolls_in_one_direction_only(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{address}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_site_opens_from_the_disk(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / "html" / "interviews.html").as_uri())
    assert page.get_by_label("Search here").is_visible()
    assert said == []


def test_the_printable_report_fits_a4(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}data/report.html")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed or b"/MediaBox [0 0 595" in printed
