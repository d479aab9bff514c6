"""When services were last accessed, read from the events, through boto3."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.operations import groups
from accounts.operations.policies import attachments
from accounts.operations.users import create_user
from accounts.service_names import NAMES
from console.cloudtrail import last_accessed
from console.models import Event, LastAccessedReport
from tests.api.conftest import Connect, new_key
from tests.api.raw import Key, body_of, send
from tests.api.refusals import missing, refused
from tests.world import World, administrator_access

ARN = "arn:aws:iam::123456789012"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
NOW = datetime.now(tz=UTC).replace(microsecond=0)
DAY = timedelta(days=1)


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*", **more}


def called(user: User, name: str, at: datetime, *, source: str = "iam", error: str = "") -> None:
    """An event as a call leaves it."""
    identity = {"type": "IAMUser", "principalId": user.user_id, "userName": user.user_name}
    Event.objects.create(
        account=user.account,
        event_time=at,
        event_source=f"{source}.amazonaws.com",
        event_name=name,
        user_name=user.user_name,
        read_only=True,
        error_code=error,
        record={"userIdentity": identity},
    )


def report(iam: BaseClient, arn: str, **sent: Any) -> dict[str, Any]:
    job = iam.generate_service_last_accessed_details(Arn=arn, **sent)["JobId"]
    return iam.get_service_last_accessed_details(JobId=job)


def of(found: dict[str, Any], namespace: str) -> dict[str, Any]:
    return next(
        one for one in found["ServicesLastAccessed"] if one["ServiceNamespace"] == namespace
    )


def test_a_users_services(world: World, connect: Connect):
    iam = connect(world.admin)
    called(world.bob, "GetUser", NOW - 2 * DAY)
    called(world.bob, "ListAccessKeys", NOW - DAY, error="AccessDenied")
    called(world.bob, "ListBuckets", NOW - DAY, source="s3")
    called(world.alice, "GetUser", NOW)
    found = report(iam, f"{ARN}:user/bob")
    assert (found["JobStatus"], found["JobType"]) == ("COMPLETED", "SERVICE_LEVEL")
    assert found["JobCreationDate"] <= found["JobCompletionDate"]
    assert found["ServicesLastAccessed"] == [
        {
            "ServiceName": "AWS Identity and Access Management",
            "ServiceNamespace": "iam",
            "LastAuthenticated": NOW - DAY,
            "LastAuthenticatedEntity": f"{ARN}:user/bob",
            "LastAuthenticatedRegion": "us-east-1",
            "TotalAuthenticatedEntities": 1,
        }
    ]  # a refused attempt counts; his policies do not reach S3
    assert report(iam, f"{ARN}:user/carol")["ServicesLastAccessed"] == []
    event = Event.objects.filter(event_name="GetServiceLastAccessedDetails").latest("pk")
    assert list(event.record["requestParameters"]) == ["jobId"]


def test_actions_and_pages(world: World, connect: Connect):
    iam = connect(world.admin)
    called(world.bob, "GetUser", NOW - DAY)
    called(world.bob, "ListBuckets", NOW - DAY, source="s3")
    iam.put_user_policy(
        UserName="bob",
        PolicyName="more",
        PolicyDocument=document(
            allow(["s3:List*", "ec2:*"]), {"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}
        ),
    )
    arn = f"{ARN}:user/bob"
    found = report(iam, arn, Granularity="ACTION_LEVEL")
    assert found["JobType"] == "ACTION_LEVEL"
    assert [one["ServiceNamespace"] for one in found["ServicesLastAccessed"]] == ["iam", "s3"]
    assert of(found, "s3")["TrackedActionsLastAccessed"] == [
        {
            "ActionName": "ListAllMyBuckets",
            "LastAccessedEntity": arn,
            "LastAccessedTime": NOW - DAY,
            "LastAccessedRegion": "us-east-1",
        }
    ]
    actions = of(found, "iam")["TrackedActionsLastAccessed"]
    assert {"ActionName": "CreateAccessKey"} in actions
    assert [one["ActionName"] for one in actions if "LastAccessedTime" in one] == ["GetUser"]
    job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    first = iam.get_service_last_accessed_details(JobId=job, MaxItems=1)
    assert first["IsTruncated"]
    second = iam.get_service_last_accessed_details(JobId=job, MaxItems=1, Marker=first["Marker"])
    assert not second["IsTruncated"]
    assert "TrackedActionsLastAccessed" not in of(second, "s3")
    assert of(first, "iam")


def test_whoever_may_do_everything_reaches_every_known_service(world: World, connect: Connect):
    found = report(connect(world.admin), f"{ARN}:user/admin")
    names = [one["ServiceNamespace"] for one in found["ServicesLastAccessed"]]
    assert names == sorted(NAMES)


def test_a_group_and_a_policy_and_who_could_have_used_them(world: World, connect: Connect):
    iam = connect(world.admin)
    group = groups.create_group(account=world.account, group_name="ops", now=NOW)
    for user in (world.alice, world.bob, world.carol):
        groups.add_user_to_group(group=group, user=user)
    attachments.attach_group_policy(group=group, policy=administrator_access())
    called(world.alice, "ListBuckets", NOW - 3 * DAY, source="s3")
    called(world.carol, "ListBuckets", NOW - 2 * DAY, source="s3")
    called(world.stranger, "ListBuckets", NOW - DAY, source="s3")
    for arn, people in (
        (f"{ARN}:group/ops", ["carol", "alice", "bob"]),
        (ADMINISTRATOR, ["carol", "alice", "admin", "bob"]),
    ):
        job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
        service = of(iam.get_service_last_accessed_details(JobId=job, MaxItems=1000), "s3")
        assert service["LastAuthenticatedEntity"] == f"{ARN}:user/carol"
        assert service["TotalAuthenticatedEntities"] == 2
        found = iam.get_service_last_accessed_details_with_entities(
            JobId=job, ServiceNamespace="S3"
        )
        assert [one["EntityInfo"]["Name"] for one in found["EntityDetailsList"]] == people
        assert found["EntityDetailsList"][0] == {
            "EntityInfo": {
                "Arn": f"{ARN}:user/carol",
                "Name": "carol",
                "Type": "USER",
                "Id": world.carol.user_id,
                "Path": "/",
            },
            "LastAuthenticated": NOW - 2 * DAY,
        }
        assert "LastAuthenticated" not in found["EntityDetailsList"][-1]
        page = iam.get_service_last_accessed_details_with_entities(
            JobId=job, ServiceNamespace="s3", MaxItems=2
        )
        rest = iam.get_service_last_accessed_details_with_entities(
            JobId=job, ServiceNamespace="s3", Marker=page["Marker"]
        )
        both = page["EntityDetailsList"] + rest["EntityDetailsList"]
        assert both == found["EntityDetailsList"]
        nobody = iam.get_service_last_accessed_details_with_entities(
            JobId=job, ServiceNamespace="nonsense"
        )
        assert nobody["EntityDetailsList"] == []


def test_a_report_stays_as_it_was(world: World, connect: Connect):
    """Later events are not in it, nor those before 400 days ago; a new name is the same user."""
    iam = connect(world.admin)
    called(world.bob, "GetUser", NOW - 401 * DAY)
    arn = f"{ARN}:user/bob"
    assert "LastAuthenticated" not in of(report(iam, arn), "iam")
    called(world.bob, "GetUser", NOW - 399 * DAY)
    job = iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    User.objects.filter(pk=world.bob.pk).update(user_name="robert")
    called(world.bob, "GetUser", datetime.now(tz=UTC) + DAY)
    found = iam.get_service_last_accessed_details(JobId=job)
    assert of(found, "iam")["LastAuthenticated"] == NOW - 399 * DAY
    entities = iam.get_service_last_accessed_details_with_entities(
        JobId=job, ServiceNamespace="iam"
    )["EntityDetailsList"]
    assert entities[0]["EntityInfo"]["Name"] == "robert"
    assert entities[0]["LastAuthenticated"] == NOW - 399 * DAY


def test_what_is_refused_of_reports(world: World, connect: Connect):
    iam = connect(world.admin)
    for arn, text in (
        (f"{ARN}:user/nobody", "The user with name nobody cannot be found."),
        (f"{ARN}:group/none", "The group with name none cannot be found."),
        (f"{ARN}:role/none", "The role with name none cannot be found."),
        (f"{ARN}:policy/none", f"Policy {ARN}:policy/none was not found."),
        ("arn:aws:iam::210987654321:user/stranger", "The user with name stranger cannot be found."),
    ):
        with missing(text):
            iam.generate_service_last_accessed_details(Arn=arn)
    for arn in ("arn:aws:s3:::some-bucket-here", f"{ARN}:mfa/somebody", "x" * 20):
        with refused(
            "InvalidInput",
            f"Invalid Entity Arn: {arn} does not clearly define entity type and name.",
            400,
        ):
            iam.generate_service_last_accessed_details(Arn=arn)
    theirs = connect(world.stranger).generate_service_last_accessed_details(
        Arn="arn:aws:iam::210987654321:user/stranger"
    )["JobId"]
    for job in (theirs, "98a765b4-3cde-2101-2345-example678f9", theirs.upper()):
        with missing(f"The job with name {job} cannot be found."):
            iam.get_service_last_accessed_details(JobId=job)
        with missing(f"The job with name {job} cannot be found."):
            iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")


def test_reports_and_their_events_are_bounded(
    people: World, key: Key, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(last_accessed, "REPORTS_MAX", 3)
    monkeypatch.setattr(last_accessed, "EVENTS_MAX", 2)
    called(people.bob, "GetUser", NOW - 4 * DAY)
    for day in (3, 2):
        called(people.alice, "GetUser", NOW - day * DAY)
    body = body_of("GenerateServiceLastAccessedDetails", Arn=f"{ARN}:user/bob")
    for _ in range(5):
        assert send(key, body).status_code == 200
        Event.objects.filter(event_name="GenerateServiceLastAccessedDetails").delete()
    stored = LastAccessedReport.objects.order_by("pk")
    assert len(stored) == 3
    assert "LastAuthenticated" not in stored[0].services[0]  # beyond the newest two


def test_a_report_takes_the_same_queries_whoever_has_the_policy(people: World, key: Key):
    def asked() -> int:
        body = body_of("GenerateServiceLastAccessedDetails", Arn=ADMINISTRATOR)
        with CaptureQueriesContext(connection) as queries:
            assert send(key, f"{body}&Granularity=ACTION_LEVEL").status_code == 200
        return len(queries)

    asked()  # the key's use is written
    before = asked()
    for number in range(12):
        user = create_user(account=people.account, user_name=f"u{number}", now=NOW)
        attachments.attach_user_policy(user=user, policy=administrator_access())
        called(user, "GetUser", NOW)
        new_key(user)
    assert asked() == before


GRANTED_BY_ADMINISTRATOR = {
    "PolicyName": "AdministratorAccess",
    "PolicyType": "MANAGED",
    "PolicyArn": ADMINISTRATOR,
}


def embedded(name: str, kind: str, entity: str) -> dict[str, str]:
    """An inline policy as an answer names it."""
    return {
        "PolicyName": name,
        "PolicyType": "INLINE",
        "EntityType": kind,
        "EntityName": entity,
    }


def granting(iam: Any, arn: str, *services: str, **more: str) -> dict[str, Any]:
    """ListPoliciesGrantingServiceAccess of these services."""
    found: dict[str, Any] = iam.list_policies_granting_service_access(
        Arn=f"{ARN}:{arn}", ServiceNamespaces=services, **more
    )
    return found


def test_which_policies_grant_a_service(world: World, connect: Connect):
    iam = connect(world.admin)
    group = groups.create_group(account=world.account, group_name="ops", now=NOW)
    groups.add_user_to_group(group=group, user=world.bob)
    attachments.attach_group_policy(group=group, policy=administrator_access())
    reads = document(allow("s3:Get*"))
    iam.put_group_policy(GroupName="ops", PolicyName="reading", PolicyDocument=reads)
    others = document({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})
    iam.put_user_policy(UserName="bob", PolicyName="not-iam", PolicyDocument=others)
    found = granting(iam, "user/bob", "s3", "iam", "nonsense")
    assert not found["IsTruncated"]
    by_service = {
        one["ServiceNamespace"]: one["Policies"] for one in found["PoliciesGrantingServiceAccess"]
    }
    assert list(by_service) == ["s3", "iam", "nonsense"]
    reading, not_iam = embedded("reading", "GROUP", "ops"), embedded("not-iam", "USER", "bob")
    assert by_service["s3"] == [GRANTED_BY_ADMINISTRATOR, not_iam, reading]
    own = {
        "PolicyName": "Self_manage",
        "PolicyType": "MANAGED",
        "PolicyArn": f"{ARN}:policy/Self_manage",
    }
    assert by_service["iam"] == [GRANTED_BY_ADMINISTRATOR, own]
    (of_group,) = granting(iam, "group/ops", "s3")["PoliciesGrantingServiceAccess"]
    assert of_group["Policies"] == [GRANTED_BY_ADMINISTRATOR, reading]


def test_many_services_are_answered_in_pages(world: World, connect: Connect):
    iam = connect(world.admin)
    asked = [f"service-{number}" for number in range(150)]
    first = granting(iam, "user/bob", *asked)
    assert (len(first["PoliciesGrantingServiceAccess"]), first["IsTruncated"]) == (100, True)
    rest = granting(iam, "user/bob", *asked, Marker=first["Marker"])
    both = first["PoliciesGrantingServiceAccess"] + rest["PoliciesGrantingServiceAccess"]
    assert [one["ServiceNamespace"] for one in both] == asked
    with refused("ValidationError", "Invalid Marker.", 400):
        granting(iam, "user/bob", *asked, Marker="abc")


def test_whose_policies_are_not_asked(world: World, connect: Connect):
    iam = connect(world.admin)
    with missing("The user with name nobody cannot be found."):
        granting(iam, "user/nobody", "s3")
    with refused(
        "InvalidInput",
        f"Invalid Entity Arn: {ADMINISTRATOR} does not clearly define entity type and name.",
        400,
    ):
        iam.list_policies_granting_service_access(Arn=ADMINISTRATOR, ServiceNamespaces=["s3"])


def test_a_report_is_decided_about_its_entity(world: World, connect: Connect):
    admin, carol = connect(world.admin), connect(world.carol)
    own = allow("iam:*", Resource=f"{ARN}:user/carol")
    admin.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=document(own))
    job = carol.generate_service_last_accessed_details(Arn=f"{ARN}:user/carol")["JobId"]
    for name, sent, resource in (
        ("GenerateServiceLastAccessedDetails", {"Arn": f"{ARN}:user/BOB"}, f"{ARN}:user/bob"),
        ("GenerateServiceLastAccessedDetails", {"Arn": f"{ARN}:group/x"}, f"{ARN}:group/x"),
        ("GenerateServiceLastAccessedDetails", {"Arn": ADMINISTRATOR}, ADMINISTRATOR),
        ("GetServiceLastAccessedDetails", {"JobId": job}, "*"),
    ):
        with refused(
            "AccessDenied",
            f"User: {ARN}:user/carol is not authorized to perform: iam:{name} on resource: "
            f"{resource} because no identity-based policy allows the iam:{name} action",
            403,
        ):
            carol._make_api_call(name, sent)
