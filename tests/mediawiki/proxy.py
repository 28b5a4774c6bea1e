"""A proxy on loopback that stands in front of a test wiki and makes faults on the wire.

Rules say which requests go wrong and how::

    with FaultProxy(wiki.url) as proxy:
        proxy.add(edits(), status(503), nth=2)               # the 2nd edit: 503, not forwarded
        proxy.add(edits(), cut_after_forwarding())           # saved, but the answer is lost
        proxy.add(edits(), call(lambda request: ...))        # someone edits just before the save
        run("--wiki", proxy.api_url, ...)

The first rule that matches decides; what no rule matches is passed on unchanged. The Host header
is passed on too, so that the wiki takes the proxy's address for its own.
"""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

UPSTREAM_SECONDS = 120
_PER_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass(frozen=True)
class ProxiedRequest:
    """A request on its way: `params` are of the address and of a form's body together."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    params: dict[str, str]

    @property
    def action(self) -> str:
        """The API's action, or an empty string."""
        return self.params.get("action", "")


@dataclass(frozen=True)
class Answer:
    """An answer of the wiki's or of a fault's."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class ConnectionCut(Exception):  # noqa: N818 - a signal to the handler, no error of the proxy
    """Raised by a fault: close the connection without an answer."""


Matcher = Callable[[ProxiedRequest], bool]
Forward = Callable[[ProxiedRequest], Answer]
Fault = Callable[[ProxiedRequest, Forward], Answer]


@dataclass
class Rule:
    """One fault: it strikes from the `nth` matching request on, `times` times (None: always)."""

    matches: Matcher
    fault: Fault
    nth: int = 1
    times: int | None = 1
    seen: int = 0
    struck: int = 0

    def strikes(self, request: ProxiedRequest) -> bool:
        """Count a request, and tell whether the fault is for it."""
        if not self.matches(request):
            return False
        self.seen += 1
        if self.seen < self.nth or (self.times is not None and self.struck >= self.times):
            return False
        self.struck += 1
        return True


# Which requests


def any_request(request: ProxiedRequest) -> bool:
    """Match everything."""
    return True


def edits(title: str | None = None) -> Matcher:
    """Match the API's saves, of one page or of any."""
    given = {} if title is None else {"title": title}
    return action("edit", method="POST", **given)


def action(name: str, method: str | None = None, **params: str) -> Matcher:
    """Match an action of the API by its parameters: an exact value, or `*` for any."""

    def matches(request: ProxiedRequest) -> bool:
        return (
            request.action == name
            and method in (None, request.method)
            and all(
                key in request.params and value in ("*", request.params[key])
                for key, value in params.items()
            )
        )

    return matches


# What goes wrong


def status(
    code: int, *, retry_after: int | None = None, body: str = "<html><h1>Error</h1></html>"
) -> Fault:
    """Answer with an HTTP status and a page of HTML, as a web server in trouble does."""
    headers = [("Content-Type", "text/html; charset=utf-8")]
    if retry_after is not None:
        headers.append(("Retry-After", str(retry_after)))

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        return Answer(code, headers, body.encode())

    return fault


def api_error(
    code: str, info: str = "", *, retry_after: int | None = None, **more: object
) -> Fault:
    """Answer with an error of MediaWiki's API, such as maxlag, readonly, badtoken, ratelimited.

    `more` are further keys of the error, such as `lag=7`.
    """
    error = {"code": code, "info": info or f"The proxy answers {code}.", **more}
    headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("MediaWiki-API-Error", code),
    ]
    if retry_after is not None:
        headers.append(("Retry-After", str(retry_after)))

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        return Answer(200, headers, json.dumps({"error": error}).encode())

    return fault


def api_answer(**answer: object) -> Fault:
    """Answer with this JSON in place of the wiki, such as a demanded captcha."""

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        body = json.dumps(answer).encode()
        return Answer(200, [("Content-Type", "application/json; charset=utf-8")], body)

    return fault


