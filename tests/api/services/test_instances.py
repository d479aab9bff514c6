"""EC2's instances by its API: for callers whom the policies allow, in EC2's own words."""

from datetime import UTC, datetime

import pytest
from botocore.client import BaseClient

from accounts.editions import BY_NAME
from accounts.models import User
from accounts.operations.policies.editions import apply_edition
from accounts.services.inventory import instances_of
from console.models import Event
from tests.api.conftest import Connect, new_key
from tests.api.refusals import refused
from tests.world import ACCOUNT_ID, World, code, give_device

ALICE = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
REFUSED = (
    "You are not authorized to perform this operation. "
    "User: {} is not authorized to perform: ec2:DescribeInstances"
)
FORCE_MFA = f"arn:aws:iam::{ACCOUNT_ID}:policy/Force_MFA"
EXPLICIT = f"{REFUSED} with an explicit deny in an identity-based policy: {FORCE_MFA}"
IMPLICIT = f"{REFUSED} because no identity-based policy allows the ec2:DescribeInstances action"
NOT_VALIDATED = "AWS was not able to validate the provided access credentials"
INSTANCES = instances_of(ACCOUNT_ID)
IDS = [instance.instance_id for instance in INSTANCES]


def allow_ec2(user: User) -> None:
    """AWS's tutorial attaches AmazonEC2FullAccess beside the document's policy."""
    applied = BY_NAME["amazon-ec2-full-access"]
    apply_edition(account=user.account, to=user, applied=applied, now=datetime.now(tz=UTC))


def session(connect: Connect, user: User, *, mfa: bool, service: str = "ec2") -> BaseClient:
    """A client with temporary credentials, of a session with MFA or without."""
    extra = {}
    if mfa:
        device = give_device(user)
        extra = {"SerialNumber": device.serial_number, "TokenCode": code(device)}
    given = connect(user, "sts").get_session_token(**extra)["Credentials"]
    return connect(None, service, credentials=given)


def found(answer: dict) -> list[str]:
    return [each["Instances"][0]["InstanceId"] for each in answer["Reservations"]]


def test_what_is_described(world: World, connect: Connect):
    client = connect(world.admin, "ec2")
    answer = client.describe_instances()
    assert found(answer) == IDS
    assert {each["OwnerId"] for each in answer["Reservations"]} == {ACCOUNT_ID}
    first = answer["Reservations"][0]["Instances"][0]
    assert first["State"] == {"Code": 16, "Name": "running"}
    assert first["LaunchTime"] == INSTANCES[0].launched_at
    assert first["Placement"]["AvailabilityZone"] == "us-east-1a"
    assert first["Tags"] == [{"Key": "Name", "Value": "web-1"}]
    assert first["PrivateDnsName"] == "ip-172-31-4-17.ec2.internal"
    assert found(connect(world.stranger, "ec2").describe_instances()) != IDS
    event = Event.objects.filter(event_name="DescribeInstances").first()
    assert event.record["eventSource"] == "ec2.amazonaws.com"
    assert (event.event_source, event.error_code) == ("ec2.amazonaws.com", "")


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({"instance-state-name": ["running"]}, [0, 1]),
        ({"instance-state-name": ["running", "stopped"]}, [0, 1, 2]),
        ({"instance-type": ["t3.*"], "tag:Name": ["web-?"]}, [0, 1]),
        ({"tag:Name": ["web-?"], "instance-state-name": ["stopped"]}, []),
        ({"instance-id": [IDS[2]]}, [2]),
        ({"availability-zone": ["us-east-1b"]}, [1]),
        ({"private-ip-address": ["172.31.4.17"]}, [0]),
        ({"tag:Name": []}, []),
        ({"tag:Name": ["[w]eb-1"]}, []),
    ],
)
def test_filters(world: World, connect: Connect, filters: dict[str, list[str]], places: list[int]):
    client = connect(world.admin, "ec2")
    sent = [{"Name": name, "Values": values} for name, values in filters.items()]
    assert found(client.describe_instances(Filters=sent)) == [IDS[place] for place in places]


def test_ids_and_pages(world: World, connect: Connect):
    client = connect(world.admin, "ec2")
    assert found(client.describe_instances(InstanceIds=[IDS[2], IDS[0]])) == [IDS[0], IDS[2]]
    assert found(client.describe_instances(MaxResults=5)) == IDS
    pages = client.get_paginator("describe_instances").paginate()
    assert [found(page) for page in pages] == [IDS]


