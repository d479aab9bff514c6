"""Activate and deactivate a credential, of whichever kind it is."""

from collections.abc import Callable

from django.db.models import Model

from accounts.errors import InvalidInput
from credentials.models import Status


def switch(find: Callable[[], Model], status: str) -> None:
    """Give the credential that `find` finds the status of this name.

    InvalidInput for Expired, which only time brings about; after it what `find` raises.
    """
    if status not in Status.values:
        raise InvalidInput(f"Operation does not support status {status}")
    row = find()
    type(row)._default_manager.filter(pk=row.pk).update(status=status)
