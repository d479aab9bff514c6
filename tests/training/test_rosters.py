"""Lists of names, seat codes and passwords, whatever is pasted or typed."""

import math
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.values.password_rules import DEFAULT, violation
from console.training.codes import LENGTH, new_code, shown, typed
from console.training.passwords import NUMBERS, easy, strong
from console.training.rosters import NAME_MAX, SEATS_MAX, BadRoster, as_name, names, repeated
from console.training.words import WORDS


@given(st.text())
@example('Name,"\n"')
@example("Id;Name\n1")
@example("name\r\n\u2028\x00")
def test_any_text_is_a_list_of_names_or_refused(text: str):
    try:
        found = names(text)
    except BadRoster as error:
        assert str(error)
        return
    assert len(found) <= SEATS_MAX
    for name in found:
        assert 0 < len(name) <= NAME_MAX
        assert not {unicodedata.category(each) for each in name} & {"Cc", "Cs", "Zl", "Zp"}
        assert as_name(name) == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Red\r\nGreen\r\n", ["Red", "Green"]),
        ("\ufeffName\nRed", ["Red"]),
        ("E-mail,Full name\na@b.example,Red\nb@b.example,\n", ["Red"]),
        ('Id,Name\n1,"Apple, Red"\n2,"Say ""no"""', ["Apple, Red", 'Say "no"']),
        ("Team\tStudent\n1\tRed", ["Red"]),
        ("Apple, Red\nPear, Green", ["Apple, Red", "Pear, Green"]),
        ("\u202eRed\u202c\nno\u200dn", ["Red", "no\u200dn"]),
        ("\u200b\n\u0301\n \n", []),
        ("", []),
    ],
)
def test_a_list_is_read_as_it_was_meant(text: str, found: list[str]):
    assert names(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x\n" * 10_000, "The list has 10000 names"),
        ("x" * 300_000, "The list is too long"),
        (f"Red\n{'x' * 129}", "Line 2 is longer than 128 characters."),
    ],
)
def test_what_no_class_can_have_is_refused(text: str, said: str):
    with pytest.raises(BadRoster, match=said):
        names(text)


def test_repeated_names_are_found_whatever_their_case():
    assert repeated(["Red", "Green", "RED", "red"]) == ["Red"]


@given(st.text())
def test_what_is_typed_is_a_code_or_none(text: str):
    assert len(typed(text)) in (0, LENGTH)


def test_a_code_is_found_however_it_is_typed():
    for _ in range(50):
        code = new_code()
        assert not set(code) & set("0O1IL")
        for text in (code, code.lower(), shown(code), f" {shown(code).lower()} ", " ".join(code)):
            assert typed(text) == code


def test_passwords_satisfy_aws_s_rules():
    assert len(set(WORDS)) == len(WORDS)
    assert math.log2(len(WORDS) ** 2 * len(NUMBERS)) > 23
    for _ in range(50):
        assert re.fullmatch("[a-z]+-[1-9][0-9]-[a-z]+", easy())
        assert not violation(DEFAULT, easy())
        assert not violation(DEFAULT, strong())
