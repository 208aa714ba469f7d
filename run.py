"""Set Facies up and run it, with nothing but Python 3.11 or 3.12: the one command of a new machine.

python3 run.py                     the window, with the sample recording; without a screen, the
                                   main job on it
python3 run.py analyze V --out D   any verb of `facies`, with its arguments
python3 run.py test [--slow] ...   lint, types, import contracts and tests; the rest goes to pytest
python3 run.py pictures            draw the README's report and overlay anew from the sample
python3 run.py screenshots         take the README's pictures of the window anew
python3 run.py figures             measure speed and write the README's tables (takes long)
python3 run.py build               make the frozen program, say its size by part, and try it
python3 run.py setup               make the environment and stop

Needs the standard library only. The environment is `.venv` beside this file; it is made once, and
again only when the pinned versions, the project's dependencies or its Python change.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "facies-installed.txt"
UNFINISHED = VENV / "facies-install-unfinished.txt"
PYTHONS = ((3, 11), (3, 12))
SAMPLE = ROOT / "resources" / "sample"

# What the wheels expect the system to have, by soname and Debian package.
LIBRARIES = {"libGL.so.1": "libgl1", "libgthread-2.0.so.0": "libglib2.0-0"}
WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libpulse.so.0": "libpulse0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
TEST_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth", "strace": "strace", "git": "git"}

# Verbs that are scripts of their own; the second lot opens the window.
SCRIPTS = {
    "pictures": "docs/make_pictures.py",
    "screenshots": "docs/make_screenshots.py",
    "figures": "docs/make_figures.py",
    "build": "build_spec/build.py",
}
ON_SCREEN = ("screenshots", "figures", "build")


class SetupError(Exception):
    """The surroundings are not fit; the text says what to do. Ends with exit code 5."""


def main(argv: list[str]) -> int:
    """Make what is missing, then do what `argv` asks; return the exit code."""
    if sys.version_info[:2] not in PYTHONS:
        return run_with_fitting_python(argv)
    verb, rest = (argv[0], argv[1:]) if argv else ("", [])
    try:
        check_system(testing=verb in ("test", *ON_SCREEN))
        ensure_environment()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 5
    except KeyboardInterrupt:
        print("\nStopped. The next start takes up the installation again.", file=sys.stderr)
        return 130
    if verb == "setup":
        print(f"Facies is set up in {VENV}.")
        return 0
    if verb == "test":
        return test(rest)
    if verb in SCRIPTS:
        return script(verb, rest)
    return facies(argv) if argv else sample()


# Python


def run_with_fitting_python(argv: list[str]) -> int:
    """Start again under Python 3.11 or 3.12, or say that one is needed."""
    have = "{}.{}".format(*sys.version_info[:2])
    for command in (["python3.11"], ["python3.12"], ["py", "-3.11"], ["py", "-3.12"]):
        if shutil.which(command[0]) and fits(command):
            return wait_for([*command, str(Path(__file__).resolve()), *argv])
    print(
        f"Facies needs Python 3.11 or 3.12; this is Python {have}, and neither was found. "
        "Install Python 3.12 and start again: python3.12 run.py",
        file=sys.stderr,
    )
    return 5


def fits(command: list[str]) -> bool:
    """Whether `command` starts a Python that Facies can use; a launcher's shim may not."""
    code = f"import sys; sys.exit(sys.version_info[:2] not in {PYTHONS})"
    quiet = subprocess.DEVNULL
    return subprocess.call([*command, "-c", code], stdout=quiet, stderr=quiet) == 0


def venv_python() -> Path:
    """Return the environment's interpreter."""
    windows = os.name == "nt"
    return VENV / ("Scripts" if windows else "bin") / ("python.exe" if windows else "python")


# Environment


def ensure_environment() -> None:
    """Make or mend `.venv` unless it already holds what is pinned. Raises `SetupError`."""
    if STAMP.exists() and venv_python().exists() and STAMP.read_text() == fingerprint():
        return
    if UNFINISHED.exists():
        print("The last installation was interrupted: making the environment anew.", flush=True)
        shutil.rmtree(VENV)
    elif VENV.exists() and venv_version()[:2] not in PYTHONS:
        shutil.rmtree(VENV)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.write_text("While nothing is being installed, this means: remove .venv.\n")
    STAMP.unlink(missing_ok=True)
    if not venv_python().exists():
        make_venv()
    install()
    STAMP.write_text(fingerprint())
    UNFINISHED.unlink()


def fingerprint() -> str:
    """Digest all that decides what is installed: pins, dependencies, the environment's Python."""
    import tomllib  # from Python 3.11 on; this file must start under older ones

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        (ROOT / "constraints.txt").read_text(encoding="utf-8"),
        json.dumps([project["project"], project["build-system"]], sort_keys=True),
        str(venv_version()),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def venv_version() -> tuple[int, ...]:
    """Python version of the environment as its own note says, () if there is none."""
    note = VENV / "pyvenv.cfg"
    for line in note.read_text(encoding="utf-8").splitlines() if note.exists() else []:
        key, _, value = line.partition("=")
        if key.strip() in ("version", "version_info"):
            return tuple(int(part) for part in value.strip().split(".")[:3])
    return ()


