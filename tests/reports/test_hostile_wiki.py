"""Hostile values in every report, read back from a real MediaWiki: nothing becomes markup."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubbot import config
from hubbot.problems import Problem
from hubbot.records import (
    Affiliate,
    Answer,
    Code,
    Codebook,
    Dataset,
    Interview,
    Mention,
    PageRef,
    Partnership,
    Theme,
)
from hubbot.render import to_wikitext
from hubbot.reports import REGISTRY, Options, build, context_of
from hubbot.values import ChartValue, Map, Sections, Table, Value
from tests.hostile import HOSTILE
from tests.mediawiki import TestWiki

pytestmark = pytest.mark.wiki
PREFIX = "Content Partnerships Hub/Needs assessment/Research results/"
MAGIC_LINKS = "$wgEnableMagicLinks = [ 'ISBN' => true, 'PMID' => true, 'RFC' => true ];"
MARK = "Zq"  # begins and ends each hostile value, so that it is found again on the page


def hostile_dataset(value: str) -> Dataset:
    """Make a dataset in which every text that a page can hold is the hostile value."""
    themes = (Theme(code=value, label=value, labels={"ar": value}), Theme(code="t", label=value))
    codes = (
        Code(code="n" + value, theme=value, label=value, keywords=("keyword",)),
        Code(code="n2", theme="t", label=value + "2"),
        Code(code="s", theme="t", kind="support", label=value),
    )
    affiliate = Affiliate(
        code=value,
        name=value,
        page=value,
        org_type=value,
        country="GH",
        region="Sub-Saharan Africa",
        recognition="recognised",
    )
    unseen = dataclasses.replace(affiliate, code="unseen")
    interview = Interview(
        page=PageRef(title=PREFIX + value, timestamp=dt.datetime(2022, 1, 1, tzinfo=dt.UTC)),
        affiliate=value,
        respondent="affiliate",
        date=dt.date(2022, 1, 1),
        language=value,
        needs=("n" + value, "n2", value),
        support=("s", value),
        mentions=(
            Mention(kind="need", code="n2", words=value),
            Mention(kind="need", code=value, words=value),
        ),
        partnerships=(
            Partnership(
                partner=value,
                wikidata=value,
                type=value,
                status=value,
                country=value,
                activities=(value, value),
            ),
        ),
        answers=(Answer(question="needs", text=f"keyword {value}"),),
    )
    group = dataclasses.replace(
        interview,
        page=PageRef(title=value, timestamp=dt.datetime(2022, 1, 1, tzinfo=dt.UTC)),
        affiliate="",
        respondent="thematic group",
    )
    problem = Problem(value, 3, "invalid-value", value, value, (value,), (value,))
    return Dataset(
        interviews=(interview, group),
        affiliates=(affiliate, unseen),
        codebook=Codebook(themes=themes, codes=codes),
        problems=(problem,),
        as_of=dt.datetime(2022, 1, 2, tzinfo=dt.UTC),
    )


def values(value: str) -> Iterator[tuple[str, Value]]:
    """Build every report, in each of its own ways, on a hostile dataset."""
    settings_ = config.defaults()
    for charts in (False, True):
        run = dataclasses.replace(settings_.run, charts=charts)
        context = context_of(hostile_dataset(value), dataclasses.replace(settings_, run=run))
        for key, report in REGISTRY.items():
            if charts and key != "chart":
                continue
            for own in [{}, *({one.name: choice} for one in report.own for choice in one.choices)]:
                for lang in ("en", "ar"):
                    options = Options(lang=lang, own=own, caption=value)
                    yield key, build(key, options, context)


def tables(value: Value) -> Iterator[Table]:
    match value:
        case Table():
            yield value
        case Sections():
            for section in value.sections:
                yield from tables(section.value)


def cells(table: Table) -> list[int]:
    """Count the cells that each row of a table has to have."""
    return [len(table.columns), *(len(row.cells) for row in table.rows)]


def headings(value: Value) -> int:
    sections = value.sections if isinstance(value, Sections) else ()
    return sum(section.heading is not None for section in sections)


def rows_of(found: str) -> list[int]:
    """Count the cells of each row of all tables of a page."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found, re.DOTALL)
    return [len(re.findall(r"<t[dh][ >]", row)) for row in rows]


