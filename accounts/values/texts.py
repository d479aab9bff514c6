"""Characters that a text may have wherever it is kept: those that XML 1.0 can carry.

IAM's answers are XML 1.0, so any other character could not be read back; NUL and half a surrogate
pair are also what one database keeps and another does not.
"""

import re

PATTERN = r"[\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]*"
"""The constraint as AWS's models spell it for texts of any characters."""
OTHERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_writable(text: str) -> bool:
    """Whether the text has only characters that XML 1.0 can carry.

    >>> is_writable("a\\tb"), is_writable("a" + chr(0)), is_writable(chr(0xD800))
    (True, False, False)
    """
    return OTHERS.search(text) is None


def made_writable(text: str) -> str:
    """The text with the replacement character for each other one.

    >>> made_writable("a" + chr(0)) == "a" + chr(0xFFFD)
    True
    """
    return OTHERS.sub("\ufffd", text)
