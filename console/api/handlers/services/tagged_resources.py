"""The Resource Groups Tagging API: which resources have which tags."""

from typing import Any

from accounts.actions import GET_RESOURCES
from console import serializers, targets
from console.api.call import Answer, ApiCall
from console.api.paging import marker_of, place_after
from console.gate.decorators import performs
from credentials.operations.reports.tagged_resources import (
    InvalidParameter,
    TagFilter,
    TaggedResource,
    tagged_resources,
)

RESOURCES_PER_PAGE, RESOURCES_MAX = 50, 100
TAGS_PER_PAGE = range(100, 501, 100)
# What an account without a tag policy is told of each resource.
COMPLIANT = {
    "NoncompliantKeys": [],
    "KeysWithNoncompliantValues": [],
    "MissingTagKeys": [],
    "ComplianceStatus": True,
}


@performs(GET_RESOURCES, on=targets.account)
def get_resources(call: ApiCall) -> Answer:
    _check_parameters(call)
    after = place_after(call, "PaginationToken")
    details = call.get("IncludeComplianceDetails", False)
    found = tagged_resources(
        account=call.account,
        arns=call.get("ResourceARNList", ()),
        types=call.get("ResourceTypeFilters", ()),
        filters=[_filter(each) for each in call.get("TagFilters", ())],
    )
    if call.get("ExcludeCompliantResources"):  # without a tag policy, all of them
        found = []
    left = [resource for resource in found if resource.arn > after]
    page = left if "ResourceARNList" in call else _page(call, left)
    return {
        "PaginationToken": marker_of(call, page[-1].arn) if len(page) < len(left) else "",
        "ResourceTagMappingList": [_mapping(resource, details=details) for resource in page],
    }


def _check_parameters(call: ApiCall) -> None:
    paging = [name for name in ("ResourcesPerPage", "TagsPerPage") if name in call]
    if "ResourceARNList" in call and (paging or call.get("PaginationToken")):
        raise InvalidParameter("ResourceARNList cannot be combined with parameters of paging.")
    if not 1 <= call.get("ResourcesPerPage", RESOURCES_PER_PAGE) <= RESOURCES_MAX:
        raise InvalidParameter(f"ResourcesPerPage must be between 1 and {RESOURCES_MAX}.")
    if call.get("TagsPerPage", TAGS_PER_PAGE[0]) not in TAGS_PER_PAGE:
        raise InvalidParameter("TagsPerPage must be 100, 200, 300, 400 or 500.")
    if call.get("ExcludeCompliantResources") and not call.get("IncludeComplianceDetails"):
        raise InvalidParameter("ExcludeCompliantResources needs IncludeComplianceDetails.")


def _filter(sent: dict[str, Any]) -> TagFilter:
    if "Key" not in sent:
        raise InvalidParameter("A tag filter needs a Key.")
    return TagFilter(sent["Key"], frozenset(sent.get("Values", ())))


def _page(call: ApiCall, left: list[TaggedResource]) -> list[TaggedResource]:
    """As many as fit into a page; a resource is never cut, and has fewer tags than a page."""
    size = call.get("ResourcesPerPage", RESOURCES_PER_PAGE)
    if "TagsPerPage" not in call:
        return left[:size]
    tags, count = 0, 0
    for resource in left[:size]:
        tags += len(resource.tags)
        if tags > call["TagsPerPage"]:
            break
        count += 1
    return left[:count]


def _mapping(resource: TaggedResource, *, details: bool) -> dict[str, Any]:
    mapping = {"ResourceARN": resource.arn, "Tags": [serializers.tag(tag) for tag in resource.tags]}
    return {**mapping, "ComplianceDetails": COMPLIANT} if details else mapping
