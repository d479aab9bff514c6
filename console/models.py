"""The console's own record: one event for each call."""

import uuid

from django.db import models

from accounts.models import Account


class Event(models.Model):
    """A call and what became of it, in the shape of a CloudTrail record.

    The columns are what is searched; `record` is the whole.
    """

    event_id = models.UUIDField(default=uuid.uuid4)
    event_time = models.DateTimeField()
    # The index below begins with the account; another one would take a quarter of an insert.
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    event_source = models.CharField(max_length=64)
    event_name = models.CharField(max_length=64)
    user_name = models.CharField(max_length=64)
    read_only = models.BooleanField()
    error_code = models.CharField(max_length=64, blank=True, default="")
    record = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["account", "-event_time"])]

    def __str__(self) -> str:
        return f"{self.event_name} {self.error_code}".rstrip()
