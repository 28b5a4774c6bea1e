"""Pages parsed by several processes are the pages parsed by one."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest

from hubbot import config as configuration
from hubbot.discovery import template_roles
from hubbot.parse import Limits, ParseContext, parse_context, parse_many
from hubbot.records import PageRevision
from hubbot.wikitext import Namespaces, template_names
from tests.bench import interviews


@pytest.fixture(scope="module")
def context() -> ParseContext:
    config = configuration.defaults()
    names = template_names(template_roles(config.templates), (), Namespaces())
    return parse_context(config, names)


def _candidates(count: int) -> list[tuple[PageRevision, bool]]:
    made = enumerate(interviews.pages(count), start=1)
    return [(PageRevision(title=t, text=text, page_id=n), True) for n, (t, text) in made]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 10])
def test_three_processes_give_what_one_gives(context: ParseContext, count: int) -> None:
    candidates = _candidates(count)
    alone = parse_many(candidates, context, lambda _: None, processes=1)
    assert [page.ref.title for page in alone] == [page.title for page, _ in candidates]
    assert parse_many(candidates, context, lambda _: None, processes=3) == alone


def test_the_time_limit_holds_in_every_process(context: ParseContext) -> None:
    long = [(replace(page, text=page.text * 100), own) for page, own in _candidates(2)]
    hurried = replace(context, limits=Limits(seconds=0.002))
    parsed = parse_many(long, hurried, lambda _: None, processes=2)
    assert [problem.code for page in parsed for problem in page.problems] == ["parse-timeout"] * 2


def test_the_share_of_a_process_that_dies_is_parsed_all_the_same(
    context: ParseContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, rest = os.getpid(), _candidates(4)
    alone = parse_many(rest, context, lambda _: None, processes=1)

    def die_elsewhere(_signal: int, _handler: object) -> None:
        if os.getpid() != first:
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("hubbot.parse.many.signal.signal", die_elsewhere)
    assert parse_many(rest, context, lambda _: None, processes=2) == alone
