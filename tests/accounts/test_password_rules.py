"""What a password breaks, in AWS's words; the rules beside a naive count of classes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.values.password_rules import (
    CLASSES,
    DEFAULT,
    GENERIC,
    SYMBOLS,
    PasswordRules,
    violation,
)

UPPER = "Password should have at least one uppercase letter"
LOWER = "Password should have at least one lowercase letter"
NUMBER = "Password should have at least one number"
SYMBOL = "Password should have at least one symbol"
MORE = "Password should meet {} more of the following requirements: {}"
ALL = PasswordRules(minimum_length=6, required=tuple(CLASSES), of_four=0, refuses_names=False)
WEAKEST = PasswordRules(minimum_length=6, of_four=0, refuses_names=False)


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("Passw0r", "Password should have a minimum length of 8"),
        ("password1", MORE.format(1, f"{UPPER}, {SYMBOL}")),
        ("password", MORE.format(2, f"{UPPER}, {NUMBER}, {SYMBOL}")),
        ("éééééééé", MORE.format(3, f"{UPPER}, {LOWER}, {NUMBER}, {SYMBOL}")),
        ("PASSWORD.,;: ~", MORE.format(2, f"{LOWER}, {NUMBER}, {SYMBOL}")),
        ("Password1", ""),
        ("password1!", ""),
        ("PASSWORD1|", ""),
        ("Class-room-7", GENERIC),
        ("CLASS-ROOM-7", GENERIC),
    ],
)
def test_the_default_rules(password: str, text: str):
    assert violation(DEFAULT, password, names=["123456789012", "class-room-7"]) == text


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("short", f"Password should have a minimum length of 6, {UPPER}, {NUMBER}, {SYMBOL}"),
        ("longer", f"{UPPER}, {NUMBER}, {SYMBOL}"),
        ("Aa1~~~", SYMBOL),
        ("Aa1'''", ""),
        ("ÀÉ1!ab", UPPER),
    ],
)
def test_the_four_classes(password: str, text: str):
    assert violation(ALL, password, names=["longer"]) == text


def test_a_custom_policy_may_ask_for_length_alone():
    assert violation(WEAKEST, "longer", names=["longer"]) == ""


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_every_listed_symbol_counts(symbol: str):
    assert violation(ALL, f"Abcde1{symbol}") == ""


@given(st.text(st.characters(max_codepoint=255), max_size=130))
def test_the_default_rules_count_what_they_say(password: str):
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS)
    met = sum(any(character in kind for character in password) for kind in kinds)
    assert (violation(DEFAULT, password) == "") == (len(password) >= 8 and met >= 3)


@given(
    st.text(max_size=40),
    st.sets(st.sampled_from(list(CLASSES))),
    st.integers(min_value=6, max_value=128),
)
def test_a_stricter_rule_never_accepts_more(password: str, classes: set[str], length: int):
    rules = PasswordRules(
        minimum_length=length, required=tuple(classes), of_four=0, refuses_names=False
    )
    assert violation(rules, password) or not violation(WEAKEST, password)