def page_of(value: str) -> tuple[str, list[Value]]:
    """Put every report of a hostile dataset on one page, as blocks of it."""
    parts: list[str] = []
    built: list[Value] = []
    for key, one in values(value):
        if isinstance(one, Map) or (key == "chart" and not isinstance(one, Table)):
            continue  # MediaWiki alone has no such tag and no such function: tested apart
        parts.append(f"{{{{Hubbot report|{key}}}}}{to_wikitext(one)}{{{{Hubbot report end}}}}")
        built.append(one)
    return "\n".join(parts), built


def check(wiki: TestWiki, value: str) -> None:
    text, built = page_of(value)
    answer = parsed(wiki, text)
    found = answer["text"]
    assert rows_of(found) == [n for one in built for table in tables(one) for n in cells(table)]
    assert len(answer["sections"]) == sum(map(headings, built))
    assert answer["categories"] == []
    assert {one["title"] for one in answer["templates"]} <= {
        "Template:Hubbot report",
        "Template:Hubbot report end",
    }
    assert {one["title"] for one in answer["links"] if one["ns"] >= 0} <= linked(value)
    assert answer["images"] == []
    assert answer["externallinks"] == []
    assert "mw-magiclink" not in found
    for tag in ("script", "pre", "hr", "dl", "b", "i", "img", "ref"):
        assert f"<{tag}>" not in found
        assert f"<{tag} " not in found
    visible = visible_of(found)
    assert "UNIQ--" not in visible.replace("UNIQ--item-1--QINU", "")
    assert_shown(visible, value)


def parsed(wiki: TestWiki, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = wiki.act(
        action="parse",
        title="Content Partnerships Hub/Hostile",
        text=text,
        contentmodel="wikitext",
        pst=1,
        prop=["text", "categories", "templates", "externallinks", "sections", "images", "links"],
    )["parse"]
    return answer


def visible_of(found: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", found)))


def linked(value: str) -> set[str]:
    """List the titles that hubbot itself links, as the wiki writes them."""
    titles = (" ".join(title.replace("_", " ").split()) for title in (value, PREFIX + value))
    return {unicodedata.normalize("NFC", title[:1].upper() + title[1:]) for title in titles}


def assert_shown(visible: str, value: str) -> None:
    plain = re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]", "", value)
    plain = unicodedata.normalize("NFC", re.sub(r"\s+", " ", plain).strip())
    # French spacing makes some blanks unbreakable, which is no change to the text.
    assert plain.replace("\u00a0", " ") in visible.replace("\u00a0", " ")


@pytest.fixture(scope="module")
def templates() -> Iterator[TestWiki]:
    """Give a wiki that links by itself whatever MediaWiki can link by itself."""
    with TestWiki(MAGIC_LINKS) as wiki:
        wiki.edit("Template:Hubbot report", "")
        wiki.edit("Template:Hubbot report end", "")
        yield wiki


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_plain_text_in_every_report(templates: TestWiki, value: str) -> None:
    check(templates, MARK + value + MARK)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_plain_text_at_the_beginning_of_a_cell(
    templates: TestWiki, value: str
) -> None:
    check(templates, value)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_caption_of_a_map_or_a_chart_is_plain_text(
    templates: TestWiki, value: str
) -> None:
    drawn = Map(items=("Q34", value), caption=value, base=value, notes=(value,))
    chart = ChartValue(page="Reports/x.chart", caption=value, base=value, notes=(value,))
    answer = parsed(templates, to_wikitext(drawn) + to_wikitext(chart))
    [shape] = re.findall(r"<pre>(.*?)</pre>", answer["text"], re.DOTALL)
    attributes, position = json.JSONDecoder().raw_decode(html.unescape(shape))
    [data] = json.loads(html.unescape(shape)[position:])
    assert data["ids"] == "Q34"
    # Kartographer parses the attribute once more, as the wikitext of the caption.
    caption = parsed(templates, f"<p>{attributes['text']}</p>")
    for found in (answer, caption):
        assert found["categories"] == []
        assert found["templates"] == []
        assert found["externallinks"] == []
        assert found["images"] == []
        assert found["sections"] == []
        assert found["links"] == []
    assert_shown(visible_of(caption["text"]), value)
    assert visible_of(answer["text"].replace(shape, "")).count("{{#chart:Reports/x.chart}}") == 1


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "|", "{", "}", "[", "<", "-", "'", "=", ":", "x"]),
        min_size=1,
        max_size=6,
    ).map("".join)
)
def test_hostile_values_put_together_are_plain_text(templates: TestWiki, value: str) -> None:
    check(templates, MARK + value + MARK)
