"""Service last accessed reports, and which policies grant access to services, through the API."""

from datetime import datetime
from typing import Any

from accounts.actions import (
    GENERATE_SERVICE_LAST_ACCESSED_DETAILS,
    GET_SERVICE_LAST_ACCESSED_DETAILS,
    GET_SERVICE_LAST_ACCESSED_DETAILS_WITH_ENTITIES,
    LIST_POLICIES_GRANTING_SERVICE_ACCESS,
)
from accounts.models import User
from accounts.simulation import granted_services
from accounts.simulation.sources import Source
from console import targets as own
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items
from console.api.targets import policies
from console.cloudtrail import last_accessed
from console.gate.decorators import performs

ACTIONS = "TrackedActionsLastAccessed"
TIMES = ("LastAuthenticated", "LastAccessedTime")


@performs(GENERATE_SERVICE_LAST_ACCESSED_DETAILS, on=policies.entity)
def generate_service_last_accessed_details(call: ApiCall) -> Answer:
    report = last_accessed.generate_service_last_accessed_details(
        account=call.account,
        arn=call["Arn"],
        granularity=call.get("Granularity", last_accessed.SERVICE_LEVEL),
        now=call.now,
    )
    return {"JobId": str(report.job_id)}


@performs(GET_SERVICE_LAST_ACCESSED_DETAILS, on=own.account)
def get_service_last_accessed_details(call: ApiCall) -> Answer:
    """The services in the order of their prefixes, also those that were never used."""
    report = last_accessed.get_service_last_accessed_details(
        account=call.account, job_id=call["JobId"]
    )
    page = page_of_items(
        call,
        "ServicesLastAccessed",
        report.services,
        _timed,
        key=lambda service: service["ServiceNamespace"],
    )
    return {"JobType": report.granularity, **_completed(report.created_at), **page}


@performs(GET_SERVICE_LAST_ACCESSED_DETAILS_WITH_ENTITIES, on=own.account)
def get_service_last_accessed_details_with_entities(call: ApiCall) -> Answer:
    report, users = last_accessed.get_service_last_accessed_details_with_entities(
        account=call.account, job_id=call["JobId"], service=call["ServiceNamespace"].lower()
    )
    page = page_of_items(
        call,
        "EntityDetailsList",
        enumerate(users),
        lambda placed: _entity(*placed[1]),
        key=lambda placed: placed[0],
    )
    return {**_completed(report.created_at), **page}


@performs(LIST_POLICIES_GRANTING_SERVICE_ACCESS, on=policies.entity)
def list_policies_granting_service_access(call: ApiCall) -> Answer:
    """An entry for each requested service, in the order of the request, repeated ones too."""
    found = granted_services.list_policies_granting_service_access(
        account=call.account, arn=call["Arn"], services=call["ServiceNamespaces"]
    )
    return page_of_items(
        call,
        "PoliciesGrantingServiceAccess",
        enumerate(found),
        lambda placed: _entry(*placed[1]),
        key=lambda placed: placed[0],
    )


def _completed(at: datetime) -> dict[str, Any]:
    return {"JobStatus": "COMPLETED", "JobCreationDate": at, "JobCompletionDate": at}


def _timed(stored: dict[str, Any]) -> dict[str, Any]:
    """A service or an action of a stored report, its time as a time."""
    found = {
        name: datetime.fromisoformat(value) if name in TIMES else value
        for name, value in stored.items()
        if name != ACTIONS
    }
    if ACTIONS in stored:
        found[ACTIONS] = [_timed(action) for action in stored[ACTIONS]]
    return found


def _entity(user: User, at: datetime | None) -> dict[str, Any]:
    return {
        "EntityInfo": {
            "Arn": user.arn,
            "Name": user.user_name,
            "Type": "USER",
            "Id": user.user_id,
            "Path": user.path,
        },
        "LastAuthenticated": at,
    }


def _entry(service: str, sources: list[Source]) -> dict[str, Any]:
    return {"ServiceNamespace": service, "Policies": [_granting(one) for one in sources]}


def _granting(source: Source) -> dict[str, str]:
    name = granted_services.policy_name(source)
    if source.embedded is None:
        return {"PolicyName": name, "PolicyType": "MANAGED", "PolicyArn": source.arn}
    kind, entity, _ = source.embedded
    return {
        "PolicyName": name,
        "PolicyType": "INLINE",
        "EntityType": kind.upper(),
        "EntityName": entity,
    }
