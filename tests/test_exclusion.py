"""What editors write to keep bots off a page."""

import pytest

from hubbot.exclusion import bot_is_excluded
from hubbot.preprocess import scan
from hubbot.wikitext import Namespaces


def excluded(text: str) -> bool:
    return bot_is_excluded(scan(text), "HubBot", Namespaces(), ("In use",))


@pytest.mark.parametrize(
    "text",
    [
        "{{nobots}}",
        "{{Nobots|HubBot}}",
        "{{nobots|OtherBot, HubBot}}",
        "{{nobots|all}}",
        "{{nobots|what=this}}",
        "{{bots|deny=all}}",
        "{{bots|deny=OtherBot,HubBot}}",
        "{{bots|allow=none}}",
        "{{bots|allow=OtherBot}}",
        "{{bots|denyscript=hubbot}}",
        "{{Template:Nobots}}",
        "{{template: nobots }}",
        "{{in use}}",
        "text {{x|{{nobots}}}}",
    ],
)
def test_the_bot_stays_away(text: str) -> None:
    assert excluded(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{{bots}}",
        "{{nobots|OtherBot}}",
        "{{bots|deny=OtherBot}}",
        "{{bots|allow=all}}",
        "{{bots|allow=HubBot}}",
        "{{bots|deny=none}}",
        "<nowiki>{{nobots}}</nowiki>",
        "<!-- {{nobots}} -->",
        "{{User:Nobots}}",
    ],
)
def test_the_bot_may_come(text: str) -> None:
    assert not excluded(text)
