"""A small client of MediaWiki's API for the tests' own acts, one session a user."""

from typing import Any

import requests

from .accounts import Account

USER_AGENT = "hubbot-test-wiki"
TIMEOUT_SECONDS = 60
_OWN_TOKENS = {"rollback", "userrights"}


class ApiError(RuntimeError):
    """The API refused: `code` is MediaWiki's, `answer` the whole answer."""

    def __init__(self, code: str, info: str, answer: dict[str, Any]) -> None:
        super().__init__(f"{code}: {info}")
        self.code = code
        self.answer = answer


class ApiSession:
    """A session with one wiki's api.php, logged in as an account, or nobody (None)."""

    def __init__(self, api_url: str, account: Account | None) -> None:
        self.api_url = api_url
        self._account = account
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy of the environment between a test and loopback
        self._http.headers["User-Agent"] = USER_AGENT
        self._tokens: dict[str, str] = {}
        if account is not None:
            self._log_in(account)

    def get(self, **params: object) -> dict[str, Any]:
        """Ask with GET; raises ApiError where the API refuses."""
        return self._answer("GET", params)

    def post(self, **params: object) -> dict[str, Any]:
        """Act with POST and the token of the action; raises ApiError where the API refuses."""
        kind = str(params.get("action")) if params.get("action") in _OWN_TOKENS else "csrf"
        return self._answer("POST", params | {"token": self._token(kind)})

    def _token(self, kind: str) -> str:
        if kind not in self._tokens:
            tokens = self.get(action="query", meta="tokens", type=kind)["query"]["tokens"]
            self._tokens[kind] = tokens[f"{kind}token"]
        return self._tokens[kind]

    def _log_in(self, account: Account) -> None:
        given = {
            "lgname": account.login,
            "lgpassword": account.password,
            "lgtoken": self._token("login"),
        }
        answer = self._answer("POST", {"action": "login", **given})
        if answer["login"]["result"] != "Success":
            raise ApiError("login", str(answer["login"]), answer)

    def _answer(self, method: str, params: dict[str, object]) -> dict[str, Any]:
        given = {"format": "json", "formatversion": 2} | params
        sent = {name: _encoded(value) for name, value in given.items() if value is not False}
        response = self._http.request(
            method,
            self.api_url,
            params=sent if method == "GET" else None,
            data=sent if method == "POST" else None,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            answer: dict[str, Any] = response.json()
        except ValueError as error:
            raise ApiError(str(response.status_code), response.text[:2000], {}) from error
        if "error" in answer:
            raise ApiError(answer["error"]["code"], answer["error"]["info"], answer)
        return answer


def _encoded(value: object) -> str:
    """Write a value as the API wants it: lists joined by |, flags as 1."""
    if value is True:
        return "1"
    if isinstance(value, list | tuple):
        return "|".join(map(str, value))
    return str(value)
