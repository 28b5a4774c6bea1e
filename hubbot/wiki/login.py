"""Log in to a wiki: never a prompt in a job, never a session on a disk.

pywikibot's own login asks for a password where one is refused, also in a job that has
no terminal, and stores the session's cookies, with which a later login fails.
See https://www.mediawiki.org/wiki/Manual:Bot_passwords and
https://www.mediawiki.org/wiki/OAuth/Owner-only_consumers.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pywikibot
import pywikibot.config
from pywikibot.comms import http
from pywikibot.login import ClientLoginManager, LoginStatus
from pywikibot.site import APISite

from hubbot.errors import LoginError, NoAccountError

_BOTPASSWORD_VARIABLES = ("HUBBOT_USERNAME", "HUBBOT_BOTPASSWORD_NAME", "HUBBOT_BOTPASSWORD")
_OAUTH_VARIABLES = (
    "HUBBOT_OAUTH_CONSUMER_TOKEN",
    "HUBBOT_OAUTH_CONSUMER_SECRET",
    "HUBBOT_OAUTH_ACCESS_TOKEN",
    "HUBBOT_OAUTH_ACCESS_SECRET",
)
_NO_ACCOUNT = (
    "No account is configured: set HUBBOT_USERNAME, HUBBOT_BOTPASSWORD_NAME and "
    "HUBBOT_BOTPASSWORD (or the four HUBBOT_OAUTH_* variables), or name the account in "
    "pywikibot's user-config.py."
)


@dataclass(frozen=True)
class Credentials:
    """What the environment says of the account; the secrets never show in a repr.

    ``username`` alone names an account whose password or tokens stand in pywikibot's
    files.
    """

    username: str = ""
    botpassword_name: str = ""
    botpassword: str = field(default="", repr=False)
    oauth: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Credentials:
        """Read the HUBBOT_* variables; raise LoginError where a set is incomplete."""
        oauth = {name: environ.get(name, "").strip() for name in _OAUTH_VARIABLES}
        missing = [name for name, value in oauth.items() if not value]
        if missing and len(missing) < len(oauth):
            raise LoginError(f"For OAuth, set {_listed(missing)} too.")
        password = {name: environ.get(name, "").strip() for name in _BOTPASSWORD_VARIABLES}
        missing = [name for name, value in password.items() if not value]
        given = [name for name in _BOTPASSWORD_VARIABLES[1:] if password[name]]
        if given and missing:
            raise LoginError(f"To log in with a bot password, set {_listed(missing)} too.")
        return cls(
            username=password["HUBBOT_USERNAME"].replace("_", " "),
            botpassword_name=password["HUBBOT_BOTPASSWORD_NAME"],
            botpassword=password["HUBBOT_BOTPASSWORD"],
            oauth=tuple(oauth.values()) if all(oauth.values()) else (),
        )


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names)


class SurveySite(APISite):  # type: ignore[misc]  # pywikibot is not typed
    """pywikibot's site with hubbot's login, which pywikibot also calls after a lost session.

    ``may_ask`` is whether a missing password may be asked for at the terminal.
    """

    credentials = Credentials()
    may_ask = False

    def login(
        self, autocreate: bool = False, user: str | None = None, *, cookie_only: bool = False
    ) -> None:
        """Log in; raise LoginError where refused, NoAccountError where there is no account."""
        if cookie_only or self.logged_in():
            return  # pywikibot tries its cookies when a site is made; hubbot says when to log in
        if self.is_oauth_token_available():
            self._login_with_oauth()
        elif self.credentials.botpassword:
            self._login_with_password(self._manager(self.credentials))
        elif self.username() is None:
            raise NoAccountError(_NO_ACCOUNT)
        elif not self._has_stored_session():
            self._login_with_password(self._manager_of_files())

    def _login_with_oauth(self) -> None:
        """Ask who the signed requests come from; there is no session to open."""
        self._loginstatus = LoginStatus.IN_PROGRESS
        del self.userinfo
        try:
            userinfo = self.userinfo
        except (pywikibot.exceptions.NoUsernameError, pywikibot.exceptions.APIError) as error:
            self._loginstatus = LoginStatus.NOT_LOGGED_IN
            info = getattr(error, "info", error)
            raise LoginError(
                f"{self.hostname()} refused the OAuth tokens: {one_line(info)}"
            ) from error
        except ImportError as error:
            raise LoginError(
                'OAuth needs the package requests-oauthlib: pip install "hubbot[oauth]".'
            ) from error
        if "anon" in userinfo:
            self._loginstatus = LoginStatus.NOT_LOGGED_IN
            raise LoginError(f"{self.hostname()} did not accept the OAuth tokens.")
        if self.username() not in (None, userinfo["name"]):
            if self._is_global_user_override():  # pywikibot's -user wins over tokens in its files
                self._oauth_disabled = True
                del self.userinfo
                self.login()
                return
            self._loginstatus = LoginStatus.NOT_LOGGED_IN
            raise LoginError(
                f"The OAuth tokens are those of {userinfo['name']}, not of {self.username()}."
            )
        self._username = userinfo["name"]
        self._loginstatus = LoginStatus.AS_USER

    def _has_stored_session(self) -> bool:
        """Try the session that the user has opened with pywikibot's own login, if any."""
        http.cookie_jar.load(self.username(), ignore_discard=True)
        if not len(http.cookie_jar):
            return False
        del self.userinfo
        if self.userinfo["name"] != self.username():
            return False
        self._loginstatus = LoginStatus.AS_USER
        return True

    def _manager(self, credentials: Credentials) -> ClientLoginManager:
        manager = _LoginManager(site=self, user=credentials.username)
        manager.login_name = f"{credentials.username}@{credentials.botpassword_name}"
        manager.password = credentials.botpassword
        return manager

    def _manager_of_files(self) -> ClientLoginManager:
        """Take the password from pywikibot's password_file, or ask for it at a terminal."""
        try:
            manager = _LoginManager(site=self, user=self.username())
        except (ValueError, OSError) as error:
            raise LoginError(f"pywikibot's password_file: {one_line(error)}") from error
        if not manager.password and self.may_ask and sys.stdin.isatty():
            manager.password = getpass.getpass(f"Password of {manager.login_name}: ")
        if not manager.password:
            raise NoAccountError(
                f"No password for {self.username()} is configured: set "
                "HUBBOT_BOTPASSWORD_NAME and HUBBOT_BOTPASSWORD, or pywikibot's password_file."
            )
        return manager

    def _login_with_password(self, manager: ClientLoginManager) -> None:
        # Not manager.login(): it asks for a password when refused, and stores cookies.
        http.cookie_jar.clear()
        self.tokens.clear()  # of a session that was lost, if this is not the first login
        try:
            manager.login_to_site()
        except pywikibot.exceptions.APIError as error:
            self._loginstatus = LoginStatus.NOT_LOGGED_IN
            raise LoginError(
                f"The wiki refused to log in {manager.login_name}: {one_line(error.info)}"
            ) from error
        del self.userinfo
        if self.userinfo["name"] != self.username():
            self._loginstatus = LoginStatus.NOT_LOGGED_IN
            raise LoginError(
                f"The wiki logged in {self.userinfo['name']} in place of {self.username()}."
            )
        self._loginstatus = LoginStatus.AS_USER


class _LoginManager(ClientLoginManager):  # type: ignore[misc]  # pywikibot is not typed
    """pywikibot's login, which refuses what only a person at a terminal could answer."""

    def _login_parameters(self, user: str, password: str) -> dict[str, str]:
        parameters: dict[str, str] = super()._login_parameters(user, password)
        if self.action == "clientlogin" and not sys.stdin.isatty():
            raise LoginError(
                f"The password of {user} is that of the account itself, for which the wiki may "
                "ask further questions: make a bot password at Special:BotPasswords."
            )
        return parameters


def one_line(text: object) -> str:
    """Put a message of the wiki's on one line that ends like a sentence."""
    line = " ".join(str(text).split())
    return line if line.endswith((".", "!", "?")) else line + "."
