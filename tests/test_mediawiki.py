"""The test wiki itself: what the other tests rely on."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.mediawiki import ApiError, TestWiki, WikiUnavailableError, packages, switches


def test_an_edit_is_seen_by_the_list_of_transclusions_at_once(session_wiki: TestWiki) -> None:
    session_wiki.edit("Template:Shown", "hello")
    session_wiki.edit("Shows it", "{{Shown}}")
    assert session_wiki.embeddedin("Template:Shown") == ["Shows it"]


def test_a_changed_template_changes_the_transclusions_of_its_pages(session_wiki: TestWiki) -> None:
    session_wiki.edit("Template:Inner", "inner")
    session_wiki.edit("Template:Outer", "nothing yet")
    session_wiki.edit("Shows outer", "{{Outer}}")
    session_wiki.edit("Template:Outer", "{{Inner}}")
    assert "Shows outer" in session_wiki.embeddedin("Template:Inner")


def test_a_bot_password_logs_in_with_its_rights(session_wiki: TestWiki) -> None:
    answer = session_wiki.session("HubBot").get(
        action="query", meta="userinfo", uiprop=["rights", "groups"]
    )["query"]["userinfo"]
    assert answer["name"] == "HubBot"
    assert {"bot", "apihighlimits", "edit"} <= set(answer["rights"])


def test_a_wiki_is_fresh(make_wiki: Callable[..., TestWiki]) -> None:
    make_wiki().edit("Leftover", "text")
    assert not make_wiki().exists("Leftover")


def test_two_wikis_do_not_log_out_each_other(make_wiki: Callable[..., TestWiki]) -> None:
    first, second = make_wiki(), make_wiki()
    session = first.session("Coordinator")
    second.session("Coordinator")
    session.get(action="query", meta="userinfo", assertuser="Coordinator")


def test_lua_modules_run(session_wiki: TestWiki) -> None:
    module = "local p = {} function p.f() return 'lua ' .. (6 * 7) end return p"
    session_wiki.edit("Module:Answer", module)
    session_wiki.edit("Asks", "{{#invoke:Answer|f}}")
    assert "lua 42" in session_wiki.html("Asks")


def test_template_data_is_answered_by_the_api(session_wiki: TestWiki) -> None:
    data = '{"params": {"affiliate": {"type": "string", "required": true}}}'
    session_wiki.edit("Template:Described", f"<templatedata>{data}</templatedata>")
    answer = session_wiki.api(action="templatedata", titles="Template:Described")
    [page] = answer["pages"].values()
    assert page["params"]["affiliate"]["required"] is True


def test_a_disallowing_abuse_filter_stops_an_edit(wiki: TestWiki) -> None:
    wiki.add_abuse_filter('added_lines contains "forbidden"')
    with pytest.raises(ApiError) as caught:
        wiki.edit("Page", "forbidden")
    assert caught.value.code == "abusefilter-disallowed"
    assert not wiki.exists("Page")


def test_a_warning_abuse_filter_lets_the_second_attempt_through(wiki: TestWiki) -> None:
    wiki.add_abuse_filter('added_lines contains "odd"', action="warn")
    with pytest.raises(ApiError) as caught:
        wiki.edit("Page", "odd")
    assert caught.value.code == "abusefilter-warning"
    wiki.edit("Page", "odd")
    assert wiki.text("Page") == "odd"


def refusal(wiki: TestWiki, user: str | None = "HubBot", text: str = "text") -> str:
    """Give the code with which the wiki refuses to save a page."""
    with pytest.raises(ApiError) as caught:
        wiki.edit_as(user, "Refused", text)
    return caught.value.code


def test_a_read_only_wiki_refuses_edits_until_it_no_longer_is(wiki: TestWiki) -> None:
    with wiki.settings(switches.READ_ONLY):
        assert refusal(wiki) == "readonly"
    wiki.edit_as("HubBot", "Refused", "text")


def test_a_page_over_the_limit_is_refused(wiki: TestWiki) -> None:
    wiki.set_settings(switches.largest_page(1))
    assert refusal(wiki, text="x" * 1025) == "contenttoobig"


def test_a_captcha_can_be_demanded_of_the_bot(make_wiki: Callable[..., TestWiki]) -> None:
    with pytest.raises(ApiError) as caught:
        make_wiki(switches.CAPTCHA_ON_EVERY_EDIT).edit_as("HubBot", "Page", "text")
    assert caught.value.answer["edit"]["captcha"]["question"] == "What colour is the sea?"


def test_a_rate_limit_counts_the_bots_edits(wiki: TestWiki) -> None:
    wiki.set_settings(switches.edits_per_minute(1))
    wiki.edit_as("HubBot", "First", "text")
    assert refusal(wiki) == "ratelimited"


def test_a_bot_can_lose_its_right_to_edit(wiki: TestWiki) -> None:
    wiki.set_settings(switches.BOTS_MAY_NOT_EDIT)
    assert refusal(wiki) == "permissiondenied"


def test_a_blocked_bot_cannot_edit(wiki: TestWiki) -> None:
    wiki.block("HubBot")
    assert refusal(wiki) == "blocked"


def test_a_bot_can_be_blocked_from_one_page(wiki: TestWiki) -> None:
    wiki.edit("Refused", "first")
    wiki.block("HubBot", partial="Refused")
    assert refusal(wiki) == "blocked"
    wiki.edit_as("HubBot", "Another", "text")


def test_a_protected_page_refuses_an_editor(wiki: TestWiki) -> None:
    wiki.edit("Refused", "first")
    wiki.protect("Refused")
    assert refusal(wiki, "Coordinator") == "protectedpage"


def test_a_blacklisted_link_is_refused(wiki: TestWiki) -> None:
    wiki.blacklist(r"bad\.example")
    assert refusal(wiki, text="http://bad.example/") == "spamblacklist"


def test_a_swedish_wiki_names_its_namespaces_in_swedish(make_wiki: Callable[..., TestWiki]) -> None:
    wiki = make_wiki(switches.SWEDISH)
    wiki.edit("Template:Mall", "text")
    page = wiki.api(action="query", titles="Template:Mall")["query"]["pages"][0]
    assert page["title"] == "Mall:Mall"


def test_an_undone_edit_is_tagged(session_wiki: TestWiki) -> None:
    session_wiki.edit("Undone", "first")
    session_wiki.edit_as("HubBot", "Undone", "second", bot=True)
    session_wiki.undo("Undone")
    newest, bots, _ = session_wiki.revisions("Undone")
    assert ("mw-undo" in newest.tags, newest.text, newest.bot) == (True, "first", False)
    assert (bots.user, bots.bot) == ("HubBot", True)


def test_a_rolled_back_edit_is_tagged(session_wiki: TestWiki) -> None:
    session_wiki.edit("Rolled back", "first")
    session_wiki.edit_as("HubBot", "Rolled back", "second")
    session_wiki.rollback("Rolled back")
    assert "mw-rollback" in session_wiki.revisions("Rolled back")[0].tags


def test_a_moved_page_leaves_a_redirect(session_wiki: TestWiki) -> None:
    session_wiki.edit("Old name", "text")
    session_wiki.move("Old name", "New name")
    assert session_wiki.text("New name") == "text"
    assert session_wiki.text("Old name").startswith("#REDIRECT [[New name]]")


def test_a_deleted_page_is_gone(session_wiki: TestWiki) -> None:
    session_wiki.edit("Gone", "text")
    session_wiki.delete("Gone")
    assert not session_wiki.exists("Gone")


EXPORT = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11"
xml:lang="en">
<page><title>Imported</title><ns>0</ns><id>7</id><revision><id>9</id>
<timestamp>2022-01-18T10:00:00Z</timestamp><contributor><username>Somebody</username><id>3</id>
</contributor><model>wikitext</model><format>text/x-wiki</format>
<text xml:space="preserve">{{Shown later}}</text></revision></page>
<page><title>Template:Shown later</title><ns>10</ns><id>8</id><revision><id>10</id>
<timestamp>2022-01-18T10:00:00Z</timestamp><contributor><username>Somebody</username><id>3</id>
</contributor><model>wikitext</model><format>text/x-wiki</format>
<text xml:space="preserve">{{Innermost}}</text></revision></page>
</mediawiki>
"""


