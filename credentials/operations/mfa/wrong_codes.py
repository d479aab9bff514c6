"""What the server saw in wrong MFA codes, to be told to whoever types them: to learn by, not to get
in by.

It is looked for after the attempt was counted, in a fixed number of steps. Of two codes it is never
told that one alone is right: they would be guessed one by one. A single code that will be right
later is consumed by telling so.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from credentials import totp
from credentials.models import MFADevice
from credentials.models.mfa_devices import USED_COUNTERS

AROUND = 240  # steps of 30 seconds: two hours before and after the device's own time
GAP_MAX = 20  # steps between two codes of which those between were missed
EARLY_MAX = 32  # how many codes are remembered that came before their time


class Kind(StrEnum):
    SAME = "same"  # both codes are the same
    REVERSED = "reversed"  # the second was shown first
    SKIPPED = "skipped"  # both are right, and others were shown between them
    USED = "used"
    CLOCK = "clock"  # right at another time
    UNKNOWN = "unknown"  # none of this device within two hours


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen.

    at       of USED: when the device began to show the code, UTC
    seconds  of CLOCK: how far the device's clock is ahead of what is known of it; below 0 behind
    between  of SKIPPED: how many codes were shown between the two
    """

    kind: Kind
    at: datetime | None = None
    seconds: int = 0
    between: int = 0

    @property
    def note(self) -> str:
        """A few words for the event.

        >>> Seen(Kind.CLOCK, seconds=-90).note
        'clock 90 s slow'
        """
        if self.kind is Kind.CLOCK:
            return f"clock {abs(self.seconds)} s {'fast' if self.seconds > 0 else 'slow'}"
        return NOTES[self.kind]


NOTES = {
    Kind.SAME: "both codes the same",
    Kind.REVERSED: "codes in the wrong order",
    Kind.SKIPPED: "codes not one after the other",
    Kind.USED: "code already used",
    Kind.UNKNOWN: "no code of this device",
}


def in_code(devices: Iterable[MFADevice], code: str, now: datetime) -> Seen:
    """What is seen in one code that none of these devices accepted; the nearest time counts.

    The caller has locked the devices, and saves them.
    """
    found = Seen(Kind.UNKNOWN)
    for device in devices:
        around = totp.counter_at(now) + device.drift
        counter = _nearest(device.seed, code, around)
        if counter is None:
            continue
        early = counter > around + totp.SINGLE_WINDOW
        if not early and _is_used(device, counter):
            return Seen(Kind.USED, at=_shown_at(device, counter))
        if early and not _use_early(device, counter, around):
            continue
        seen = Seen(Kind.CLOCK, seconds=(counter - around) * totp.STEP)
        if found.kind is Kind.UNKNOWN or abs(seen.seconds) < abs(found.seconds):
            found = seen
    return found


def in_pair(device: MFADevice, code1: str, code2: str, now: datetime) -> Seen:
    """What is seen in two codes that the device did not accept as a pair."""
    if hmac.compare_digest(code1.encode(), code2.encode()):
        return Seen(Kind.SAME)
    around = totp.counter_at(now) + device.drift
    used = totp.find_pair(device.seed, code1, code2, around=around, after=0)
    if used is not None:
        return Seen(Kind.USED, at=_shown_at(device, used))
    if totp.find_pair(device.seed, code2, code1, around=around, after=0) is not None:
        return Seen(Kind.REVERSED)
    steps = _steps_between(device.seed, code1, code2, around)
    return Seen(Kind.SKIPPED, between=steps - 1) if steps else Seen(Kind.UNKNOWN)


def _nearest(seed: str, code: str, around: int) -> int | None:
    """The counter nearest to `around` at which the device shows the code."""
    first = around - AROUND
    found = [first + at for at in _places(totp.codes_between(seed, first, around + AROUND), code)]
    return min(found, key=lambda counter: abs(counter - around), default=None)


def _steps_between(seed: str, code1: str, code2: str, around: int) -> int:
    """How many steps after the first code, or before it, the second is shown; 0 for never."""
    codes = totp.codes_between(seed, around - AROUND, around + AROUND)
    gaps = [abs(late - early) for early in _places(codes, code1) for late in _places(codes, code2)]
    return min((gap for gap in gaps if gap <= GAP_MAX), default=0)


def _places(codes: list[str], code: str) -> list[int]:
    """Where the code stands; all are compared, in constant time, whichever matches."""
    typed = code.encode()
    return [at for at, each in enumerate(codes) if hmac.compare_digest(each.encode(), typed)]


def _is_used(device: MFADevice, counter: int) -> bool:
    used = device.used_counters
    return counter in used or (len(used) == USED_COUNTERS and counter < used[0])


def _use_early(device: MFADevice, counter: int, around: int) -> bool:
    """Use a code before its time, so that whoever guessed it cannot come back; False where too many
    are remembered already, and it must not be told."""
    if counter in device.used_counters:
        return True
    early = [used for used in device.used_counters if used > around + totp.SINGLE_WINDOW]
    if len(early) >= EARLY_MAX:
        return False
    device.used_counters = sorted([*device.used_counters, counter])[-USED_COUNTERS:]
    return True


def _shown_at(device: MFADevice, counter: int) -> datetime:
    """When the server's clock showed the beginning of the device's step."""
    return datetime.fromtimestamp((counter - device.drift) * totp.STEP, tz=UTC)
