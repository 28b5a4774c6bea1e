"""What the site shows of one interview: its facts, answers, and coded passages marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from hubbot.config import Config
from hubbot.export.tables import exported, may_quote
from hubbot.messages import messages, problems_text
from hubbot.problems import Problem
from hubbot.records import Answer, Interview, Mention, Partnership
from hubbot.reports import REGISTRY, Data, Options, ReportContext
from hubbot.schema import Kind
from hubbot.site.addresses import Addresses


class InterviewPages:
    """Makes the values of ``interview.html``, in English."""

    def __init__(
        self,
        context: ReportContext,
        config: Config,
        addresses: Addresses,
        problems: Iterable[Problem],
    ) -> None:
        self._context, self._config, self._addresses = context, config, addresses
        self._data = Data(context, REGISTRY["interviews"], Options(lang="en"))
        self._problems: dict[str, list[Problem]] = {}
        for problem in problems:
            self._problems.setdefault(problem.page, []).append(problem)

    def name(self, one: Interview) -> str:
        """Shorten the title by what all of them share."""
        return self._data.page(one.page.title)

    def affiliate(self, one: Interview) -> str:
        """Name the affiliate, or who else answered."""
        if one.affiliate:
            return self._data.affiliate_name(one.affiliate)
        return self._data.messages.label("respondent", one.respondent)

    def region(self, one: Interview) -> str:
        """Name the region."""
        return self._data.region(one.region)

    def date(self, one: Interview) -> str:
        """Write the date so that it sorts."""
        return one.date.isoformat() if one.date else self._data.unknown

    def values(self, one: Interview) -> dict[str, object]:
        """Return everything that the template asks for."""
        silent = not may_quote(one)
        answers = [] if silent else [self._answer(answer, one) for answer in one.answers]
        return {
            "facts": list(self._facts(one)),
            "problems": [self._told(problem) for problem in self._problems.get(one.page.title, ())],
            "partnership_columns": [_heading(name) for name in exported(Partnership)],
            "partnerships": [
                list(self._partnership(each, silent=silent)) for each in one.partnerships
            ],
            "silent": silent,
            "answers": answers,
            "passages": [] if silent else list(self._elsewhere(one)),
            "language": one.language,
        }

    def _facts(self, one: Interview) -> Iterator[dict[str, object]]:
        for field, declaration in exported(Interview).items():
            if field in ("status", "quotes"):
                continue
            shown = self._value(getattr(one, field), declaration.kind)
            if field == "affiliate":
                shown = self.affiliate(one)
            yield {"name": _heading(field), "value": shown or self._data.unknown}
        people = len(one.interviewees) + one.people_unnamed
        yield {"name": "People interviewed", "value": people}
        yield {"name": "Revision", "value": self._revision(one)}

    def _revision(self, one: Interview) -> str | Markup:
        address = self._addresses.on_wiki(one.page.title)
        told = f"{one.page.revision_id} of {messages().time(one.page.timestamp)}"
        if not address:
            return told
        return Markup('<a href="{}?oldid={}">{}</a>').format(address, one.page.revision_id, told)

    def _value(self, value: object, kind: Kind) -> str:
        if value is None:
            return ""
        if isinstance(value, tuple):
            named = [self._data.code(v) if kind in (Kind.NEEDS, Kind.SUPPORT) else v for v in value]
            return self._data.messages.listed(str(name) for name in named)
        match kind:
            case Kind.COUNTRY:
                return self._data.messages.country(str(value)) if value else ""
            case Kind.REGION:
                return self._data.region(str(value)) if value else ""
            case Kind.LANGUAGE:
                return self._data.messages.language_name(str(value))
            case _:
                return str(value)

    def _told(self, problem: Problem) -> Mapping[str, object]:
        what, mend = problems_text(problem, messages())
        return {
            "severity": problem.severity,
            "name": messages().text(f"severity-{problem.severity}"),
            "line": problem.line,
            "what": what,
            "mend": mend,
        }

    def _partnership(self, each: Partnership, *, silent: bool) -> Iterator[str]:
        for field, declaration in exported(Partnership).items():
            held = silent and declaration.words
            yield "" if held else self._value(getattr(each, field), declaration.kind)

    # --- Words ---

    def _question(self, question: str) -> str:
        wordings = self._config.notes.questions.get(question, ())
        if not wordings:
            found = [q.text for q in self._context.dataset.codebook.questions if q.id == question]
            wordings = tuple(found)
        return wordings[0] if wordings else question.capitalize() or "Notes"

    def _answer(self, answer: Answer, one: Interview) -> dict[str, object]:
        parts: list[Markup] = []
        start = 0
        for begin, end in sorted(answer.coded):
            if begin < start or end > len(answer.text):
                continue
            words = answer.text[begin:end]
            parts.append(Markup.escape(answer.text[start:begin]))
            parts.append(Markup("<mark>{}</mark>").format(words))
            parts += [
                Markup(' <span class="tag">{}</span>').format(self._data.code(mention.code))
                for mention in _saying(words, one.mentions)
            ]
            start = end
        parts.append(Markup.escape(answer.text[start:]))
        return {"question": self._question(answer.question), "text": Markup("").join(parts)}

    def _elsewhere(self, one: Interview) -> Iterator[dict[str, object]]:
        """List the coded passages that stand in no answer."""
        marked = {
            _plain(answer.text[begin:end]) for answer in one.answers for begin, end in answer.coded
        }
        for mention in one.mentions:
            if mention.words and _plain(mention.words) not in marked:
                yield {"words": mention.words, "code": self._data.code(mention.code)}


def _saying(words: str, mentions: Sequence[Mention]) -> list[Mention]:
    """List the mentions of a passage, one for each code."""
    found: dict[str, Mention] = {}
    for mention in mentions:
        if mention.words and _plain(mention.words) == _plain(words):
            found.setdefault(mention.code, mention)
    return list(found.values())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _heading(field: str) -> str:
    return field.replace("_", " ").capitalize()
