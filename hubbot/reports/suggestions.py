"""The report that finds passages to code, by the keywords of the codebook's codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from hubbot.records import Answer, Code, Interview
from hubbot.reports.data import Data
from hubbot.reports.options import Options
from hubbot.reports.registry import report
from hubbot.values import Entry, Listing, Sample, Text, Value

_SENTENCE: Final = re.compile(r"[^.!?…。！？؟\n]+[.!?…。！？؟]*[\"”»’)\]]*")
_WORD: Final = re.compile(r"\w+")
# Scripts that put no spaces between words: there a keyword is found inside a run of them.
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_ENDINGS: Final = ("ing", "ies", "ers", "er", "ed", "es", "um", "us", "s", "e", "y")
_ARABIC_BEGINNING: Final = "[\u0648\u0641\u0628\u0643\u0644]{0,2}(?:\u0627\u0644)?"
# What would be markup, or a signature, inside the template to paste.
_MARKUP: Final = str.maketrans({char: f"&#{ord(char)};" for char in "{}|<>[]~"})


# More than anybody codes in a day; a thousand interviews can hold ten thousand passages,
# which no page of a wiki would hold.
MOST: Final = 200


@report("suggestions", limits="passages", limit=MOST, empty="empty-suggestions")
def suggestions(data: Data, options: Options) -> Value:
    """List passages of uncoded answers that match a code's keywords, ready to paste."""
    codes = [code for kind in ("need", "support") for code in data.codes(kind) if code.keywords]
    keywords = Keywords(tuple(codes))
    interviews = data.context.dataset.interviews
    shown = data.selection.interviews
    found = [
        (interviews[index], answer, passage, matched)
        for index in shown.loc[shown["quotes"].astype(bool), "interview"]
        for answer in interviews[index].answers
        for passage, matched in passages(answer, keywords, _coded(interviews[index]))
    ]
    kept, notes = data.cut(found)
    pages: dict[str, list[Entry]] = {}
    for interview, answer, passage, matched in kept:
        entry = _entry(data, answer, passage, matched)
        pages.setdefault(interview.page.title, []).append(entry)
    return Listing(
        entries=tuple(
            Entry(data.page_to_edit(title), tuple(found)) for title, found in pages.items()
        ),
        notes=(*notes, data.say("suggestion-paste")),
    )


def _coded(interview: Interview) -> frozenset[str]:
    """Return the words that are coded already, however spaces stand in them."""
    return frozenset(" ".join(mention.words.split()) for mention in interview.mentions)


def _entry(data: Data, answer: Answer, passage: str, codes: Sequence[Code]) -> Entry:
    names = data.messages.listed(data.code(code.code) for code in codes)
    if answer.line is not None:
        names = data.say("with-number", names, data.say("line", str(answer.line)))
    samples = []
    for kind in ("need", "support"):
        of_kind = [code.code for code in codes if (code.kind or "need") == kind]
        if of_kind:
            samples.append(Entry(Sample(_template(data, kind, of_kind, passage))))
    return Entry(Text(names), tuple(samples))


def _template(data: Data, kind: str, codes: Sequence[str], passage: str) -> str:
    templates = data.context.config.templates
    name = templates.need if kind == "need" else templates.support
    return f"{{{{{name}|{', '.join(codes)}|2={passage.translate(_MARKUP)}}}}}"


def passages(
    answer: Answer, keywords: Keywords, coded: frozenset[str] = frozenset()
) -> Iterator[tuple[str, tuple[Code, ...]]]:
    """Find the sentences of an answer that match codes, those already coded aside."""
    if not keywords.may_match(answer.text):
        return
    for sentence in _SENTENCE.finditer(answer.text):
        text = " ".join(sentence[0].split())
        overlaps = any(
            start < sentence.end() and sentence.start() < end for start, end in answer.coded
        )
        matched = () if overlaps or text in coded else keywords.match(text)
        if matched:
            yield text, matched


@dataclass(frozen=True)
class Keywords:
    """The keywords of codes, matched whatever the form of the word, its case and accents."""

    codes: tuple[Code, ...]

    def may_match(self, text: str) -> bool:
        """Tell quickly whether a long text is worth matching sentence by sentence."""
        folded = fold(text)
        if any(part in folded for part, _ in self._parts):
            return True
        return any(map(self._may_begin, set(folded.split())))

    def match(self, text: str) -> tuple[Code, ...]:
        """Return the codes that have a keyword in a text, in the order given."""
        folded = fold(text)
        words = _WORD.findall(folded)
        found = {code for part, code in self._parts if part in folded}
        for word in set(words):
            for phrase, code in self._beginning(word):
                if code not in found and _stands_in(phrase, words):
                    found.add(code)
        return tuple(code for index, code in enumerate(self.codes) if index in found)

    @cached_property
    def _phrases(self) -> list[tuple[tuple[re.Pattern[str], ...], int]]:
        """The keywords as patterns of words, with the place of their code."""
        return [
            (tuple(_form(word) for word in _WORD.findall(fold(keyword))), index)
            for index, code in enumerate(self.codes)
            for keyword in code.keywords
            if _WORD.search(keyword) and not _UNSPACED.search(keyword)
        ]

    @cached_property
    def _parts(self) -> list[tuple[str, int]]:
        return [
            (fold(keyword), index)
            for index, code in enumerate(self.codes)
            for keyword in code.keywords
            if _UNSPACED.search(keyword)
        ]

    @cached_property
    def _seen(self) -> dict[str, tuple[tuple[tuple[re.Pattern[str], ...], int], ...]]:
        return {}

    @cached_property
    def _tokens(self) -> dict[str, bool]:
        return {}

    def _may_begin(self, token: str) -> bool:
        """Tell whether a word, with the signs that stand at it, can begin a keyword."""
        found = self._tokens.get(token)
        if found is None:
            found = any(self._beginning(word) for word in _WORD.findall(token))
            self._tokens[token] = found
        return found

    def _beginning(self, word: str) -> tuple[tuple[tuple[re.Pattern[str], ...], int], ...]:
        """Return the keywords that a word can begin; each word is looked at once."""
        found = self._seen.get(word)
        if found is None:
            found = tuple(pair for pair in self._phrases if pair[0][0].fullmatch(word))
            self._seen[word] = found
        return found


def _stands_in(phrase: Sequence[re.Pattern[str]], words: Sequence[str]) -> bool:
    if len(phrase) == 1:
        return True
    return any(
        all(form.fullmatch(word) for form, word in zip(phrase, words[start:], strict=False))
        for start in range(len(words) - len(phrase) + 1)
    )


def _form(word: str) -> re.Pattern[str]:
    """Make the pattern of a word's forms: the stem with a short ending, or none."""
    beginning = ""
    if "\u0600" <= word[0] <= "\u06ff":
        word, beginning = word.removeprefix("\u0627\u0644") or word, _ARABIC_BEGINNING
    if len(word) <= 3:
        return re.compile(f"{beginning}{word}s?")
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) > 3), "")
    return re.compile(rf"{beginning}{word[: len(word) - len(ending)]}\w{{0,4}}")


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(text: str) -> str:
    """Take case and accents off a text."""
    return text.lower() if text.isascii() else _folded(text)
