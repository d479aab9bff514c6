"""What a credential's status may be set to."""

from accounts.errors import InvalidInput
from credentials.models import Status


def settable(status: str) -> Status:
    """The status of this name; InvalidInput for Expired, which only time brings about."""
    if status not in Status.values:
        raise InvalidInput(f"Operation does not support status {status}")
    return Status(status)
