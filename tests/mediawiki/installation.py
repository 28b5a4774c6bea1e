"""One MediaWiki installation a machine and set of settings, to be copied for each fresh wiki.

Installing takes some seconds, copying some milliseconds. The template lives in the folder for
temporary files, in a folder named by a hash of everything that it is made from.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import accounts
from .packages import MEDIAWIKI, WikiUnavailableError, require_packages

PHP_FILES = Path(__file__).parent / "php"
LANGUAGES = ("en", "sv")  # their message caches are made once, for all copies


def base_folder() -> Path:
    """Give the folder, private to this user, that holds templates and running wikis."""
    folder = Path(tempfile.gettempdir()) / f"hubbot-wiki-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise WikiUnavailableError(f"{folder} belongs to another user.")
    return folder


def php_command() -> list[str]:
    """Give the start of every PHP command: with compiled code kept between processes."""
    cache = base_folder() / "opcache"
    cache.mkdir(exist_ok=True)
    options = {
        "opcache.enable_cli": "1",
        "opcache.file_cache": str(cache),
        "opcache.revalidate_freq": "0",
        "memory_limit": "512M",
        "display_errors": "0",
        "log_errors": "1",
    }
    return ["php", *(f"-d{name}={value}" for name, value in options.items())]


def run_script(folder: Path, script: str | Path, *arguments: str, stdin: str = "") -> str:
    """Run one of MediaWiki's maintenance scripts (or ours) for the wiki in a folder.

    Returns what it printed; raises WikiUnavailableError with that where it failed.
    """
    done = subprocess.run(
        [*php_command(), str(MEDIAWIKI / "maintenance" / script), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"MW_CONFIG_FILE": str(folder / "LocalSettings.php")},
    )
    if done.returncode != 0:
        raise WikiUnavailableError(f"{script} failed: {done.stdout}\n{done.stderr}")
    return done.stdout


def write_settings(folder: Path, server: str) -> None:
    """Write the LocalSettings.php of the wiki in a folder; its `extra.php` is read last."""
    lines = (
        "<?php",
        "$hubbotWiki = [",
        f"\t'folder' => '{folder}',",
        f"\t'cookies' => 'wiki{secrets.token_hex(4)}',",
        f"\t'secret' => '{secrets.token_hex(32)}',",
        "];",
        f"$wgServer = '{server}';",
        f"require '{PHP_FILES / 'settings.php'}';",
        f"require '{folder / 'extra.php'}';",
        "",
    )
    (folder / "LocalSettings.php").write_text("\n".join(lines), encoding="utf-8")


def copy_template(folder: Path, server: str, settings: str) -> None:
    """Make a fresh wiki in a new folder, with further lines of PHP for its settings."""
    shutil.copytree(template_folder(), folder)
    (folder / "extra.php").write_text(f"<?php\n{settings}\n", encoding="utf-8")
    write_settings(folder, server)


def template_folder() -> Path:
    """Give the installed template, made now if this machine has none for these settings."""
    require_packages()
    template = base_folder() / f"template-{_fingerprint()}"
    with _locked(base_folder() / "template.lock"):
        if not template.exists():
            _install(template)
    return template


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in (*sorted(PHP_FILES.iterdir()), Path(accounts.__file__), Path(__file__)):
        digest.update(path.read_bytes())
    digest.update(str(PHP_FILES).encode())
    digest.update((MEDIAWIKI / "includes" / "Defines.php").read_bytes())
    digest.update(repr((MEDIAWIKI / "autoload.php").stat().st_mtime_ns).encode())
    return digest.hexdigest()[:16]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install(template: Path) -> None:
    """Install into a folder beside the template's, and rename it when all has gone well."""
    folder = Path(tempfile.mkdtemp(prefix="installing-", dir=base_folder()))
    for name in ("data", "cache", "images", "installer"):
        (folder / name).mkdir()
    run_script(folder, "install.php", *_install_options(folder), "Hubbot", accounts.ADMIN.user)
    for database in (folder / "data").glob("*.sqlite"):
        _write_ahead(database)
    (folder / "extra.php").write_text("<?php\n", encoding="utf-8")
    write_settings(folder, "http://127.0.0.1")
    run_script(folder, "update.php", "--quick", "--skip-external-dependencies")
    _create_accounts(folder)
    run_script(folder, "rebuildLocalisationCache.php", f"--lang={','.join(LANGUAGES)}")
    folder.rename(template)


def _install_options(folder: Path) -> list[str]:
    options = {
        "dbtype": "sqlite",
        "dbname": "wiki",
        "dbpath": str(folder / "data"),
        "confpath": str(folder / "installer"),
        "server": "http://127.0.0.1",
        "scriptpath": "",
        "pass": accounts.ADMIN.password,
        "skins": "Vector",
    }
    return [f"--{name}={value}" for name, value in options.items()]


def _write_ahead(database: Path) -> None:
    """Let readers go on while one process writes: a property of the file, kept in copies."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _create_accounts(folder: Path) -> None:
    for user, password, *options in (
        (accounts.COORDINATOR.user, accounts.COORDINATOR.password),
        (accounts.FUZZY_BOT.user, accounts.FUZZY_BOT.password, "--bot"),
        (accounts.BOT.user, accounts.BOT_MAIN_PASSWORD, "--bot"),
    ):
        run_script(folder, "createAndPromote.php", *options, user, password)
    run_script(
        folder,
        "createBotPassword.php",
        f"--appid={accounts.BOT_PASSWORD_NAME}",
        f"--grants={','.join(accounts.BOT_GRANTS)}",
        accounts.BOT.user,
        accounts.BOT_PASSWORD,
    )
