"""How many requests a run costs the wiki: counted, not timed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bench import interviews
from tests.mediawiki import SeenRequest, TestWiki
from tests.running import SAMPLE, hubbot

pytestmark = pytest.mark.wiki

CACHED = '[run]\ncache = "cache.sqlite"\n'
COUNT = 60


class Runs(NamedTuple):
    """A wiki with made interviews, and a folder to run hubbot in."""

    wiki: TestWiki
    folder: Path

    def publish(self, *, cached: bool = False) -> list[SeenRequest]:
        """Publish, and return what the wiki was asked."""
        (self.folder / "hubbot.toml").write_text(CACHED if cached else "")
        self.wiki.mark()
        arguments = ("--wiki", self.wiki.api_url, "publish", "--yes")
        ran = hubbot(*arguments, folder=self.folder, env=self.wiki.env())
        assert ran.code == 0, ran.stderr
        return self.wiki.requests_seen()


@pytest.fixture(scope="module")
def runs(module_wiki: TestWiki, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("requests")
    interviews.write_dump(folder / "dump.xml", COUNT)
    module_wiki.import_dump(folder / "dump.xml")
    runs = Runs(module_wiki, folder)
    runs.publish(cached=True)  # fills pywikibot's own cache of the wiki's description too
    return runs


def _interviews_read(seen: list[SeenRequest]) -> int:
    """Count the requests that asked for pages by their numbers."""
    return sum("pageids" in request.params for request in seen)


def test_a_run_with_nothing_new_asks_at_most_twelve_times_and_edits_nothing(runs: Runs) -> None:
    seen = runs.publish()
    assert len(seen) <= 12, "\n".join(map(str, seen))
    assert not [request for request in seen if request.action == "edit"]


def test_with_the_cache_no_interview_is_read_again(runs: Runs) -> None:
    runs.publish(cached=True)
    seen = runs.publish(cached=True)
    assert _interviews_read(seen) == 0
    assert len(seen) <= 10, "\n".join(map(str, seen))


def test_after_one_edit_only_that_page_is_read(runs: Runs) -> None:
    runs.publish(cached=True)
    title, text = next(interviews.pages(1))
    runs.wiki.edit(title, text + "\nOne more sentence.")
    seen = runs.publish(cached=True)
    asked = [request.params["pageids"] for request in seen if "pageids" in request.params]
    assert len(asked) == 1
    assert "|" not in asked[0]


def test_a_page_written_costs_at_most_three_requests_and_a_run_one_token(runs: Runs) -> None:
    idle = runs.publish()
    for title in interviews.TARGETS:
        runs.wiki.edit(title, f"{interviews.TARGETS[title]}\nEmptied.")
    seen = runs.publish()
    edits = sum(request.action == "edit" for request in seen)
    tokens = [request for request in seen if "tokens" in request.params.get("meta", "")]
    assert edits == len(interviews.TARGETS)
    assert len(seen) - len(idle) <= 3 * edits
    assert len(tokens) - sum("tokens" in one.params.get("meta", "") for one in idle) == 1


def test_a_cold_run_asks_the_same_number_of_times_for_many_interviews(
    wiki: TestWiki, tmp_path: Path
) -> None:
    interviews.write_dump(tmp_path / "dump.xml", 520, size=800)
    wiki.import_dump(tmp_path / "dump.xml")
    runs = Runs(wiki, tmp_path)
    runs.publish()
    seen = runs.publish()
    assert _interviews_read(seen) == 2  # 500 pages in each
    assert len(seen) <= 13, "\n".join(map(str, seen))


class _Editors:
    """People who do things to the pages of the sample, one after the other."""

    def __init__(self, wiki: TestWiki, seed: int) -> None:
        self.wiki = wiki
        self.choose = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self.names = 0

    def pages(self) -> list[str]:
        answer = self.wiki.api(
            action="query",
            list="allpages",
            apprefix=interviews.PREFIX,
            aplimit="max",
            apfilterredir="nonredirects",
        )
        titles = [page["title"] for page in answer["query"]["allpages"]]
        return [title for title in titles if not title.endswith(("/zh", "/doc"))]

    def act(self) -> str:
        """Do one thing, and return what it was."""
        title = self.choose.choice(self.pages())
        deed = self.choose.choice(
            (
                self.add_need,
                self.withdraw,
                self.publish_again,
                self.rename,
                self.delete,
                self.restore,
                self.redirect_template,
                self.add_question,
                self.break_template,
            )
        )
        deed(title)
        return f"{deed.__name__} {title}"

    def add_need(self, title: str) -> None:
        need = "{{Content Partnerships Hub/Need|mentoring|2=Somebody to ask}}"
        self.wiki.edit(title, f"{self.wiki.text(title)}\n{need}")

    def withdraw(self, title: str) -> None:
        text = self.wiki.text(title)
        if "\n}}" in text:
            self.wiki.edit(title, text.replace("\n}}", "\n| status = withdrawn\n}}", 1))

    def publish_again(self, title: str) -> None:
        text = self.wiki.text(title)
        self.wiki.edit(title, text.replace("\n| status = withdrawn", ""))

    def rename(self, title: str) -> None:
        self.names += 1
        self.wiki.move(title, f"{title} {self.names}", redirect=self.choose.random() < 0.5)

    def delete(self, title: str) -> None:
        self.wiki.delete(title)

    def restore(self, _title: str) -> None:
        for title in self.wiki_deleted():
            self.wiki.act(action="undelete", title=title)
            return

    def wiki_deleted(self) -> list[str]:
        log = self.wiki.api(action="query", list="logevents", letype="delete", lelimit=1)
        return [
            event["title"]
            for event in log["query"]["logevents"]
            if event["action"] == "delete" and not self.wiki.exists(event["title"])
        ]

    def redirect_template(self, title: str) -> None:
        self.names += 1
        name = f"Interview by another name {self.names}"
        self.wiki.edit(
            f"Template:{name}", "#REDIRECT [[Template:Content Partnerships Hub/Interview]]"
        )
        text = self.wiki.text(title)
        self.wiki.edit(
            title, text.replace("{{Content Partnerships Hub/Interview\n", f"{{{{{name}\n")
        )

    def add_question(self, _title: str) -> None:
        self.names += 1
        book = "Content Partnerships Hub/Needs assessment/Codebook"
        question = f"{{{{Content Partnerships Hub/Question|id=other|text=Question {self.names}?}}}}"
        self.wiki.edit(book, f"{self.wiki.text(book)}\n{question}")

    def break_template(self, title: str) -> None:
        self.wiki.edit(title, self.wiki.text(title).replace("\n}}", "\n", 1))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cached_and_uncached_runs_give_the_same_bytes(
    wiki: TestWiki, tmp_path: Path, seed: int
) -> None:
    wiki.import_dump(SAMPLE)
    editors = _Editors(wiki, seed)
    done: list[str] = []
    for _ in range(4):
        done += [editors.act() for _ in range(4)]
        given = {}
        for name, toml in (("cached", CACHED), ("uncached", "")):
            (tmp_path / "hubbot.toml").write_text(toml)
            arguments = ("--wiki", wiki.api_url, "--json", "preview", "--out", name)
            ran = hubbot(*arguments, folder=tmp_path, env=wiki.env())
            assert ran.code == 0, ran.stderr
            files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
            pages = {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files}
            told = {key: value for key, value in ran.json.items() if key != "requests"}
            given[name] = (pages, told)
        assert given["cached"] == given["uncached"], done
        assert given["cached"][0]
