"""Save pages on a wiki so that nobody's edit is lost.

pywikibot's ``Page.save()`` is not used: it sends the newest base time beside the base
revision, so that an edit of the same second is overwritten; it saves over a warning of
the AbuseFilter; and it keeps the answer, which alone tells whether MediaWiki merged the
edit with somebody else's. See https://www.mediawiki.org/wiki/API:Edit.
"""

from __future__ import annotations

import html
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import pywikibot
import pywikibot.data.api
import requests
from pywikibot.comms import http

from hubbot.outcomes import Outcome, PageOutcome
from hubbot.plan import PagePlan
from hubbot.publish import Replan
from hubbot.records import PageRevision
from hubbot.wiki.login import one_line
from hubbot.wiki.session import FAILURES, Session
from hubbot.wiki.source import WikiSource

LOG = logging.getLogger("hubbot.wiki")

# What the API answers where an edit is not made, in words; $1 is what the wiki says itself.
_REASONS: Mapping[str, str] = {
    "protectedpage": "The page is protected, and the bot may not edit it.",
    "cascadeprotected": "The page is protected through another, and the bot may not edit it.",
    "protectednamespace": "The bot may not edit pages in this namespace.",
    "protectednamespace-interface": "The bot may not edit pages in this namespace.",
    "permissiondenied": "The bot's account has no right to edit this page.",
    "noedit": "The bot's account has no right to edit.",
    "writeapidenied": "The bot's account has no right to edit through the API.",
    "blocked": "The bot's account is blocked.",
    "autoblocked": "The bot's address is blocked.",
    "readonly": "The wiki is read-only at the moment: $1",
    "ratelimited": "The wiki limits the bot's rate of edits; the next run goes on.",
    "maxlag": "The wiki's databases lag behind; the next run goes on.",
    "abusefilter-disallowed": "An abuse filter refused the edit: $1",
    "abusefilter-warning": "An abuse filter warned of the edit: $1",
    "spamblacklist": "The spam blacklist refused the edit: $1",
    "contenttoobig": "The page would be larger than the wiki allows.",
    "captcha": "The wiki demands a captcha of the bot's account.",
    "tpt-target-page": "The page is a translation copy.",
    "assertuserfailed": "The bot is no longer logged in.",
    "assertnameduserfailed": "The bot is no longer logged in.",
    "badtoken": "The wiki did not accept the bot's token.",
    "unanswered": "The wiki gave no answer, and the edit is not on the page.",
}
_GONE = ("missingtitle", "pagedeleted", "nosuchpageid")
# What holds for every page of the run: there is no use in trying the next one.
_FOR_EVERY_PAGE = frozenset(
    {
        "blocked",
        "autoblocked",
        "noedit",
        "writeapidenied",
        "readonly",
        "ratelimited",
        "maxlag",
        "captcha",
        "assertuserfailed",
        "assertnameduserfailed",
        "badtoken",
        "unanswered",
    }
)


@dataclass(frozen=True)
class _Saved:
    """An edit was made; ``merged`` where another edit came in between."""

    revision_id: int
    merged: bool


@dataclass(frozen=True)
class _Refused:
    """The wiki did not make the edit; ``code`` is the API's error code."""

    code: str
    info: str = ""
    partial: bool = False

    @classmethod
    def by(cls, error: pywikibot.exceptions.APIError) -> _Refused:
        """Take the API's error; a block may be for some pages only."""
        block = error.other.get("blockinfo") or {}
        return cls(error.code, error.info, partial=bool(block.get("blockpartial")))

    @property
    def sentence(self) -> str:
        """Say why, in hubbot's words where they are clearer than the wiki's."""
        told = " ".join(html.unescape(_TAG.sub(" ", self.info)).split()) or self.code
        return _REASONS.get(self.code, "The wiki did not save the page: $1").replace("$1", told)

    @property
    def is_conflict(self) -> bool:
        """Whether somebody else's edit came in between and touches the same lines."""
        return self.code in ("editconflict", "articleexists")

    @property
    def ends_run(self) -> bool:
        """Whether the wiki would refuse every other page too."""
        return self.code in _FOR_EVERY_PAGE and not self.partial


_TAG = re.compile(r"<[^<>]*>")


