"""Every edition with what validation finds in it; ours are marked.

`python -m tests.validation.findings` writes tests/golden/findings.txt; the test compares.
"""

from pathlib import Path

from accounts.editions import EDITIONS, edition
from accounts.validation import Finding, validate

PATH = Path(__file__).resolve().parent.parent / "golden/findings.txt"
INTRODUCTION = [
    "# type, issue code, line:column of each place, text. `ours` has no check of AWS.",
]


def line(finding: Finding) -> str:
    places = " ".join(f"{one.start.line}:{one.start.column}" for one in finding.locations)
    whose = "ours " if finding.ours else ""
    return f"{finding.type.name} {whose}{finding.code} {places}\n    {finding.details}"


def section(name: str) -> list[str]:
    found = [line(finding) for finding in validate(edition(name))]
    return ["", f"== {name}", *(found or ["nothing"])]


def lines() -> list[str]:
    return [*INTRODUCTION, *(each for one in EDITIONS for each in section(one.name))]


if __name__ == "__main__":
    PATH.write_text("\n".join(lines()) + "\n")
