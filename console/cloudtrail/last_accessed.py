"""Service last accessed reports: which services an entity may use, and who used them last.

A report is read from the events when it is requested, and is complete at once. Every attempt
counts, also one that was refused, of the last 400 days and of the newest 50,000 events, as far back
as events are kept (`EVENT_DAYS`).
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.fields.json import KT

from accounts.actions import Action
from accounts.errors import NoSuchEntity, no_such
from accounts.models import Account, Group, User
from accounts.operations.policies.policies import usable
from accounts.service_names import NAMES, prefix_of
from accounts.services.inventory import REGION
from accounts.simulation.granted_services import (
    Entity,
    documents_of,
    find_entity,
    granted_actions,
    granted_services,
    users_of,
)
from accounts.values.times import in_iso
from console.models import Event, LastAccessedReport

SERVICE_LEVEL, ACTION_LEVEL = "SERVICE_LEVEL", "ACTION_LEVEL"
TRACKED = timedelta(days=400)
EVENTS_MAX = 50_000
REPORTS_MAX = 1000
SOURCE = ".amazonaws.com"
PRINCIPAL = "record__userIdentity__principalId"


@dataclass(frozen=True, slots=True)
class Attempt:
    """When a user last called an operation of a service, or any where it has no name."""

    service: str
    operation: str
    user: User
    at: datetime


def generate_service_last_accessed_details(
    *, account: Account, arn: str, granularity: str = SERVICE_LEVEL, now: datetime
) -> LastAccessedReport:
    """Make a report about a user, a group or a managed policy of the account.

    NoSuchEntity for one that is not there, InvalidInput for an ARN of anything else. An account's
    newest 1,000 reports are kept. Reading the events keeps no writer waiting.
    """
    entity = find_entity(account=account, arn=arn)
    by_action = granularity == ACTION_LEVEL
    attempts = _attempts(account, users_of(entity, account), until=now, by_operation=by_action)
    documents = documents_of(entity)
    services = [
        _service(
            service,
            [one for one in attempts if one.service == service],
            granted_actions(documents, service) if by_action else [],
        )
        for service in granted_services(documents)
    ]
    report = LastAccessedReport(
        account=account,
        entity_id=_id(entity),
        granularity=granularity,
        created_at=now,
        services=services,
    )
    _keep(report)
    return report


@transaction.atomic
def _keep(report: LastAccessedReport) -> None:
    """Store a report in place of those beyond the newest ones of its account."""
    old = report.account.last_accessed_reports.order_by("-pk").values_list("pk", flat=True)
    LastAccessedReport.objects.filter(pk__in=list(old[REPORTS_MAX - 1 :])).delete()
    report.save()


def get_service_last_accessed_details(*, account: Account, job_id: str) -> LastAccessedReport:
    """A report of the account; NoSuchEntity for an id that is none of its reports'."""
    try:
        wanted = uuid.UUID(job_id)
    except ValueError as error:
        raise _no_such_job(job_id) from error
    report = account.last_accessed_reports.filter(job_id=wanted).first()
    if report is None or str(wanted) != job_id:
        raise _no_such_job(job_id)
    return report


def get_service_last_accessed_details_with_entities(
    *, account: Account, job_id: str, service: str
) -> tuple[LastAccessedReport, list[tuple[User, datetime | None]]]:
    """Who could have used a service by the policies of a report's entity, and when each last did.

    The last to use it is first, then by name, those who never did at the end. Nobody where the
    policies do not reach the service, or where the entity is gone.
    """
    report = get_service_last_accessed_details(account=account, job_id=job_id)
    entity = _entity(report)
    if entity is None or service not in {one["ServiceNamespace"] for one in report.services}:
        return report, []
    users = users_of(entity, account)
    attempts = _attempts(account, users, until=report.created_at, by_operation=False)
    used = {one.user.pk: one.at for one in attempts if one.service == service}
    users.sort(key=lambda user: user.user_name.lower())
    users.sort(key=lambda user: -used[user.pk].timestamp() if user.pk in used else 1)
    return report, [(user, used.get(user.pk)) for user in users]


def _attempts(
    account: Account, users: Collection[User], *, until: datetime, by_operation: bool
) -> list[Attempt]:
    """The last attempts of these users at each service, or at each operation: one query."""
    recent = Event.objects.filter(
        account=account, event_time__lte=until, event_time__gt=until - TRACKED
    )
    edge = recent.order_by("-event_time").values_list("event_time", flat=True)[EVENTS_MAX:].first()
    if edge is not None:
        recent = recent.filter(event_time__gt=edge)
    people = {user.user_id: user for user in users}
    names = ("event_source", "event_name") if by_operation else ("event_source",)
    rows = (
        recent.filter(**{f"{PRINCIPAL}__in": list(people)})
        .annotate(principal=KT(PRINCIPAL))
        .values_list("principal", *names)
        .annotate(at=Max("event_time"))
        .order_by()
    )
    return [
        Attempt(
            prefix_of(source.removesuffix(SOURCE)),
            operation[0] if operation else "",
            people[who],
            at,
        )
        for who, source, *operation, at in rows
    ]


def _service(service: str, attempts: list[Attempt], actions: list[Action]) -> dict[str, Any]:
    """What a report says of a service, by the service model's names."""
    found: dict[str, Any] = {
        "ServiceName": NAMES[service],
        "ServiceNamespace": service,
        "TotalAuthenticatedEntities": len({one.user.pk for one in attempts}),
    }
    if attempts:
        last = max(attempts, key=lambda one: one.at)
        found["LastAuthenticated"] = in_iso(last.at)
        found["LastAuthenticatedEntity"] = last.user.arn
        found["LastAuthenticatedRegion"] = REGION
    if actions:
        found["TrackedActionsLastAccessed"] = [_action(one, attempts) for one in actions]
    return found


def _action(action: Action, attempts: list[Attempt]) -> dict[str, Any]:
    of_it = [one for one in attempts if one.operation == action.operation]
    if not of_it:
        return {"ActionName": action.name}
    last = max(of_it, key=lambda one: one.at)
    return {
        "ActionName": action.name,
        "LastAccessedEntity": last.user.arn,
        "LastAccessedTime": in_iso(last.at),
        "LastAccessedRegion": REGION,
    }


def _id(entity: Entity) -> str:
    if isinstance(entity, User):
        return entity.user_id
    return entity.group_id if isinstance(entity, Group) else entity.policy_id


def _entity(report: LastAccessedReport) -> Entity | None:
    """What a report is about, under whatever name it has now; None where it was deleted."""
    account, wanted = report.account, report.entity_id
    return (
        account.users.filter(user_id=wanted).first()
        or account.groups.filter(group_id=wanted).first()
        or usable(account).filter(policy_id=wanted).first()
    )


def _no_such_job(job_id: str) -> NoSuchEntity:
    return no_such("job", job_id)
