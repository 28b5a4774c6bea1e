"""A connection to one wiki: which wiki, which account, and single API requests."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pywikibot
import pywikibot.config
import pywikibot.data.api
import pywikibot.family
import requests
from pywikibot.comms import http
from pywikibot.site import APISite

from hubbot import __version__
from hubbot.errors import LoginError, SourceError
from hubbot.sources import SiteInfo
from hubbot.wiki.login import Credentials, SurveySite, one_line
from hubbot.wikitext import Namespaces

LOG = logging.getLogger("hubbot.wiki")

# What pywikibot raises where the wiki or the way to it fails.
FAILURES = (pywikibot.exceptions.Error, requests.RequestException, ConnectionError)


class Session:
    """One wiki and one account.

    ``requests`` counts the answers that the wiki gave; ``groups`` is the number of
    pages that one request may name.
    """

    def __init__(self, site: SurveySite) -> None:
        self.site = site
        self.requests = 0
        http.session.hooks["response"] = [self._count]

    def _count(self, *_: object, **__: object) -> None:
        self.requests += 1

    @property
    def user(self) -> str:
        """The account's name, or empty where nobody is logged in."""
        return self.site.user() or ""

    @property
    def groups(self) -> int:
        """How many pages one request may name: 500 with the right for high limits, else 50."""
        return 500 if self.has_right("apihighlimits") else 50

    @property
    def address(self) -> str:
        """The wiki's name and family, by which a run is locked."""
        return str(self.site.base_url(""))

    @property
    def user_agent(self) -> str:
        """What every request says of its sender."""
        return str(http.user_agent(self.site))

    @property
    def contact(self) -> str:
        """Who runs the bot, as every request says it; empty where nobody said."""
        return pywikibot.config.user_agent_description or ""

    @property
    def simulated(self) -> bool:
        """Whether pywikibot was told to simulate: then no edit may be made."""
        return bool(pywikibot.config.simulate)

    @property
    def restricted_templates(self) -> tuple[str, ...]:
        """The templates by which this wiki keeps bots off a page, as pywikibot knows them."""
        return tuple(self.site.get_edit_restricted_templates())

    def has_right(self, right: str) -> bool:
        """Whether the account has a right on the wiki."""
        return bool(self.site.has_right(right))

    def log_in(self, *, may_ask: bool = False) -> None:
        """Log in; raise LoginError in one sentence where that fails.

        ``may_ask`` allows to ask for a missing password, at a terminal alone.
        """
        self.site.may_ask = may_ask
        try:
            self.site.login()
        except pywikibot.exceptions.NoUsernameError as error:
            raise LoginError(one_line(str(error))) from error
        except FAILURES as error:
            raise SourceError(
                f"{self.address} cannot be reached: {self._read_only() or one_line(str(error))}"
            ) from error

    def _read_only(self) -> str:
        """Say so where the wiki is read-only: it then lets nobody log in."""
        with contextlib.suppress(*FAILURES):
            answer = self.ask(action="query", meta="siteinfo", siprop="general")
            general = answer["query"]["general"]
            if general.get("readonly"):
                return one_line(f"it is read-only at the moment: {general['readonlyreason']}")
        return ""

    def ask(self, **parameters: object) -> Mapping[str, Any]:
        """Send one API request and return its answer; raises one of FAILURES."""
        request = pywikibot.data.api.Request(
            site=self.site, parameters={"formatversion": 2, **parameters}
        )
        answer: Mapping[str, Any] = request.submit()
        return answer

    def ask_once(self, **parameters: object) -> Mapping[str, Any]:
        """Send one API request that is not tried again; raises SourceError where it fails."""
        request = pywikibot.data.api.Request(
            site=self.site, parameters={"formatversion": 2, **parameters}, max_retries=0
        )
        try:
            answer: Mapping[str, Any] = request.submit()
        except FAILURES as error:
            raise SourceError(f"{self.address} does not answer: {one_line(error)}") from error
        return answer

    def query(self, **parameters: object) -> Iterator[Mapping[str, Any]]:
        """Send a query and yield its answers until the wiki has no more.

        Raises SourceError where the wiki does not answer: a list read half is no list.
        """
        following: dict[str, object] = {}
        while True:
            try:
                answer = self.ask(action="query", **{**parameters, **following})
            except FAILURES as error:
                raise SourceError(
                    f"{self.address} could not be read: {one_line(str(error))}"
                ) from error
            yield answer.get("query", {})
            if "continue" not in answer:
                return
            following = dict(answer["continue"])

    def info(self) -> SiteInfo:
        """Describe the wiki from pywikibot's cached siteinfo."""
        try:
            general = self.site.siteinfo["general"]
            return SiteInfo(
                namespaces=_namespaces(self.site),
                language=general["lang"],
                user=self.user,
                user_rights=frozenset(self.site.userinfo["rights"]),
                extensions=frozenset(
                    extension.get("name", "") for extension in self.site.siteinfo["extensions"]
                ),
                max_bytes=int(general.get("maxarticlesize", 2048 * 1024)),
                page_url=general["server"] + general["articlepath"],
            )
        except FAILURES as error:
            raise SourceError(
                f"{self.address} could not be read: {one_line(str(error))}"
            ) from error


