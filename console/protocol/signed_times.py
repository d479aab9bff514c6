"""When a request was signed, and whether that is within the time that AWS allows."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from console.protocol.errors import IncompleteSignature, OutOfTime, PresignedOutOfTime

SKEW = timedelta(minutes=15)
WEEK = 604_800
SECONDS = re.compile(r"[0-9]{1,6}", re.ASCII)
BASIC = re.compile(r"[0-9]{8}T[0-9]{6}Z")


def basic(date: str) -> str:
    """The time in ISO 8601's basic format; a Date header may say it in the format of HTTP."""
    if BASIC.fullmatch(date):
        return date
    try:
        return f"{parsedate_to_datetime(date).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    except (ValueError, OverflowError) as error:
        raise IncompleteSignature(
            f"Date must be in ISO-8601 'basic format'. Got '{date}'. "
            "See http://en.wikipedia.org/wiki/ISO_8601"
        ) from error


def check_clock(timestamp: str, now: datetime) -> None:
    """OutOfTime for a request that was signed more than fifteen minutes before or after now."""
    signed = _signed_at(timestamp)
    if signed < now - SKEW:
        raise OutOfTime(
            f"Signature expired: {timestamp} is now earlier than {_text(now - SKEW)} "
            f"({_text(now)} - 15 min.)"
        )
    if signed > now + SKEW:
        raise OutOfTime(
            f"Signature not yet current: {timestamp} is still later than {_text(now + SKEW)} "
            f"({_text(now)} + 15 min.)"
        )


def check_lifetime(seconds: str, timestamp: str, now: datetime) -> None:
    """Refuse a presigned URL of S3 that is not good yet, or after its seconds: a week at most.

    IncompleteSignature for `seconds` that are none, PresignedOutOfTime for the rest.
    """
    signed = _signed_at(timestamp)
    if not SECONDS.fullmatch(seconds) or int(seconds) > WEEK:
        raise IncompleteSignature(f"X-Amz-Expires must be a number of seconds up to {WEEK}.")
    if signed > now + SKEW:
        raise PresignedOutOfTime("Request is not valid yet")
    if signed < now - timedelta(seconds=int(seconds)):
        raise PresignedOutOfTime("Request has expired")


@lru_cache(maxsize=64)
def _signed_at(timestamp: str) -> datetime:
    try:
        if BASIC.fullmatch(timestamp):
            return datetime.fromisoformat(timestamp)
    except ValueError:  # no such day or hour
        pass
    raise IncompleteSignature(
        f"Date must be in ISO-8601 'basic format'. Got '{timestamp}'. "
        "See http://en.wikipedia.org/wiki/ISO_8601"
    )


def _text(time: datetime) -> str:
    return f"{time:%Y%m%dT%H%M%SZ}"
