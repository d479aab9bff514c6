"""The files of labs: which folders are labs, and the texts beside a lab's YAML."""

import re
from pathlib import Path
from typing import Any

from console.training.labs.reading import BYTES_MAX, LabError, read

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
TEXT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\.md")
FOLDERS_MAX = 200
FILE = "lab.yaml"
TEXTS = ("text", "learnt", "story", "teacher")


def folders(root: Path) -> list[Path]:
    """The folders of labs within a folder, by name; LabError for too many."""
    try:
        found = [path for path in root.iterdir() if NAME.fullmatch(path.name)]
        labs = sorted(path for path in found if (path / FILE).is_file())
    except OSError:
        return []
    return labs[:FOLDERS_MAX]


def read_folder(folder: Path) -> Any:
    """The data of a lab, with the texts that stand in files of their own."""
    if not NAME.fullmatch(folder.name):
        raise LabError("A lab's folder is named by small letters, digits and hyphens.")
    data = read(_bytes_of(folder, FILE))
    parts = data.get("steps") if isinstance(data, dict) else None
    for part in (data, *(parts if isinstance(parts, list) else ())):
        if isinstance(part, dict):
            _fill_in(part, folder)
    return data


def _fill_in(part: dict[str, Any], folder: Path) -> None:
    """Put the text of a file in the place of its name, such as `text: enrol.md`."""
    for name in TEXTS:
        value = part.get(name)
        if isinstance(value, str) and TEXT.fullmatch(value):
            part[name] = _bytes_of(folder, value).decode(errors="replace")


def _bytes_of(folder: Path, name: str) -> bytes:
    """What a file of the folder holds; LabError for one that is elsewhere, missing or large."""
    path = folder / name
    try:
        if path.resolve().parent != folder.resolve():  # a link that leads out
            raise LabError(f"{name} does not stand in the lab's folder.")
        with path.open("rb") as file:
            text = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise LabError(f"{name} cannot be read.") from error
    if len(text) > BYTES_MAX:
        raise LabError(f"{name} is larger than {BYTES_MAX // 1024} KB.")
    return text
