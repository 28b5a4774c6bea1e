"""Pages as the wiki's own parser renders them, without saving anything."""

from __future__ import annotations

from hubbot.errors import SourceError
from hubbot.wiki.session import FAILURES, Session


def render_page(session: Session, title: str, text: str) -> str:
    """Return the HTML that the wiki makes of a page's text (action=parse).

    Raises SourceError where the wiki does not answer
    (https://www.mediawiki.org/wiki/API:Parsing_wikitext).
    """
    try:
        answer = session.ask(
            action="parse",
            title=title,
            text=text,
            contentmodel="wikitext",
            prop="text",
            disablelimitreport=True,
            disableeditsection=True,
        )
    except FAILURES as error:
        raise SourceError(f"The wiki could not render {title}: {error}") from error
    return str(answer["parse"]["text"])
