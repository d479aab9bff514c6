"""EC2's regions and Availability Zones, which some tools request first."""

from accounts.actions import DESCRIBE_AVAILABILITY_ZONES, DESCRIBE_REGIONS
from accounts.services import regions
from accounts.services.inventory import REGION
from console import targets
from console.api.call import Answer, ApiCall
from console.api.handlers.services.ec2_calls import check_dry_run, filters_of
from console.gate.decorators import performs


@performs(DESCRIBE_AVAILABILITY_ZONES, on=targets.account)
def describe_availability_zones(call: ApiCall) -> Answer:
    check_dry_run(call)
    found = regions.describe_availability_zones(
        account=call.account,
        names=call.get("ZoneNames", ()),
        ids=call.get("ZoneIds", ()),
        filters=filters_of(call),
    )
    return {
        "AvailabilityZones": [
            {
                "State": regions.AVAILABLE,
                "OptInStatus": regions.OPTED_IN,
                "Messages": [],
                "RegionName": REGION,
                "ZoneName": zone.name,
                "ZoneId": zone.zone_id,
                "GroupName": f"{REGION}-zg-1",
                "NetworkBorderGroup": REGION,
                "ZoneType": "availability-zone",
            }
            for zone in found
        ]
    }


@performs(DESCRIBE_REGIONS, on=targets.account)
def describe_regions(call: ApiCall) -> Answer:
    check_dry_run(call)
    found = regions.describe_regions(names=call.get("RegionNames", ()), filters=filters_of(call))
    return {
        "Regions": [
            {
                "RegionName": name,
                "Endpoint": regions.endpoint(name),
                "OptInStatus": regions.OPTED_IN,
            }
            for name in found
        ]
    }
