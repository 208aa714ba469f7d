from __future__ import annotations

import subprocess
import sys

import pytest

from core.bench.peak import peak_rss_mb


@pytest.mark.skipif(peak_rss_mb() is None, reason="this system does not tell peak memory")
def test_peak_is_that_of_the_process_itself() -> None:
    """A large parent must not be counted, and memory given back still is."""
    ballast = bytearray(b"x") * (300 * 2**20)
    code = (
        "from core.bench.peak import peak_rss_mb\n"
        "before = peak_rss_mb()\n"
        "block = bytearray(b'x') * (200 * 2**20); del block\n"
        "print(before, peak_rss_mb())\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after = map(float, run.stdout.split())
    assert 190 < after - before < 230
    if sys.platform.startswith("linux"):
        alone = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert abs(before - float(alone.stdout.split()[0])) < 50
    assert len(ballast) == 300 * 2**20
