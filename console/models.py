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


class LastAccessedReport(models.Model):
    """A report of when an entity's services were last accessed, as of its request.

    `entity_id` is the unique id of the user, group or policy. `services` is the report itself: a
    dict for each service, by the service model's names, with times in ISO 8601.
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="last_accessed_reports"
    )
    job_id = models.UUIDField(default=uuid.uuid4, unique=True)
    entity_id = models.CharField(max_length=21)
    granularity = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    services = models.JSONField()

    def __str__(self) -> str:
        return str(self.job_id)
