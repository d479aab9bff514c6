"""The account's alias, summary and credential report through boto3."""

from datetime import timedelta

import time_machine

from console.requests import real_now
from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.world import World, give_device


def test_the_accounts_alias(world: World, connect: Connect):
    iam = connect(world.admin)
    assert iam.list_account_aliases()["AccountAliases"] == ["training"]
    iam.create_account_alias(AccountAlias="class-of-26")
    listed = iam.list_account_aliases()
    assert (listed["AccountAliases"], listed["IsTruncated"]) == (["class-of-26"], False)
    with refused("EntityAlreadyExists", "The account alias class-of-26 already exists.", 409):
        connect(world.stranger).create_account_alias(AccountAlias="class-of-26")
    with missing("The account alias training cannot be found."):
        iam.delete_account_alias(AccountAlias="training")
    with refused(
        "ValidationError",
        "The specified value for accountAlias is invalid. It must be a minimum length of 3 "
        "characters and maximum length of 63 characters, contain only digits, lowercase letters, "
        "and hyphens (-), but cannot begin or end with a hyphen.",
        400,
    ):
        iam.create_account_alias(AccountAlias="123456789012")
    iam.delete_account_alias(AccountAlias="class-of-26")
    assert iam.list_account_aliases()["AccountAliases"] == []


def test_the_accounts_summary(world: World, connect: Connect):
    give_device(world.alice)
    found = connect(world.admin).get_account_summary()["SummaryMap"]
    assert len(found) == 34
    assert (found["Users"], found["MFADevicesInUse"], found["UsersQuota"]) == (4, 1, 5000)


def test_a_credential_report_from_nothing_to_its_end(world: World, connect: Connect):
    iam = connect(world.admin)
    with time_machine.travel(real_now(), tick=False) as clock:
        with refused("ReportNotPresent", "", 410):
            iam.get_credential_report()
        begun = iam.generate_credential_report()
        assert begun["State"] == "STARTED"
        text = "No report exists. Starting a new report generation task"
        assert begun["Description"] == text
        with refused("ReportInProgress", "", 404):
            iam.get_credential_report()
        assert iam.generate_credential_report()["State"] == "INPROGRESS"
        clock.shift(timedelta(seconds=2))
        done = iam.generate_credential_report()
        assert (done["State"], done.get("Description")) == ("COMPLETE", None)
        report = iam.get_credential_report()
        assert report["ReportFormat"] == "text/csv"
        lines = report["Content"].decode().split("\n")
        assert [line.split(",")[0] for line in lines[1:]] == [
            "<root_account>",
            "admin",
            "alice",
            "bob",
            "carol",
        ]
        iam.create_user(UserName="dave")
        clock.shift(timedelta(hours=3))
        assert iam.get_credential_report()["Content"] == report["Content"]
        clock.shift(timedelta(hours=1))
        with refused("ReportExpired", "", 410):
            iam.get_credential_report()
        assert iam.generate_credential_report()["State"] == "STARTED"
