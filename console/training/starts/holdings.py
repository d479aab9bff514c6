"""What the users of a lab's start hold: access keys, MFA devices, SSH keys, Git credentials."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accounts.models import Account, User
from console.training.starts.sheet import Key, Phone, Sheet
from credentials.models import MFADevice
from credentials.operations import access_keys, service_specific_credentials, ssh_public_keys
from credentials.operations.mfa.hardware_tokens import import_tokens
from credentials.operations.mfa.mfa_devices import create_virtual_mfa_device
from credentials.token_files import Token
from credentials.totp import STEP, new_seed

CODECOMMIT = service_specific_credentials.CODECOMMIT
Given = Mapping[str, Any]


def give_all(*, account: Account, start: Given, now: datetime) -> Sheet:
    """Make what the users hold, and the devices of nobody; gives the sheet of all of it."""
    sheet = Sheet()
    for user in account.users.select_related("account").order_by("pk"):
        given = start["users"][user.user_name]
        for key in given.get("keys", []):
            _give_key(user, key, sheet, now)
        for device in given.get("mfa", []):
            _make_device(account, user, device, sheet, now)
        _give_more(user, given, sheet, now)
    for device in start.get("devices", []):
        _make_device(account, None, device, sheet, now)
    return sheet


def _give_key(user: User, given: Given, sheet: Sheet, now: datetime) -> None:
    made = now - timedelta(days=given.get("days_old", 0))
    row, secret = access_keys.create_access_key(user=user, now=made)
    row.status = given.get("status", "Active")
    if "used_days_ago" in given:
        row.last_used_at = now - timedelta(days=given["used_days_ago"])
        row.last_used_service = given.get("used_service", "iam")
        row.last_used_region = "us-east-1"
    row.save()
    shown = secret if given.get("shown", True) else ""
    sheet.keys.append(Key(user.user_name, row.access_key_id, shown))
    sheet.made.append(row.access_key_id)


def _make_device(
    account: Account, user: User | None, given: Given, sheet: Sheet, now: datetime
) -> None:
    """A device with its seed; a lost phone's seed stands on no sheet."""
    made = now - timedelta(days=given.get("days_old", 0))
    device = _new_device(account, given, made)
    # what was remembered of a clock: a phone that is on time now seems to be ahead
    device.drift = -(given.get("drift_seconds", 0) // STEP)
    if user is not None:
        device.user, device.enable_date = user, made
    device.save()
    lost = given.get("lost", False)
    # nobody has the phone of a wizard that was cancelled
    seed = "" if lost or (user is None and device.kind == MFADevice.Kind.VIRTUAL) else device.seed
    owner = user.user_name if user else ""
    sheet.phones.append(Phone(device.name, device.serial_number, seed, owner))
    sheet.made.append(device.serial_number)


def _new_device(account: Account, given: Given, now: datetime) -> MFADevice:
    name = given["name"]
    if given.get("kind") != "hardware":
        return create_virtual_mfa_device(account=account, name=name, now=now)
    token = Token(name, new_seed())
    import_tokens(account=account, tokens=[token], now=now, in_software=True)
    return MFADevice.objects.get(account=account, serial_number=name)


def _give_more(user: User, given: Given, sheet: Sheet, now: datetime) -> None:
    for number in range(given.get("ssh_keys", 0)):
        key = ssh_public_keys.upload_ssh_public_key(user=user, body=_ssh_key(number), now=now)
        sheet.made.append(key.ssh_public_key_id)
    for _ in range(given.get("git_credentials", 0)):
        issued = service_specific_credentials.create_service_specific_credential(
            user=user, service_name=CODECOMMIT, now=now
        )
        sheet.made.append(issued.credential.service_specific_credential_id)


@lru_cache(maxsize=5)
def _ssh_key(number: int) -> str:
    """A public key whose private half is thrown away at once; made once, as it takes long."""
    public = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