def test_an_imported_page_is_in_the_lists_of_transclusions(
    session_wiki: TestWiki, tmp_path: Path
) -> None:
    export = tmp_path / "export.xml"
    export.write_text(EXPORT, encoding="utf-8")
    session_wiki.import_dump(export)
    assert session_wiki.embeddedin("Template:Shown later") == ["Imported"]
    assert session_wiki.embeddedin("Template:Innermost") == ["Imported", "Template:Shown later"]
    assert session_wiki.revisions("Imported")[0].timestamp == "2022-01-18T10:00:00Z"


def test_requests_of_a_program_are_counted_and_those_of_the_tests_are_not(
    wiki: TestWiki,
) -> None:
    wiki.mark()
    wiki.edit("Page", "text")
    requests.post(wiki.api_url, data={"action": "query", "titles": "A"}, timeout=10)
    [seen] = wiki.requests_seen()
    assert (seen.method, seen.action, seen.params["titles"]) == ("POST", "query", "A")
    assert seen.bytes > 0
    assert len(wiki.requests_seen(own=True)) > 1


def test_no_password_or_token_is_in_the_log_of_requests(wiki: TestWiki) -> None:
    wiki.edit_as("HubBot", "Page", "text")
    logged = (wiki.folder / "requests.log").read_text(encoding="utf-8")
    assert "HubBot" in logged
    assert wiki.env()["HUBBOT_BOTPASSWORD"] not in logged
    assert "+\\" not in logged


