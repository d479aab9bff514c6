"""What an MFA device may be called.

AWS's model gives a name no length, but a serial number, which carries the name, 256 characters.
"""

import re

from accounts.constraints import check_text
from accounts.errors import ValidationError

NAME_PATTERN = r"[\w+=,.@-]+"
PATH = re.compile(r"/(?:[A-Za-z0-9/]*/)?")
PATH_MAX = 512
SERIAL_NUMBER_MAX = 256
PATH_TEXT = (
    "The specified value for path is invalid. It must begin and end with / and contain only "
    "alphanumeric characters and/or / characters."
)


def check_name(member: str, name: str, *, serial_number: str) -> None:
    """ValidationError unless it is a name, short enough for the serial number that it makes."""
    maximum = max(SERIAL_NUMBER_MAX - len(serial_number) + len(name), 0)
    check_text(member, name, maximum=maximum, pattern=NAME_PATTERN)


def check_path(path: str) -> None:
    """ValidationError unless it is a slash, or letters, digits and slashes between two slashes."""
    if len(path) > PATH_MAX or not PATH.fullmatch(path):
        raise ValidationError(PATH_TEXT)
