"""The published policies that ship with the software, as data."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent


@cache
def edition(name: str) -> str:
    """The text of an edition, by its file name without `.json`."""
    return (HERE / f"{name}.json").read_text()
