"""What an MFA device may be called.

AWS's model gives a name no length, but a serial number, which carries the name, 256 characters.
AWS's console takes names of up to 128, which is short enough for every kind of device of any user.
"""

import re

from accounts.errors import ValidationError
from accounts.operations import names

NAME_MAX = 128
PATH = re.compile(r"/(?:[A-Za-z0-9/]*/)?")
PATH_MAX = 512
SERIAL_NUMBER_MAX = 256
PATH_TEXT = (
    "The specified value for path is invalid. It must begin and end with / and contain only "
    "alphanumeric characters and/or / characters."
)


def is_device_name(name: str) -> bool:
    """Whether any device may have this name: what the console asks before it knows the kind."""
    return names.is_name(name, maximum=NAME_MAX)


def check_name(member: str, name: str, *, serial_number: str) -> None:
    """ValidationError unless it is a name, short enough for the serial number that it makes."""
    maximum = max(SERIAL_NUMBER_MAX - len(serial_number) + len(name), 0)
    names.check_name(member, name, maximum=maximum)


def check_path(path: str) -> None:
    """ValidationError unless it is a slash, or letters, digits and slashes between two slashes."""
    if len(path) > PATH_MAX or not PATH.fullmatch(path):
        raise ValidationError(PATH_TEXT)
