"""Why MFA codes were not accepted, in sentences: what the server saw, and what helps."""

from datetime import datetime

from django.contrib.humanize.templatetags.humanize import apnumber
from django.template.defaultfilters import pluralize

from accounts.errors import ServiceError
from credentials.operations.mfa.mfa_codes import WrongCodes
from credentials.operations.mfa.wrong_codes import Kind, Seen
from credentials.totp import STEP

OF_ONE = {
    Kind.UNKNOWN: (
        "The device shows no such code, neither now nor within two hours.",
        "Look at the name of the entry in the app: it may be of another account, or of a device "
        "that was removed since. Type all six digits while they are shown.",
    ),
}
OF_TWO = {
    Kind.SAME: (
        "Both codes are the same.",
        f"A device shows a new code every {STEP} seconds: type one, wait until it changes, and "
        "type the next.",
    ),
    Kind.REVERSED: (
        "These are two codes in a row, in the wrong order.",
        "First comes the one that was shown first.",
    ),
    Kind.UNKNOWN: (
        "These are not two codes that the device shows one after the other.",
        "Look at the name of the entry in the app: one of an earlier device shows other codes. "
        "Type all six digits of each.",
    ),
}


def why(seen: Seen | None, *, now: datetime, pair: bool = False) -> tuple[str, ...]:
    """What was seen in wrong codes and what helps, each a sentence or two; () for nothing.

    `pair`: two codes were typed. `now` is the real time, which codes are about.
    """
    if seen is None:
        return ()
    if seen.kind is Kind.USED:
        return _used(seen, pair=pair)
    if seen.kind is Kind.CLOCK:
        return _of_another_time(seen, now)
    if seen.kind is Kind.SKIPPED:
        missed = f"{apnumber(seen.between)} more code{pluralize(seen.between)}"
        return (
            f"The device shows both codes, but {missed} between them.",
            "Type two codes that follow each other.",
        )
    return (OF_TWO if pair else OF_ONE)[seen.kind]


def why_in(error: ServiceError | None, *, now: datetime) -> tuple[str, ...]:
    """The same of an error that an operation with two codes was answered with."""
    return why(error.seen, now=now, pair=True) if isinstance(error, WrongCodes) else ()


def _used(seen: Seen, *, pair: bool) -> tuple[str, ...]:
    shown = f"{seen.at:%H:%M:%S} UTC" if seen.at else ""
    if pair:
        return (
            f"These codes were already used: the device showed the second at {shown}.",
            "Wait for two new ones.",
        )
    return (
        f"This code was already used: the device showed it at {shown}.",
        "A code counts once. Wait for the next one.",
    )


def _of_another_time(seen: Seen, now: datetime) -> tuple[str, ...]:
    way = "ahead" if seen.seconds > 0 else "behind"
    return (
        f"The code is right for a clock that is {_length(abs(seen.seconds))} {way}. Here it is "
        f"{now:%H:%M:%S} UTC.",
        "Let the phone set its clock by itself, or let two codes in a row tell the server how far "
        "it is off: resynchronize the device.",
    )


def _length(seconds: int) -> str:
    """A time in minutes, or in seconds where it is short.

    >>> _length(90), _length(2400), _length(150)
    ('90 seconds', '40 minutes', '2 minutes 30 seconds')
    """
    minutes, rest = divmod(seconds, 60)
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{minutes} minutes {rest} seconds" if rest else f"{minutes} minutes"
