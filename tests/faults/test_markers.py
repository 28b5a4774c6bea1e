"""Markers as people leave them: what is no whole block is left alone, and its page's others filled.

One run fills the pages of all these cases; each test looks at its own.
"""

import pytest

from tests.faults.conftest import COUNT, END, Bench
from tests.faults.running import Run

FILLED = ["6"]
PAGES = {
    "Whole": "We held # talks.",
    "No end": f"Before. {COUNT}old text\n== A section ==\nAfter.",
    "No begin": f"Before. old text{END} After.",
    "No end of the first": f"{COUNT}old text\n\n# After.",
    "Crossed": f"{COUNT} one {{{{Hubbot report|count|of=people}}}} two {END} three {END}",
    "In translate": "<languages/><translate>\n<!--T:1-->\nWe held # talks.</translate>",
    "Beside translate": "<translate>Words.</translate>\nWe held # talks.",
    "In nowiki": "<nowiki>#</nowiki>",
    "In pre": "<pre>\n#\n</pre>",
    "In comment": "Text <!-- # --> text",
    "Marked": "<languages/><translate>Words</translate>",
    "Unknown report": f"{{{{Hubbot report|cuont}}}}{END}",
    "Unknown parameter": f"{{{{Hubbot report|count|of=interviews|colour=red}}}}{END}",
    "Good and bad": f"# good\n\n{{{{Hubbot report|cuont}}}}{END} bad",
    "In a template": f"{{{{Box|text={{{{Hubbot report|interviews}}}}{END}|number=#}}}}",
}


@pytest.fixture(scope="module")
def run(shared: Bench) -> Run:
    for name, text in PAGES.items():
        shared.target(name, text)
    copy = f"We held {COUNT}3{END} talks."
    shared.wiki.edit_as("FuzzyBot", "Content Partnerships Hub/Marked/sv", copy)
    shared.wiki.edit("Template:Box", "{{{text}}} {{{number}}}")
    shared.wiki.edit("Elsewhere", f"{COUNT}{END}")
    return shared.hubbot.publish()


def left_alone(bench: Bench, run: Run, name: str, sentence: str) -> None:
    """Assert that a page was not edited, and that the run said why."""
    title = f"Content Partnerships Hub/{name}"
    assert bench.by_bot(title) == 0
    assert run.page(name)["outcome"] == "refused"
    assert sentence in run.page(name)["reason"]


def test_a_whole_block_is_filled(run: Run, shared: Bench) -> None:
    assert shared.bodies("Content Partnerships Hub/Whole") == FILLED
    assert run.page("/Whole")["outcome"] == "edited"


def test_a_block_without_its_end_is_left_alone(run: Run, shared: Bench) -> None:
    left_alone(shared, run, "No end", "lacks its other half")


def test_a_block_without_its_beginning_is_left_alone(run: Run, shared: Bench) -> None:
    left_alone(shared, run, "No begin", "lacks its other half")


def test_a_lost_end_hides_no_block_that_follows(run: Run, shared: Bench) -> None:
    assert shared.wiki.text("Content Partnerships Hub/No end of the first").startswith(
        f"{COUNT}old text\n\n{COUNT}<!-- hubbot: "
    )
    outcomes = {one["outcome"] for one in run.page("No end of the first")["blocks"]}
    assert outcomes == {"edited", "refused"}


def test_two_blocks_with_crossed_markers_are_left_alone(run: Run, shared: Bench) -> None:
    left_alone(shared, run, "Crossed", "stands inside another block")


def test_a_block_inside_translate_is_left_alone(run: Run, shared: Bench) -> None:
    left_alone(shared, run, "In translate", "stands inside <translate>")


def test_a_block_on_a_translatable_page_is_filled_and_told_of(run: Run, shared: Bench) -> None:
    assert shared.bodies("Content Partnerships Hub/Beside translate") == FILLED
    told = [p for p in run.json["problems"] if p["page"].endswith("Beside translate")]
    assert [problem["code"] for problem in told] == ["block-on-translatable-page"]
    assert "{{Hubbot show|Number of interviews}}" in told[0]["message"]


@pytest.mark.parametrize("name", ["In nowiki", "In pre", "In comment"])
def test_a_block_that_the_wiki_does_not_see_is_left_alone(
    run: Run, shared: Bench, name: str
) -> None:
    assert shared.by_bot(f"Content Partnerships Hub/{name}") == 0
    assert all(not edit["page"].endswith(name) for edit in run.json["edits"])


def test_a_block_on_a_translation_copy_is_left_alone(run: Run, shared: Bench) -> None:
    assert shared.by_bot("Content Partnerships Hub/Marked/sv") == 0
    assert all(not edit["page"].endswith("/sv") for edit in run.json["edits"])


def test_a_block_with_an_unknown_report_is_left_alone(run: Run, shared: Bench) -> None:
    left_alone(shared, run, "Unknown report", "There is no report “cuont”")
    told = [p for p in run.json["problems"] if p["page"].endswith("Unknown report")]
    assert told[0]["suggestions"][0] == "count"


def test_a_block_with_an_unknown_parameter_is_left_alone(run: Run, shared: Bench) -> None:
    left_alone(shared, run, "Unknown parameter", "has no parameter “colour”")


def test_a_bad_block_keeps_no_good_one_from_being_filled(run: Run, shared: Bench) -> None:
    assert shared.bodies("Content Partnerships Hub/Good and bad") == ["6", ""]
    assert run.page("Good and bad")["outcome"] == "edited"
    assert run.block("Good and bad", "cuont")["outcome"] == "refused"


def test_inside_a_template_only_a_number_is_filled(run: Run, shared: Bench) -> None:

    assert shared.bodies("Content Partnerships Hub/In a template") == ["", "6"]

    assert "only the report “count” fits" in run.block("In a template", "interviews")["reason"]


def test_a_block_on_a_page_that_is_not_allowed_is_left_alone(run: Run, shared: Bench) -> None:
    assert shared.by_bot("Elsewhere") == 0
    assert "Ask the bot's operator" in run.page("Elsewhere")["reason"]


def test_faulty_markers_are_no_failure_of_the_run(run: Run) -> None:
    assert (run.code, run.err) == (0, "")


def test_with_strict_faulty_markers_end_a_check_with_1(shared: Bench, run: Run) -> None:
    assert shared.hubbot.run("check", "--strict").code == 1
