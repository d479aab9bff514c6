"""Labs: a folder of data for each, read once and kept until its files change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from console.training.labs.checking import check
from console.training.labs.files import folders, read_folder
from console.training.labs.reading import LabError

SHIPPED = Path(__file__).resolve().parent.parent / "lab_files"
LEVELS = ("beginner", "intermediate", "advanced")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lab. `check` is as the schema has it; texts are Markdown."""

    id: str
    title: str
    text: str
    check: Mapping[str, Any]
    commands: Sequence[str] = ()
    hints: Sequence[str] = ()
    learnt: str = ""
    wrong: Sequence[Mapping[str, Any]] = ()
    solution: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab: what a card says of it, the state that it starts from, and its steps."""

    slug: str
    title: str
    minutes: int
    level: str
    summary: str
    steps: tuple[Step, ...]
    start: Mapping[str, Any]
    story: str = ""
    teacher: str = ""
    threads: Sequence[str] = ()

    def step(self, step_id: str) -> Step | None:
        """The step of this id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def after(self, step_id: str) -> Step | None:
        """The step after this one; None after the last."""
        ids = [step.id for step in self.steps]
        place = ids.index(step_id) + 1 if step_id in ids else len(ids)
        return self.steps[place] if place < len(ids) else None


def lab_in(folder: Path) -> Lab:
    """The lab of a folder; LabError says what is wrong with it."""
    return _lab_in(folder, _state_of(folder))


def all_labs() -> list[Lab]:
    """Every lab that can be read, easy ones first; those of LABS_DIR beside those that ship.

    One that cannot be read is left out: `problems` names it.
    """
    found = {folder.name: lab for folder in _folders() if (lab := _or_none(folder))}
    return sorted(found.values(), key=lambda lab: (LEVELS.index(lab.level), lab.minutes, lab.slug))


def find_lab(slug: str) -> Lab | None:
    """The lab of this name, None for any other."""
    return next((_or_none(folder) for folder in _folders() if folder.name == slug), None)


def problems() -> list[str]:
    """What is wrong with labs that cannot be read, a sentence for each."""
    found = []
    for folder in _folders():
        try:
            lab_in(folder)
        except LabError as error:
            found.append(f"{folder}: {error}")
    return found


def _folders() -> list[Path]:
    """Those that ship, then those of LABS_DIR under names that no other has."""
    shipped = folders(SHIPPED)
    names = {folder.name for folder in shipped}
    added = folders(settings.LABS_DIR) if settings.LABS_DIR else []
    return [*shipped, *(folder for folder in added if folder.name not in names)]


def _or_none(folder: Path) -> Lab | None:
    try:
        return lab_in(folder)
    except LabError:
        return None


def _state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of the folder does: names, sizes and times."""
    try:
        found = [(path.name, path.stat()) for path in folder.iterdir()]
    except OSError as error:
        raise LabError("It is no folder that can be read.") from error
    return tuple(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in found))


@lru_cache(maxsize=512)
def _lab_in(folder: Path, state: tuple[tuple[str, int, int], ...]) -> Lab:
    data = read_folder(folder)
    check(data)
    steps = tuple(Step(**step) for step in data["steps"])
    about = {name: value for name, value in data.items() if name not in ("version", "steps")}
    return Lab(slug=folder.name, steps=steps, **{"start": {}, **about})
