from __future__ import annotations

import os
import subprocess
import sys
import textwrap

from core.face.quiet import quiet_native_stderr


def test_tracking_writes_nothing_to_standard_error_or_output(root, sample_video):
    code = f"""
        from core.face import FaceTracker
        from core.video import iter_frames, open_recording
        from pathlib import Path
        recording = open_recording(Path({str(sample_video)!r}))
        with FaceTracker() as tracker, iter_frames(recording) as stream:
            found = [tracker.process(f.rgb, f.pts_s).found for f, _ in zip(stream, range(20))]
        assert all(found), found
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=root, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout == ""


def test_only_chatter_is_held_back(capfd):
    with quiet_native_stderr():
        os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n")
        os.write(2, b"W0000 00:00:1795363258.330285    7915 some.cc:114] nothing\n")
        os.write(2, b"E0000 00:00:1795363258.330285    7915 some.cc:114] broken\n")
        os.write(2, b"50 % done\n")
    assert capfd.readouterr().err.splitlines() == [
        "E0000 00:00:1795363258.330285    7915 some.cc:114] broken",
        "50 % done",
    ]


def test_lines_before_an_error_are_kept(capfd):
    try:
        with quiet_native_stderr():
            os.write(2, b"why it failed\n")
            raise RuntimeError
    except RuntimeError:
        os.write(2, b"after\n")
    assert capfd.readouterr().err == "why it failed\nafter\n"
