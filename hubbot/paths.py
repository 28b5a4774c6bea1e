"""How the titles of pages become the names of files in a folder, and back."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote_to_bytes

SUFFIX: Final = ".wiki"

_ENCODED: Final = re.compile(r'[%\\:*?"<>|\x00-\x1f\x7f-\x9f]|^/|/$|/{2,}')


def title_to_path(title: str) -> PurePosixPath:
    r"""Return the path of a page's file, relative to the folder of pages.

    The title in UTF-8 with spaces as ``_`` and ``.wiki`` at its end; slashes make
    folders; percent-encoded are ``% \ : * ? " < > |``, control characters, and a slash
    that is leading, trailing or doubled. Raises ValueError for a title that would lead
    to another file (``..`` or ``.`` as a part), which MediaWiki allows no page to have.
    """
    encoded = _ENCODED.sub(_percent, title.replace(" ", "_"))
    folders = encoded.split("/")[:-1]
    if not title or any(folder in (".", "..") for folder in folders):
        raise ValueError(f'"{title}" cannot be the name of a file.')
    return PurePosixPath(encoded + SUFFIX)


def path_to_title(path: PurePosixPath) -> str:
    """Return the title of the page whose file has this path, relative to the folder.

    Every percent-encoding is decoded, not only what :func:`title_to_path` encodes.
    Raises ValueError where the name does not end with ``.wiki`` or is no UTF-8.
    """
    name = path.as_posix()
    if not name.endswith(SUFFIX):
        raise ValueError(f"{name} does not end with {SUFFIX}.")
    try:
        title = unquote_to_bytes(name.removesuffix(SUFFIX)).decode("utf-8")
    except UnicodeError as error:
        raise ValueError(f"{name!r} is not a name in UTF-8.") from error
    # Some file systems take accents apart; MediaWiki's titles are in form C.
    return unicodedata.normalize("NFC", title.replace("_", " "))


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8"))