def truncated(share: float = 0.5) -> Fault:
    """Forward, then answer with the first part of the body alone, as if that were all."""

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        plain = {k: v for k, v in request.headers.items() if k.lower() != "accept-encoding"}
        whole = forward(replace(request, headers=plain))
        return Answer(whole.status, whole.headers, whole.body[: int(len(whole.body) * share)])

    return fault


def cut_before_forwarding() -> Fault:
    """Close the connection; the wiki never hears of the request."""

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        raise ConnectionCut

    return fault


def cut_after_forwarding() -> Fault:
    """Let the wiki do what was asked, then close the connection without an answer."""

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        forward(request)
        raise ConnectionCut

    return fault


def delay(seconds: float) -> Fault:
    """Wait, then forward."""

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        time.sleep(seconds)
        return forward(request)

    return fault


def call(before: Callable[[ProxiedRequest], object]) -> Fault:
    """Run something first (an edit by somebody else, say), then forward."""

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        before(request)
        return forward(request)

    return fault


def call_after(after: Callable[[ProxiedRequest], object]) -> Fault:
    """Forward, run something, and only then hand the wiki's answer over."""

    def fault(request: ProxiedRequest, forward: Forward) -> Answer:
        answer = forward(request)
        after(request)
        return answer

    return fault


@dataclass
class _State:
    """What the proxy and the threads of its handlers share."""

    upstream: tuple[str, int]
    rules: list[Rule] = field(default_factory=list)
    seen: list[ProxiedRequest] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault_for(self, request: ProxiedRequest) -> Fault | None:
        with self.lock:
            self.seen.append(request)
            return next((rule.fault for rule in self.rules if rule.strikes(request)), None)


class FaultProxy:
    """The running proxy; use it in a `with` statement, or call `stop()`.

    An exception in a rule's callback is raised again by `stop()`, so that no test passes over it.
    """

    def __init__(self, upstream_url: str) -> None:
        upstream = urlsplit(upstream_url)
        self._state = _State((upstream.hostname or "127.0.0.1", upstream.port or 80))
        handler = type("Handler", (_Handler,), {"state": self._state})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The proxy's address, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def api_url(self) -> str:
        """The address of the wiki's api.php by way of the proxy."""
        return f"{self.url}/api.php"

    @property
    def seen(self) -> list[ProxiedRequest]:
        """Every request that reached the proxy, struck ones included."""
        with self._state.lock:
            return list(self._state.seen)

    def add(self, matches: Matcher, fault: Fault, *, nth: int = 1, times: int | None = 1) -> Rule:
        """Add a rule: the fault strikes from the nth matching request on (None: for ever)."""
        rule = Rule(matches, fault, nth, times)
        with self._state.lock:
            self._state.rules.append(rule)
        return rule

    def clear(self) -> None:
        """Forget all rules and all requests seen."""
        with self._state.lock:
            self._state.rules.clear()
            self._state.seen.clear()

    def stop(self) -> None:
        """End the proxy; raises what a rule's callback raised, if one did."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self._state.failures:
            raise self._state.failures.pop(0)


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the rules, forwards or strikes; one connection a request."""

    state: ClassVar[_State]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Print nothing: `seen` is the log."""

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_HEAD(self) -> None:
        self._handle()

    def _handle(self) -> None:
        request = self._read_request()
        fault = self.state.fault_for(request)
        try:
            answer = self._forward(request) if fault is None else fault(request, self._forward)
        except ConnectionCut:
            self.connection.shutdown(socket.SHUT_RDWR)
        except Exception as error:
            self.state.failures.append(error)
            raise
        else:
            self._send(answer)

    def _read_request(self) -> ProxiedRequest:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pairs = parse_qsl(urlsplit(self.path).query, keep_blank_values=True)
        if "form-urlencoded" in self.headers.get("Content-Type", ""):
            pairs += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        return ProxiedRequest(
            self.command, self.path, dict(self.headers.items()), body, dict(pairs)
        )

    def _forward(self, request: ProxiedRequest) -> Answer:
        connection = http.client.HTTPConnection(*self.state.upstream, timeout=UPSTREAM_SECONDS)
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _PER_CONNECTION}
        headers["Connection"] = "close"
        try:
            connection.request(request.method, request.target, request.body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in _PER_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
