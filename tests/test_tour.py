"""A tour of hubbot, from a coordinator's first page to a number in a sentence.

Read it from top to bottom. It runs on a real MediaWiki.
"""

from pathlib import Path

from tests.mediawiki import TestWiki
from tests.running import hubbot

HUB = "Content Partnerships Hub"
RESULTS = f"{HUB}/Needs assessment/Research results"

# What coordinators know stands on a wiki page: the codes that needs are counted by.
CODEBOOK = f"""
{{{{{HUB}/Theme|code=staff|label=Staff|order=1}}}}
{{{{{HUB}/Code|code=training|theme=staff|kind=need|label=Training|label/sv=Utbildning}}}}
{{{{{HUB}/Code|code=office|theme=staff|kind=need|label=An office}}}}
"""

# The movement keeps its affiliates in a Lua module; hubbot reads its text and never runs it.
REGISTER = """return {
{ affiliate_code = 'WLUG', group_name = 'Wikimedians of the Lake User Group',
  org_type = 'User Group', group_country = 'Ghana', recognition_status = 'recognised' },
}"""

# One interview is one page, with the template at its top and passages coded in place.
INTERVIEW = f"""{{{{{HUB}/Interview
| affiliate = Wikimedians of the Lake User Group
| date = 2022-03-04
| needs = office
}}}}
== What are your needs for a successful work with partners? ==
{{{{{HUB}/Need|training|2=Nobody here has learned to photograph archives}}}}.
"""

# Reports stand in blocks, which a coordinator puts wherever a number or a table is wanted.
SUMMARY = """We held {{Hubbot report|count|of=interviews}}{{Hubbot report end}} interview.

{{Hubbot report|needs-by-theme}}
{{Hubbot report end}}
This sentence is ours.
"""


def test_the_tour(wiki: TestWiki, tmp_path: Path) -> None:
    wiki.edit_all(
        {
            "Template:Hubbot report": "<includeonly></includeonly>",
            "Template:Hubbot report end": "<includeonly></includeonly>",
            f"Template:{HUB}/Interview": "(interview)",
            f"Template:{HUB}/Need": "{{{2}}}",
            f"{HUB}/Needs assessment/Codebook": CODEBOOK,
            f"{RESULTS}/Wikimedians of the Lake": INTERVIEW,
            HUB: "",
            f"{HUB}/Summary": SUMMARY,
        }
    )
    wiki.edit_as("Admin", "Module:Organizational Informations", REGISTER)

    # One command reads everything, and then fills the blocks.
    ran = hubbot("--wiki", wiki.api_url, "publish", "--yes", folder=tmp_path, env=wiki.env())
    assert (ran.code, ran.line["interviews"], ran.line["edited"]) == (0, 1, 1)

    # The number stands in the sentence, and both needs are counted: the one in the
    # template and the one in the text.
    text = wiki.html(f"{HUB}/Summary")
    assert "We held 1 interview." in text
    assert "An office" in text
    assert "Training" in text

    # Beside the number, hubbot keeps in a comment what it wrote. All else is untouched.
    source = wiki.text(f"{HUB}/Summary")
    assert source.startswith("We held {{Hubbot report|count|of=interviews}}<!-- hubbot: v=1 ")
    assert source.endswith("{{Hubbot report end}}\nThis sentence is ours.")

    # The same again makes no edit.
    again = hubbot("--wiki", wiki.api_url, "publish", "--yes", folder=tmp_path, env=wiki.env())
    assert (again.line["edited"], again.line["unchanged"]) == (0, 1)

    # A coordinator who types into a block is not overwritten, and is told on the wiki.
    wiki.edit(f"{HUB}/Summary", source.replace("-->1{{", "-->one{{"))
    refused = hubbot("--wiki", wiki.api_url, "--json", "check", folder=tmp_path, env=wiki.env())
    assert [problem["code"] for problem in refused.json["problems"]] == ["block-edited-by-hand"]
