"""HTML pages made from the packaged templates, escaped by default."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

# No page asks another host for anything: neither script nor picture nor letters. Styles may
# stand on elements, for the bars of charts; nothing read from a wiki becomes one.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'"
)


@cache
def environment() -> Environment:
    """Return the environment of the templates: escaping on, unknown names an error."""
    made = Environment(
        loader=PackageLoader("hubbot", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["policy"] = POLICY
    return made


def page(template: str, /, **values: object) -> str:
    """Fill one of the packaged templates."""
    return environment().get_template(template).render(**values)


@cache
def asset(name: str) -> str:
    """Return the text of a style sheet or script of the site."""
    return resources.files("hubbot").joinpath("data", "site", name).read_text(encoding="utf-8")
