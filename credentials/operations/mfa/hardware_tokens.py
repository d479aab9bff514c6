"""Hardware TOTP tokens: an administrator loads them, a user assigns one by its serial number."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.errors import EntityAlreadyExists
from accounts.models import Account, User
from credentials import sealing, totp
from credentials.models import MFADevice
from credentials.operations.mfa.mfa_devices import found_device
from credentials.token_files import Token


@transaction.atomic
def import_tokens(
    *, account: Account, tokens: Iterable[Token], now: datetime, in_software: bool = False
) -> list[str]:
    """Make an unassigned hardware token of each; gives the serial numbers.

    All or none: EntityAlreadyExists names the first serial number that the account has. Tokens that
    exist `in_software` alone, for a demonstration, have a page that shows their codes.
    """
    serial_numbers = []
    for token in tokens:
        try:
            with transaction.atomic():
                MFADevice.objects.create(
                    account=account,
                    kind=MFADevice.Kind.HARDWARE,
                    name=token.serial_number,
                    serial_number=token.serial_number,
                    sealed_seed=sealing.seal(token.seed),
                    in_software=in_software,
                    created_at=now,
                )
        except IntegrityError as error:
            raise EntityAlreadyExists(
                f"MFA device {token.serial_number} already exists."
            ) from error
        serial_numbers.append(token.serial_number)
    return serial_numbers


def list_software_tokens(*, user: User) -> QuerySet[MFADevice]:
    """The tokens in software that the user holds, or that are free to be assigned."""
    tokens = MFADevice.objects.filter(account_id=user.account_id, in_software=True)
    return tokens.filter(Q(user=user) | Q(user=None)).order_by("serial_number")


def list_hardware_tokens(*, account: Account) -> QuerySet[MFADevice]:
    """All hardware tokens of the account, with the users who hold them, by serial number."""
    tokens = MFADevice.objects.filter(account=account, kind=MFADevice.Kind.HARDWARE)
    return tokens.select_related("user").order_by("serial_number")


def code_of(*, account: Account, serial_number: str, real_now: datetime) -> str:
    """What the token shows now: six digits, for 30 seconds at most."""
    tokens = MFADevice.objects.filter(kind=MFADevice.Kind.HARDWARE)
    return code_at(found_device(tokens, account, serial_number), real_now)


def code_at(device: MFADevice, real_now: datetime) -> str:
    """What a token shows at that time of the real clock."""
    return totp.code_at(device.seed, totp.counter_at(real_now) + device.drift)


def codes_from(device: MFADevice, now: datetime, *, count: int, ahead: int | None) -> list[str]:
    """What a token shows now and in the steps of 30 seconds after that: `count` codes.

    `ahead` is by how many seconds the token's own clock is ahead; None for what the account knows
    of it, with which its codes are accepted.
    """
    drift = device.drift if ahead is None else 0
    first = totp.counter_at(now + timedelta(seconds=ahead or 0)) + drift
    seed = device.seed
    return [totp.code_at(seed, first + step) for step in range(count)]
