"""The records that pages are parsed into, and the schema of the wiki templates.

Each field made with :func:`hubbot.schema.parameter` is a parameter of the record's
wiki template. After parsing, names and codes stand as the page writes them; after
:mod:`hubbot.resolve`, as their canonical identifiers, with the page's own spelling
kept in ``as_written``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from hubbot.problems import Problem
from hubbot.schema import Kind, parameter


@dataclass(frozen=True, kw_only=True)
class PageRevision:
    """One revision of one page, as a source delivers it.

    ``title`` is the full title with spaces; ``namespace`` its number; ``tags`` the
    change tags; ``user`` who saved it. ``redirect_to`` is the target's title where
    the page is a redirect.
    """

    title: str
    text: str
    namespace: int = 0
    page_id: int = 0
    revision_id: int = 0
    timestamp: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    user: str = ""
    tags: tuple[str, ...] = ()
    content_model: str = "wikitext"
    redirect_to: str | None = None

    @property
    def ref(self) -> PageRef:
        """The page and revision alone, as every record keeps them."""
        return PageRef(
            title=self.title,
            page_id=self.page_id,
            revision_id=self.revision_id,
            timestamp=self.timestamp,
        )


@dataclass(frozen=True, kw_only=True)
class PageRef:
    """Which page, in which revision, a record was read from."""

    title: str
    page_id: int = 0
    revision_id: int = 0
    timestamp: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody named in an interview; personal in every field."""

    name: str
    username: str = ""
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One place of a page that codes the words around it with one code.

    From ``{{.../Need|CODE|words}}``, one mention for each code, or from
    ``needs=``/``support=`` (then without words). ``kind`` is ``need`` or ``support``;
    ``question`` the id of the question the passage answers, or empty.
    """

    kind: str
    code: str
    words: str = ""
    question: str = ""
    line: int | None = None
    as_written: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered to one question, as plain text with paragraphs kept.

    ``question`` is the id in the configuration or codebook; ``notes`` for layout C's
    free notes; ``coded`` are the character spans of ``text`` that inline templates
    already code, so that suggestions pass over them.
    """

    question: str
    text: str
    line: int | None = None
    coded: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The parameters of the inline templates Need and Support."""

    codes: str = parameter(
        Kind.CODE, "The code, or several codes separated by commas.", name="1", required=True
    )
    words: str = parameter(
        Kind.TEXT, "The words said, as readers see them.", name="2", required=True, words=True
    )


PARTNER_TYPES = (
    "museum",
    "library",
    "archive",
    "gallery",
    "university",
    "school",
    "government",
    "igo",
    "ngo",
    "media",
    "company",
    "other",
)
PARTNERSHIP_STATUSES = ("current", "past", "planned", "desired")


@dataclass(frozen=True, kw_only=True)
class Partnership:
    """One partner of one affiliate, as an interview names it."""

    partner: str = parameter(
        Kind.TEXT, "The partner's name.", required=True, example="National Library of Sweden"
    )
    wikidata: str = parameter(
        Kind.WIKIDATA_ITEM, "The partner's item on Wikidata.", example="Q953058"
    )
    type: str = parameter(Kind.CHOICE, "What the partner is.", allowed=PARTNER_TYPES)
    status: str = parameter(
        Kind.CHOICE, "How far the partnership is.", allowed=PARTNERSHIP_STATUSES
    )
    country: str = parameter(Kind.COUNTRY, "The partner's country.")
    start: str = parameter(
        Kind.YEAR_OR_DATE, "When the partnership began: a year, a month or a day.", example="2019"
    )
    end: str = parameter(
        Kind.YEAR_OR_DATE,
        "When the partnership ended: a year, a month or a day.",
        example="2021-06",
    )
    activities: tuple[str, ...] = parameter(
        Kind.LIST, "What is done together, one a line or separated by commas."
    )
    url: str = parameter(Kind.URL, "A page that tells more.")
    description: str = parameter(Kind.TEXT, "The partnership in a sentence or two.", words=True)
    line: int | None = None
    as_written: Mapping[str, str] = field(default_factory=dict)


RESPONDENTS = ("affiliate", "thematic group", "individual", "institution", "unknown")
FORMATS = ("video", "in person", "written", "survey")
STATUSES = ("draft", "published", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class Interview:
    """One page that records one conversation.

    ``as_written`` maps a field to the text that stands on the page, for the fields
    that are resolved to identifiers (affiliate, country, region). ``template`` tells
    whether the interview template stands on the page. ``status`` is ``draft`` too
    where it could not be read: consent fails closed. ``people_unnamed`` is the bare
    number of people that a page gives in place of names. ``before`` is the text
    before the first question that is no metadata line, ``after`` what stands under a
    heading that is no known question; both are personal, and so is ``recording``.
    ``affiliate_candidates`` are names that the page's title (first) and its title line
    offer for the affiliate; all but the first are personal, as they may name people.
    """

    page: PageRef
    affiliate: str = parameter(
        Kind.AFFILIATE,
        "The affiliate interviewed: its code, official name, page title or alias.",
        aliases=("organisation", "organization", "group"),
        required_when=("respondent", "affiliate"),
        example="Wikimedia Sverige",
    )
    respondent: str = parameter(
        Kind.CHOICE,
        "Who answered; only an affiliate is listed among the participating affiliates.",
        aliases=("type",),
        allowed=RESPONDENTS,
        default="affiliate",
        unreadable="unknown",
    )
    date: dt.date | None = parameter(
        Kind.DATE, "The day of the interview.", required=True, example="2021-10-15"
    )
    interviewees: tuple[Person, ...] = parameter(
        Kind.PEOPLE,
        "The people interviewed, one a line or separated by commas, or their number.",
        aliases=("participants",),
        personal=True,
    )
    interviewers: tuple[Person, ...] = parameter(
        Kind.PEOPLE, "The people who asked.", personal=True
    )
    language: str = parameter(
        Kind.LANGUAGE, "The code of the language spoken.", default="en", example="sv"
    )
    country: str = parameter(
        Kind.COUNTRY, "The country, where it is not the affiliate's.", example="Sweden"
    )
    region: str = parameter(Kind.REGION, "The Wikimedia region, where it is not the country's.")
    format: str = parameter(Kind.CHOICE, "How the interview was held.", allowed=FORMATS)
    recording: str = parameter(
        Kind.FILE_OR_URL, "The recording: a file or an address.", personal=True
    )
    needs: tuple[str, ...] = parameter(
        Kind.NEEDS, "What was lacking: codes of the codebook, one a line or separated by commas."
    )
    support: tuple[str, ...] = parameter(
        Kind.SUPPORT,
        "What was asked for: codes of the codebook, one a line or separated by commas.",
    )
    quotes: str = parameter(
        Kind.CHOICE,
        "no: the interview is counted, but its words are shown in no report.",
        allowed=("yes", "no"),
        default="yes",
        unreadable="no",  # consent fails closed
    )
    status: str = parameter(
        Kind.CHOICE,
        "draft: not counted yet; withdrawn: consent was taken back.",
        allowed=STATUSES,
        default="published",
        unreadable="draft",  # consent fails closed
    )
    template: bool = False
    people_unnamed: int = 0
    mentions: tuple[Mention, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    answers: tuple[Answer, ...] = ()
    before: str = ""
    after: str = ""
    affiliate_candidates: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    as_written: Mapping[str, str] = field(default_factory=dict)

    @property
    def counted(self) -> bool:
        """Whether the interview takes part in reports."""
        return self.status == "published"


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A theme of the codebook; ``labels`` maps language codes to labels."""

    code: str = parameter(Kind.TEXT, "The theme's identifier.", required=True)
    label: str = parameter(Kind.TEXT, "The theme's name in English.", required=True)
    description: str = parameter(Kind.TEXT, "What belongs to the theme.")
    order: int | None = parameter(Kind.NUMBER, "Where the theme stands among the themes.")
    labels: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code of the codebook; ``labels`` maps language codes to labels."""

    code: str = parameter(Kind.TEXT, "The code's identifier.", required=True)
    theme: str = parameter(Kind.THEME, "The theme it belongs to.", required=True)
    kind: str = parameter(
        Kind.CHOICE,
        "Whether it names a need or a support.",
        allowed=("need", "support"),
        default="need",
    )
    label: str = parameter(Kind.TEXT, "The code's name in English.", required=True)
    description: str = parameter(Kind.TEXT, "What the code stands for.")
    keywords: tuple[str, ...] = parameter(
        Kind.LIST, "Words that hint at the code, for suggestions."
    )
    aliases: tuple[str, ...] = parameter(Kind.LIST, "Other names of the code.")
    labels: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A further wording of a question."""

    id: str = parameter(Kind.TEXT, "The question's identifier.", required=True)
    text: str = parameter(Kind.TEXT, "The wording.", required=True)