def test_a_translatable_pages_tags_are_not_shown(session_wiki: TestWiki) -> None:
    session_wiki.edit("Marked", "<languages/><translate><!--T:1--> The words</translate>")
    assert "The words" in session_wiki.html("Marked")
    assert "translate&gt;" not in session_wiki.html("Marked")


def test_a_translation_copy_is_fuzzybots_alone_and_has_its_language(session_wiki: TestWiki) -> None:
    session_wiki.edit("Source", "<translate>Words</translate>")
    session_wiki.edit_as("FuzzyBot", "Source/sv", "{{PAGELANGUAGE}}")
    with pytest.raises(ApiError) as caught:
        session_wiki.edit_as("HubBot", "Source/sv", "text")
    assert caught.value.code == "tpt-target-page"
    assert "<p>sv" in session_wiki.html("Source/sv")


def test_a_map_shows_what_it_was_given(session_wiki: TestWiki) -> None:
    session_wiki.edit("Map", '<mapframe width="300">{"ids": "Q34"}</mapframe>')
    assert "Q34" in session_wiki.html("Map")


@pytest.mark.wiki
def test_a_wiki_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal\n"
        "from tests.mediawiki import TestWiki\n"
        "print(TestWiki().url, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    url = killed.stdout.strip()
    assert url.startswith("http://127.0.0.1:")
    with pytest.raises(requests.ConnectionError):
        for _ in range(100):
            requests.get(f"{url}/api.php", timeout=10)
            time.sleep(0.05)


def test_php_finds_nothing_to_complain_about(session_wiki: TestWiki) -> None:
    log = (session_wiki.folder / "server.log").read_text(encoding="utf-8")
    assert [line for line in log.splitlines() if "PHP " in line and "started" not in line] == []


def test_a_machine_without_mediawiki_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(packages, "MEDIAWIKI", tmp_path)
    with pytest.raises(WikiUnavailableError, match=r"lacks mediawiki, lua5\.1, php-cli.*apt-get"):
        packages.require_packages()
