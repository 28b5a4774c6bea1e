"""PHP's built-in web server as one wiki's server, and the log of what it was asked."""

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .client import USER_AGENT
from .installation import PHP_FILES, php_command
from .packages import MEDIAWIKI, WikiUnavailableError

WORKERS = 4
START_SECONDS = 15.0


@dataclass(frozen=True)
class SeenRequest:
    """One request as the wiki got it; `params` are of the address and the body together.

    Tokens and passwords are left out of `params`, and values over 300 bytes replaced by their
    size. `bytes` is the size of the answer's body as sent, `seconds` the time it took.
    """

    method: str
    path: str
    action: str
    params: dict[str, str]
    status: int
    bytes: int
    seconds: float
    agent: str

    def __str__(self) -> str:
        params = " ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.method} {self.path} {self.status} {self.bytes}B {params}"


def free_port() -> int:
    """Find a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_server(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server of the wiki in a folder; it answers when this returns."""
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [
                *php_command(),
                "-S",
                f"127.0.0.1:{port}",
                "-t",
                str(MEDIAWIKI),
                str(PHP_FILES / "router.php"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ
            | {
                "MW_CONFIG_FILE": str(folder / "LocalSettings.php"),
                "HUBBOT_REQUEST_LOG": str(folder / "requests.log"),
                "PHP_CLI_SERVER_WORKERS": str(WORKERS),
            },
        )
    _wait_until_listening(process, port, folder)
    return process


def _wait_until_listening(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    stop_process_group(process.pid)
    process.wait()
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    raise WikiUnavailableError(f"PHP's web server did not start on port {port}: {log}")


def stop_process_group(leader: int) -> None:
    """End a server and its workers; nothing happens where they have ended already."""
    try:
        os.killpg(leader, signal.SIGTERM)
    except ProcessLookupError:
        return


def read_log(path: Path, start: int, *, own: bool) -> list[SeenRequest]:
    """Read the requests logged from a byte offset on; `own` includes those of the tests."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(start)
        seen = [_seen_request(line) for line in file.read().decode("utf-8").splitlines()]
    return [request for request in seen if own or request.agent != USER_AGENT]


def _seen_request(line: str) -> SeenRequest:
    entry = json.loads(line)
    return SeenRequest(
        method=entry["method"],
        path=entry["path"],
        action=entry["params"].get("action", ""),
        params=entry["params"],
        status=entry["status"],
        bytes=entry["bytes"],
        seconds=entry["seconds"],
        agent=entry["agent"],
    )
