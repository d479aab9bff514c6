"""Credentials for one service through boto3."""

import json

from django.contrib.auth.hashers import check_password

from accounts.models import UserPolicy
from console.models import Event
from credentials.models import ServiceSpecificCredential
from tests.api.conftest import Connect, refused
from tests.world import ACCOUNT_ID, World

CODECOMMIT, KEYSPACES = "codecommit.amazonaws.com", "cassandra.amazonaws.com"
NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")
UNKNOWN = "ACCA" + "A" * 17
NO_CREDENTIAL = (404, "NoSuchEntity", f"No such credential {UNKNOWN} exists")


def test_the_life_of_a_credential(world: World, connect: Connect):
    iam = connect(world.bob)
    answer = iam.create_service_specific_credential(
        UserName="bob", ServiceName="CodeCommit.amazonaws.com", CredentialAgeDays=10
    )
    made = answer["ServiceSpecificCredential"]
    assert made["ServiceUserName"] == f"bob-at-{ACCOUNT_ID}"
    assert made["ServiceName"] == CODECOMMIT
    assert (made["ExpirationDate"] - made["CreateDate"]).days == 10
    own = {"ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    iam.update_service_specific_credential(**own, Status="Inactive")
    reset = iam.reset_service_specific_credential(**own)["ServiceSpecificCredential"]
    assert reset["ServicePassword"] != made["ServicePassword"]
    assert (reset["Status"], reset["CreateDate"]) == ("Inactive", made["CreateDate"])
    stored = ServiceSpecificCredential.objects.get().password
    assert check_password(reset["ServicePassword"], stored)
    listed = iam.list_service_specific_credentials()["ServiceSpecificCredentials"]
    assert "ServicePassword" not in listed[0]
    assert made["ServicePassword"] not in str([event.record for event in Event.objects.all()])
    iam.delete_service_specific_credential(**own, UserName="bob")
    assert not ServiceSpecificCredential.objects.exists()


def test_quota_and_names(world: World, connect: Connect):
    iam = connect(world.bob)
    own = {"UserName": "bob", "ServiceName": CODECOMMIT}
    names = [
        iam.create_service_specific_credential(**own)["ServiceSpecificCredential"][
            "ServiceUserName"
        ]
        for _ in range(2)
    ]
    assert names == [f"bob-at-{ACCOUNT_ID}", f"bob+1-at-{ACCOUNT_ID}"]
    quota = (
        409,
        "LimitExceeded",
        "Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: 2",
    )
    assert refused(iam.create_service_specific_credential, **own) == quota
    iam.create_service_specific_credential(UserName="bob", ServiceName=KEYSPACES)
    for filter_, count in (({}, 3), ({"ServiceName": ""}, 3), ({"ServiceName": KEYSPACES}, 1)):
        found = iam.list_service_specific_credentials(**filter_)["ServiceSpecificCredentials"]
        assert len(found) == count


def test_errors(world: World, connect: Connect):
    iam = connect(world.admin)
    create, list_ = iam.create_service_specific_credential, iam.list_service_specific_credentials
    unknown = "No such service s3.amazonaws.com is supported for Service Specific Credentials"
    answer = refused(create, UserName="bob", ServiceName="s3.amazonaws.com")
    assert answer == (404, "NoSuchEntity", unknown)
    assert refused(list_, ServiceName="s3.amazonaws.com") == (404, "NoSuchEntity", unknown)
    assert refused(create, UserName="nobody", ServiceName="s3.amazonaws.com") == NO_USER
    assert refused(list_, UserName="nobody") == NO_USER
    characters = (400, "ValidationError", "ServiceName must match [a-zA-Z0-9.-]*")
    for name in ("a b", "é"):
        assert refused(create, UserName="bob", ServiceName=name) == characters
    unkept = refused(create, UserName="bob", ServiceName="\0")
    assert unkept[:2] == (400, "ValidationError")
    assert "Value at 'serviceName' failed to satisfy constraint" in unkept[2]
    assert "\0" not in str([event.record for event in Event.objects.all()])
    days = refused(create, UserName="bob", ServiceName=CODECOMMIT, CredentialAgeDays=36601)
    assert "Member must have value less than or equal to 36600" in days[2]
    theirs = create(UserName="bob", ServiceName=CODECOMMIT)["ServiceSpecificCredential"]
    for call, more in (
        (iam.reset_service_specific_credential, {}),
        (iam.update_service_specific_credential, {"Status": "Active"}),
        (iam.delete_service_specific_credential, {}),
    ):
        assert refused(call, ServiceSpecificCredentialId=UNKNOWN, **more) == NO_CREDENTIAL
        nobody = {"UserName": "nobody", "ServiceSpecificCredentialId": UNKNOWN}
        assert refused(call, **nobody, **more) == NO_USER
        key = theirs["ServiceSpecificCredentialId"]
        text = f"User admin does not have a service specific credential with id {key}"
        answer = refused(call, ServiceSpecificCredentialId=key, **more)
        assert answer == (400, "ValidationError", text)
    expired = refused(
        iam.update_service_specific_credential, UserName="bob", Status="Expired",
        ServiceSpecificCredentialId=theirs["ServiceSpecificCredentialId"],
    )  # fmt: skip
    assert expired == (400, "InvalidInput", "Operation does not support status Expired")


def test_all_users_of_the_account(world: World, connect: Connect):
    iam = connect(world.admin)
    for name in ("bob", "carol"):
        iam.create_service_specific_credential(UserName=name, ServiceName=CODECOMMIT)
    stranger = connect(world.stranger)
    stranger.create_service_specific_credential(UserName="stranger", ServiceName=CODECOMMIT)
    found = iam.list_service_specific_credentials(AllUsers=True)["ServiceSpecificCredentials"]
    assert sorted(credential["UserName"] for credential in found) == ["bob", "carol"]
    both = refused(iam.list_service_specific_credentials, AllUsers=True, UserName="bob")
    assert both[:2] == (400, "ValidationError")
    denied = refused(connect(world.bob).list_service_specific_credentials, AllUsers=True)
    assert f"on resource: arn:aws:iam::{ACCOUNT_ID}:user/* because" in denied[2]


def test_the_condition_keys_of_the_service_and_the_age(world: World, connect: Connect):
    statement = {
        "Effect": "Allow",
        "Action": "iam:*ServiceSpecificCredential",
        "Resource": "*",
        "Condition": {
            "StringEquals": {"iam:ServiceSpecificCredentialServiceName": CODECOMMIT},
            "NumericLessThanEqualsIfExists": {"iam:ServiceSpecificCredentialAgeDays": "30"},
        },
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    UserPolicy.objects.create(user=world.carol, policy_name="Git", document=document)
    iam, admin = connect(world.carol), connect(world.admin)
    create = iam.create_service_specific_credential
    made = create(UserName="carol", ServiceName="CODECOMMIT.amazonaws.com", CredentialAgeDays=30)
    own = made["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    assert refused(create, UserName="carol", ServiceName=KEYSPACES)[1] == "AccessDenied"
    long = refused(create, UserName="carol", ServiceName=CODECOMMIT, CredentialAgeDays=31)
    assert long[1] == "AccessDenied"
    other = admin.create_service_specific_credential(UserName="carol", ServiceName=KEYSPACES)
    key = other["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    denied = refused(iam.delete_service_specific_credential, ServiceSpecificCredentialId=key)
    assert denied[1] == "AccessDenied"
    iam.delete_service_specific_credential(ServiceSpecificCredentialId=own)
