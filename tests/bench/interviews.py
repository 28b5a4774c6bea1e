"""Makes interviews up: the same number gives the same pages, byte for byte.

A page is about 6 kB long: the interview template, six questions with answers, passages
coded in place, partnerships, links, references and templates that are not hubbot's.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from hubbot import config as configuration
from hubbot import xmlexport
from hubbot.parse import parse_codebook, parse_context
from hubbot.parse.register import parse_register
from hubbot.records import PageRevision
from hubbot.sources import XmlSource

PREFIX = "Content Partnerships Hub/Needs assessment/Research results/"
BYTES = 6_000
_SEED = 20211015


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_QUESTIONS = (
    "How do you work with content partnerships today?",
    "What is your normal work process in collaborations with partners?",
    "Do you have a work plan for new partners and collaborations?",
    "What are your desired content partnerships in the future?",
    "What are your needs for a successful work with partners?",
    "What does the best support look like for a successful partnership?",
)
_WORDS: Final = _words(
    """
    archive museum library partner picture collection week volunteer letter workshop tool
    upload agreement meeting school recording map table number question answer language
    staff office travel paper catalogue director member project month year lake village
    harbour bridge we they it the a of in with for and by about after before without often
    sometimes seldom again together first second new old large small slow careful open
    describes needs brings shows keeps asks sends finds writes reads counts learns plans
    """
)
_NAMES: Final = _words(
    """
    Alma Birger Celina Dorotea Elof Farida Gudrun Hamid Ingrid Jorun Kofi Lorena Mirja Nadir
    Oona Petru Quirin Rosalba Sunniva Tarek Ulrika Vaino Wilma Xenia Yusuf Zelda
    """
)
_FAMILIES: Final = _words(
    """
    Ahlgrav Bramstad Corvino Dalskog Ekhult Farnesio Gransund Holmvik Ibarrez Jonskog Kaldera
    Lindfors-Abe Mokwena Norrhage Ostrava Palmfelt Quandt Rydmark Solheim-Otieno Tarnow
    """
)


def fixed_pages() -> Mapping[str, PageRevision]:
    """Read the sample's codebook, register, templates and affiliates' pages."""
    with resources.as_file(resources.files("hubbot") / "data" / "sample.xml") as sample:
        pages = xmlexport.read(sample, None).pages
    return {
        title: page
        for title, page in pages.items()
        if page.namespace != 0 or title.endswith("/Codebook") or "Affiliate infobox" in page.text
    }


TARGETS: Mapping[str, str] = {
    "Content Partnerships Hub/Bench/Summary": "\n".join(
        f"{{{{Hubbot report|{report}}}}}{{{{Hubbot report end}}}}\n"
        for report in (
            "count|of=interviews",
            "count|of=people",
            "affiliates",
            "needs-by-theme",
            "support-by-theme",
            "needs-by-region",
            "needs-by-type",
            "needs-over-time",
            "needs-together",
        )
    ),
    "Content Partnerships Hub/Bench/Affiliates": "\n".join(
        f"{{{{Hubbot report|{report}}}}}\n{{{{Hubbot report end}}}}\n"
        for report in ("affiliates", "coverage", "coverage-gaps", "affiliates-map")
    ),
    "Content Partnerships Hub/Bench/Interviews": (
        "{{Hubbot report|interviews|limit=200}}\n{{Hubbot report end}}"
    ),
    "Content Partnerships Hub/Bench/Partnerships": "\n".join(
        f"{{{{Hubbot report|{report}}}}}\n{{{{Hubbot report end}}}}\n"
        for report in ("partnerships-by-type", "partnerships-by-region", "partnerships|limit=200")
    ),
    "Content Partnerships Hub/Bench/Sweden": (
        "{{Hubbot report|needs-by-theme|country=Sweden}}\n{{Hubbot report end}}"
    ),
}


def pages(count: int, size: int = BYTES) -> Iterator[tuple[str, str]]:
    """Yield the titles and texts of made interviews, each of about ``size`` bytes."""
    affiliates, needs, support = _known()
    for number in range(count):
        choose = random.Random(_SEED * 1_000_003 + number)  # noqa: S311 - no secret, but repeatable
        affiliate = choose.choice(affiliates)
        yield f"{PREFIX}Interview {number:05d}", _page(choose, affiliate, needs, support, size)


def _known() -> tuple[list[str], list[str], list[str]]:
    with resources.as_file(resources.files("hubbot") / "data" / "sample.xml") as sample:
        gathered = XmlSource(sample).gather(configuration.defaults())
    if gathered.codebook is None or gathered.register is None:
        raise ValueError("The sample has neither codebook nor register.")
    context = parse_context(configuration.defaults(), gathered.names)
    codes = parse_codebook(gathered.codebook, context)[0].codes
    affiliates = parse_register(gathered.register)[0]
    return (
        [one.name for one in affiliates],
        [one.code for one in codes if one.kind == "need"],
        [one.code for one in codes if one.kind == "support"],
    )


def _page(
    choose: random.Random, affiliate: str, needs: list[str], support: list[str], size: int
) -> str:
    day = dt.date(2021, 1, 1) + dt.timedelta(days=choose.randrange(1_800))
    people = "\n".join(f"* {_person(choose)}" for _ in range(choose.randint(1, 3)))
    head = (
        f"{{{{Content Partnerships Hub/Interview\n| affiliate = {affiliate}\n| date = {day}\n"
        f"| interviewees =\n{people}\n| interviewers = {_person(choose)}\n| language = en\n"
        f"| format = {choose.choice(('video', 'written', 'in person'))}\n"
        f"| needs = {', '.join(choose.sample(needs, 3))}\n"
        f"| support = {', '.join(choose.sample(support, 2))}\n}}}}\n"
    )
    share = (size - len(head.encode())) // len(_QUESTIONS)
    answers = [_answer(choose, share, needs, support) for _ in _QUESTIONS]
    asked = zip(_QUESTIONS, answers, strict=True)
    return head + "".join(f"== {question} ==\n{answer}\n\n" for question, answer in asked)


def _answer(choose: random.Random, size: int, needs: list[str], support: list[str]) -> str:
    written = ""
    while len(written) < size - 90:
        written += _piece(choose, needs, support) + (" " if choose.random() < 0.85 else "\n\n")
    return written.strip()


def _piece(choose: random.Random, needs: list[str], support: list[str]) -> str:
    said = _sentence(choose)
    kind = choose.random()
    if kind < 0.58:
        return said
    if kind < 0.68:
        return f"{said} See [[Help:{choose.choice(_WORDS).title()}|{choose.choice(_WORDS)}]]."
    if kind < 0.76:
        source = f"{choose.choice(_WORDS)}-{choose.randrange(9_999)}"
        return f"{said}<ref>[https://{source}.example.org/report {_sentence(choose)}]</ref>"
    if kind < 0.84:
        code = choose.choice(needs)
        return f"{{{{Content Partnerships Hub/Need|{code}|{said}}}}}"
    if kind < 0.90:
        code = choose.choice(support)
        return f"{{{{Content Partnerships Hub/Support|{code}|{said}}}}}"
    if kind < 0.96:
        return f"{{{{Content Partnerships Hub/Notice|text={said}}}}}"
    return _partnership(choose)


def _partnership(choose: random.Random) -> str:
    partner = f"{choose.choice(_WORDS).title()} of {choose.choice(_FAMILIES)}"
    return (
        f"{{{{Content Partnerships Hub/Partnership|partner={partner}"
        f"|type={choose.choice(('museum', 'library', 'archive', 'university', 'ngo'))}"
        f"|status={choose.choice(('current', 'past', 'planned', 'desired'))}"
        f"|activities=photographs, {choose.choice(_WORDS)}"
        f"|description={_sentence(choose)}}}}}"
    )


def _sentence(choose: random.Random) -> str:
    words = choose.choices(_WORDS, k=choose.randint(8, 16))
    if choose.random() < 0.1:
        words[3] = f"''{words[3]}''"
    return f"{words[0].title()} {' '.join(words[1:])}."


def _person(choose: random.Random) -> str:
    return f"{choose.choice(_NAMES)} {choose.choice(_FAMILIES)}"


def write_dump(path: Path, count: int, size: int = BYTES) -> None:
    """Write an XML export of the fixed pages, the target pages and the made interviews."""
    fixed = ((page.title, page.text, page.namespace) for page in fixed_pages().values())
    made = ((title, text, 0) for title, text in (*TARGETS.items(), *pages(count, size)))
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" '
            'xml:lang="en">\n'
        )
        for number, (title, text, namespace) in enumerate((*fixed, *made), start=1):
            file.write(_xml(number, title, text, namespace))
        file.write("</mediawiki>\n")


def _xml(number: int, title: str, text: str, namespace: int) -> str:
    is_module = namespace == 828
    model, form = ("Scribunto", "text/plain") if is_module else ("wikitext", "text/x-wiki")
    return (
        f"<page><title>{escape(title)}</title><ns>{namespace}</ns><id>{number}</id><revision>"
        f"<id>{number}</id><timestamp>2026-01-01T00:00:00Z</timestamp>"
        "<contributor><username>Maker</username><id>0</id></contributor>"
        f"<model>{model}</model><format>{form}</format>"
        f'<text xml:space="preserve">{escape(text)}</text></revision></page>\n'
    )
