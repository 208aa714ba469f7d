"""Make the frozen program, say how large it is by part, and try it where no Python is.

python3 run.py build            build, then try
python3 run.py build --try      try what was built before
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist" / "facies"
_MUST_STAY_OUT = ("jax", "jaxlib")
_PARTS_SHOWN = 14
_TRY_TIMEOUT_S = 600
_MB = 1e6


def main(argv: list[str]) -> int:
    """Build, measure and try; return the exit code."""
    parser = argparse.ArgumentParser(prog="run.py build", description=__doc__)
    parser.add_argument("--try", dest="only_try", action="store_true", help="do not build again")
    arguments = parser.parse_args(argv)
    if not arguments.only_try:
        code = build()
        if code != 0:
            return code
    print_sizes(DIST)
    found = [name for name in _MUST_STAY_OUT if (DIST / "_internal" / name).exists()]
    if found:
        print(f"Not to be shipped, but there: {', '.join(found)}", file=sys.stderr)
        return 1
    return try_it(DIST)


def build() -> int:
    """Run PyInstaller on the recipe."""
    command = [
        sys.executable, "-m", "PyInstaller", str(ROOT / "build_spec" / "facies.spec"),
        "--noconfirm", "--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build"),
        "--log-level", "WARN",
    ]  # fmt: skip
    return subprocess.call(command, cwd=ROOT)


def print_sizes(folder: Path) -> None:
    """Print the size of the program and of its largest parts."""
    sizes = sizes_by_part(folder)
    print(f"{folder.relative_to(ROOT)}: {sum(sizes.values()) / _MB:.0f} MB")
    ranked = sorted(sizes.items(), key=lambda item: -item[1])
    for name, size in ranked[:_PARTS_SHOWN]:
        print(f"  {size / _MB:7.0f} MB  {name}")
    rest = sum(size for _, size in ranked[_PARTS_SHOWN:])
    print(f"  {rest / _MB:7.0f} MB  everything else")


def sizes_by_part(folder: Path) -> dict[str, int]:
    """Return bytes by part: the first folder inside ``_internal``, or the loose files together."""
    sizes: dict[str, int] = defaultdict(int)
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            inside = path.relative_to(folder).parts
            name = inside[1] if len(inside) > 2 else "loose files"
            sizes[name.removesuffix(".libs")] += path.stat().st_size
    return dict(sizes)


def try_it(folder: Path) -> int:
    """Run the self-test from another folder, without Python on the path and without a network."""
    program = folder / ("facies.exe" if os.name == "nt" else "facies")
    with tempfile.TemporaryDirectory(prefix="facies-try-") as elsewhere:
        command = [*without_network(), str(program), "self-test"]
        print("Trying it:", *command[:-2], program.name, "self-test", flush=True)
        return subprocess.call(
            command, cwd=elsewhere, env=bare_environment(Path(elsewhere)), timeout=_TRY_TIMEOUT_S
        )


def bare_environment(home: Path) -> dict[str, str]:
    """Give an environment with an empty path and a home of its own; the display stays."""
    kept = ("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SYSTEMROOT", "TEMP")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PATH": str(home / "nothing-here"),
        "HOME": str(home),
        "FACIES_DATA_DIR": str(home / "data"),
        "LANG": "C.UTF-8",
    }


def without_network() -> list[str]:
    """Give the words before a command that take the network away, where the system has them."""
    unshare = shutil.which("unshare")
    if unshare is None or sys.platform != "linux":
        return []
    # A virtual screen's abstract socket lives in the network's name space: keep that one only.
    # Its file in /tmp is found either way.
    can = subprocess.call(
        [unshare, "--net", "--map-root-user", "true"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return [unshare, "--net", "--map-root-user"] if can == 0 else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
