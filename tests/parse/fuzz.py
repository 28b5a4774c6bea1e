"""Try hostile wikitext on the parser: ``python -m tests.parse.fuzz [SECONDS] [SEED]``.

Pages are the case files' pages cut up, joined, repeated and mixed with unclosed markup.
Counts pages that raise an exception (printed with what raised it), pages that took longer
than their time limit allows, and pages that the time limit stopped. Ends with exit code 1
where a page raised, or outlasted its limit by more than a second.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field

from hubbot import config
from hubbot.parse import ParseContext, parse_codebook, parse_context, parse_interview
from hubbot.records import PageRevision
from tests.parse.case_files import FOLDER, default_names, read_case

_INTERVIEW = "{{Content Partnerships Hub/Interview"
# fmt: off
_HOSTILE = (
    '{{', '{{{', '}}', '}}}', '[[', ']]', '[', ']', '{|', '|}', '|-', '||', '!!', '|', '=',
    "''", "'''", "'''''", '<!--', '-->', '<nowiki>', '</nowiki>', '<pre>', '</pre>', '<ref>',
    '</ref>', '<ref/>', '<translate>', '</translate>', '<tvar|x>', '</>', '<br>', '<div>',
    '</div>', '<table>', '<td>', '<h2>', '<i>', '==', '===', ';', ':', '*', '#', '----',
    '~~~~', '__TOC__', '&amp;', '&#0;', '&#2;', '&#x10ffff;', '&bogus;', 'http://',
    'https://x.', '[http://x', '[//x', '[[File:', '[[Category:', '{{!', '{{=', '{{#if:',
    '{{subst:', '-{', '}-', 'ISBN', '\x02', '\x03', '\x05', '\x10', '\x11', '\x12', '\u200f',
    '\ufeff', '\U0001f600', '\u0130', '\xdf', '\ufb01', '\u0640\u0640',
)
_WORDS = (
    '|affiliate=', '|date=', '|date=2021-10-15', '|interviewees=', '|needs=', '|status=draft',
    '|status=withdrawn', '|quotes=no', '|1=', '|2=', '|partner=', 'Participants:', 'Date:',
    'Notes:', 'Questions:', '2021-10-15', 'Anna', 'Berg',
)
# fmt: on


@dataclass
class Figures:
    """What a run counted; times are in seconds."""

    pages: int = 0
    characters: int = 0
    raised: Counter[str] = field(default_factory=Counter)
    stopped: int = 0
    over: int = 0
    longest: float = 0.0


def run(seconds: float, seed: int) -> Figures:
    """Parse random pages for a time."""
    chance = random.Random(seed)  # noqa: S311 - chance for tests, not for secrets
    cases = [read_case(path) for path in sorted(FOLDER.glob("*.txt"))]
    seeds = [case.wikitext for case in cases]
    context = parse_context(config.defaults(), default_names())
    figures = Figures()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _try(_page(chance, seeds), context, figures)
    return figures


def _page(chance: random.Random, seeds: list[str]) -> str:
    text = chance.choice((_mutated, _assembled, _repeated, _joined))(chance, seeds)
    return text if chance.random() < 0.5 else f"{_INTERVIEW}\n|affiliate=X\n}}}}\n{text}"


def _piece(chance: random.Random) -> str:
    return chance.choice((*_HOSTILE, *_WORDS, _INTERVIEW, "\n", " ", "x", "?"))


def _mutated(chance: random.Random, seeds: list[str]) -> str:
    """Cut pieces out of a case's page and put others in."""
    text = chance.choice(seeds)
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randint(0, len(text)), chance.randint(0, 6)
        text = text[:at] + (_piece(chance) if chance.random() < 0.7 else "") + text[at + length :]
    return text


def _assembled(chance: random.Random, _: list[str]) -> str:
    return "".join(_piece(chance) for _ in range(chance.randint(1, 400)))


def _repeated(chance: random.Random, _: list[str]) -> str:
    """One or two pieces very often: what makes parsers slow."""
    unit = "".join(_piece(chance) for _ in range(chance.randint(1, 3)))
    return unit * chance.choice((10, 10, 100, 100, 100, 1_000, 1_000, 10_000)) + _piece(chance)


def _joined(chance: random.Random, seeds: list[str]) -> str:
    parts = [chance.choice(seeds) for _ in range(chance.randint(2, 30))]
    return chance.choice(("\n", "", "{{", "<ref>", "'''")).join(parts)


def _try(text: str, context: ParseContext, figures: Figures) -> None:
    start = time.monotonic()
    try:
        parsed = parse_interview(
            PageRevision(title="Fuzz/Page", text=text), context, under_prefix=True
        )
        figures.stopped += any(one.code == "parse-timeout" for one in parsed.problems)
        parse_codebook(PageRevision(title="Codebook", text=text), context)
    except Exception as error:  # noqa: BLE001 - finding every exception is what this is for
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} at {place.filename}:{place.lineno}"
        if what not in figures.raised:
            sys.stdout.write(f"{what}: {error}\n{text[:500]!r}\n")
        figures.raised[what] += 1
    took = time.monotonic() - start
    figures.pages += 1
    figures.characters += len(text)
    figures.longest = max(figures.longest, took)
    figures.over += took > 2 * (context.limits.seconds + 1)


def main() -> int:
    """Run and print the figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    figures = run(seconds, seed)
    sys.stdout.write(
        f"{figures.pages} pages, {figures.characters / 1e6:.1f} million characters; "
        f"{sum(figures.raised.values())} raised; {figures.stopped} stopped by the time limit; "
        f"{figures.over} over it; the slowest page (read twice) took {figures.longest:.2f} s\n"
    )
    return 1 if figures.raised or figures.over else 0


if __name__ == "__main__":
    raise SystemExit(main())
