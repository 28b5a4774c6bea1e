"""Titles as names of files."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hubbot.paths import path_to_title, title_to_path


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Research results/Wikimedia México", "Research_results/Wikimedia_México.wiki"),
        ("Module:Organizational Informations", "Module%3AOrganizational_Informations.wiki"),
        ('100 % "sure"? <yes>|*\\', "100_%25_%22sure%22%3F_%3Cyes%3E%7C%2A%5C.wiki"),
        ("/leading", "%2Fleading.wiki"),
        ("trailing/", "trailing%2F.wiki"),
        ("a//b", "a%2F%2Fb.wiki"),
        ("a\tb\x7f", "a%09b%7F.wiki"),
        ("..", "...wiki"),
        ("a/...", "a/....wiki"),
        (".hidden", ".hidden.wiki"),
        ("100+ & 'more' (~)", "100+_&_'more'_(~).wiki"),
        ("ويكيميديا", "ويكيميديا.wiki"),
    ],
)
def test_a_title_becomes_a_path_and_comes_back(title: str, path: str) -> None:
    assert title_to_path(title) == PurePosixPath(path)
    assert path_to_title(PurePosixPath(path)) == title


@pytest.mark.parametrize("title", ["", "../a", "a/../b", "./a", "a/./b"])
def test_a_title_that_would_lead_elsewhere_has_no_path(title: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a file"):
        title_to_path(title)


def test_any_percent_encoding_is_decoded() -> None:
    assert (
        path_to_title(PurePosixPath("%57ikimedia%20M%C3%A9xico%2fA.wiki")) == "Wikimedia México/A"
    )


def test_accents_taken_apart_by_a_file_system_are_joined_again() -> None:
    assert path_to_title(PurePosixPath("Me\u0301xico.wiki")) == "M\u00e9xico"


@pytest.mark.parametrize("name", ["a.txt", "wiki", "%FF.wiki", "a%E2%82.wiki"])
def test_a_file_of_another_name_is_no_page(name: str) -> None:
    with pytest.raises(ValueError, match=r"\.wiki|UTF-8"):
        path_to_title(PurePosixPath(name))


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_every_title_comes_back_or_has_no_path(title: str) -> None:
    import unicodedata

    title = unicodedata.normalize("NFC", title.replace("_", " "))
    try:
        path = title_to_path(title)
    except ValueError:
        assert {".", ".."} & set(title.split("/")) or not title
        return
    assert path_to_title(path) == title


@given(st.text(st.sampled_from("ab./\\:%2eF"), min_size=1))
def test_no_path_leads_outside_its_folder(title: str) -> None:
    try:
        path = title_to_path(title)
    except ValueError:
        return
    folder = Path("/somewhere/pages")
    assert (folder / path).resolve().is_relative_to(folder)
    assert not path.is_absolute()


@given(st.text(st.sampled_from("aB /:%")), st.text(st.sampled_from("aB /:%")))
def test_two_titles_have_two_paths(one: str, other: str) -> None:
    assume(one and other and one != other)
    assert title_to_path(one) != title_to_path(other)
