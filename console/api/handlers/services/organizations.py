"""Organizations and delegation requests: there are none."""

from accounts.actions import (
    DESCRIBE_ORGANIZATION,
    GET_DELEGATION_REQUEST,
    GET_ORGANIZATIONS_ACCESS_REPORT,
    LIST_DELEGATION_REQUESTS,
    LIST_ORGANIZATIONS_FEATURES,
)
from accounts.errors import NoSuchEntity, ServiceError
from console import targets
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items
from console.gate.decorators import performs


class OrganizationNotFound(ServiceError):
    code, status, modelled = "OrganizationNotFoundException", 400, False


class OrganizationsNotInUse(ServiceError):
    code, status, modelled = "AWSOrganizationsNotInUseException", 400, False


@performs(DESCRIBE_ORGANIZATION, on=targets.account)
def describe_organization(call: ApiCall) -> Answer:
    raise OrganizationsNotInUse("Your account is not a member of an organization.")


@performs(GET_DELEGATION_REQUEST, on=targets.account)
def get_delegation_request(call: ApiCall) -> Answer:
    raise NoSuchEntity(f"Delegation request {call['DelegationRequestId']} cannot be found.")


@performs(GET_ORGANIZATIONS_ACCESS_REPORT, on=targets.account)
def get_organizations_access_report(call: ApiCall) -> Answer:
    raise NoSuchEntity(f"The report with job id {call['JobId']} cannot be found.")


@performs(LIST_DELEGATION_REQUESTS, on=targets.account)
def list_delegation_requests(call: ApiCall) -> Answer:
    page = page_of_items(call, "DelegationRequests", (), str, key=str)
    return {"DelegationRequests": [], "isTruncated": page["IsTruncated"]}


@performs(LIST_ORGANIZATIONS_FEATURES, on=targets.account)
def list_organizations_features(call: ApiCall) -> Answer:
    raise OrganizationNotFound("Your account is not a member of an organization.")
