from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from core.bench.bench import BenchRequest, bench
from core.errors import RecordingError
from core.inference import resolve_bundle


def test_refused_recording_cannot_be_benchmarked(tmp_path: Path) -> None:
    path = tmp_path / "grey.mp4"
    with av.open(str(path), "w") as written:
        stream = written.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        picture = np.full((120, 160, 3), 90, np.uint8)
        for _ in range(60):
            written.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        written.mux(stream.encode(None))
    with pytest.raises(RecordingError, match="quality gate"):
        bench(BenchRequest(path, memory=False), resolve_bundle(None))


@pytest.mark.slow
def test_whole_benchmark_of_the_sample(sample_video: Path) -> None:
    result = bench(BenchRequest(sample_video, repeats=1, memory=False), resolve_bundle(None))
    assert result.clips > 0
    seconds = {name: timing.median_s for name, timing in result.timings.items()}
    assert all(value > 0 for value in seconds.values()), seconds
    assert seconds["decode"] < seconds["decode + FaceMesh"]
    assert seconds["decode"] < seconds["main pass"]
    assert result.network_speedup > 1.0
    assert result.memory_growth is None
