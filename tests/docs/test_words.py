"""Plain words: what is written for people to read uses the terms of AWS, HTTP and Django.

Checked are documents, docstrings, comments, templates and scripts. The glossary is
in docs/architecture.md.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.browser.server import ROOT

INSTEAD = {
    r"(?:AWS|over the|of the|on the|the)(?:'s)?(?: own)? wire\b": "the API",
    r"\bthe same doors?\b": "the same endpoint",
    r"\bthe house\b": "the project, the code",
    r"\bin whatever dress\b": "in any encoding",
    r"\bus(?:e|es|ed|ing) (?:\w+ )?up\b": "consume",
    r"\bput in line\b": "serialised",
    r"\bthere to be denied\b": "sample resources",
    r"\bwhom (?:its|the) address names\b": "the user in the URL",
    r"\bthe address (?:names|says|asks)\b": "the URL",
    r"\b(?:put|puts|putting) (?:\S+ ){1,5}in force\b": "apply, make the default version",
    r"\b(?:is|are|one|policy|version|document|rules) in force\b": "default, current, applies",
    r"\bopens for who": "is allowed if the policies allow",
    r"\bunmade\b": "unsaved",
    r"\bsiblings?\b": "variant",
    r"\breckon": "estimate, count",
    r"\b(?:both|each|either|two) faces?\b": "pages and the API",
    r"\bwho may not ask\b": "a caller without permission",
}
SUFFIXES = (".py", ".md", ".html", ".js", ".sh", ".css")
FOLDERS = ("accounts", "console", "credentials", "docs", "static", "templates", "tests")
EXEMPT = {"tests/docs/test_words.py"}


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """What people read in a file, with line numbers: of Python only docstrings and comments."""
    text = path.read_text()
    if path.suffix != ".py":
        yield 1, text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""


def files() -> list[Path]:
    found = [path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file()]
    written = [path for path in [*found, *ROOT.glob("*.md")] if path.suffix in SUFFIXES]
    return [path for path in written if str(path.relative_to(ROOT)) not in EXEMPT]


@cache
def everything() -> list[tuple[str, int, str]]:
    """All prose: the file, the line where it begins, the text on one line."""
    return [
        (str(path.relative_to(ROOT)), line, " ".join(text.split()))
        for path in files()
        for line, text in prose(path)
    ]


@pytest.mark.parametrize("pattern", INSTEAD)
def test_a_word_of_a_private_language_is_not_used(pattern: str):
    word = re.compile(pattern, re.IGNORECASE)
    used = [
        f"{name}:{line}: {found[0]}"
        for name, line, text in everything()
        for found in word.finditer(text)
    ]
    assert not used, f"write {INSTEAD[pattern]!r} instead\n" + "\n".join(used)
