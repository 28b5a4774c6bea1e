"""The test wiki: a fresh real MediaWiki, and what tests do on it."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import requests

from . import accounts
from .accounts import Account
from .client import TIMEOUT_SECONDS, USER_AGENT, ApiError, ApiSession
from .installation import PHP_FILES, base_folder, copy_template, run_script
from .packages import WikiUnavailableError
from .server import SeenRequest, Server, free_port, read_log

START_ATTEMPTS = 3


@dataclass(frozen=True)
class Revision:
    """One revision of a page as the wiki stores it; `bot` is whether it was marked a bot's."""

    id: int
    parent_id: int
    user: str
    timestamp: str
    comment: str
    text: str
    tags: tuple[str, ...]
    minor: bool
    bot: bool


class TestWiki:
    """A running MediaWiki on loopback, empty but for its accounts and main page.

    `settings` are lines of PHP, appended to LocalSettings.php. Use it in a `with` statement, or
    call `stop()`. Raises WikiUnavailableError where the machine lacks what it needs.
    """

    __test__ = False  # for pytest: named Test, but no class of tests

    def __init__(self, settings: str = "", port: int | None = None) -> None:
        self._base_settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="wiki-", dir=base_folder())) / "wiki"
        self.port = port if port is not None else free_port()
        copy_template(self.folder, self.url, settings)
        self._server = self._start(port)
        self._sessions: dict[str | None, ApiSession] = {}
        self._accounts: dict[str, Account] = dict(accounts.ACCOUNTS)
        self._mark = 0
        atexit.register(self.stop)

    def _start(self, port: int | None) -> Server:
        for _ in range(START_ATTEMPTS - 1):
            try:
                return Server(self.folder, self.port, self.folder.parent)
            except WikiUnavailableError:  # somebody has taken the free port in the meantime
                if port is not None:
                    raise
                self.port = free_port()
        return Server(self.folder, self.port, self.folder.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server and remove the wiki's files."""
        atexit.unregister(self.stop)
        self._server.stop()
        shutil.rmtree(self.folder.parent, ignore_errors=True)

    def leave_running(self) -> int:
        """Let the server outlive this process, and give its process group."""
        atexit.unregister(self.stop)
        return self._server.leave_running()

    @property
    def url(self) -> str:
        """The wiki's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The address of the wiki's api.php."""
        return f"{self.url}/api.php"

    def env(self) -> dict[str, str]:
        """Give the environment variables with which hubbot logs in as the bot."""
        return accounts.bot_environment()

    # Settings

    def set_settings(self, settings: str) -> None:
        """Replace the further lines of LocalSettings.php; the next request obeys them.

        The lines given when the wiki was made stay in front of these.
        """
        written = self.folder / "extra.php.new"
        written.write_text(f"<?php\n{self._base_settings}\n{settings}\n", encoding="utf-8")
        written.replace(self.folder / "extra.php")

    @contextmanager
    def settings(self, settings: str) -> Iterator[None]:
        """Obey further lines of LocalSettings.php inside a `with` statement."""
        self.set_settings(settings)
        try:
            yield
        finally:
            self.set_settings("")

    # Talking to the API

    def session(self, user: str | None = accounts.ADMIN.user) -> ApiSession:
        """Give a session of the API logged in as a user (None: not logged in), made once."""
        if user not in self._sessions:
            account = None if user is None else self._accounts[user]
            self._sessions[user] = ApiSession(self.api_url, account)
        return self._sessions[user]

    def api(self, **params: object) -> dict[str, Any]:
        """Ask the API with GET as Admin and give its answer (JSON, format version 2)."""
        return self.session().get(**params)

    def act(self, actor: str | None = accounts.ADMIN.user, /, **params: object) -> dict[str, Any]:
        """Do something through the API with POST and a token, as a user (default: Admin)."""
        return self.session(actor).post(**params)

    def forget_sessions(self) -> None:
        """Log in anew at the next use: for tests that end sessions or change accounts."""
        self._sessions.clear()

    def script(self, name: str | Path, *arguments: str, stdin: str = "") -> str:
        """Run a maintenance script of MediaWiki's for this wiki and give what it printed."""
        return run_script(self.folder, name, *arguments, stdin=stdin)

    # Reading

    def exists(self, title: str) -> bool:
        """Tell whether the wiki has a page of this title."""
        page = self.api(action="query", titles=title)["query"]["pages"][0]
        return "missing" not in page

    def text(self, title: str) -> str:
        """Give the newest wikitext of a page; raises KeyError where there is no such page."""
        return self.revisions(title, limit=1)[0].text

    def revisions(self, title: str, limit: int = 500) -> list[Revision]:
        """Give a page's revisions, newest first; raises KeyError where there is no such page."""
        answer = self.api(
            action="query",
            titles=title,
            prop="revisions",
            rvprop="ids|user|timestamp|comment|content|tags|flags",
            rvslots="main",
            rvlimit=limit,
            list="recentchanges",
            rctitle=title,
            rcprop="ids|flags",
            rclimit=500,
        )["query"]
        if "revisions" not in answer["pages"][0]:
            raise KeyError(title)
        marked = {change["revid"] for change in answer["recentchanges"] if change["bot"]}
        return [_revision(entry, marked) for entry in answer["pages"][0]["revisions"]]

    def html(self, title: str) -> str:
        """Give the HTML of a page's content as the wiki renders it."""
        rendered = self.api(action="parse", page=title, prop="text", disablelimitreport=True)
        html: str = rendered["parse"]["text"]
        return html

    def page_html(self, title: str) -> str:
        """Give the whole HTML page as a reader who is not logged in gets it."""
        response = requests.get(
            f"{self.url}/index.php",
            params={"title": title},
            headers={"User-Agent": USER_AGENT},
            timeout=TIMEOUT_SECONDS,
        )
        response.raise_for_status()
        return response.text

    def embeddedin(self, template: str) -> list[str]:
        """Name the pages that the wiki lists as transcluding a template, in order of title."""
        answer = self.api(action="query", list="embeddedin", eititle=template, eilimit="max")
        return sorted(page["title"] for page in answer["query"]["embeddedin"])

    # Writing

    def edit_as(
        self, user: str | None, title: str, text: str, summary: str = "", **api: object
    ) -> int:
        """Save a page as a user (None: not logged in) and give the new revision's id.

        Gives the old id where nothing changed. Further arguments go to the API. Raises
        ApiError where the wiki refuses, by answering `Failure` too.
        """
        given = {"title": title, "text": text, "summary": summary}
        edit = self.act(user, action="edit", **(given | api))["edit"]
        if edit["result"] != "Success":
            raise ApiError(edit.get("code", "failure"), json.dumps(edit), {"edit": edit})
        if "newrevid" in edit:
            return int(edit["newrevid"])
        return self.revisions(title, limit=1)[0].id

    def edit(self, title: str, text: str, summary: str = "", **api: object) -> int:
        """Save a page as Coordinator, an editor without special rights."""
        return self.edit_as(accounts.COORDINATOR.user, title, text, summary, **api)

    def edit_all(self, pages: dict[str, str]) -> None:
        """Save several pages, given as text by title, as Coordinator."""
        for title, text in pages.items():
            self.edit(title, text)

    def delete(self, title: str, reason: str = "test") -> None:
        """Delete a page as Admin."""
        self.act(action="delete", title=title, reason=reason)

    def move(self, old: str, new: str, *, redirect: bool = True) -> None:
        """Move a page as Admin, leaving a redirect unless told otherwise."""
        where = {"from": old, "to": new}  # `from` is a word of Python's
        self.act(action="move", noredirect=not redirect, **where)

    def protect(self, title: str, level: str = "sysop") -> None:
        """Protect a page from edits by those without a right (`all` lifts it), as Admin."""
        self.act(action="protect", title=title, protections=f"edit={level}")

    def block(self, user: str, *, partial: str | None = None) -> None:
        """Block a user for ever as Admin: from one page with `partial`, else from editing."""
        self.act(
            action="block",
            user=user,
            expiry="never",
            allowusertalk=True,
            partial=partial is not None,
            pagerestrictions=partial or False,
        )

    def unblock(self, user: str) -> None:
        """Lift a user's block as Admin."""
        self.act(action="unblock", user=user)

    def undo(
        self, title: str, revision: int | None = None, user: str = accounts.COORDINATOR.user
    ) -> int:
        """Undo one revision (default: the newest) as a user and give the new revision's id."""
        undone = revision if revision is not None else self.revisions(title, limit=1)[0].id
        return int(self.act(user, action="edit", title=title, undo=undone)["edit"]["newrevid"])

    def rollback(self, title: str) -> int:
        """Roll back the newest editor's edits as Admin and give the new revision's id."""
        newest = self.revisions(title, limit=1)[0]
        answer = self.act(
            action="rollback",
            title=title,
            user=newest.user,
        )
        return int(answer["rollback"]["revid"])

    def create_user(self, name: str, *groups: str) -> None:
        """Create an account in groups (such as `sysop`, `bot`), for `edit_as` and `session`."""
        account = Account(name, name, f"loopback password of {name}")
        options = [f"--custom-groups={','.join(groups)}"] if groups else []
        self.script("createAndPromote.php", *options, name, account.password)
        self._accounts[name] = account

    def set_groups(self, user: str, *, add: str = "", remove: str = "") -> None:
        """Put a user into groups or take it out of them (names joined by `|`), as Admin."""
        self.act(
            action="userrights",
            user=user,
            add=add,
            remove=remove,
        )

    # Larger things

    def import_dump(self, path: Path) -> None:
        """Import a MediaWiki XML export; links, transclusions and recent changes follow it."""
        self.script("importDump.php", "--username-prefix=imported", str(path.resolve()))
        self.run_jobs()
        self.script("rebuildrecentchanges.php")
        self.script("initSiteStats.php", "--update")

    def run_jobs(self) -> None:
        """Run everything in the job queue (web requests have done their own already)."""
        self.script("runJobs.php")

    def add_abuse_filter(
        self, rules: str, action: str = "disallow", message: str = "", name: str = "Test filter"
    ) -> int:
        """Switch on an abuse filter and give its number.

        `action` is `disallow`, `warn`, `tag` or another of AbuseFilter's; `message` is the page
        (without `MediaWiki:`) of the text shown, or the tag.
        """
        default = {"disallow": "abusefilter-disallowed", "warn": "abusefilter-warning"}
        parameter = message or default.get(action, "")
        filled = {
            "name": name,
            "rules": rules,
            "actions": {action: [parameter] if parameter else []},
            "user": accounts.ADMIN.user,
        }
        script = PHP_FILES / "addAbuseFilter.php"
        return int(self.script(script, stdin=json.dumps(filled)).strip().splitlines()[-1])

    def blacklist(self, pattern: str) -> None:
        """Forbid links that match a regular expression (SpamBlacklist's page)."""
        self.edit_as(accounts.ADMIN.user, "MediaWiki:Spam-blacklist", pattern)

    # What the wiki was asked

    def mark(self) -> None:
        """Let `requests_seen` begin here."""
        log = self.folder / "requests.log"
        self._mark = log.stat().st_size if log.exists() else 0

    def requests_seen(self, *, own: bool = False) -> list[SeenRequest]:
        """List the requests that reached MediaWiki since `mark()`.

        Those of this class are left out unless `own` is set.
        """
        return read_log(self.folder / "requests.log", self._mark, own=own)


def _revision(entry: dict[str, Any], marked: set[int]) -> Revision:
    return Revision(
        id=entry["revid"],
        parent_id=entry["parentid"],
        user=entry["user"],
        timestamp=entry["timestamp"],
        comment=entry["comment"],
        text=entry["slots"]["main"]["content"],
        tags=tuple(entry["tags"]),
        minor=entry["minor"],
        bot=entry["revid"] in marked,
    )
