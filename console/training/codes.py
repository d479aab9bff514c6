"""Seat codes: what joins a seat of a class beside a name. Pure."""

import secrets

DIGITS = "23456789"
LETTERS = DIGITS + "ABCDEFGHJKMNPQRSTUVWXYZ"  # neither 0 and O nor 1, I and L
LENGTH = 8
HALF = LENGTH // 2
TYPED_MAX = 32  # characters that somebody may type for one


def new_code() -> str:
    """A code such as `K7M4QP9X`: 31 characters to the power of 8, more than 39 bits.

    At least one is a digit, so that no name of eight letters is a code.

    >>> len(new_code())
    8
    """
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if _is_code(code):
            return code


def shown(code: str) -> str:
    """A code as it is printed, in two halves.

    >>> shown("K7M4QP9X")
    'K7M4-QP9X'
    """
    return f"{code[:HALF]}-{code[HALF:]}"


def typed(text: str) -> str:
    """The code that somebody typed, in any case, with hyphens and spaces or without; "" for what is
    no code.

    >>> typed(" k7m4 qp9x"), typed("K7M4-QP9X"), typed("Red Apple"), typed("Margaret")
    ('K7M4QP9X', 'K7M4QP9X', '', '')
    """
    if len(text) > TYPED_MAX:
        return ""
    code = "".join(text.replace("-", " ").upper().split())
    return code if _is_code(code) else ""


def _is_code(text: str) -> bool:
    return len(text) == LENGTH and set(text) <= set(LETTERS) and not set(text).isdisjoint(DIGITS)
