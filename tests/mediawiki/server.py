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


# Waits until whoever started a server says how to end, or is gone without a word.
_WATCHER = """
read -r word && exit
kill -s TERM -- "-$1"
rm -rf "$2"
"""


class Server:
    """PHP's web server for the wiki in a folder; it answers when the constructor returns.

    If this process ends without `stop` or `leave_running`, killed perhaps, a watcher ends the
    server and removes `remove`. Raises WikiUnavailableError where the server does not start.
    """

    def __init__(self, folder: Path, port: int, remove: Path) -> None:
        self._process = _start_php(folder, port)
        _wait_until_listening(self._process, folder)
        self._watcher = subprocess.Popen(
            ["sh", "-c", _WATCHER, "sh", str(self._process.pid), str(remove)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> None:
        """End the server and its workers."""
        stop_process_group(self._process.pid)
        self._process.wait()
        self._dismiss_watcher()

    def leave_running(self) -> int:
        """Let the server outlive this process, and give the process group to end it by."""
        self._dismiss_watcher()
        return self._process.pid

    def _dismiss_watcher(self) -> None:
        self._watcher.communicate(b"dismissed\n")


def _start_php(folder: Path, port: int) -> subprocess.Popen[bytes]:
    address = ["-S", f"127.0.0.1:{port}", "-t", str(MEDIAWIKI), str(PHP_FILES / "router.php")]
    own = {
        "MW_CONFIG_FILE": str(folder / "LocalSettings.php"),
        "HUBBOT_REQUEST_LOG": str(folder / "requests.log"),
        "PHP_CLI_SERVER_WORKERS": str(WORKERS),
    }
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [*php_command(), *address],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env=os.environ | own,
        )


def _wait_until_listening(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for the server's own word: another program may be listening on its port."""
    log = folder / "server.log"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if b") started" in log.read_bytes():
            return
        time.sleep(0.01)
    stop_process_group(process.pid)
    process.wait()
    printed = log.read_text(encoding="utf-8", errors="replace")
    raise WikiUnavailableError(f"PHP's web server did not start: {printed}")


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
