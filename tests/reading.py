"""The bundled sample as a run reads it, for the tests of what is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from hubbot import config as configuration
from hubbot.config import Config
from hubbot.pipeline import Prepared, prepare
from hubbot.records import Dataset, Interview
from hubbot.sources import SiteInfo, XmlSource
from tests.hostile import HOSTILE
from tests.running import SAMPLE


def quiet(stage: str, done: int, total: int) -> None:
    """Take a run's progress, and show nothing of it."""


@dataclass(frozen=True)
class Sample:
    """The sample, prepared as for a preview."""

    prepared: Prepared
    config: Config

    @property
    def dataset(self) -> Dataset:
        """Return what reports are made of."""
        return self.prepared.dataset

    @property
    def site(self) -> SiteInfo:
        """Return what is known of the sample's wiki."""
        return self.prepared.gathered.site

    def interview(self, ending: str) -> Interview:
        """Find a counted interview by the end of its title."""
        return next(i for i in self.dataset.interviews if i.page.title.endswith(ending))


@cache
def sample() -> Sample:
    """Read the sample once for all tests."""
    config = configuration.defaults()
    return Sample(prepare(XmlSource(SAMPLE), config, quiet), config)


def hostile_dataset() -> Dataset:
    """Put every hostile value into whatever of the sample an editor can write."""
    dataset = sample().dataset
    interviews = []
    for index, one in enumerate(dataset.interviews):
        value = HOSTILE[index % len(HOSTILE)]
        interviews.append(
            replace(
                one,
                needs=(*one.needs, value),
                mentions=tuple(replace(mention, words=value) for mention in one.mentions),
                answers=tuple(replace(answer, text=value, coded=()) for answer in one.answers),
                partnerships=tuple(
                    replace(each, partner=value, type=value, status=value, description=value)
                    for each in one.partnerships
                ),
                as_written={"affiliate": value, "country": value, "region": value},
            )
        )
    codes = [
        replace(code, label=f"{HOSTILE[index % len(HOSTILE)]} {index}", labels={})
        for index, code in enumerate(dataset.codebook.codes)
    ]
    affiliates = [
        replace(one, name=HOSTILE[index % len(HOSTILE)], website=HOSTILE[index % len(HOSTILE)])
        for index, one in enumerate(dataset.affiliates)
    ]
    return replace(
        dataset,
        interviews=tuple(interviews),
        codebook=replace(dataset.codebook, codes=tuple(codes)),
        affiliates=tuple(affiliates),
    )
