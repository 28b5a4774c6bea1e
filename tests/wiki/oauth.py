"""A stand-in for MediaWiki's OAuth extension, in front of a real wiki.

The signature of each request is verified by oauthlib's server side; the wiki then gets the
request as from the account's own session. The extension itself is not packaged for Debian.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from oauthlib.oauth1 import (  # type: ignore[import-untyped]  # no stubs
    RequestValidator,
    ResourceEndpoint,
)

from tests.mediawiki import BOT, FaultProxy, TestWiki
from tests.mediawiki.client import ApiSession
from tests.mediawiki.proxy import Answer, Forward, ProxiedRequest, any_request, api_error

CONSUMER = ("loopback0consumer", "loopback consumer secret")
ACCESS = ("loopback0access", "loopback access secret")
TOKENS = {
    "HUBBOT_OAUTH_CONSUMER_TOKEN": CONSUMER[0],
    "HUBBOT_OAUTH_CONSUMER_SECRET": CONSUMER[1],
    "HUBBOT_OAUTH_ACCESS_TOKEN": ACCESS[0],
    "HUBBOT_OAUTH_ACCESS_SECRET": ACCESS[1],
}


class _Validator(RequestValidator):  # type: ignore[misc]  # oauthlib is not typed
    """Knows one consumer and one access token; a nonce counts once."""

    enforce_ssl = False
    dummy_client = "nobody"
    dummy_access_token = "nothing"  # noqa: S105 - stands for an unknown token, opens nothing

    def __init__(self) -> None:
        super().__init__()
        self.nonces: set[tuple[str, str]] = set()

    def check_client_key(self, client_key: str) -> bool:
        return True

    check_access_token = check_client_key

    def check_nonce(self, nonce: str) -> bool:
        return 8 <= len(nonce) <= 64

    def validate_timestamp_and_nonce(
        self, client_key: str, timestamp: str, nonce: str, *_: object, **__: object
    ) -> bool:
        new = (timestamp, nonce) not in self.nonces
        self.nonces.add((timestamp, nonce))
        return new

    def validate_client_key(self, client_key: str, request: object) -> bool:
        return client_key == CONSUMER[0]

    def validate_access_token(self, client_key: str, token: str, request: object) -> bool:
        return token == ACCESS[0]

    def validate_realms(self, *_: object, **__: object) -> bool:
        return True

    def get_client_secret(self, client_key: str, request: object) -> str:
        return CONSUMER[1] if client_key == CONSUMER[0] else "no secret"

    def get_access_token_secret(self, client_key: str, token: str, request: object) -> str:
        return ACCESS[1] if token == ACCESS[0] else "no secret"


@dataclass
class OAuthGate:
    """The fault proxy's rule that lets verified requests alone through, as the bot's."""

    wiki: TestWiki
    proxy: FaultProxy
    verified: int = 0
    refused: int = 0
    _endpoint: ResourceEndpoint = field(default_factory=lambda: ResourceEndpoint(_Validator()))

    def __post_init__(self) -> None:
        self._session: ApiSession = self.wiki.session(BOT.user)
        self.proxy.add(any_request, self._answer, times=None)

    def _answer(self, request: ProxiedRequest, forward: Forward) -> Answer:
        if not self._is_signed(request):
            self.refused += 1
            info = "The authorization headers in your request are not valid: Invalid signature"
            return api_error("mwoauth-invalid-authorization", info)(request, forward)
        self.verified += 1
        jar = self._session._http.cookies
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        kept = {k: v for k, v in request.headers.items() if k.lower() != "authorization"}
        answer = forward(replace(request, headers={**kept, "Cookie": cookies}))
        headers = [(k, v) for k, v in answer.headers if k.lower() != "set-cookie"]
        return Answer(answer.status, headers, answer.body)

    def _is_signed(self, request: ProxiedRequest) -> bool:
        headers = {k.title(): v for k, v in request.headers.items()}
        form = "form-urlencoded" in headers.get("Content-Type", "")
        valid, _ = self._endpoint.validate_protected_resource_request(
            urljoin(self.proxy.url, request.target),
            http_method=request.method,
            body=request.body.decode() if form else None,
            headers=headers,
        )
        return bool(valid)
