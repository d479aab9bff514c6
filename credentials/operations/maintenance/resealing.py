"""Seal every stored secret again with the current sealing key."""

from django.db import transaction

from credentials import sealing
from credentials.models import AccessKey, MFADevice


@transaction.atomic
def reseal_everything() -> int:
    """Reseal all seeds and secrets; gives how many there are."""
    count = 0
    for access_key in AccessKey.objects.select_for_update():
        access_key.sealed_secret = sealing.reseal(access_key.sealed_secret)
        access_key.save(update_fields=["sealed_secret"])
        count += 1
    for device in MFADevice.objects.exclude(sealed_seed="").select_for_update():
        device.sealed_seed = sealing.reseal(device.sealed_seed)
        MFADevice.objects.filter(pk=device.pk).update(sealed_seed=device.sealed_seed)
        count += 1
    return count
