"""The names of a class: pasted one a line, or the file of a course's list. Pure.

A name is a text of any script; what it says is never read as markup, address or formula.
"""

import csv
import unicodedata
from collections.abc import Sequence

SEATS_MAX = 200  # of a class
NAME_MAX = 128  # characters of a person's name
ROSTER_MAX = 200_000  # characters that are looked at; a longer text has too many names
DELIMITERS = ",;\t"
HEADINGS = ("name", "names", "full name", "student", "student name", "learner")
TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class BadRoster(ValueError):
    """Why a list of names cannot be one of a class, for the person who sent it."""


def names(text: str) -> list[str]:
    """The names in their order, empty lines left out; BadRoster says which line is wrong.

    A file whose first line has the column *Name* is read as CSV, by comma, semicolon or tab. In any
    other text each line is a name, with its commas.

    >>> names("Red  Apple\\n\\nApple, Green\\n")
    ['Red Apple', 'Apple, Green']
    >>> names("Id;Name\\n7;Red\\n8;Green")
    ['Red', 'Green']
    """
    if len(text) > ROSTER_MAX:
        raise BadRoster(f"The list is too long: a class has up to {SEATS_MAX} seats.")
    found = [(number, name) for number, name in _lines(text.lstrip("\ufeff")) if name]
    if len(found) > SEATS_MAX:
        raise BadRoster(f"The list has {len(found)} names; a class has up to {SEATS_MAX} seats.")
    for number, name in found:
        _check(name, number)
    return [name for _, name in found]


def as_name(text: str) -> str:
    """A name as it is kept: composed, with single spaces, without characters that are not shown.

    Marks that turn the direction of the text around it are left out; those within a script stay.

    >>> as_name(" Red\\t Apple\\x00 ")
    'Red Apple'
    """
    plain = "".join(each for each in unicodedata.normalize("NFC", text) if _is_kept(each))
    return " ".join(plain.split()) if any(map(_is_seen, plain)) else ""


def key(name: str) -> str:
    """What two spellings of one name have in common: letters in any case and width.

    >>> key("RED  Apple") == key("red apple")
    True
    """
    return unicodedata.normalize("NFKC", as_name(name).casefold())


def repeated(found: Sequence[str]) -> list[str]:
    """The names that stand more than once in a list, as they stand first.

    >>> repeated(["Red", "Green", "RED"])
    ['Red']
    """
    keys = [key(name) for name in found]
    return [
        name
        for at, name in enumerate(found)
        if keys.index(keys[at]) == at and keys.count(keys[at]) > 1
    ]


def _is_kept(character: str) -> bool:
    if character.isspace():
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in TURNS


def _is_seen(character: str) -> bool:
    """Whether a character shows something by itself: a letter, a digit, a sign."""
    return unicodedata.category(character)[0] in "LNPS"


def _lines(text: str) -> list[tuple[int, str]]:
    """The numbers of the lines and the names in them, some empty."""
    lines = text.splitlines()
    column, delimiter = _column(lines[0]) if lines else (None, "")
    if column is None:
        return [(number, as_name(line)) for number, line in enumerate(lines, 1)]
    try:
        rows = list(csv.reader(lines[1:], delimiter=delimiter))
    except csv.Error as error:
        raise BadRoster("This is no CSV file; paste the names, one on a line.") from error
    return [
        (number, as_name(row[column] if column < len(row) else ""))
        for number, row in enumerate(rows, 2)
    ]


def _column(first: str) -> tuple[int | None, str]:
    """Where the names stand in a file with headings, and what separates its columns."""
    for delimiter in DELIMITERS:
        headings = [heading.strip(' "').lower() for heading in first.split(delimiter)]
        found = [at for at, heading in enumerate(headings) if heading in HEADINGS]
        if found and (len(headings) > 1 or headings[0] == "name"):
            return found[0], delimiter
    return None, ""


def _check(name: str, number: int) -> None:
    if len(name) > NAME_MAX:
        raise BadRoster(f"Line {number} is longer than {NAME_MAX} characters.")
