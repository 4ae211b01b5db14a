from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UPDATES = 10_000
TIMEOUT_S = 60


@pytest.mark.parametrize("seed", [11, 12, 13, 19])
def test_what_passes_neither_harms_yrs_nor_reads_differently_after_a_reload(seed: int) -> None:
    """A failing seed is named by the test's id; rerun it with tests/crdt/fuzz_child.py."""
    paths = [str(ROOT / folder) for folder in ("", "crdt", "server")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.crdt.fuzz_child", str(seed), str(UPDATES)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    counts = json.loads(done.stdout)
    assert counts["accepted"] > UPDATES // 20, "too little passes for the test to mean anything"
    assert {"misplaced", "splits-pair", "deletes-type", "out-of-order", "future-reference"} <= counts.keys()
