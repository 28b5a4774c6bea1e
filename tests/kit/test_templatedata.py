"""TemplateData and documentation, as the declarations of the fields have them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hubbot.config import defaults
from hubbot.kit.documentation import Documentation, described_kind
from hubbot.kit.names import RECORDS, KitNames
from hubbot.kit.templatedata import parameter, templatedata
from hubbot.records import Interview, Partnership
from hubbot.schema import Kind, Parameter, parameters
from hubbot.sources import SiteInfo
from hubbot.wikitext import Namespaces

GOLDEN = Path(__file__).parent.parent / "data" / "kit"
SITE = SiteInfo(extensions=frozenset({"TemplateData", "Scribunto", "InputBox"}))
DOCUMENTATION = Documentation(KitNames(defaults(), Namespaces()), SITE)


def _templatedata(role: str) -> dict[str, object]:
    text = DOCUMENTATION.page(role)
    inside = text.partition("<templatedata>")[2].partition("</templatedata>")[0]
    found: dict[str, object] = json.loads(inside)
    return found


@pytest.mark.parametrize("role", [*RECORDS, "report", "report_end", "show"])
def test_the_templatedata_is_the_agreed_one(role: str) -> None:
    agreed = json.loads((GOLDEN / f"{role}.templatedata.json").read_text(encoding="utf-8"))
    assert _templatedata(role) == agreed


@pytest.mark.parametrize("role", RECORDS)
def test_the_form_asks_for_every_field_in_the_order_of_the_record(role: str) -> None:
    names = [declared.name for declared in parameters(RECORDS[role]).values()]
    described = templatedata(RECORDS[role], "", block=True)
    assert described["paramOrder"] == list(described["params"]) == names


@pytest.mark.parametrize("role", RECORDS)
def test_the_documentation_lists_every_field_with_its_aliases(role: str) -> None:
    text = DOCUMENTATION.page(role)
    for declared in parameters(RECORDS[role]).values():
        row = text.partition(f'text-align:start" | <code>{declared.name}</code>')[2]
        assert declared.description in row.split("|-")[0]
        for alias in declared.aliases:
            assert f"<code>{alias}</code>" in text


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_value_has_a_type_and_is_described(kind: Kind) -> None:
    declared = Parameter(name="a", kind=kind, description="")
    assert parameter("a", declared)["type"]
    assert described_kind(kind)


def test_aliases_and_allowed_values_are_told() -> None:
    params = templatedata(Interview, "", block=True)["params"]
    assert params["affiliate"]["aliases"] == ["organisation", "organization", "group"]
    assert params["status"]["suggestedvalues"] == ["draft", "published", "withdrawn"]


def test_what_is_required_always_is_required_and_what_is_sometimes_is_suggested() -> None:
    params = templatedata(Interview, "", block=True)["params"]
    assert params["date"]["required"] is True
    assert params["affiliate"]["suggested"] is True


def test_a_wiki_without_templatedata_gets_no_tag_that_it_would_show() -> None:
    plain = Documentation(KitNames(defaults(), Namespaces()), SiteInfo())
    assert "<templatedata>" not in plain.page("interview")


def test_an_example_of_a_report_cannot_be_taken_for_a_block() -> None:
    for role in ("report", "report_end", "show"):
        assert "{{Hubbot report" not in DOCUMENTATION.page(role)


def test_the_example_of_a_template_is_shown_as_written_too() -> None:
    assert "&#123;&#123;Content Partnerships Hub/Partnership" in DOCUMENTATION.page("partnership")
    assert parameters(Partnership)["partner"].name in DOCUMENTATION.page("partnership")
