"""Rules for the names of MFA devices, and for the paths of virtual ones.

AWS's model gives a name no length, but a serial number, which carries the name, 256 characters.
AWS's console takes names of up to 128, which is short enough for every kind of device of any user.
"""

import re

from accounts.constraints import PATH_RULE, at_most, invalid_value, raise_breaches
from accounts.operations import names
from accounts.values import arns

NAME_MAX = 128
PATH = re.compile(r"/([\w+=/:,.@-]+/)?", re.ASCII)  # of what a serial number may consist of
SERIAL_NUMBER_MAX = 256
PATH_MAX = SERIAL_NUMBER_MAX - len(arns.mfa("1" * 12, "", "n"))


def is_device_name(name: str) -> bool:
    """Whether any device may have this name: what the console asks before it knows the kind."""
    return names.is_name(name, maximum=NAME_MAX)


def check_name(member: str, name: str, *, serial_number: str) -> None:
    """ValidationError unless it is a name, short enough for the serial number that it makes."""
    room = SERIAL_NUMBER_MAX - (len(serial_number) - len(name))
    names.check_name(member, name, maximum=room)


def check_path(path: str) -> None:
    """ValidationError unless it begins and ends with a slash, and leaves room for a name.

    AWS says that only letters and digits may stand in it, but takes a hyphen as well (recorded).
    """
    if not PATH.fullmatch(path):
        raise invalid_value("path", PATH_RULE)
    if len(path) > PATH_MAX:
        raise_breaches([("path", at_most(PATH_MAX))])
