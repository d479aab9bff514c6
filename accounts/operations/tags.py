"""Tags of users."""

from collections.abc import Mapping

from django.db import transaction

from accounts.errors import LimitExceeded
from accounts.models import User

PER_USER = 50


@transaction.atomic
def tag_user(*, user: User, tags: Mapping[str, str]) -> None:
    """Add or replace tags; user tag keys are compared without regard to case.

    LimitExceeded when the user would have more than 50.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    incoming = {key.lower() for key in tags}
    kept = {key: value for key, value in row.tags.items() if key.lower() not in incoming}
    row.tags = {**kept, **tags}
    if len(row.tags) > PER_USER:
        raise LimitExceeded(f"Cannot exceed quota for TagsPerUser: {PER_USER}")
    row.save(update_fields=["tags"])
    user.tags = row.tags