@pytest.mark.parametrize(
    ("sent", "error", "text"),
    [
        ({"InstanceIds": ["i-0123456789abcdef0"]}, "InvalidInstanceID.NotFound",
         "The instance ID 'i-0123456789abcdef0' does not exist"),
        ({"InstanceIds": ["i-01234567", IDS[0], "i-76543210"]}, "InvalidInstanceID.NotFound",
         "The instance IDs 'i-01234567, i-76543210' do not exist"),
        ({"InstanceIds": ["i-nonsense"]}, "InvalidInstanceID.Malformed",
         'Invalid id: "i-nonsense"'),
        ({"InstanceIds": ["vol-01234567"]}, "InvalidInstanceID.Malformed",
         'Invalid id: "vol-01234567" (expecting "i-...")'),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameterValue",
         "The filter 'colour' is invalid"),
        ({"MaxResults": 2}, "InvalidParameterValue",
         "Value ( 2 ) for parameter maxResults is invalid. Expecting a value greater than 5."),
        ({"MaxResults": 5, "InstanceIds": IDS}, "InvalidParameterCombination",
         "The parameter instancesSet cannot be used with the parameter maxResults"),
        ({"NextToken": "x"}, "InvalidParameterValue", "Unable to parse pagination token"),
    ],
)  # fmt: skip
def test_what_ec2_refuses(world: World, connect: Connect, sent: dict, error: str, text: str):
    with refused(error, text, 400):
        connect(world.admin, "ec2").describe_instances(**sent)
    assert Event.objects.get(event_name="DescribeInstances").error_code == f"Client.{error}"


def test_a_dry_run_tells_whether_it_would(world: World, connect: Connect):
    text = "Request would have succeeded, but DryRun flag is set."
    with refused("DryRunOperation", text, 412):
        connect(world.admin, "ec2").describe_instances(DryRun=True)
    with refused("UnauthorizedOperation", EXPLICIT.format(ALICE), 403):
        connect(world.alice, "ec2").describe_instances(DryRun=True)


def test_the_tutorial_s_denial_until_mfa(world: World, connect: Connect):
    """A long-term key and a session without MFA are denied; one with MFA may what is allowed."""
    for client in (connect(world.alice, "ec2"), session(connect, world.alice, mfa=False)):
        with refused("UnauthorizedOperation", EXPLICIT.format(ALICE), 403):
            client.describe_instances()
    client = session(connect, world.alice, mfa=True)
    with refused("UnauthorizedOperation", IMPLICIT.format(ALICE), 403):
        client.describe_instances()
    allow_ec2(world.alice)
    assert found(client.describe_instances()) == IDS
    with refused("UnauthorizedOperation", EXPLICIT.format(ALICE), 403):
        connect(world.alice, "ec2").describe_instances()


def test_the_event_of_a_refusal(world: World, connect: Connect):
    with refused("UnauthorizedOperation", EXPLICIT.format(ALICE), 403):
        connect(world.alice, "ec2").describe_instances(InstanceIds=IDS)
    record = Event.objects.get().record
    assert record["eventSource"] == "ec2.amazonaws.com"
    assert record["eventName"] == "DescribeInstances"
    assert record["errorCode"] == "Client.UnauthorizedOperation"
    assert record["errorMessage"] == EXPLICIT.format(ALICE)
    assert record["requestParameters"] is None


def test_callers_that_are_not_known(world: World, connect: Connect):
    key = new_key(world.admin)
    for spoiled in (
        {**key, "SecretAccessKey": "x" * 40},
        {**key, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        {**key, "SessionToken": "x"},
    ):
        with refused("AuthFailure", NOT_VALIDATED, 401):
            connect(None, "ec2", credentials=spoiled).describe_instances()
    elsewhere = "Credential should be scoped to a valid region, not 'mars'. "
    with refused("AuthFailure", elsewhere, 401):
        connect(world.admin, "ec2", region_name="mars").describe_instances()
    assert not Event.objects.exists()


def test_other_operations_of_ec2(world: World, connect: Connect):
    text = "The action DescribeVpcs is not valid for this web service."
    with refused("InvalidAction", text, 400):
        connect(world.admin, "ec2").describe_vpcs()
