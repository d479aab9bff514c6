"""The codes that MFA devices show: check one at sign-in, accept a pair, and count the attempts.

Phones and tokens have the real time, whatever the clock of the account shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import InvalidAuthenticationCode
from accounts.models import User
from credentials import totp
from credentials.models import MFADevice
from credentials.models.mfa_devices import USED_COUNTERS
from credentials.operations.mfa.wrong_codes import Kind, Seen, in_code, in_pair

CODE_TEXT = "Authentication code for device is not valid."


class WrongCodes(InvalidAuthenticationCode):
    """Two codes that were not accepted; `seen` is what may be told of them."""

    def __init__(self, text: str, *, seen: Seen | None = None) -> None:
        super().__init__(text)
        self.seen = seen
        self.note = seen.note if seen else ""


@dataclass(frozen=True, slots=True)
class CodePair:
    """Two codes that a device showed one after the other, six digits each."""

    code1: str
    code2: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of a check: the device that accepted the codes, or None and until when to wait.

    `seen` is what was seen in wrong codes, where that was asked for.
    """

    device: MFADevice | None = None
    locked_until: datetime | None = None
    seen: Seen | None = None


def shows_codes(*, user: User, serial_number: str) -> bool:
    """Whether this is a device of the user that shows codes."""
    return _that_show_codes(user).filter(serial_number=serial_number).exists()


@transaction.atomic
def verify_code(
    *,
    user: User,
    code: str,
    real_now: datetime,
    kind: MFADevice.Kind | None = None,
    serial_number: str = "",
    explain: bool = False,
) -> Verification:
    """Check one code against the user's devices (all, those of one kind, or one), and consume it.

    A code counts once per device, within two steps of the device's clock. Every attempt, good or
    bad, counts against the nine per device in three minutes; a wrong and a used code look the same.
    The rows are locked, so that parallel uses of one code are serialised. `explain` looks for what
    may be told of a wrong one to whoever proved the password.
    """
    devices = _that_show_codes(user).select_for_update()
    if kind:
        devices = devices.filter(kind=kind)
    if serial_number:
        devices = devices.filter(serial_number=serial_number)
    open_devices, locked_until = _open(devices)
    accepted = None
    for device in open_devices:
        device.throttle_increment(commit=False)
        if accepted is None and _accept_code(device, code, real_now):
            accepted = device
    seen = None
    if explain and open_devices and accepted is None:
        seen = in_code(open_devices, code, real_now)
    for device in open_devices:
        device.save()
    return Verification(device=accepted, locked_until=locked_until, seen=seen)


@transaction.atomic
def resync_at_sign_in(
    *, user: User, codes: CodePair, real_now: datetime, explain: bool = False
) -> Verification:
    """Resynchronise whichever of the user's devices showed the pair; counts as an attempt.

    `explain` looks for what may be told of wrong codes.
    """
    open_devices, locked_until = _open(_that_show_codes(user).select_for_update())
    for device in open_devices:
        device.throttle_increment(commit=False)
        accepted = accept_pair(device, codes, real_now)
        device.save()
        if accepted:
            return Verification(device=device)
    seen = _seen_in_pair(open_devices, codes, real_now) if explain else None
    return Verification(locked_until=locked_until, seen=seen)


@transaction.atomic
def forget_all_attempts(*, user: User) -> int:
    """Let all of the user's devices take nine more attempts; how many were forgotten."""
    devices = list(_that_show_codes(user).select_for_update())
    attempts = sum(device.throttling_failure_count for device in devices)
    for device in devices:
        device.throttle_reset()
    return attempts


def locked_until(*, user: User) -> datetime | None:
    """When the last of the user's devices takes attempts again; None where all do now."""
    reasons = [why for _, why in (d.verify_is_allowed() for d in _that_show_codes(user)) if why]
    return max((why["locked_until"] for why in reasons), default=None)


def locked_users(*, users: Iterable[User]) -> dict[int, datetime]:
    """Of several users, those with a device that takes no code now, by primary key, with the time
    when it takes one again. One query."""
    devices = MFADevice.objects.filter(user__in=users, throttling_failure_count__gt=0)
    ends: dict[int, datetime] = {}
    for device in devices:
        reason = device.verify_is_allowed()[1]
        if reason and device.user_id:
            end = reason["locked_until"]
            ends[device.user_id] = max(end, ends.get(device.user_id, end))
    return ends


def accept_pair(device: MFADevice, codes: CodePair, real_now: datetime) -> bool:
    """Whether the device showed these codes, one after the other and after the last such pair.

    They set its drift. The caller has locked the device, and saves it.
    """
    present = totp.counter_at(real_now)
    found = totp.find_pair(
        device.seed,
        codes.code1,
        codes.code2,
        around=present + device.drift,
        after=device.last_pair_counter,
    )
    if found is None:
        return False
    device.drift = found - present
    device.last_pair_counter = found
    return True


def must_accept_pair(
    device: MFADevice, codes: CodePair, now: datetime, *, explain: bool = False
) -> None:
    """`accept_pair`, or WrongCodes; `explain` looks for what may be told of them."""
    if not accept_pair(device, codes, now):
        seen = in_pair(device, codes.code1, codes.code2, now) if explain else None
        raise WrongCodes(CODE_TEXT, seen=seen)


def _seen_in_pair(devices: list[MFADevice], codes: CodePair, now: datetime) -> Seen | None:
    """What is seen in the codes by the first device that says more than that it knows none."""
    seen = [in_pair(device, codes.code1, codes.code2, now) for device in devices]
    return next((each for each in seen if each.kind is not Kind.UNKNOWN), next(iter(seen), None))


def _that_show_codes(user: User) -> QuerySet[MFADevice]:
    """The user's devices with a seed, oldest first."""
    with_seed = MFADevice.objects.filter(user=user).exclude(kind=MFADevice.Kind.FIDO)
    return with_seed.order_by("enable_date", "pk")


def _open(devices: Iterable[MFADevice]) -> tuple[list[MFADevice], datetime | None]:
    """Those that take another attempt; where none of them does, also until when to wait."""
    open_devices, locked_until = [], None
    for device in devices:
        allowed, why = device.verify_is_allowed()
        if allowed:
            open_devices.append(device)
        elif why:
            locked_until = why["locked_until"]
    return open_devices, None if open_devices else locked_until


def _accept_code(device: MFADevice, code: str, real_now: datetime) -> bool:
    """Whether an unused code; once so many are remembered, what is older than all was used too.

    The clock may be set back: what was used stays used, whatever time it is now.
    """
    around = totp.counter_at(real_now) + device.drift
    used = device.used_counters
    found = totp.find_code(device.seed, code, around=around, used=used)
    if found is None or (len(used) == USED_COUNTERS and found < used[0]):
        return False
    device.used_counters = sorted([*device.used_counters, found])[-USED_COUNTERS:]
    return True