class _Unanswered(Exception):  # noqa: N818 - it is no error until the wiki has been asked again
    """The answer to an edit never came; whether it was made is unknown."""


class _EditRequest(pywikibot.data.api.Request):  # type: ignore[misc]  # pywikibot is not typed
    """An edit that is never sent twice without asking whether it was made."""

    refusal = _Refused("")

    def _http_request(
        self, use_get: bool, uri: str, data: object, headers: object, paramstring: str
    ) -> tuple[requests.Response, bool]:
        try:
            response = http.request(self.site, uri=uri, method="POST", data=data, headers=headers)
        except FAILURES as error:
            raise _Unanswered(str(error)) from error
        return response, use_get

    def _json_loads(self, response: requests.Response) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = response.json()
        except requests.exceptions.JSONDecodeError as error:
            raise _Unanswered(f"HTTP {response.status_code} without JSON") from error
        return answer

    def _internal_api_error(self, code: str, error: dict[str, str], result: object) -> bool:
        self.refusal = _Refused(code, error.get("readonlyreason") or error.get("info", ""))
        return bool(super()._internal_api_error(code, error, result))

    def _bad_token(self, code: str) -> bool:
        # Not pywikibot's: after a login in mid-run that one sends the login's token.
        if code != "badtoken":
            return False
        self.site.tokens.clear()
        self["token"] = self.site.tokens["csrf"]
        return True

    def _ratelimited(self) -> None:
        self.refusal = _Refused("ratelimited")
        super()._ratelimited()


