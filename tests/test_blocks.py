"""Blocks are found where they are whole, and nothing but their inside is ever replaced."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbot import blocks
from hubbot.blocks import Memory, body_hash
from hubbot.config import defaults
from hubbot.discovery import template_roles
from hubbot.records import PageRevision
from hubbot.wikitext import Namespaces, template_names

CASES = sorted((Path(__file__).parent / "data" / "blocks").glob("*.txt"))
NAMES = template_names(template_roles(defaults().templates), (), Namespaces())
BEGIN, END = "{{Hubbot report|count}}", "{{Hubbot report end}}"
# What can go wrong around a block, in any order and number.
PIECES = (
    BEGIN,
    END,
    "{{Hubbot report|interviews|region=x}}",
    "<!-- hubbot: v=1 hash=0123456789abcdef interviews=4 args=0 -->",
    "<nowiki>",
    "</nowiki>",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<translate>",
    "</translate>",
    "{{",
    "}}",
    "{{{",
    "}}}",
    "[[",
    "]]",
    "|",
    "=",
    "\n",
    "{|",
    "''",
    "åäö",
    "e\u0301",
    "\r\n",
    "text",
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4))).map("".join)


def page(text: str) -> PageRevision:
    return PageRevision(title="Page", text=text)


def fill(text: str, body: str = "NEW") -> str:
    found = blocks.find(page(text), NAMES).blocks
    return blocks.replace(text, [(block, body, 5) for block in found])


def parts(path: Path) -> list[str]:
    """Read a case: wikitext, expected wikitext, problems."""
    sections = re.split(r"^\$\$\$\$ \w+\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [section.removesuffix("\n") for section in sections[1:]]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_file_is_filled_as_it_says(path: Path) -> None:
    wikitext, expected, problems = parts(path)
    found = blocks.find(page(wikitext), NAMES)
    assert re.sub(r"<!-- hubbot: .*? -->", "<!-- hubbot -->", fill(wikitext)) == expected
    assert "\n".join(f"{one.line} {one.code}" for one in found.problems) == problems


@given(TEXTS)
def test_every_byte_outside_the_blocks_is_kept(text: str) -> None:
    found = blocks.find(page(text), NAMES).blocks
    rest, end = [], 0
    for block in found:
        rest.append(text[end : block.inside.start])
        end = block.inside.end
    rest.append(text[end:])
    filled = fill(text)
    for piece in rest:
        assert filled.startswith(piece)
        filled = re.sub(r"\A<!-- hubbot: [^>]* -->NEW", "", filled[len(piece) :])
    assert filled == ""


@given(TEXTS)
def test_a_filled_page_has_the_same_blocks_with_the_new_bodies(text: str) -> None:
    before = blocks.find(page(text), NAMES).blocks
    after = blocks.find(page(fill(text)), NAMES).blocks
    assert [block.parameters for block in after] == [block.parameters for block in before]
    assert all(block.body == "NEW" for block in after)
    assert all(block.memory and block.memory.hash == body_hash("NEW") for block in after)


@given(TEXTS)
def test_filling_twice_changes_nothing_more(text: str) -> None:
    assert fill(fill(text)) == fill(text)


@pytest.mark.parametrize(
    "text",
    [
        BEGIN * 20_000,
        END * 20_000,
        (BEGIN + END) * 10_000,
        BEGIN * 10_000 + END * 10_000,
        "{{" * 200_000,
        "[[" * 200_000,
        "<!-- hubbot:" * 40_000,
        f"<!-- {BEGIN}" * 10_000,
        f"<translate>{BEGIN}{END}</translate>\n" * 8_000,
        "{{a|" * 50_000 + BEGIN + END + "}}" * 50_000,
    ],
    ids=lambda text: text[:30],
)
def test_a_hostile_page_takes_seconds_at_the_most(text: str) -> None:
    begun = time.process_time()
    fill(text)
    assert time.process_time() - begun < 5


def test_a_memory_is_read_as_it_was_written() -> None:
    memory = Memory(hash="0123456789abcdef", interviews=35, args="0123456789ab")
    [block] = blocks.find(page(f"{BEGIN}{memory.comment()}35{END}"), NAMES).blocks
    assert (block.memory, block.body) == (memory, "35")


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- hubbot: -->",
        "<!-- hubbot: hash=1 -->",
        "<!-- hubbot: v=x hash=1 -->",
        "<!-- hubbot: v=² hash=1 -->",
        "<!-- a note -->",
    ],
)
def test_what_is_no_memory_is_not_read_as_one(comment: str) -> None:
    [block] = blocks.find(page(f"{BEGIN}{comment}35{END}"), NAMES).blocks
    assert block.memory is None


def test_a_body_is_known_again_in_another_unicode_form() -> None:
    assert body_hash("Montre\u0301al") == body_hash("Montr\u00e9al")


def test_the_same_block_is_found_by_its_place_among_equals() -> None:
    now = blocks.find(page(f"{BEGIN}1{END} {BEGIN}2{END}"), NAMES).blocks
    then = blocks.find(page(f"{BEGIN}3{END} {BEGIN}4{END}"), NAMES).blocks
    assert [blocks.same_block(block, now, then) for block in now] == list(then)


def test_other_parameters_make_another_block() -> None:
    now = blocks.find(page(f"{BEGIN}1{END}"), NAMES).blocks
    then = blocks.find(page("{{Hubbot report|count|of=people}}" + END), NAMES).blocks
    assert blocks.same_block(now[0], now, then) is None
