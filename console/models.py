"""The console's own record: one event for each call."""

import uuid

from django.db import models

from accounts.models import Account


class Event(models.Model):
    """A call and what became of it, in the shape of a CloudTrail record.

    The columns are what is searched; `record` is the whole. `access_key_id` signed the call.
    `resource_arn` is what the call was decided about, "*" where the action supports no resource:
    the record of a refused call does not name it, and a record has names where a policy has ARNs.
    `event_time` is of the account's clock, `recorded_at` is real time: None for what is older than
    the clocks of accounts.
    """

    event_id = models.UUIDField(default=uuid.uuid4)
    event_time = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True)
    # The index below begins with the account; another one would take a quarter of an insert.
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="events", db_index=False
    )
    event_source = models.CharField(max_length=64)
    event_name = models.CharField(max_length=64)
    user_name = models.CharField(max_length=64)
    read_only = models.BooleanField()
    error_code = models.CharField(max_length=64, blank=True, default="")
    access_key_id = models.CharField(max_length=128, blank=True, default="")
    resource_arn = models.TextField(blank=True, default="")
    record = models.JSONField()

    class Meta:
        # One for each attribute that the event history is looked up by.
        indexes = [
            models.Index(fields=["account", "-event_time"]),
            models.Index(fields=["account", "event_name", "-event_time"]),
            models.Index(fields=["account", "event_source", "-event_time"]),
            models.Index(fields=["account", "read_only", "-event_time"]),
            models.Index(fields=["account", "user_name", "-event_time"]),
            models.Index(
                fields=["account", "access_key_id", "-event_time"], name="event_by_access_key"
            ),
            models.Index(fields=["event_id"]),
            models.Index(
                fields=["account", "-event_time"],
                name="event_of_a_failure",
                condition=models.Q(error_code__gt=""),
            ),  # few events are of failures, so that the others cost nothing
        ]

    def __str__(self) -> str:
        return f"{self.event_name} {self.error_code}".rstrip()


class EventResource(models.Model):
    """A resource that a writing call names, by AWS CloudFormation's type: the event is found by it.

    `account` and `event_time` are the event's own.
    """

    NAME_MAX = 512  # an index takes no longer ones

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="resources")
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="event_resources", db_index=False
    )
    event_time = models.DateTimeField()
    resource_type = models.CharField(max_length=64)
    resource_name = models.CharField(max_length=NAME_MAX)

    class Meta:
        indexes = [
            models.Index(fields=["account", "resource_type", "-event_time"]),
            models.Index(fields=["account", "resource_name", "-event_time"]),
        ]

    def __str__(self) -> str:
        return f"{self.resource_type} {self.resource_name}"


class PolicyText(models.Model):
    """A text that authorization records refer to, kept once: the document of a policy, or the list
    of those that applied to a call.

    `content_hash` is the text's SHA-256 in hex. `used_at` is when a record was last known to refer
    to it, to the hour: records are kept for a day, so one that is older has none left.
    """

    content_hash = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.content_hash


class AuthorizationRecord(models.Model):
    """Why a call was refused: who asked for what, in which context, under which policies.

    Everything stands here as it was then; nothing refers to the user or a policy, which may be
    deleted. `user_id` is the unique id of the user, also of a federated session's. `policies` is
    the hash of a `PolicyText`. `evaluations` are dicts with `action`, `resource`, `context` (what
    differs from the context of all) and `effect`; the last one decided. `created_at` is real
    time; the account's is in the context.
    """

    authorization_id = models.CharField(max_length=25, unique=True)
    event_id = models.UUIDField()
    created_at = models.DateTimeField()
    # The index below begins with the account.
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="authorization_records", db_index=False
    )
    caller_arn = models.CharField(max_length=2048)
    user_id = models.CharField(max_length=21)
    access_key_id = models.CharField(max_length=128, blank=True, default="")
    context = models.JSONField()
    is_whole = models.BooleanField()
    evaluations = models.JSONField()
    policies = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["account", "-created_at"])]

    def __str__(self) -> str:
        return self.authorization_id


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
