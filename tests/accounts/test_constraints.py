"""The constraints of AWS's service model, and its words for their breach."""

import re

import pytest

from accounts.constraints import (
    NAME_CHARACTER,
    NAME_PATTERN,
    PRINTABLE_LATIN_1,
    check_text,
    raise_breaches,
    range_breaches,
    text_breaches,
)
from accounts.errors import ValidationError

WORD = r"[\w]+"


@pytest.mark.parametrize(
    ("value", "constraints"),
    [
        ("", ["Member must have length greater than or equal to 1"]),
        ("abcdefghi", ["Member must have length less than or equal to 8"]),
        ("a b", [r"Member must satisfy regular expression pattern: [\w]+"]),
        ("a\n", [r"Member must satisfy regular expression pattern: [\w]+"]),
        (
            "a b c d e",
            [
                "Member must have length less than or equal to 8",
                r"Member must satisfy regular expression pattern: [\w]+",
            ],
        ),
    ],
)
def test_every_breach_is_named(value: str, constraints: list[str]):
    count = len(constraints)
    text = "; ".join(f"Value at 'userName' failed to satisfy constraint: {c}" for c in constraints)
    with pytest.raises(ValidationError) as refused:
        check_text("userName", value, maximum=8, pattern=WORD)
    assert str(refused.value) == (
        f"{count} validation error{'s' if count > 1 else ''} detected: {text}"
    )
    assert (refused.value.code, refused.value.status) == ("ValidationError", 400)


@pytest.mark.parametrize("value", ["a", "abcdefgh", "_1"])
def test_what_keeps_the_constraints_passes(value: str):
    check_text("userName", value, maximum=8, pattern=WORD)


@pytest.mark.parametrize(
    "value", ["\x00", "a\x0b", "\x1b[0m", "\ufeffa", "\u2028", "\u0100", "\ud800", "a\x1f"]
)
def test_what_is_not_printable_latin_1_is_refused(value: str):
    with pytest.raises(ValidationError) as refused:
        check_text("certificateBody", value, maximum=8, pattern=PRINTABLE_LATIN_1)
    assert str(refused.value) == (
        "1 validation error detected: Value at 'certificateBody' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+"
    )


def test_tabs_and_all_line_ends_are_printable():
    check_text("certificateBody", "\t\r\n\n\r \xff", maximum=8, pattern=PRINTABLE_LATIN_1)


@pytest.mark.parametrize(
    ("value", "constraint"),
    [
        (0, "Member must have value greater than or equal to 1"),
        (25, "Member must have value less than or equal to 24"),
    ],
)
def test_a_number_out_of_range(value: int, constraint: str):
    assert range_breaches("n", value, minimum=1, maximum=24) == [("n", constraint)]


@pytest.mark.parametrize("value", [None, 1, 24])
def test_a_number_in_range(value: int | None):
    assert range_breaches("n", value, minimum=1, maximum=24) == []


def test_no_breach_is_no_error():
    raise_breaches([])


def test_a_name_has_the_same_characters_in_both_spellings():
    for character in map(chr, range(0x3000)):
        breaches = text_breaches("name", character, maximum=1, pattern=NAME_PATTERN)
        assert bool(re.fullmatch(NAME_CHARACTER, character)) == (not breaches)
