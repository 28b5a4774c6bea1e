"""What has to be installed before a test wiki can start, and how to say so."""

import shutil
import subprocess
from pathlib import Path

MEDIAWIKI = Path("/usr/share/mediawiki")
DEBIAN_PACKAGES = (
    "mediawiki",
    "php-cli",
    "php-sqlite3",
    "php-mbstring",
    "php-xml",
    "php-intl",
    "php-curl",
    "lua5.1",
)
BROWSER_PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}
_PHP_MODULES = {
    "curl": "php-curl",
    "intl": "php-intl",
    "mbstring": "php-mbstring",
    "pdo_sqlite": "php-sqlite3",
    "xml": "php-xml",
}


class WikiUnavailableError(RuntimeError):
    """The test wiki cannot start; the message says what to install or what went wrong."""


def missing_packages() -> list[str]:
    """Name the Debian packages that the test wiki needs and this machine lacks."""
    missing = [] if (MEDIAWIKI / "api.php").exists() else ["mediawiki"]
    if shutil.which("lua5.1") is None:
        missing.append("lua5.1")
    return missing + _missing_php_packages()


def missing_browser_packages() -> list[str]:
    """Name the Debian packages that the tests in a browser need and this machine lacks."""
    return [
        package for program, package in BROWSER_PROGRAMS.items() if shutil.which(program) is None
    ]


def _missing_php_packages() -> list[str]:
    php = shutil.which("php")
    if php is None:
        return [package for package in DEBIAN_PACKAGES if package.startswith("php-")]
    listed = subprocess.run([php, "-m"], capture_output=True, text=True, check=True)
    modules = {line.strip().lower() for line in listed.stdout.splitlines()}
    return [package for module, package in _PHP_MODULES.items() if module not in modules]


def require_packages() -> None:
    """Raise WikiUnavailableError with the command to run, if anything is missing."""
    missing = missing_packages()
    if missing:
        raise WikiUnavailableError(
            "The tests need a real MediaWiki, and this machine lacks "
            f"{', '.join(missing)}. On Debian: "
            f"apt-get install -y --no-install-recommends {' '.join(DEBIAN_PACKAGES)}"
        )
