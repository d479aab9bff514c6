"""Lengths of time as a lab writes them."""

import re

SPAN = re.compile(r"(-?[0-9]+)([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def seconds_of(text: str) -> int:
    """The seconds of a length such as "90d" or "-1h"; 0 for "".

    >>> seconds_of("90d"), seconds_of("-1h"), seconds_of("")
    (7776000, -3600, 0)
    """
    found = SPAN.fullmatch(text)
    return int(found[1]) * SECONDS[found[2]] if found else 0
