"""What to draw and how it moves: a phantom as plain, validated numbers with a JSON form."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

from core.errors import UsageError
from core.simulate.check import check_film, check_parts
from core.simulate.parts import HeadMotion, Identity, Movement, Photographed, Scene, ScriptStep

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class PhantomSpec:
    """Everything that determines a phantom video; equal specs give equal pictures.

    Attributes
    ----------
    identity : Identity or Photographed
    scene : Scene
    head : HeadMotion
    movement : Movement
    script : tuple of ScriptStep
    fps : float
        [5, 120].
    size_px : int
        Side of the square picture, [64, 2048]; even.
    caption : str
        Drawn small in the picture's lower corner; empty for none.

    Raises
    ------
    UsageError
        If a value is outside its range.
    """

    identity: Identity | Photographed = field(default_factory=Identity)
    scene: Scene = field(default_factory=Scene)
    head: HeadMotion = field(default_factory=HeadMotion)
    movement: Movement = field(default_factory=Movement)
    script: tuple[ScriptStep, ...] = (ScriptStep("smile", 3.0), ScriptStep("rest", 2.0))
    fps: float = 30.0
    size_px: int = 320
    caption: str = ""

    def __post_init__(self) -> None:
        check_parts(
            {
                "identity": self.identity,
                "scene": self.scene,
                "head": self.head,
                "movement": self.movement,
            }
        )
        check_film(self.fps, self.size_px, self.script)

    @property
    def duration_s(self) -> float:
        """Length of the script."""
        return sum(step.duration_s for step in self.script)

    @property
    def frames(self) -> int:
        """Number of frames of the video."""
        return max(1, round(self.duration_s * self.fps))

    def to_json(self) -> dict[str, Any]:
        """Return the spec as JSON values; `spec_from_json` reads them back."""
        return {"schema_version": SCHEMA_VERSION, **_plain(self)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            f.name: _plain(getattr(value, f.name))
            for f in dataclasses.fields(value)
            if not (f.metadata.get("quiet") and getattr(value, f.name) == _default(f))
        }
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _default(part: dataclasses.Field[Any]) -> Any:
    if part.default_factory is not dataclasses.MISSING:
        return part.default_factory()
    return part.default


def spec_from_json(data: Any) -> PhantomSpec:
    """Read a spec from JSON values.

    Raises
    ------
    UsageError
        If a key is unknown, a type is wrong or a value is outside its range.
    """
    if not isinstance(data, dict) or data.get("schema_version") != SCHEMA_VERSION:
        raise UsageError(
            f"That is no phantom description of schema version {SCHEMA_VERSION}. "
            "Take the “spec” part of a truth file as a pattern."
        )
    body = {key: value for key, value in data.items() if key != "schema_version"}
    script, who = body.pop("script", None), body.pop("identity", {})
    photographed = isinstance(who, dict) and "person" in who
    parts: dict[str, Any] = {
        name: _read(kind, body.pop(name, {}), name)
        for name, kind in (("scene", Scene), ("head", HeadMotion), ("movement", Movement))
    }
    parts["identity"] = _read(Photographed if photographed else Identity, who, "identity")
    if script is not None:
        if not isinstance(script, list):
            raise UsageError("A phantom's “script” must be a list of task and duration_s.")
        parts["script"] = tuple(_read(ScriptStep, step, "script") for step in script)
    spec: PhantomSpec = _build(PhantomSpec, {**body, **parts}, "the phantom")
    return spec


def spec_from_text(text: str) -> PhantomSpec:
    """Read a spec from JSON text. Raises `UsageError` as `spec_from_json`, or if it is no JSON."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UsageError(f"The phantom description is no JSON: {error}.") from error
    if isinstance(data, dict) and "spec" in data:  # a whole truth file will do
        data = data["spec"]
    return spec_from_json(data)


def _read(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise UsageError(f"A phantom's “{where}” must be an object of named values.")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return _build(kind, values, f"“{where}”")


def _build(kind: type, values: dict[str, Any], where: str) -> Any:
    known = {f.name for f in dataclasses.fields(kind)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise UsageError(f"Unknown name “{unknown[0]}” in {where}. Known: {', '.join(known)}.")
    try:
        return kind(**values)
    except TypeError as error:
        raise UsageError(f"A value is missing or of the wrong type in {where}: {error}.") from error
