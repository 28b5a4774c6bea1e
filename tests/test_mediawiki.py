"""The test wiki itself: what the other tests rely on."""

from collections.abc import Callable

import pytest

from tests.mediawiki import ApiError, TestWiki


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
