"""Everything that talks to a wiki, through pywikibot; no other package imports it.

pywikibot is used as a library: its Bot classes save pages one by one as they are read,
while hubbot reads everything before it writes anything.
"""

from hubbot.wiki.publisher import WikiPublisher
from hubbot.wiki.session import Session, connect
from hubbot.wiki.source import WikiSource

__all__ = ["Session", "WikiPublisher", "WikiSource", "connect"]