def make_venv() -> None:
    """Create an empty `.venv` with pip. Raises `SetupError`."""
    print(f"Making the Python environment in {VENV} ...", flush=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.call(command) == 0:
        return
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if may_install() and apt_install([package]) and subprocess.call(command) == 0:
        return
    raise SetupError(
        "The Python environment could not be made (the lines above say why). On Debian and Ubuntu "
        f"this often helps: sudo apt-get install {package}"
    )


def install() -> None:
    """Install the pinned parts and Facies itself into `.venv`. Raises `SetupError`."""
    print(
        "Installing the parts of Facies: once, a few minutes to a quarter of an hour, about 3 GB "
        "on disk.\nMost of it is PyTorch; README.md says how to get its smaller CPU build.",
        flush=True,
    )
    pip = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "install"]
    pins = ["--constraint", str(ROOT / "constraints.txt")]
    if subprocess.call([*pip, *pins, "--editable", f"{ROOT}[dev]"]) != 0:
        UNFINISHED.unlink()  # pip gave up in good order: nothing is half-made
        raise SetupError(
            "Not all parts could be installed (the lines above say why). Check the connection and "
            "the free space, and start again: the same command takes it up."
        )


# System


def check_system(testing: bool) -> None:
    """Install or name the system's missing libraries and programs. Raises `SetupError`."""
    if not sys.platform.startswith("linux"):
        return
    needed = [package for name, package in LIBRARIES.items() if not loads(name)]
    wanted = []
    if testing or has_screen():
        wanted += [package for name, package in WINDOW_LIBRARIES.items() if not loads(name)]
    if testing:
        wanted += [package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)]
    if not needed + wanted or (may_install() and apt_install(needed + wanted)):
        return
    advice = "sudo apt-get update && sudo apt-get install " + " ".join(needed + wanted)
    if needed:
        raise SetupError(
            f"System libraries are missing. On Debian and Ubuntu:\n  {advice}\n"
            "Elsewhere, install the packages that hold " + ", ".join(LIBRARIES) + "."
        )
    print(f"Some system packages are missing; on Debian and Ubuntu:\n  {advice}", flush=True)


def loads(soname: str) -> bool:
    """Whether the system has this shared library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_screen() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def may_install() -> bool:
    """Whether this is root on a system with apt-get."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages; refresh the package lists only if they turn out to be needed."""
    print("Installing system packages: " + " ".join(packages), flush=True)
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    if subprocess.call(command, env=quiet) == 0:
        return True
    subprocess.call(["apt-get", "update", "-q"], env=quiet)
    return subprocess.call(command, env=quiet) == 0


# Jobs


def facies(arguments: list[str]) -> int:
    """Run `facies` with these arguments, in the caller's folder."""
    # -P: the caller's folder may hold a `core` or `gui` of its own.
    return wait_for([str(venv_python()), "-P", "-m", "gui.main", *arguments])


def sample() -> int:
    """Open the sample recording in the window; without a screen, do the main job on it."""
    if has_screen():
        print("Opening the window with the sample recording, a drawn face.", flush=True)
        return facies(["gui", str(SAMPLE / "sample.mp4")])
    out = ROOT / "out" / "sample"
    print("Analysing the sample recording, a drawn face (about a minute on two cores) ...")
    sys.stdout.flush()
    job = ["analyze", str(SAMPLE / "sample.mp4"), "--segments", str(SAMPLE / "segments.json")]
    code = facies([*job, "--out", str(out), "--overlay"])
    if code == 0:
        print("\nReport        ", out / "report.pdf")
        print("Overlay video ", out / "overlay.mp4")
        print("Results       ", out / "analysis.json")
        print("\nYour own recording: python3 run.py analyze VIDEO --out FOLDER")
    return code


def script(verb: str, arguments: list[str]) -> int:
    """Run one of `SCRIPTS`; on a virtual screen where it needs one and there is none."""
    command = [str(venv_python()), "-P", str(ROOT / SCRIPTS[verb]), *arguments]
    if verb in ON_SCREEN and not has_screen():
        if shutil.which("xvfb-run") is None:
            print("This needs a screen, or the program xvfb-run (package xvfb).", file=sys.stderr)
            return 5
        command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24", *command]
    return wait_for(command)


def test(arguments: list[str]) -> int:
    """Run lint, types, import contracts and tests; 0 only if all of them pass."""
    pytest = ["-m", "pytest", "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    if "--slow" in arguments:
        arguments = [word for word in arguments if word != "--slow"]
        pytest += ["-m", ""]
    python = str(venv_python())
    steps = {
        "lint": [python, "-m", "ruff", "check"],
        "format": [python, "-m", "ruff", "format", "--check"],
        "types": [python, "-m", "mypy"],
        "import contracts": [str(venv_python().with_name("lint-imports"))],
        "tests": [python, *pytest, *arguments],
    }
    # One thread a process: the tests run in as many processes as there are cores.
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    failed = []
    for name, command in steps.items():
        print(f"\n== {name} ==", flush=True)
        if wait_for(command, cwd=ROOT, env={**os.environ, **single}) != 0:
            failed.append(name)
    if failed:
        print("\nFailed: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


def wait_for(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> int:
    """Run a command to its end and return its exit code; Ctrl+C is the command's to answer."""
    process = subprocess.Popen(command, cwd=cwd, env=env)
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue
        return 130 if code == -2 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
