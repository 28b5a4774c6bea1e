"""From wikitext to records: interview pages and the codebook."""

from hubbot.parse.codebook import parse_codebook
from hubbot.parse.context import ParseContext, parse_context
from hubbot.parse.interview import ParsedPage, parse_interview
from hubbot.parse.limits import Limits
from hubbot.parse.many import fewer_collections, parse_many

__all__ = [
    "Limits",
    "ParseContext",
    "ParsedPage",
    "fewer_collections",
    "parse_codebook",
    "parse_context",
    "parse_interview",
    "parse_many",
]
