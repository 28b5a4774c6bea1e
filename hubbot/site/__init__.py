"""The site of a preview: what hubbot read, what it would write, and what is to be mended.

Plain files that a browser opens from the disk: readable without a script, without any
request to another host. No page holds a personal value, an interview that was withdrawn,
the words of a draft, or of an interview that asks that they are not shown.
"""

from __future__ import annotations

from hubbot.site.builder import Rendered, Site, write_site

__all__ = ["Rendered", "Site", "write_site"]
