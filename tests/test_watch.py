"""The loop of ``watch``, with a clock and a wiki of its own."""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import dataclass, field

import pytest

from hubbot.errors import LockError, SourceError
from hubbot.outcomes import Outcome, PageOutcome
from hubbot.plan import PagePlan
from hubbot.publish import Replan
from hubbot.records import PageRevision
from hubbot.watch import (
    DAY_SECONDS,
    LONGEST_WAIT_SECONDS,
    Pace,
    PacedPublisher,
    Watch,
)

INTERVAL = 15.0


@dataclass
class World:
    """A wiki that changes at given times, and is out between others; time passes by waiting."""

    edits: list[float] = field(default_factory=list)
    out: tuple[float, float] = (0.0, 0.0)
    until: float = 3600.0
    min_gap: float = 600.0
    now: float = 0.0
    locked: bool = False
    seen: int = 0
    asked: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    alive_until: float = 0.0

    def __post_init__(self) -> None:
        self.pace = Pace(self.min_gap, lambda: self.now)
        self.watch = Watch(
            ask=self.ask,
            run=self.run,
            alive=self.alive,
            wait=self.wait,
            clock=lambda: self.now,
            asked_to_end=lambda: "enough" if self.now >= self.until else "",
            pace=self.pace,
            interval=INTERVAL,
            longest_run=1800.0,
        )

    def happened(self) -> int:
        """Count the edits made so far."""
        return sum(edit <= self.now for edit in self.edits)

    def fail_if_out(self) -> None:
        """Raise what a source raises during the outage."""
        if self.out[0] <= self.now < self.out[1]:
            raise SourceError("The wiki is out.")

    def ask(self) -> bool:
        """Tell whether an edit was made since the last question."""
        self.asked.append(self.now)
        self.fail_if_out()
        changed, self.seen = self.happened() > self.seen, self.happened()
        return changed

    def run(self) -> None:
        """Save the number of edits, which takes 5 seconds."""
        if self.locked:
            raise LockError("Another run is under way.")
        self.fail_if_out()
        self.runs.append(self.now)
        self.now += 5
        text = f"{self.happened()} edits"
        page = PageRevision(title="Summary", text=f"{len(self.saved)} {getattr(self, 'text', '')}")
        plan = PagePlan(page=page, text=page.text if getattr(self, "text", "") == text else text)
        before = len(self.saved)
        PacedPublisher(self, self.pace).publish(plan, lambda _target: None)
        if len(self.saved) > before:
            self.text = text

    def publish(self, plan: PagePlan, replan: Replan) -> PageOutcome:
        """Note an edit of hubbot's."""
        self.saved.append(self.now)
        return plan.outcome(Outcome.EDITED)

    def alive(self, seconds: float) -> None:
        """Note until when the process counts as alive."""
        self.alive_until = self.now + seconds

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        assert seconds > 0
        self.now += seconds
        assert self.now < self.alive_until

    def go_on(self) -> World:
        """Watch until the end."""
        self.watch.go_on()
        return self


def test_the_first_thing_is_a_full_run() -> None:
    assert World(until=10).go_on().runs == [0]


def test_each_interval_asks_once() -> None:
    world = World(until=600).go_on()
    assert len(world.asked) == pytest.approx(600 / INTERVAL, abs=1)
    assert len(world.runs) == 1


@pytest.mark.parametrize("edit", [700.0, 701.0, 707.0, 714.9])
def test_an_edit_is_published_within_a_minute(edit: float) -> None:
    world = World(edits=[edit]).go_on()
    assert edit < world.saved[-1] < edit + 60


@pytest.mark.parametrize("spacing", [0.5, 3.0, 9.0, 14.0])
def test_a_burst_is_one_edit(spacing: float) -> None:
    world = World(edits=[1000 + n * spacing for n in range(3)]).go_on()
    assert len(world.saved) == 2


def test_edits_without_end_are_still_published_within_a_minute() -> None:
    world = World(edits=[1000 + n * 5.0 for n in range(100)], until=1070).go_on()
    assert 1000 < world.saved[1] < 1060


def test_a_page_is_edited_again_when_its_gap_is_over() -> None:
    world = World(edits=[100.0], min_gap=600).go_on()
    assert world.saved[0] == 5
    assert 605 <= world.saved[1] < 605 + 30
    assert len(world.saved) == 2


def test_a_page_put_off_is_still_due_after_an_outage() -> None:
    world = World(edits=[100.0], out=(590.0, 2000.0)).go_on()
    assert 2000 < world.saved[1] < 2000 + LONGEST_WAIT_SECONDS + 60


def test_a_full_run_is_made_daily() -> None:
    world = World(until=3 * DAY_SECONDS + 100).go_on()
    assert [round(at / DAY_SECONDS, 2) for at in world.runs] == [0, 1, 2, 3]


def test_an_outage_of_hours_is_waited_out_and_its_edits_published_after_it() -> None:
    out = (1000.0, 1000.0 + 6 * 3600)
    world = World(edits=[2000.0], out=out, until=8 * 3600).go_on()
    asked_meanwhile = [at for at in world.asked if out[0] <= at < out[1]]
    assert len(asked_meanwhile) < 100
    assert out[1] < world.saved[-1] < out[1] + LONGEST_WAIT_SECONDS + 60


def test_a_first_run_that_fails_is_made_up_for() -> None:
    world = World(out=(0.0, 1000.0)).go_on()
    assert 1000 <= world.runs[0] <= 1000 + LONGEST_WAIT_SECONDS


def test_a_lock_held_by_another_run_is_waited_for() -> None:
    world = World(locked=True, until=300).go_on()
    assert world.runs == []
    world.locked, world.until = False, 3600
    assert len(world.go_on().runs) == 1


def test_memory_stays_level_over_a_day() -> None:
    world = World(edits=[n * 120.0 for n in range(720)], until=DAY_SECONDS / 4).go_on()
    assert _gained_until(DAY_SECONDS, world) < 32 * 1024


def _gained_until(until: float, world: World) -> int:
    """Go on until then and measure what is held since, without the world's own notes."""
    tracemalloc.start()
    world.until = until
    world.go_on()
    for notes in (world.asked, world.runs, world.saved):
        notes.clear()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held
