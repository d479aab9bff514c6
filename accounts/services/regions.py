"""The regions of AWS and the Availability Zones of this one: described, the same for everybody.

Source: AWS's list of the regions that are enabled without opting in.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.models import Account
from accounts.services.ec2_filters import Filters, InvalidParameterValue, let_through
from accounts.services.inventory import REGION

REGIONS = (
    "ap-south-1",
    "eu-north-1",
    "eu-west-3",
    "eu-west-2",
    "eu-west-1",
    "ap-northeast-3",
    "ap-northeast-2",
    "ap-northeast-1",
    "ca-central-1",
    "sa-east-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-central-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
LETTERS = "abcdef"
OPTED_IN = "opt-in-not-required"
AVAILABLE = "available"


@dataclass(frozen=True, slots=True)
class Zone:
    """An Availability Zone: its name differs from account to account, its id does not."""

    name: str
    zone_id: str


REGION_FILTERS: dict[str, Callable[[str], str]] = {
    "endpoint": lambda name: endpoint(name),
    "opt-in-status": lambda _: OPTED_IN,
    "region-name": lambda name: name,
}
ZONE_FILTERS: dict[str, Callable[[Zone], str]] = {
    "opt-in-status": lambda _: OPTED_IN,
    "region-name": lambda _: REGION,
    "state": lambda _: AVAILABLE,
    "zone-id": lambda zone: zone.zone_id,
    "zone-name": lambda zone: zone.name,
    "zone-type": lambda _: "availability-zone",
}


def endpoint(region: str) -> str:
    """The host of EC2 in a region of AWS.

    >>> endpoint("eu-west-1")
    'ec2.eu-west-1.amazonaws.com'
    """
    return f"ec2.{region}.amazonaws.com"


def describe_regions(*, names: Sequence[str] = (), filters: Filters = ()) -> list[str]:
    """The regions of these names (all, without any) that every filter lets through.

    InvalidParameterValue for a region that does not exist and for an unknown filter.
    """
    _check(names, REGIONS, "region")
    wanted = [name for name in REGIONS if not names or name in names]
    return let_through(wanted, filters, REGION_FILTERS)


def describe_availability_zones(
    *,
    account: Account,
    names: Sequence[str] = (),
    ids: Sequence[str] = (),
    filters: Filters = (),
) -> list[Zone]:
    """The zones of this region with these names and ids, as the account sees them.

    InvalidParameterValue for a zone that does not exist and for an unknown filter.
    """
    zones = _zones_of(account.account_id)
    _check(names, [zone.name for zone in zones], "availability zone")
    _check(ids, [zone.zone_id for zone in zones], "availability zone ID")
    wanted = [
        zone
        for zone in zones
        if (not names or zone.name in names) and (not ids or zone.zone_id in ids)
    ]
    return let_through(wanted, filters, ZONE_FILTERS)


def _zones_of(account_id: str) -> list[Zone]:
    """Which zone an account calls `a` is drawn by its id."""
    numbers = sorted(
        range(1, len(LETTERS) + 1),
        key=lambda number: hashlib.sha256(f"{account_id}/{number}".encode()).digest(),
    )
    return [
        Zone(f"{REGION}{letter}", f"use1-az{number}")
        for letter, number in zip(LETTERS, numbers, strict=True)
    ]


def _check(sent: Sequence[str], known: Sequence[str], kind: str) -> None:
    unknown = next((each for each in sent if each not in known), None)
    if unknown is not None:
        raise InvalidParameterValue(f"Invalid {kind}: [{unknown}]")
