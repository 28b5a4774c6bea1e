"""The wiki does not save: every refusal is an outcome in a sentence, and loses nothing."""

import pytest

from tests.faults.conftest import HUB, RESULTS, Bench
from tests.faults.running import Run
from tests.mediawiki import proxy as faults
from tests.mediawiki import switches

TEXT = "We held # talks."
# For accounts, not for addresses: those of the tests' own edits are counted already.
NO_EDIT_A_MINUTE = """
$wgRateLimits['edit'] = [ 'user' => [ 0, 60 ] ];
$wgGroupPermissions['bot']['noratelimit'] = false;
"""


def fails(bench: Bench, run: Run, title: str, sentence: str) -> None:
    """Assert that a page was not saved, why, and that the run ends with 3."""
    assert bench.by_bot(title) == 0
    assert run.page(title)["outcome"] == "failed"
    assert sentence in run.page(title)["reason"]
    assert "Traceback" not in run.err
    assert run.code == 3


@pytest.fixture(scope="module")
def filtered(shared: Bench) -> Run:
    """One run over pages that filters look at."""
    wiki = shared.wiki
    wiki.add_abuse_filter('page_title contains "Disallowed" & user_name == "HubBot"')
    wiki.add_abuse_filter('page_title contains "Warned" & user_name == "HubBot"', action="warn")
    for name in ("Disallowed", "Warned", "Partly blocked", "Not blocked"):
        shared.target(name, TEXT)
    wiki.block("HubBot", partial=f"{HUB}/Partly blocked")
    done = shared.hubbot.publish()
    wiki.unblock("HubBot")
    return done


def test_an_abuse_filter_that_disallows(filtered: Run, shared: Bench) -> None:
    fails(shared, filtered, f"{HUB}/Disallowed", "An abuse filter refused the edit")


def test_an_abuse_filter_that_warns_is_obeyed(filtered: Run, shared: Bench) -> None:
    fails(shared, filtered, f"{HUB}/Warned", "An abuse filter warned of the edit")


def test_a_block_from_one_page(filtered: Run, shared: Bench) -> None:
    fails(shared, filtered, f"{HUB}/Partly blocked", "account is blocked")


def test_one_page_refused_keeps_no_other_from_being_filled(filtered: Run, shared: Bench) -> None:
    assert shared.bodies(f"{HUB}/Not blocked") == ["6"]


def test_a_blacklisted_link(bench: Bench) -> None:
    linked = f"{RESULTS}/Linked"
    bench.wiki.edit(
        linked,
        "{{Content Partnerships Hub/Interview|affiliate=DELTA|date=2023-01-01|needs=funding}}\n"
        "{{Content Partnerships Hub/Partnership|partner=Museum of Rivers|wikidata=Q1"
        "|type=museum|status=current}}",
    )
    title = bench.target("Blacklisted", "{{Hubbot report|partnerships}}{{Hubbot report end}}")
    bench.wiki.blacklist(r"wikidata\.org")
    told = bench.hubbot.publish("--page", title)
    bench.wiki.delete(linked)
    fails(bench, told, title, "The spam blacklist refused the edit")


def test_a_page_over_the_size_limit_is_refused_with_the_figure(bench: Bench) -> None:
    title = bench.target("Large", TEXT + "x" * 1000)
    bench.wiki.set_settings(switches.largest_page(1))
    for cached in bench.siteinfo():
        cached.unlink()
    told = bench.hubbot.publish("--page", title)
    for cached in bench.siteinfo():
        cached.unlink()
    assert bench.by_bot(title) == 0
    assert told.page(title)["outcome"] == "refused"
    assert "and the wiki allows 1,024" in told.page(title)["reason"]
    assert told.code == 0


def ends(bench: Bench, two: tuple[str, str], run: Run, sentence: str) -> None:
    """Assert that the first page failed, and the second was left undone for the same reason."""
    fails(bench, run, two[0], sentence)
    fails(bench, run, two[1], sentence)
    assert run.page(two[1])["reason"].startswith("Left undone. ")


def only(two: tuple[str, str]) -> list[str]:
    return ["--page", two[0], "--page", two[1]]


def test_a_blocked_account(bench: Bench, two: tuple[str, str]) -> None:
    bench.wiki.block("HubBot")
    told = bench.hubbot.publish(*only(two))
    bench.wiki.unblock("HubBot")
    ends(bench, two, told, "The bot's account is blocked")


def test_a_wiki_that_becomes_read_only(bench: Bench, two: tuple[str, str]) -> None:
    close = faults.call(lambda _: bench.wiki.set_settings(switches.READ_ONLY))
    bench.proxy.add(faults.edits(), close)
    told = bench.hubbot.publish(*only(two))
    bench.wiki.set_settings("")
    ends(bench, two, told, "The wiki is read-only at the moment: Maintenance")


def test_a_wiki_that_is_read_only_lets_nobody_log_in(bench: Bench, page: str) -> None:
    bench.wiki.set_settings(switches.READ_ONLY)
    told = bench.hubbot.publish()
    assert told.code == 2
    assert "it is read-only at the moment: Maintenance of the test wiki." in told.json["error"]


def test_an_account_without_the_right_to_edit(bench: Bench, two: tuple[str, str]) -> None:
    bench.wiki.set_settings(switches.BOTS_MAY_NOT_EDIT)
    told = bench.hubbot.publish(*only(two))
    fails(bench, told, two[0], "no right to edit")


def test_a_captcha(bench: Bench, two: tuple[str, str]) -> None:
    bench.wiki.set_settings(switches.CAPTCHA_ON_EVERY_EDIT)
    told = bench.hubbot.publish(*only(two))
    bench.wiki.set_settings("")
    ends(bench, two, told, "The wiki demands a captcha")


def test_a_rate_limit(bench: Bench, two: tuple[str, str]) -> None:
    bench.wiki.set_settings(NO_EDIT_A_MINUTE)
    told = bench.hubbot.publish(*only(two))
    bench.wiki.set_settings("")
    ends(bench, two, told, "The wiki limits the bot's rate of edits")


def test_a_wrong_password(bench: Bench, two: tuple[str, str]) -> None:
    told = bench.hubbot.publish(HUBBOT_BOTPASSWORD="wrong" * 8)
    assert told.code == 2
    assert "refused to log in HubBot@hubbot" in told.json["error"]
    assert bench.by_bot(two[0]) == 0


def test_an_account_without_the_bot_right_must_be_told_the_page(
    bench: Bench, two: tuple[str, str]
) -> None:
    bench.wiki.set_groups("HubBot", remove="bot")
    refused = bench.hubbot.publish()
    allowed = bench.hubbot.publish("--page", two[0])
    bench.wiki.set_groups("HubBot", add="bot")
    assert refused.code == 2
    assert "has no bot right: name each --page" in refused.json["error"]
    assert allowed.page(two[0])["outcome"] == "edited"
    assert not bench.wiki.revisions(two[0], limit=1)[0].bot


def test_an_edit_is_marked_as_a_bots(bench: Bench, two: tuple[str, str]) -> None:
    bench.hubbot.publish("--page", two[0])
    assert bench.wiki.revisions(two[0], limit=1)[0].bot
