"""Prints one table of what a run costs: `python -m tests.bench`, or with BENCH=full."""

from __future__ import annotations

import itertools
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import interviews
from tests.bench.load import load
from tests.mediawiki import TestWiki

REPEATS = 3
REPOSITORY = Path(__file__).parent.parent.parent
CACHED = '[run]\ncache = "cache.sqlite"\n'


@dataclass(frozen=True)
class Cost:
    """What one run of a program cost: requests, bytes of answers, seconds, peak memory."""

    requests: int
    received: int
    wall: float
    processor: float
    memory: int


@dataclass(frozen=True)
class Bench:
    """A wiki with made interviews, and a folder to run in."""

    wiki: TestWiki
    folder: Path
    count: int

    def hubbot(self, *, cached: bool = False) -> Cost:
        """Run ``hubbot publish``."""
        (self.folder / "hubbot.toml").write_text(CACHED if cached else "", encoding="utf-8")
        return self.run("hubbot", "--wiki", self.wiki.api_url, "publish", "--yes")

    def run(self, module: str, *arguments: str) -> Cost:
        """Run a module of Python's in a process of its own and measure it."""
        self.wiki.mark()
        before, begun = _children(), time.perf_counter()
        command = [sys.executable, "-c", _MEASURED, module, *arguments]
        own = {"PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(self.folder / "cache")}
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | self.wiki.env() | own,
            capture_output=True,
            text=True,
            check=False,
        )
        wall, after = time.perf_counter() - begun, _children()
        if ran.returncode:
            raise RuntimeError(f"{module} {arguments}: {ran.stdout}{ran.stderr}")
        seen = self.wiki.requests_seen()
        return Cost(
            requests=len(seen),
            received=sum(request.bytes for request in seen),
            wall=wall,
            processor=after - before,
            memory=int(ran.stderr.rsplit("peak=", 1)[1]),
        )

    def forget(self) -> None:
        """Empty the blocks and forget the cache, for a cold run."""
        (self.folder / "cache.sqlite").unlink(missing_ok=True)
        for title, text in interviews.TARGETS.items():
            # Not the page's first text again: the wiki would call that a manual revert.
            self.wiki.edit(title, f"{text}\n{time.monotonic_ns()}")

    def edit_one(self) -> None:
        """Change one interview as its editor would, so that a report changes."""
        title, text = next(interviews.pages(1))
        code = next(_CODES)
        said = f"Said {time.monotonic_ns()}."
        self.wiki.edit(title, f"{text}\n{{{{Content Partnerships Hub/Need|{code}|2={said}}}}}")


# Codes that the edited page does not hold by itself, taken in turns.
_CODES = itertools.cycle(("funding", "mentoring", "infrastructure"))

# Runs a module and tells its peak memory, its own or that of its largest child, in KiB.
_MEASURED = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
code = 0
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
except SystemExit as end:
    code = end.code
kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
peak = max(resource.getrusage(kind).ru_maxrss for kind in kinds)
print(f"peak={peak}", file=sys.stderr)
sys.exit(code)
"""


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _median(costs: Sequence[Cost]) -> Cost:
    def middle(of: Callable[[Cost], float]) -> float:
        return statistics.median(map(of, costs))

    return Cost(
        requests=int(middle(lambda cost: cost.requests)),
        received=int(middle(lambda cost: cost.received)),
        wall=middle(lambda cost: cost.wall),
        processor=middle(lambda cost: cost.processor),
        memory=int(middle(lambda cost: cost.memory)),
    )


def _several(run: Callable[[], Cost], before: Callable[[], None] | None = None) -> Cost:
    costs = []
    for _ in range(REPEATS):
        if before is not None:
            before()
        costs.append(run())
    return _median(costs)


def measure(bench: Bench) -> dict[str, Cost]:
    """Measure every kind of run on one wiki."""
    bench.hubbot()  # pywikibot's cache of the wiki's description
    rows = {
        "cold, no cache": _several(bench.hubbot, bench.forget),
        "nothing new, no cache": _several(bench.hubbot),
        "after one edit, no cache": _several(bench.hubbot, bench.edit_one),
        "cold, with cache": _several(lambda: bench.hubbot(cached=True), bench.forget),
        "nothing new, with cache": _several(lambda: bench.hubbot(cached=True)),
        "after one edit, with cache": _several(lambda: bench.hubbot(cached=True), bench.edit_one),
        "PreloadingGenerator, only fetching": _several(
            lambda: bench.run("tests.bench.fetchers", "preload", bench.wiki.api_url)
        ),
    }
    if bench.count <= 100:
        rows["loop over page.text, only fetching"] = _several(
            lambda: bench.run("tests.bench.fetchers", "loop", bench.wiki.api_url)
        )
    return rows


def table(count: int, rows: dict[str, Cost]) -> str:
    """Write the table of one number of interviews; ratios are to an idle run without cache."""
    base = rows["nothing new, no cache"]
    lines = [
        f"### {count:,} interviews",
        "",
        "| run | requests | MB received | seconds | processor s | peak MiB | seconds, ratio |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {cost.requests} | {cost.received / 1e6:.2f} | {cost.wall:.2f} "
        f"| {cost.processor:.2f} | {cost.memory / 1024:.0f} | {cost.wall / base.wall:.2f} |"
        for name, cost in rows.items()
    ]
    return "\n".join(lines)


def stages(folder: Path, count: int) -> str:
    """Compare everything between reading and writing with mwparserfromhell alone."""
    dump = folder / "stages.xml"
    interviews.write_dump(dump, count)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.stages", str(dump)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    dump.unlink()
    turns = json.loads(ran.stdout)
    ours, alone = (statistics.median(one[side] for one in turns) for side in (0, 1))
    ratio = statistics.median(one[0] / one[1] for one in turns)
    return (
        f"Parsing, resolving, aggregating and rendering {count:,} interviews: {ours:.2f} s of "
        f"processor time; mwparserfromhell.parse alone over the same pages: {alone:.2f} s; "
        f"ratio {ratio:.2f} (median of {len(turns)} turns)."
    )


def machine() -> str:
    """Describe the machine that the figures are from."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0))} processors ({model}), {memory:.0f} GiB of memory, "
        f"Python {platform.python_version()}, MediaWiki on the same machine (PHP's own server, "
        f"SQLite); medians of {REPEATS} runs, each a process of its own."
    )


def main() -> None:
    """Measure and print; the large number only where BENCH=full asks for it."""
    counts = [100, 1_000, 10_000] if os.environ.get("BENCH") == "full" else [100, 1_000]
    print(machine())
    for count in counts:
        with TestWiki() as wiki, tempfile.TemporaryDirectory(prefix="hubbot-bench-") as folder:
            load(wiki, Path(folder), count)
            if len(wiki.embeddedin("Template:Hubbot report")) != len(interviews.TARGETS):
                raise RuntimeError("The wiki does not know which pages show the templates.")
            rows = measure(Bench(wiki, Path(folder), count))
            print(f"\n{table(count, rows)}\n\n{stages(Path(folder), count)}", flush=True)


if __name__ == "__main__":
    main()
