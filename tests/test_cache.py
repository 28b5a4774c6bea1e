"""What the cache remembers, what it forgets, and that nothing goes wrong without it."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hubbot import config as configuration
from hubbot.cache import Cache
from hubbot.config import Config
from hubbot.discovery import template_roles
from hubbot.parse import ParsedPage, parse_context, parse_interview
from hubbot.records import PageRef, PageRevision, Person
from hubbot.sources import SiteInfo
from hubbot.wikitext import Namespaces, TemplateNames, template_names
from tests.bench import interviews

SITE = SiteInfo(page_url="https://wiki.example.org/wiki/$1")
CODEBOOK = PageRevision(title="Codebook", text="")


def _names(*redirects: tuple[str, str]) -> TemplateNames:
    config = configuration.defaults()
    return template_names(template_roles(config.templates), redirects, Namespaces())


def _parsed(count: int, status: str = "") -> list[ParsedPage]:
    context = parse_context(configuration.defaults(), _names())
    pages = []
    for number, (title, text) in enumerate(interviews.pages(count), start=1):
        given = text.replace("| language", f"| status = {status}\n| language") if status else text
        page = PageRevision(title=title, text=given, page_id=number, revision_id=100 + number)
        pages.append(parse_interview(page, context, under_prefix=True))
    return pages


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite"


@pytest.fixture
def kept(path: Path) -> list[ParsedPage]:
    """Let the cache remember three pages."""
    pages = _parsed(3)
    cache = Cache(path, configuration.defaults())
    assert _recalled(cache) == {}
    cache.keep(pages)
    return pages


def _recalled(
    cache: Cache,
    site: SiteInfo = SITE,
    names: TemplateNames | None = None,
    codebook: PageRevision = CODEBOOK,
) -> dict[int, str]:
    found = cache.recall(site, names or _names(), codebook)
    return {page: title for (page, _), title in found.items()}


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.WARNING, logger="hubbot"):
        yield caplog


def _again(path: Path, config: Config | None = None) -> Cache:
    return Cache(path, config or configuration.defaults())


def test_a_page_comes_back_as_it_was_parsed(path: Path, kept: list[ParsedPage]) -> None:
    cache = _again(path)
    assert set(_recalled(cache)) == {1, 2, 3}
    assert [cache.page(page.ref) for page in kept] == kept


def test_every_field_of_every_record_comes_back(path: Path) -> None:
    full = [page for page in _parsed(30) if page.interview and page.interview.partnerships]
    assert full
    cache = _again(path)
    _recalled(cache)
    cache.keep(full)
    _recalled(cache)
    assert [cache.page(page.ref) for page in full] == full


def test_the_file_is_for_its_owner_alone(path: Path, kept: list[ParsedPage]) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_may_read_is_closed_to_them(path: Path, kept: list[ParsedPage]) -> None:
    path.chmod(0o644)
    _recalled(_again(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_never_stored(path: Path, status: str) -> None:
    pages = _parsed(3, status)
    assert {page.interview.status for page in pages if page.interview} == {status}
    cache = _again(path)
    _recalled(cache)
    cache.keep(pages)
    assert _recalled(cache) == {}
    assert pages[0].ref.title.encode() not in path.read_bytes()


def test_a_page_that_is_withdrawn_leaves_no_byte(path: Path, kept: list[ParsedPage]) -> None:
    told = kept[1].interview
    assert told is not None
    named = replace(told, interviewees=(Person(name="Unmistakable"),))
    cache = _again(path)
    _recalled(cache)
    cache.keep([kept[0], replace(kept[1], ref=_newer(kept[1]), interview=named), kept[2]])
    assert b"Unmistakable" in path.read_bytes()
    _recalled(cache)
    withdrawn = replace(named, status="withdrawn")
    cache.keep([kept[0], replace(kept[1], ref=_newer(kept[1]), interview=withdrawn), kept[2]])
    assert b"Unmistakable" not in path.read_bytes()
    assert set(_recalled(cache)) == {1, 3}


def _newer(page: ParsedPage) -> PageRef:
    return replace(page.ref, revision_id=page.ref.revision_id + 100)


def test_the_older_revision_of_a_page_is_forgotten(path: Path, kept: list[ParsedPage]) -> None:
    newer = replace(kept[0], ref=_newer(kept[0]))
    cache = _again(path)
    _recalled(cache)
    cache.keep([newer, *kept[1:]])
    found = _again(path).recall(SITE, _names(), CODEBOOK)
    assert sorted(found) == [(1, 201), (2, 102), (3, 103)]


def test_a_page_that_is_gone_is_forgotten(path: Path, kept: list[ParsedPage]) -> None:
    cache = _again(path)
    _recalled(cache)
    cache.keep(kept[:1])
    assert set(_recalled(_again(path))) == {1}


def test_another_configuration_shares_no_record(path: Path, kept: list[ParsedPage]) -> None:
    config = configuration.defaults()
    prefixes = ("Elsewhere/",)
    other = replace(config, pages=replace(config.pages, interview_prefixes=prefixes))
    assert _recalled(_again(path, other)) == {}


def test_another_wiki_shares_no_record(path: Path, kept: list[ParsedPage]) -> None:
    assert _recalled(_again(path), SiteInfo(page_url="https://other.example.org/$1")) == {}


def test_a_new_redirect_to_a_template_makes_all_anew(path: Path, kept: list[ParsedPage]) -> None:
    template = "Template:Content Partnerships Hub/Interview"
    assert _recalled(_again(path), names=_names(("Template:Short", template))) == {}


def test_a_new_question_in_the_codebook_makes_all_anew(path: Path, kept: list[ParsedPage]) -> None:
    text = "{{Content Partnerships Hub/Question|id=new|text=What is new this year with you?}}"
    assert _recalled(_again(path), codebook=replace(CODEBOOK, text=text)) == {}


def test_another_version_of_hubbot_shares_no_record(
    path: Path, kept: list[ParsedPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubbot.cache._program", lambda: "another")
    assert _recalled(_again(path)) == {}


def test_a_record_that_lost_a_bit_is_left_out(path: Path, kept: list[ParsedPage]) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE parsed SET record = replace(record, 'a', 'e') WHERE page = 2")
    connection.close()
    assert set(_recalled(_again(path))) == {1, 3}


def test_a_record_under_another_pages_number_is_left_out(
    path: Path, kept: list[ParsedPage]
) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE parsed SET page = 7 WHERE page = 2")
    connection.close()
    assert set(_recalled(_again(path))) == {1, 3}


@pytest.mark.parametrize("kept_bytes", [101, 5000, 8192, 20000])
def test_a_file_that_was_cut_off_is_a_cold_run_and_heals(
    path: Path, kept: list[ParsedPage], kept_bytes: int, warnings: pytest.LogCaptureFixture
) -> None:
    os.truncate(path, kept_bytes)
    cache = _again(path)
    found = _recalled(cache)
    for page in kept:
        if page.ref.page_id in found:
            assert cache.page(page.ref) == page
    cache.keep(kept)
    assert "is not used" in warnings.text
    cache = _again(path)
    _recalled(cache)
    cache.keep(kept)
    assert set(_recalled(cache)) == {1, 2, 3}


def test_somebody_elses_file_is_left_as_it_is(
    path: Path, warnings: pytest.LogCaptureFixture
) -> None:
    path.write_text("a list of things to buy\n")
    path.chmod(0o644)
    cache = _again(path)
    assert _recalled(cache) == {}
    cache.keep(_parsed(1))
    assert path.read_text() == "a list of things to buy\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert "no cache of hubbot's" in warnings.text


def test_another_programs_database_is_left_as_it_is(
    path: Path, warnings: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE parsed (precious TEXT)")
    connection.close()
    before = path.read_bytes()
    cache = _again(path)
    assert _recalled(cache) == {}
    cache.keep(_parsed(1))
    assert path.read_bytes() == before
    assert "no cache of hubbot's" in warnings.text


def test_a_link_is_not_followed(path: Path, warnings: pytest.LogCaptureFixture) -> None:
    target = path.with_name("target")
    path.symlink_to(target)
    cache = _again(path)
    assert _recalled(cache) == {}
    cache.keep(_parsed(1))
    assert not target.exists()
    assert "is not used" in warnings.text


def test_a_folder_that_is_not_there_is_a_cold_run(
    tmp_path: Path, warnings: pytest.LogCaptureFixture
) -> None:
    cache = _again(tmp_path / "nowhere" / "cache.sqlite")
    assert _recalled(cache) == {}
    cache.keep(_parsed(1))
    assert "is not used" in warnings.text


def test_a_cache_that_another_process_holds_is_removed_and_not_trusted(
    path: Path, kept: list[ParsedPage], warnings: pytest.LogCaptureFixture
) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    cache = _again(path)
    assert _recalled(cache) == {}
    cache.keep(kept)
    holder.close()
    assert "is not used" in warnings.text
    assert not path.exists()


def test_a_full_disk_is_a_cold_run(
    path: Path, kept: list[ParsedPage], warnings: pytest.LogCaptureFixture
) -> None:
    cache = _again(path)
    _recalled(cache)
    assert cache._connection is not None
    cache._connection.execute("PRAGMA max_page_count = 1")
    many = _parsed(40)
    cache.keep(many)
    assert "is not used" in warnings.text
    assert _recalled(_again(path)) == {}