@dataclass(frozen=True, kw_only=True)
class Alias:
    """Another name of an affiliate."""

    name: str = parameter(Kind.TEXT, "The other name.", required=True)
    affiliate: str = parameter(Kind.AFFILIATE, "The affiliate's code or name.", required=True)
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Interviewer:
    """Somebody who asks, and so is no interviewee."""

    name: str = parameter(Kind.TEXT, "The name or user name.", required=True, personal=True)


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """What coordinators keep on the codebook page, in the page's order."""

    themes: tuple[Theme, ...] = ()
    codes: tuple[Code, ...] = ()
    questions: tuple[Question, ...] = ()
    aliases: tuple[Alias, ...] = ()
    interviewers: tuple[Interviewer, ...] = ()
    page: PageRef | None = None


@dataclass(frozen=True, kw_only=True)
class Affiliate:
    """One entry of the movement's register of affiliates.

    ``country`` is the ISO 3166 code, or empty where the register's name is in no
    list; ``country_as_written`` the register's own; ``region`` the Wikimedia region
    of the country; ``recognition`` is ``recognised``, ``derecognised``,
    ``suspended`` or empty. Contacts are personal and are not kept.
    """

    code: str
    name: str
    org_type: str = ""
    country: str = ""
    country_as_written: str = ""
    region: str = ""
    recognition: str = ""
    page: str = ""
    agreement_date: dt.date | None = None
    website: str = ""
    source: PageRef | None = None

    @property
    def recognised(self) -> bool:
        """Whether the affiliate is recognised today."""
        return self.recognition == "recognised"


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Everything that reports are made of, after names are resolved.

    ``interviews`` holds the counted interviews only, sorted by title; drafts are a
    number here, so that no later stage can show them. ``withdrawn`` is for the writing
    rules alone (does a block that must be left alone still show one, and is a drop in
    numbers explained by them): no report, export or site may read it. So is ``unclear``:
    the drafts whose status could not be read, which may be withdrawn. ``affiliates``
    is sorted by name. ``problems`` is sorted by page, line and code. ``as_of`` is the
    newest source revision's time.
    """

    interviews: tuple[Interview, ...] = ()
    affiliates: tuple[Affiliate, ...] = ()
    codebook: Codebook = field(default_factory=Codebook)
    problems: tuple[Problem, ...] = ()
    drafts: int = 0
    withdrawn: tuple[Interview, ...] = ()
    unclear: tuple[Interview, ...] = ()
    as_of: dt.datetime | None = None
