"""The account summary and the credential report."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.errors import ReportExpired, ReportInProgress, ReportNotPresent
from accounts.models import Account
from accounts.operations import groups
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from accounts.operations.users import create_user
from credentials.models import CredentialReport, Status
from credentials.operations import access_keys, signing_certificates
from credentials.operations.mfa.mfa_devices import create_virtual_mfa_device
from credentials.operations.reports import credential_reports
from credentials.operations.reports.account_summary import get_account_summary
from tests.credentials.material import valid_certificate
from tests.support.parallel import at_once
from tests.support.refusals import refused
from tests.world import World, give_device, make_world

NOW = datetime(2026, 9, 11, 13, 14, 52, tzinfo=UTC)
READY = NOW + timedelta(seconds=2)
HOUR = timedelta(hours=1)


def report(account: Account) -> list[list[str]]:
    credential_reports.generate_credential_report(account=account, now=NOW)
    content = credential_reports.get_credential_report(account=account, now=READY).content
    assert not content.endswith("\n")
    assert "\r" not in content
    return [line.split(",") for line in content.split("\n")]


def test_the_summary_counts_and_has_34_entries(world: World):
    give_device(world.alice)
    create_virtual_mfa_device(account=world.account, name="spare", now=NOW)
    groups.create_group(account=world.account, group_name="g", now=NOW)
    found = get_account_summary(account=world.account)
    assert len(found) == 34
    assert all(type(value) is int for value in found.values())
    counts = {"Users": 4, "Groups": 1, "Policies": 2, "PolicyVersionsInUse": 3}
    counts |= {"MFADevices": 2, "MFADevicesInUse": 1, "AccountMFAEnabled": 0, "Roles": 0}
    quotas = {"UsersQuota": 5000, "GroupsQuota": 300, "PoliciesQuota": 1500}
    quotas |= {"AccessKeysPerUserQuota": 2, "UserPolicySizeQuota": 2048, "PolicySizeQuota": 6144}
    assert counts.items() <= found.items()
    assert quotas.items() <= found.items()


def test_no_report_before_one_is_generated(world: World):
    with refused(ReportNotPresent, ""):
        credential_reports.get_credential_report(account=world.account, now=NOW)
    assert ReportNotPresent().trail_code == "CredentialReportNotPresentException"


def test_a_report_starts_runs_completes_and_expires(world: World):
    def generate(now: datetime) -> tuple[str, str]:
        found = credential_reports.generate_credential_report(account=world.account, now=now)
        return found.state, found.description

    started = ("STARTED", "No report exists. Starting a new report generation task")
    assert generate(NOW) == started
    assert generate(NOW + timedelta(seconds=1)) == ("INPROGRESS", "")
    with refused(ReportInProgress, ""):
        credential_reports.get_credential_report(account=world.account, now=NOW)
    assert generate(READY) == ("COMPLETE", "")
    first = credential_reports.get_credential_report(account=world.account, now=READY)
    assert first.generated_at == NOW
    create_user(account=world.account, user_name="new", now=NOW)
    almost = NOW + 4 * HOUR - timedelta(seconds=1)
    assert generate(almost) == ("COMPLETE", "")
    again = credential_reports.get_credential_report(account=world.account, now=almost)
    assert again.content == first.content
    with refused(ReportExpired, ""):
        credential_reports.get_credential_report(account=world.account, now=NOW + 4 * HOUR)
    assert generate(NOW + 4 * HOUR) == started
    fresh = credential_reports.get_credential_report(account=world.account, now=NOW + 5 * HOUR)
    assert "\nnew," in fresh.content


def test_the_rows_of_root_and_of_users_by_name(world: World):
    header, root, *users = report(world.account)
    assert tuple(header) == credential_reports.HEADER
    assert len(header) == 22
    assert {len(row) for row in (root, *users)} == {22}
    assert root[:2] == ["<root_account>", "arn:aws:iam::123456789012:root"]
    assert root[3:8] == ["false", "no_information", "N/A", "not_supported", "false"]
    assert root[8:] == ["false", "N/A", "N/A", "N/A", "N/A"] * 2 + ["false", "N/A"] * 2
    assert [row[0] for row in users] == ["admin", "alice", "bob", "carol"]


def test_what_a_user_holds(world: World):
    user = create_user(account=world.account, user_name="Zoe", path="/x/", now=NOW, password="x")
    give_device(user)
    later = NOW + HOUR
    for moment in (NOW, later):
        access_keys.create_access_key(user=user, now=moment)
    first, second = user.accesskey_set.order_by("access_key_id")
    first.status, first.last_used_at = Status.INACTIVE, later
    first.last_used_service, first.last_used_region = "iam", "us-east-1"
    first.save()
    now = datetime.now(tz=UTC)
    for number in (1, 2):
        signing_certificates.upload_signing_certificate(
            user=user, body=valid_certificate(number), now=now + number * HOUR
        )
    user.signingcertificate_set.filter(created_at=now + 2 * HOUR).update(status=Status.INACTIVE)
    row = report(world.account)[-1]
    assert row[:3] == ["Zoe", "arn:aws:iam::123456789012:user/x/Zoe", "2026-09-11T13:14:52Z"]
    assert row[3:8] == ["true", "no_information", "2026-09-11T13:14:52Z", "N/A", "true"]
    assert row[8] == "false"
    assert row[10:13] == ["2026-09-11T14:14:52Z", "us-east-1", "iam"]
    assert row[13] == "true"
    assert row[14] == f"{second.created_at:%Y-%m-%dT%H:%M:%SZ}"
    assert row[15:18] == ["N/A", "N/A", "N/A"]
    inactive, active = now + 2 * HOUR, now + HOUR
    assert row[18:] == [
        "false",
        f"{inactive:%Y-%m-%dT%H:%M:%SZ}",
        "true",
        f"{active:%Y-%m-%dT%H:%M:%SZ}",
    ]


def test_a_password_that_expires_and_one_that_is_not_there(world: World):
    settings = PasswordPolicySettings(max_password_age=90)
    update_account_password_policy(account=world.account, settings=settings)
    create_user(account=world.account, user_name="yan", now=NOW)
    used = create_user(account=world.account, user_name="zoe", now=NOW, password="x")
    used.password_last_used = NOW + HOUR
    used.save()
    without, with_password = report(world.account)[-2:]
    assert without[3:7] == ["false", "N/A", "N/A", "N/A"]
    assert without[8:] == ["false", "N/A", "N/A", "N/A", "N/A"] * 2 + ["false", "N/A"] * 2
    assert with_password[3:7] == [
        "true",
        "2026-09-11T14:14:52Z",
        "2026-09-11T13:14:52Z",
        "2026-12-10T13:14:52Z",
    ]


@pytest.mark.django_db(transaction=True)
def test_ten_ask_at_once_and_one_report_is_begun():
    world = make_world()
    outcomes = at_once(
        10,
        lambda: credential_reports.generate_credential_report(account=world.account, now=NOW).state,
    )
    assert sorted(map(str, outcomes)) == ["INPROGRESS"] * 9 + ["STARTED"]
    assert CredentialReport.objects.count() == 1