class WikiPublisher:
    """Saves pages with the revision that was read as their base.

    ``as_bot`` marks the edits as a bot's where the account may; people's edits
    (installing, migrating) are never marked.
    """

    def __init__(
        self,
        session: Session,
        source: WikiSource,
        max_bytes: int,
        *,
        as_bot: bool = True,
        whole: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._session = session
        self._source = source
        self._max_bytes = max_bytes
        self._as_bot = as_bot and session.has_right("bot")
        self._whole = whole

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        """Save one page; after a conflict it is read and planned again, once."""
        if not plan.changes:
            return plan.unwritten()
        size = len(plan.text.encode())
        if size > self._max_bytes:
            return plan.outcome(
                Outcome.REFUSED,
                f"The page would be {size:,} bytes, and the wiki allows {self._max_bytes:,}.",
            )
        with self._whole():
            try:
                return self._publish(plan, replan)
            except FAILURES as error:
                reason = f"The wiki failed while the page was being saved: {one_line(str(error))}"
                return replace(plan.outcome(Outcome.FAILED, reason), ends_run=True)

    def _publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        answer = self._save(plan)
        if isinstance(answer, _Refused) and answer.is_conflict:
            again = self._planned_anew(plan, replan)
            if isinstance(again, PageOutcome):
                return again
            plan, answer = again, self._save(again)
        if isinstance(answer, _Refused):
            return self._not_saved(plan, answer)
        if answer.merged:
            return self._check_merge(plan, answer, replan)
        return plan.outcome(Outcome.EDITED)

    def _planned_anew(self, plan: PagePlan, replan: Replan) -> PagePlan | PageOutcome:
        target = self._source.target(plan.page.title, self._session.user)
        if target is None:
            return plan.outcome(Outcome.REFUSED, "The page was deleted or moved meanwhile.")
        again = replan(target)
        if again is None:
            return plan.outcome(Outcome.REFUSED, "Somebody took the block off the page meanwhile.")
        return again if again.changes else again.unwritten()

    def _not_saved(self, plan: PagePlan, answer: _Refused) -> PageOutcome:
        if answer.code in _GONE:
            return plan.outcome(Outcome.REFUSED, "The page was deleted meanwhile.")
        if answer.is_conflict:
            return plan.outcome(
                Outcome.FAILED, "Somebody edited the page twice while it was being saved."
            )
        outcome = plan.outcome(Outcome.FAILED, answer.sentence)
        return replace(outcome, ends_run=answer.ends_run)

    def _check_merge(self, plan: PagePlan, saved: _Saved, replan: Replan) -> PageOutcome:
        """Look at a page that MediaWiki merged, and undo what its editors now forbid."""
        target = self._source.target(plan.page.title, self._session.user)
        again = replan(target) if target else None
        reason = _forbidden(plan, again)
        if not reason:
            return plan.outcome(Outcome.EDITED)
        undone = self._save(plan, undo=saved.revision_id)
        if isinstance(undone, _Refused):
            return plan.outcome(
                Outcome.FAILED, f"{reason} hubbot could not undo its edit: {undone.sentence}"
            )
        return plan.outcome(Outcome.REFUSED, f"{reason} hubbot undid its edit.")

    def _save(self, plan: PagePlan, undo: int = 0) -> _Saved | _Refused:
        """Make an edit; where no answer comes, find out before it is tried again, once."""
        for _ in range(2):
            try:
                return self._edit(plan, undo)
            except _Unanswered as error:
                LOG.warning("%s: no answer to the edit (%s).", plan.page.title, error)
            found = self._was_saved(plan, undo)
            if found is not None:
                return found
            time.sleep(pywikibot.config.retry_wait)
        return _Refused("unanswered")

    def _edit(self, plan: PagePlan, undo: int) -> _Saved | _Refused:
        request = _EditRequest(
            site=self._session.site, use_get=False, parameters=self._parameters(plan, undo)
        )
        try:
            edit = request.submit()["edit"]
        except pywikibot.exceptions.MaxlagTimeoutError as error:
            return _Refused("maxlag", str(error))
        except pywikibot.exceptions.APIError as error:
            return _Refused.by(error)
        except pywikibot.exceptions.ApiTimeoutError:
            return request.refusal if request.refusal.code else _Refused("unanswered")
        return _read_answer(edit, undo or plan.page.revision_id)

    def _parameters(self, plan: PagePlan, undo: int) -> dict[str, object]:
        new = plan.page.page_id == 0
        text: dict[str, object] = {"undo": undo} if undo else {"text": plan.text}
        base: dict[str, object] = {"baserevid": undo or plan.page.revision_id}
        return {
            "action": "edit",
            "formatversion": 2,
            "title": plan.page.title,
            **text,
            **({"createonly": True} if new else base),
            "summary": plan.summary,
            "nocreate": not new,
            "bot": self._as_bot,
            "watchlist": "nochange",
            # Beside pywikibot's own assertion of any user, upon which it logs in again.
            "assertuser": self._session.user,
            "token": self._session.site.tokens["csrf"],
        }

    def _was_saved(self, plan: PagePlan, undo: int) -> _Saved | _Refused | None:
        """Find out whether an edit was made whose answer never came; None: it was not.

        A page that changed in any other way is a conflict, for what came in between may
        forbid the edit.
        """
        page = self._source.pages([plan.page.title]).get(plan.page.title)
        if page is None:
            return _Refused("missingtitle") if plan.page.page_id else None
        if page.revision_id == (undo or plan.page.revision_id):
            return None
        ours = page.user == self._session.user and page.revision_id > undo
        if ours and (undo or _same_text(page, plan.text)):
            return _Saved(page.revision_id, merged=False)
        return None if undo else _Refused("editconflict")


def _forbidden(plan: PagePlan, again: PagePlan | None) -> str:
    """Say why a page as it now stands forbids an edit that was made; empty if it does not."""
    if again is None:
        return "Somebody took the block off the page."
    filled = Counter(b.report for b in plan.blocks if b.outcome is Outcome.EDITED)
    kept = Counter(b.report for b in again.blocks if not b.code)
    if not again.refusal and filled <= kept:
        return ""
    refused = next((block.reason for block in again.blocks if block.code), "")
    return again.refusal or refused or "Somebody took the block off the page."


def _same_text(page: PageRevision, text: str) -> bool:
    return page.text.rstrip() == unicodedata.normalize("NFC", text).rstrip()


def _read_answer(edit: Mapping[str, Any], base: int) -> _Saved | _Refused:
    if edit.get("result") == "Success":
        if "newrevid" not in edit:
            return _Saved(base, merged=False)
        return _Saved(edit["newrevid"], merged=edit.get("oldrevid", base) != base)
    code = "captcha" if "captcha" in edit else str(edit.get("code", "failure"))
    return _Refused(code, str(edit.get("info", "")))