def _namespaces(site: APISite) -> Namespaces:
    namespaces = {ns.id: ns for ns in site.namespaces.values()}
    return Namespaces(
        local={number: ns.custom_name for number, ns in namespaces.items()},
        aliases={
            alias: number for number, ns in namespaces.items() for alias in [*ns, *ns.aliases]
        },
        case_sensitive=frozenset(
            number for number, ns in namespaces.items() if ns.case == "case-sensitive"
        ),
    )


def connect(
    api_url: str | None,
    credentials: Credentials,
    *,
    put_throttle: float = -1,
    contact: str = "",
) -> Session:
    """Open a session, not yet logged in.

    ``api_url`` is the address of an ``api.php``; without it the site is that of
    pywikibot's ``user-config.py``, else Meta-Wiki.
    """
    _prepare_pywikibot(contact)
    code, family = _family(api_url)
    if put_throttle >= 0:
        pywikibot.config.put_throttle = put_throttle
    elif _is_loopback(family.hostname(code)):
        pywikibot.config.put_throttle = pywikibot.config.minthrottle = 0
    site = pywikibot.Site(code, family, credentials.username or None, interface=SurveySite)
    site.credentials = credentials
    if credentials.oauth:
        pywikibot.config.authenticate[family.hostname(code)] = credentials.oauth
        # The tokens say whose they are, whatever user-config.py says of other runs.
        site._username = credentials.username or None
    elif credentials.botpassword:
        site._oauth_disabled = True  # tokens in pywikibot's files: the environment wins
    return Session(site)


def _is_loopback(host: str) -> bool:
    return urlsplit(f"//{host}").hostname in ("127.0.0.1", "localhost", "::1")


# Seconds between two requests, where user-config.py says nothing.
_PYWIKIBOTS_PAUSE = 0.1


def _prepare_pywikibot(contact: str) -> None:
    config = pywikibot.config
    if not (Path(config.base_dir) / config.user_config_file).is_file():
        config.base_dir = str(_state_folder())
    if contact and not config.user_agent_description:
        config.user_agent_description = contact
    if config.minthrottle == _PYWIKIBOTS_PAUSE:
        # Requests are sent one after the other, which is all that
        # https://www.mediawiki.org/wiki/API:Etiquette asks of reading; pauses between
        # edits, Retry-After and maxlag are obeyed as ever.
        config.minthrottle = 0
    config.user_agent_format = (
        f"hubbot/{__version__} ({{script_comments}}) {{pwb}} {{http_backend}}"
    )
    # On the logger: pywikibot makes its handlers when it first has something to say.
    logging.getLogger("pywiki").addFilter(_short_messages)


def _short_messages(record: logging.LogRecord) -> bool:
    """Keep pywikibot from printing a traceback for every answer it will ask for again."""
    message = record.getMessage()
    if message.startswith("Traceback"):
        record.msg, record.args = message.strip().splitlines()[-1], ()
    return True


def _state_folder() -> Path:
    """Find a folder to write pywikibot's caches to, also where there is no home."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    for folder in (
        Path(home) / "hubbot",
        Path(tempfile.gettempdir()) / f"hubbot-{os.getuid()}",
    ):
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise SourceError("There is no folder to write to: set TMPDIR to one.")


def _family(api_url: str | None) -> tuple[str, pywikibot.family.Family]:
    if api_url is None:
        config = pywikibot.config
        configured = (Path(config.base_dir) / config.user_config_file).is_file()
        code, name = (config.mylang, config.family) if configured else ("meta", "meta")
        return code, pywikibot.family.Family.load(name)
    url = urlsplit(api_url)
    if url.scheme not in ("http", "https") or not url.netloc or not url.path.endswith("/api.php"):
        raise SourceError(f"{api_url} is not the address of an api.php.")
    for name in sorted(pywikibot.config.family_files):
        family = pywikibot.family.Family.load(name)
        for code in family.codes:
            if family.hostname(code) == url.netloc:
                return code, family
    family = _family_of(api_url)
    return family.name, family


def _family_of(api_url: str) -> pywikibot.family.Family:
    """Make a family for a wiki that pywikibot has none for.

    Not pywikibot's AutoFamily: for that one a broken answer is final, and not asked for
    again.
    """
    url = urlsplit(api_url)

    class SurveyFamily(pywikibot.family.SingleSiteFamily):  # type: ignore[misc]  # not typed
        name = "".join(c for c in url.netloc.lower() if c.isalnum())
        domain = url.netloc

        def protocol(self, code: str) -> str:
            return url.scheme

        def scriptpath(self, code: str) -> str:
            return url.path.removesuffix("/api.php")

    return SurveyFamily()
