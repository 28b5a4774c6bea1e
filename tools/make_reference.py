"""Make the reference pages in docs/reference from the code.

Run it after a change to a field, report, problem, command or default setting::

    python tools/make_reference.py          writes the pages
    python tools/make_reference.py --check  ends with 1 where a page is not current
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))

from hubbot import config, schema  # noqa: E402 - found through the line above
from hubbot.cli import parser  # noqa: E402 - likewise
from hubbot.kit.names import RECORDS  # noqa: E402 - likewise
from hubbot.messages import messages  # noqa: E402 - likewise
from hubbot.problems import CATALOGUE  # noqa: E402 - likewise
from hubbot.reports import REGISTRY  # noqa: E402 - likewise
from hubbot.reports.options import COMMON  # noqa: E402 - likewise
from hubbot.reports.registry import Own, Report  # noqa: E402 - likewise

MADE = "<!-- Made by tools/make_reference.py; change the code, not this page. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def fields() -> str:
    """Describe the parameters of every template."""
    parts = ["# Templates and their parameters", MADE]
    names = config.defaults().templates
    for key, record in RECORDS.items():
        parts.append(f"## `{{{{{getattr(names, key)}}}}}`")
        parts.append(
            table(
                ("parameter", "other names", "holds", "default", "what it is"),
                (_field_row(one) for one in schema.parameters(record).values()),
            )
        )
    return "\n\n".join(parts) + "\n"


def _field_row(one: schema.Parameter) -> tuple[str, ...]:
    notes = [one.description]
    if one.required:
        notes.append("Required.")
    if one.required_when:
        notes.append("Required where `{}` is `{}`.".format(*one.required_when))
    if one.allowed:
        notes.append("One of " + ", ".join(f"`{value}`" for value in one.allowed) + ".")
    if one.personal:
        notes.append("Personal: in no report, export or problem.")
    aliases = ", ".join(f"`{alias}`" for alias in one.aliases)
    return f"`{one.name}`", aliases, str(one.kind), one.default, " ".join(notes)


FILTERING = """\
`region`, `country`, `org_type`, `respondent`, `theme`, `code`, `since` and `until` choose
interviews, and every number is that of the interviews chosen: a report without codes, such as
`partnerships` with `code=funding`, shows the partnerships of the interviews that name this code.
`coverage` and `coverage-gaps` narrow the register by `region`, `country` and `org_type` too. The
caption states the filters, and how many interviews stand behind the report. To see them one by one,
give the same filters to the report `interviews`.

The word `unknown` stands for what an interview does not say, in `theme` for codes without a theme,
and in `code` for codes outside the codebook (`unknown need` and `unknown support` for one kind
alone). Themes and codes can be named by their labels in any language, regions by their common
short names (`MENA`, `ESEAP`). A date is a day (`2022-03-31`), a month (`2022-03`) or a year
(`2022`); both `since` and `until` take in the day, month or year named."""


def reports() -> str:
    """Describe every report."""
    parts = ["# Reports", MADE]
    parts.append("Every block may have these parameters, as far as its report uses them:")
    parts.append(table(("parameter", "what it is"), ((f"`{k}`", v) for k, v in COMMON.items())))
    parts.append(FILTERING)
    parts.extend(_report(one) for _, one in sorted(REGISTRY.items()))
    return "\n\n".join(parts) + "\n"


def _report(one: Report) -> str:
    said = messages()
    lines = [f"## `{one.key}`", one.description]
    if one.columns:
        named = [said.text(key) if said.has(key) else key for key in one.columns]
        if one.across:
            named += [f"one for each {said.text(one.across).lower()}", said.text("total")]
        lines.append(f"Columns: {', '.join(named)}.")
    if one.sorts:
        lines.append(
            "`sort`: " + ", ".join(f"`{sort}`" for sort in one.sorts) + " (first: default)."
        )
    lines += [f"`{own.name}`: {own.description} ({_values(own)})" for own in one.own]
    if one.limits:
        most = f" Without it, {one.limit} are shown." if one.limit else ""
        lines.append(f"`limit` counts {one.limits}.{most}")
    if not one.filtered:
        lines.append("The filters do not apply.")
    if one.inline:
        lines.append("Fits inside a sentence, and inside a template's parameter.")
    if said.has(one.empty):
        lines.append(f"Where there is nothing to show: “{said.text(one.empty)}”")
    return "\n\n".join(lines)


def _values(own: Own) -> str:
    return ", ".join(f"`{value}`" for value in own.choices) + "; the first is the default"


def problems() -> str:
    """Describe every problem with its sentences."""
    said = messages()
    rows = [
        (f"`{code}`", str(severity), said.template(f"problem-{code}"), _mend(code))
        for code, severity in CATALOGUE.items()
    ]
    note = "In the sentences, `$1` is the value, `$2` the parameter, `$3` and on details."
    head = ("code", "severity", "what is wrong", "how to mend it")
    return "\n\n".join(["# Problems", MADE, note, table(head, rows)]) + "\n"


def _mend(code: str) -> str:
    return messages().template(f"problem-{code}-mend")


def settings() -> str:
    """Show the packaged configuration, whose comments explain every key."""
    note = (
        "A `hubbot.toml` in the working folder, or the file named with `--config`, replaces keys."
    )
    default = f"```toml\n{config.default_text().strip()}\n```"
    return "\n\n".join(["# Configuration", MADE, note, default]) + "\n"


def commands() -> str:
    """Show the help of every command."""
    top = parser()
    parts = ["# Commands", MADE, _help(top.format_help())]
    for action in top._subparsers._group_actions if top._subparsers else ():
        for name, command in (action.choices or {}).items():  # type: ignore[union-attr,attr-defined]  # a mapping for subparsers
            parts += [f"## `hubbot {name}`", _help(command.format_help())]
    return "\n\n".join(parts) + "\n"


def _help(text: str) -> str:
    # Python 3.13 lists the metavariable of an option once only; keep one form.
    text = re.sub(r"(-\w) (\w+), (--[\w-]+ \2)", r"\1, \3", text)
    return f"```text\n{text.strip()}\n```"


MAKERS = {
    "fields.md": fields,
    "reports.md": reports,
    "problems.md": problems,
    "configuration.md": settings,
    "commands.md": commands,
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check that they are current."""
    stale = []
    os.environ["COLUMNS"] = "90"  # the width of the commands' help
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        path, text = PAGES / name, make()
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.stderr.write(f"Not current: {', '.join(stale)}; run tools/make_reference.py.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
