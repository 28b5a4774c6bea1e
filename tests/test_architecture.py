"""The structure of the package: data flows one way, and imports point down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "hubbot"

# From the top of the house to its ground: a module imports from lower lines alone, or
# from its own package.
HOUSE = """
__main__ scripting
cli
commands
watch doctor
app
wiki
asof
site
export
cloud
charts
figures
kit migrate
write headings
pipeline
maker
publish
plan
reports
render html frames
messages
values filters
outcomes lock progress interrupt health
cache
serial
resolve
parse
sources
xmlexport
discovery
blocks exclusion
paths
records
problems
schema
countries
config
names preprocess wikitext
errors
"""
RANKS = {
    module: -number
    for number, line in enumerate(HOUSE.strip().splitlines())
    for module in line.split()
}
# Libraries that only one part of the house may know.
KEEPERS = {
    "pywikibot": {"wiki"},
    "pandas": {"frames", "reports", "figures"},
    "mwparserfromhell": {"parse"},
    "tree_sitter": {"parse"},
    "jinja2": {"html"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """Name the part of the house that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> Iterator[str]:
    """List the modules that a file imports, inside functions too, but not for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "hubbot":
                yield from (f"hubbot.{alias.name}" for alias in node.names)
            else:
                yield node.module


def own_imports(path: Path) -> set[str]:
    """Name the other parts of the house that a file imports from."""
    named = {name.split(".")[1] for name in imports(path) if name.startswith("hubbot.")}
    return {name for name in named if name in RANKS} - {part_of(path)}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_from_below_it(path: Path) -> None:
    if path == PACKAGE / "__init__.py":
        return
    above = {name for name in own_imports(path) if RANKS[name] >= RANKS[part_of(path)]}
    assert not above


@pytest.mark.parametrize("library", KEEPERS)
def test_a_library_is_known_to_its_keepers_alone(library: str) -> None:
    users = {
        part_of(path)
        for path in modules()
        for name in imports(path)
        if name.split(".")[0] == library
    }
    assert users <= KEEPERS[library]


def test_the_house_names_every_module_and_no_other() -> None:
    assert {part_of(path) for path in modules()} - {"__init__"} == set(RANKS)
