"""Numbers, dates, networks, ARNs and bytes as policies write them; None for what is none."""

import base64
import binascii
import ipaddress
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
EPOCH_MAX = 10**13
LENGTH_MAX = 400
EXPONENT_MAX = 2**31 - 1
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?")


def number(text: str) -> Decimal | None:
    """A decimal number, with or without an exponent; a leading `+` and zeros are fine.

    The exponent is as large as Java's BigDecimal keeps one, which is what AWS compares (recorded:
    1e0 is 1, and 1e9999 is a number).

    >>> number("+007.50"), number("1e2") == 100
    (Decimal('7.50'), True)
    >>> number("1e99999999999") is None
    True
    """
    found = NUMBER.fullmatch(text) if len(text) <= LENGTH_MAX else None
    if found is None or abs(int(found[1] or "0")) > EXPONENT_MAX:
        return None
    return Decimal(text)


def address(text: str) -> Address | None:
    """One address without a zone; an IPv4-mapped one is that IPv4 address (recorded).

    >>> address("::ffff:10.0.0.1")
    IPv4Address('10.0.0.1')
    """
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        return None if found.scope_id else found.ipv4_mapped or found
    return found


def network(text: str) -> Network | None:
    """A CIDR block, or one address as a block of one; host bits are ignored.

    >>> network("10.0.0.7/8")
    IPv4Network('10.0.0.0/8')
    """
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def usable_network(text: str) -> Network | None:
    """A block that can match: an IPv6 block with host bits is accepted but never does.

    >>> usable_network("2001:db8::1/64") is None
    True
    """
    found = network(text)
    if found is not None and found.version == 6:
        return found if ipaddress.ip_interface(text).ip == found.network_address else None
    return found


def arn(text: str) -> str | None:
    """An ARN, a pattern of ARNs, or a text whose variables may make one.

    >>> arn("arn:aws:iam::*:user/*"), arn("user/alice")
    ('arn:aws:iam::*:user/*', None)
    """
    return text if text == "*" or text.startswith("arn:") or "${" in text else None


def binary(text: str) -> bytes | None:
    """The bytes of base64 as RFC 4648 writes it: with its padding, no bit left over.

    >>> binary("YQ=="), binary("YQ"), binary("YR==")
    (b'a', None, None)
    """
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if base64.b64encode(found).decode() == text else None


def date(text: str) -> int | None:
    """An ISO 8601 date or epoch seconds, as milliseconds since the epoch.

    >>> date("1970-01-01T00:00:01Z"), date("1"), date("2016-12-13t2:00:00.593194+23") is None
    (1000, 1000, False)
    """
    seconds = None if "e" in text.lower() else number(text)
    if seconds is not None and "-" not in text[1:] and len(text.lstrip("+-")) != 4:
        return int(seconds * 1000) if abs(seconds) < EPOCH_MAX else None
    day, _, clock = text.replace("t", "T").partition("T")
    clock, offset = _offset(clock)
    moment, place = _moment(day, clock), _shift(offset)
    if moment is None or place is None:
        return None
    return (moment - EPOCH) // MILLISECOND - place * 1000


def _moment(day: str, clock: str) -> datetime | None:
    parts, time = day.split("-"), clock.split(":") if clock else []
    second, _, fraction = time[2].partition(".") if len(time) > 2 else ("0", "", "")
    figures = [*parts, *["1"] * (3 - len(parts)), *time[:2], *["0"] * (2 - len(time[:2])), second]
    if len(parts) > 3 or len(time) > 3 or not all(_small(f) for f in figures):
        return None
    if fraction and not (fraction.isascii() and fraction.isdigit() and len(fraction) < 10):
        return None
    micros = int((fraction + "000000")[:6])
    try:
        return datetime(*map(int, figures), micros, tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _small(figure: str) -> bool:
    return figure.isascii() and figure.isdigit() and len(figure) <= 4


def _offset(clock: str) -> tuple[str, str]:
    if clock[-1:] in ("Z", "z"):
        return clock[:-1], ""
    for sign in "+-":
        if sign in clock:
            before, _, after = clock.partition(sign)
            return before, sign + after
    return clock, ""


def _shift(offset: str) -> int | None:
    """An offset such as +01:30, -0800 or +23, in seconds."""
    if not offset:
        return 0
    digits = offset[1:].replace(":", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (2, 4)):
        return None
    hours, minutes = (digits[:2], digits[2:]) if len(digits) == 4 else (digits, "0")
    seconds = int(hours) * 3600 + int(minutes) * 60
    return -seconds if offset[0] == "-" else seconds
