"""The command ``hubbot``: its options, and how it ends."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from hubbot import __version__
from hubbot.app import App
from hubbot.commands import COMMANDS
from hubbot.errors import HubbotError, UsageError
from hubbot.interrupt import Interrupt, Interrupted

LOG = logging.getLogger("hubbot")


class _Parser(argparse.ArgumentParser):
    """A parser whose mistakes are told like every other error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]} (see {self.prog} --help).")


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    _add_common(common)
    top = _Parser(
        prog="hubbot",
        description="Reads interview pages on a wiki and fills the reports on its pages.",
    )
    top.add_argument("--version", action="version", version=f"hubbot {__version__}")
    _add_common(top)
    commands = top.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )
    for name in COMMANDS:
        module = _module(name)
        command = commands.add_parser(
            name, help=module.HELP, description=_sentence(module.HELP), parents=[common]
        )
        module.add_arguments(command)
    return top


def _add_common(to: argparse.ArgumentParser) -> None:
    to.add_argument("--config", metavar="FILE", help="the configuration (default: hubbot.toml)")
    place = to.add_mutually_exclusive_group()
    place.add_argument("--wiki", metavar="API_URL", help="the address of the wiki's api.php")
    place.add_argument(
        "--from",
        dest="from_path",
        metavar="PATH",
        help="read an XML export or a folder of .wiki files in place of a wiki",
    )
    to.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    volume = to.add_mutually_exclusive_group()
    volume.add_argument("-v", "--verbose", action="store_true", help="tell each step")
    volume.add_argument("-q", "--quiet", action="store_true", help="print the last line only")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _module(command: str) -> ModuleType:
    return importlib.import_module(f"hubbot.commands.{command}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit codes are those of the documentation."""
    given = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in given
    interrupt = Interrupt()
    try:
        with interrupt:
            arguments = parser().parse_args(given)
            if arguments.wiki and arguments.from_path:
                raise UsageError(
                    "Read from a wiki or from a file: give --wiki or --from, not both."
                )
            set_up_logging(arguments)
            exit_code: int = _module(arguments.command).run(App(arguments, interrupt=interrupt))
    except HubbotError as error:
        return _tell_error(str(error), 2, as_json=as_json)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sentence = f"{where}{error.strerror or error}."
        return _tell_error(f"This machine refused: {sentence}", 2, as_json=as_json)
    except Interrupted as error:
        left = "What was written is whole." if interrupt.writing else "Nothing was written."
        return _tell_error(f"{error} {left}", 3, as_json=as_json)
    return exit_code


def _tell_error(sentence: str, exit_code: int, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False) + "\n")
    sys.stderr.write(f"hubbot: {sentence}\n")
    return exit_code


def set_up_logging(arguments: argparse.Namespace) -> None:
    """Send the log to stderr, as much of it as the options ask for."""
    level = logging.WARNING
    if arguments.verbose:
        level = logging.INFO
    elif arguments.quiet:
        level = logging.ERROR
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(level)


if __name__ == "__main__":
    sys.exit(main())
