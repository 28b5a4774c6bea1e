"""What parsing a page depends on beside the page itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from hubbot.config import Config
from hubbot.parse.limits import Limits
from hubbot.parse.people import key as person_key
from hubbot.parse.questions import Questions, question_key
from hubbot.records import Codebook, Interview, Partnership, Passage
from hubbot.schema import Kind, parameters
from hubbot.wikitext import TemplateNames

# Raised with every change that makes the same page parse differently.
VERSION: Final = 1

_LABEL_END = re.compile(r"[\s:]+\Z")


@dataclass(frozen=True, kw_only=True)
class ParseContext:
    """The templates' names, the question wordings, the labels, the interviewers, the limits.

    ``questions`` maps normalised wordings to ids; ``labels`` what is labelled to the
    labels, casefolded, longest first; ``interviewers`` and ``organisations`` hold names
    in the form of :func:`hubbot.parse.people.key`.
    """

    names: TemplateNames
    questions: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    interviewers: frozenset[str]
    organisations: frozenset[str]
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def digest(self) -> str:
        """A text that differs wherever the same page may parse differently."""
        parts = (
            VERSION,
            sorted(self.names.roles.items()),
            sorted(self.names.namespaces.local.items()),
            sorted(self.names.namespaces.aliases.items()),
            sorted(self.questions.items()),
            sorted(self.labels.items()),
            sorted(self.interviewers),
            sorted(self.organisations),
            self.limits,
            [(name, repr(one)) for name, one in parameters(Interview).items()],
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @cached_property
    def matcher(self) -> Questions:
        """The question wordings, ready to be found in lines."""
        return Questions(self.questions)

    @cached_property
    def label_fields(self) -> Mapping[str, str]:
        """Map every label of a metadata line to what it labels."""
        found: dict[str, str] = {}
        for name, declared in parameters(Interview).items():
            if declared.kind not in (Kind.NEEDS, Kind.SUPPORT):
                for spelling in (name, declared.name, *declared.aliases):
                    found[spelling.casefold()] = name
        for what, labels in self.labels.items():
            name = _FIELDS.get(what, what)
            if name in parameters(Interview) or name in ("agenda", "notes"):
                found |= dict.fromkeys(labels, name)
        return found

    @cached_property
    def notes_label(self) -> re.Pattern[str]:
        """Matches a line that begins with a label for free notes and a colon, or is one."""
        labels = "|".join(map(re.escape, self.labels.get("notes", ()))) or "(?!)"
        return re.compile(rf"[\W\d_]{{0,20}}(?:{labels})[\s'=.]*(?::[\s']*|\W*\Z)", re.IGNORECASE)

    @cached_property
    def shown(self) -> Mapping[str, frozenset[str]]:
        """The parameter of each inline template whose value readers see."""
        words = parameters(Passage)["words"].name
        partner = parameters(Partnership)["partner"].name
        return {
            "need": frozenset((words,)),
            "support": frozenset((words,)),
            "partnership": frozenset((partner,)),
        }

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """Matches where an interview template may begin; its name is the group ``name``."""
        names = {title.partition(":")[2] or title for title in self.names.titles("interview")}
        spelled = "|".join(_spellings(name) for name in sorted(names)) or r"(?!)"
        return re.compile(
            r"\{\{(?P<name>(?:[\s_]|<!--.*?-->)*:?(?:[^:{}|<>\n]{1,40}:)?[\s_]*"
            rf"(?:{spelled}))(?=(?:[\s_]|<!--.*?-->)*(?:[|{{]|\}}\}}|\Z|\n))",
            re.DOTALL,
        )


# The configuration's word for a field, where it is another one.
_FIELDS: Final = {"people": "interviewees"}


def _spellings(name: str) -> str:
    words = re.split("[ _]+", name)
    first = words[0][:1]
    either = f"[{re.escape(first.upper())}{re.escape(first.lower())}]" if first else ""
    rest = [re.escape(words[0][1:]), *map(re.escape, words[1:])]
    return either + "[ _]+".join(rest)


def parse_context(
    config: Config, names: TemplateNames, codebook: Codebook | None = None
) -> ParseContext:
    """Put together what interview pages are parsed with.

    Of the codebook only its question wordings and interviewers matter here; they add to
    the configuration's. An id that a wording has in the configuration stays.
    """
    book = codebook or Codebook()
    questions = {question_key(one.text): one.id for one in book.questions if one.id}
    for identifier, wordings in config.notes.questions.items():
        questions |= {question_key(wording): identifier for wording in wordings}
    questions.pop("", None)
    labels = config.notes.labels
    people = (*labels.get("interviewers", ()), *(one.name for one in book.interviewers))
    return ParseContext(
        names=names,
        questions=questions,
        labels={what: _labels(labels[what]) for what in labels if what not in _NO_LABELS},
        interviewers=_keys(people),
        organisations=_keys(labels.get("interviewer_organisations", ())),
    )


_NO_LABELS: Final = frozenset(("interviewers", "interviewer_organisations"))


def _labels(labels: Iterable[str]) -> tuple[str, ...]:
    folded = (_LABEL_END.sub("", label).casefold() for label in labels)
    return tuple(sorted(set(folded) - {""}, key=lambda label: (-len(label), label)))


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(person_key(_USER_PREFIX.sub("", name)) for name in names) - {""}


_USER_PREFIX = re.compile(r"\A\s*user:\s*", re.IGNORECASE)
