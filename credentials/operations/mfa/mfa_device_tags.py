"""Tags of virtual MFA devices; the case of a key's letters counts."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Account
from accounts.operations.tags import Tag, listed, merged, refuse_none, without
from credentials.models import MFADevice
from credentials.operations.mfa.mfa_devices import found_device


@transaction.atomic
def tag_mfa_device(*, account: Account, serial_number: str, tags: Sequence[Tag]) -> None:
    """Add or replace tags of a device; LimitExceeded when it would have more than 50."""
    refuse_none(tags)
    device = found_device(_virtual().select_for_update(), account, serial_number)
    device.tags = merged(device.tags, tags, quota="TagsPerMFADevice")
    device.save(update_fields=["tags"])


@transaction.atomic
def untag_mfa_device(*, account: Account, serial_number: str, keys: Sequence[str]) -> None:
    """Remove tags of a device; keys that it does not have are passed over."""
    device = found_device(_virtual().select_for_update(), account, serial_number)
    device.tags = without(device.tags, keys)
    device.save(update_fields=["tags"])


def list_mfa_device_tags(*, account: Account, serial_number: str) -> list[Tag]:
    """A device's tags, by key."""
    return listed(found_device(_virtual(), account, serial_number).tags)


def _virtual() -> QuerySet[MFADevice]:
    """The devices that have tags; other kinds read like missing ones."""
    return MFADevice.objects.filter(kind=MFADevice.Kind.VIRTUAL)
