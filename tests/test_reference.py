"""The reference pages say what the code says."""

import subprocess
import sys

from tests.running import REPOSITORY


def test_the_reference_pages_are_current() -> None:
    ran = subprocess.run(
        [sys.executable, "tools/make_reference.py", "--check"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
