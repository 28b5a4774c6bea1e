"""Starts and stops a test wiki to look at: `python -m tests.mediawiki start`, then `stop`."""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from . import accounts, packages
from .installation import base_folder
from .server import stop_process_group
from .wiki import TestWiki


def main() -> int:
    """Run one command of the test wiki's and give its exit code."""
    options = _parser().parse_args()
    try:
        return int(options.run(options))
    except packages.WikiUnavailableError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mediawiki", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    start = commands.add_parser("start", help="start a wiki and leave it running")
    start.add_argument("--port", type=int, help="default: a free one")
    start.add_argument("--settings", type=Path, help="file with lines for LocalSettings.php")
    start.add_argument("--import", dest="dump", type=Path, help="XML export to import")
    start.set_defaults(run=_start)
    commands.add_parser("stop", help="end it and remove its files").set_defaults(run=_stop)
    commands.add_parser("show", help="its address and accounts").set_defaults(run=_show)
    commands.add_parser("url", help="the address of its api.php").set_defaults(run=_url)
    commands.add_parser("env", help="lines for a shell: the bot's HUBBOT_* variables").set_defaults(
        run=_env
    )
    commands.add_parser("missing", help="packages to install first, one a line").set_defaults(
        run=_missing
    )
    return parser


def _state_file() -> Path:
    """Give the file that says which wiki runs for this working folder."""
    place = str(Path.cwd()).strip("/").replace("/", "-")
    return base_folder() / f"running-{place}.json"


def _running() -> dict[str, str]:
    """Read what `start` wrote; raises WikiUnavailableError where no wiki runs."""
    if not _state_file().exists():
        raise packages.WikiUnavailableError("No test wiki runs for this folder.")
    state: dict[str, str] = json.loads(_state_file().read_text(encoding="utf-8"))
    return state


def _start(options: argparse.Namespace) -> int:
    if _state_file().exists():
        _stop(options)
    settings = options.settings.read_text(encoding="utf-8") if options.settings else ""
    wiki = TestWiki(settings, options.port)
    if options.dump:
        wiki.import_dump(options.dump)
    state = {
        "group": wiki.leave_running(),
        "url": wiki.url,
        "api": wiki.api_url,
        "folder": str(wiki.folder.parent),
    }
    _state_file().write_text(json.dumps(state), encoding="utf-8")
    return _show(options)


def _stop(options: argparse.Namespace) -> int:
    state = _running()
    if _is_ours(int(state["group"]), state["folder"]):
        stop_process_group(int(state["group"]))
    shutil.rmtree(state["folder"], ignore_errors=True)
    _state_file().unlink()
    return 0


def _is_ours(group: int, folder: str) -> bool:
    """Tell whether this process still is the wiki's server: its number may have been reused."""
    try:
        environment = Path(f"/proc/{group}/environ").read_bytes()
    except OSError:
        return False
    return os.fsencode(folder) in environment


def _show(options: argparse.Namespace) -> int:
    state = _running()
    print(f"Test wiki: {state['url']}/wiki/Main_Page")
    print(f"API:       {state['api']}")
    for account in accounts.ACCOUNTS.values():
        print(f"Account:   {account.login}, password: {account.password}")
    print("Stop it with: make wiki-stop")
    return 0


def _url(options: argparse.Namespace) -> int:
    print(_running()["api"])
    return 0


def _env(options: argparse.Namespace) -> int:
    for name, value in accounts.bot_environment().items():
        print(f"export {name}='{value}'")
    return 0


def _missing(options: argparse.Namespace) -> int:
    for package in packages.missing_packages() + packages.missing_browser_packages():
        print(package)
    return 0


if __name__ == "__main__":
    sys.exit(main())
