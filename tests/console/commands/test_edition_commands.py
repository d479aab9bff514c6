"""apply_edition and reset_user, from a script."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.authorization import authorize, policies_of
from accounts.editions import EDITIONS, edition
from accounts.models import Policy, User
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from accounts.operations.policies.policies import create_policy
from accounts.operations.policies.policy_versions import create_policy_version, list_policy_versions
from accounts.operations.tags import tag_user
from console.models import Event
from credentials.models import (
    AccessKey,
    MFADevice,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
)
from credentials.operations.access_keys import create_access_key
from credentials.operations.mfa import mfa_devices
from credentials.operations.mfa.hardware_tokens import import_tokens
from credentials.operations.service_specific_credentials import (
    create_service_specific_credential,
)
from credentials.operations.signing_certificates import upload_signing_certificate
from credentials.operations.ssh_public_keys import upload_ssh_public_key
from credentials.token_files import Token
from credentials.totp import new_seed
from tests.credentials.material import START, certificate, openssh, rsa_public
from tests.support.rows import rows
from tests.world import PAGE, PASSWORD, World, give_device, sign_in

DOCUMENT, LATER = "2019-01-31-mfa-self-manage", "2021-05-13-mfa-self-manage"
FORCE_MFA = "arn:aws:iam::123456789012:policy/Force_MFA"
NEW = "Another-horse-2"
OWN_WORK = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


def apply(*arguments: str) -> dict[str, str]:
    return json.loads(run("apply_edition", *arguments, "--account", "training", "--json"))


def reset(*arguments: str) -> dict[str, object]:
    return json.loads(run("reset_user", *arguments, "--account", "training", "--json"))


def may(user: User, action: str) -> bool:
    """With MFA, on the account."""
    context = {"aws:username": user.user_name, "aws:multifactorauthpresent": "true"}
    return authorize(policies_of(user), action=action, resource="*", context=context).allowed


def texts(policy: Policy) -> list[str]:
    return [version.document for version in list_policy_versions(policy=policy)]


def test_an_edition_is_made_and_attached(world: World):
    assert apply("2019-01-31-self-manage-password-only", "--user", "carol") == {
        "edition": "2019-01-31-self-manage-password-only",
        "policy_arn": "arn:aws:iam::123456789012:policy/Self_manage_password_only",
        "version_id": "v1",
        "attached_to": world.carol.arn,
    }
    assert may(world.carol, "iam:GetAccountPasswordPolicy")


def test_the_next_edition_is_a_version_in_force_for_all(world: World):
    assert may(world.alice, "iam:GetAccountSummary")
    assert apply(LATER, "--user", "carol") == {
        "edition": LATER,
        "policy_arn": FORCE_MFA,
        "version_id": "v2",
        "attached_to": world.carol.arn,
    }
    for user in (world.alice, world.carol):
        assert may(user, "iam:GetAccountPasswordPolicy")
        assert not may(user, "iam:GetAccountSummary")
    assert apply(DOCUMENT, "--user", "carol")["version_id"] == "v1"
    assert may(world.alice, "iam:GetAccountSummary")
    assert Policy.objects.get(arn=FORCE_MFA).versions.count() == 2


def test_applying_twice_changes_nothing(world: World):
    first = apply(LATER, "--user", "carol")
    before = rows()
    assert apply(LATER, "--user", "CAROL") == first
    assert rows() == before


def test_a_group(world: World):
    group = create_group(account=world.account, group_name="EC2MFA", now=datetime.now(tz=UTC))
    add_user_to_group(group=group, user=world.carol)
    applied = apply("amazon-ec2-full-access", "--group", "ec2mfa")
    assert applied["policy_arn"] == "arn:aws:iam::aws:policy/AmazonEC2FullAccess"
    assert applied["attached_to"] == group.arn
    assert may(world.carol, "ec2:DescribeInstances")
    assert not may(world.carol, "s3:ListAllMyBuckets")


def test_another_name_keeps_two_editions_apart(world: World):
    applied = apply(LATER, "--user", "carol", "--policy-name", "Force_MFA_2021")
    assert applied["policy_arn"].endswith(":policy/Force_MFA_2021")
    assert may(world.alice, "iam:GetAccountSummary")
    assert not may(world.carol, "iam:GetAccountSummary")


def test_every_edition_can_follow_every_other(world: World):
    """Eight editions share a policy that keeps five versions: the oldest edition makes room."""
    for one in EDITIONS:
        applied = apply(one.name, "--user", "carol")
        policy = Policy.objects.get(arn=applied["policy_arn"])
        assert policy.document == edition(one.name)
        assert policy.versions.count() <= 5
    assert world.carol.policies.count() == len({one.policy_name for one in EDITIONS})


def test_a_version_of_somebodys_own_is_never_dropped(world: World):
    now = datetime.now(tz=UTC)
    policy = create_policy(account=world.account, policy_name="Mine", document=OWN_WORK, now=now)
    for number in range(4):
        text = OWN_WORK.replace('"*"', f'"s3:{number}"', 1)
        create_policy_version(policy=policy, document=text, now=now)
    before = rows()
    with pytest.raises(CommandError, match="can have up to 5 versions"):
        apply(LATER, "--user", "carol", "--policy-name", "Mine")
    assert rows() == before


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((), "There is no published version without a name"),
        (("2020-02-30-nothing", "--user", "carol"), "no published version 2020-02-30-nothing"),
        (("allow-users-to-change-password", "--user", "carol"), "There is no published version"),
        ((DOCUMENT,), "Say whom to attach it to"),
        ((DOCUMENT, "--user", "nobody"), "The user with name nobody cannot be found."),
        ((DOCUMENT, "--user", "stranger"), "The user with name stranger cannot be found."),
        ((DOCUMENT, "--group", "nobody"), "The group with name nobody cannot be found."),
        ((DOCUMENT, "--user", "carol", "--group", "x"), "not allowed with argument"),
        (
            (DOCUMENT, "--user", "carol", "--policy-name", "a b"),
            "The specified value for policyName",
        ),
        (
            ("administrator-access", "--user", "carol", "--policy-name", "Root"),
            "AdministratorAccess is AWS's own and keeps its name.",
        ),
    ],
)
def test_what_cannot_be_applied_is_said(world: World, arguments: tuple[str, ...], text: str):
    before = rows()
    with pytest.raises(CommandError, match=text):
        apply(*arguments)
    assert rows() == before


def test_the_eleventh_policy_of_a_user_is_refused_and_not_made(world: World):
    now = datetime.now(tz=UTC)
    for number in range(10):
        world.carol.policies.add(
            create_policy(
                account=world.account, policy_name=f"P{number}", document=OWN_WORK, now=now
            )
        )
    before = rows()
    with pytest.raises(CommandError, match="PoliciesPerUser: 10"):
        apply("2019-01-31-self-manage-mfa-only", "--user", "carol")
    assert rows() == before


def test_the_editions_are_listed(world: World):
    listed = json.loads(run("apply_edition", "--list", "--json"))
    assert [row["edition"] for row in listed] == [one.name for one in EDITIONS]
    assert set(listed[0]) == {
        "edition", "dated", "title", "purpose", "source", "policy_name", "simplified",
    }  # fmt: skip
    printed = run("apply_edition", "--list")
    assert all(one.name in printed for one in EDITIONS)
    assert printed.count("Simplified:") == 1


def test_in_words(world: World):
    printed = run("apply_edition", LATER, "--user", "carol", "--account", "training")
    assert f"{FORCE_MFA} v2 is {LATER}." in printed
    assert f"attached to {world.carol.arn}" in printed
    printed = run("reset_user", "carol", "--account", "training", "--password", NEW)
    assert "MFA devices removed: none" in printed
    assert "Password: set" in printed
    assert NEW not in printed


@pytest.mark.parametrize("command", ["apply_edition", "reset_user"])
def test_help(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        call_command(command, "--help")
    assert not ended.value.code
    assert "--json" in capsys.readouterr().out


def equip(user: User) -> dict[str, object]:
    """One of everything; two MFA devices of different kinds, and a key with a description."""
    virtual = give_device(user, "phone")
    import_tokens(account=user.account, tokens=[Token("GAHT00000001", new_seed())], now=START)
    token = MFADevice.objects.get(serial_number="GAHT00000001")
    token.user, token.enable_date = user, START
    token.save()
    key, _ = create_access_key(user=user, now=START)
    tag_user(user=user, tags=[(key.access_key_id, "laptop"), ("team", "red")])
    body = certificate()
    made = upload_signing_certificate(user=user, body=body, now=START)
    ssh = upload_ssh_public_key(user=user, body=openssh(rsa_public(2048)), now=START)
    git = create_service_specific_credential(
        user=user, service_name="codecommit.amazonaws.com", now=START
    )
    return {
        "user_name": user.user_name,
        "mfa_devices": sorted([virtual.serial_number, token.serial_number]),
        "access_keys": [key.access_key_id],
        "signing_certificates": [made.certificate_id],
        "ssh_public_keys": [ssh.ssh_public_key_id],
        "service_specific_credentials": [git.credential.service_specific_credential_id],
        "password_set": False,
        "attempts_forgotten": 0,
    }


def test_reset_takes_everything_and_nobody_elses(world: World):
    bobs = give_device(world.bob)
    create_access_key(user=world.bob, now=START)
    held = equip(world.alice)
    found = reset("alice")
    assert found | {"mfa_devices": sorted(found["mfa_devices"])} == held
    for model in (SigningCertificate, SSHPublicKey, ServiceSpecificCredential):
        assert not model.objects.exists()
    assert AccessKey.objects.get().user == world.bob
    assert set(MFADevice.objects.values_list("serial_number", "user")) == {
        (bobs.serial_number, world.bob.pk),
        ("GAHT00000001", None),
    }
    world.alice.refresh_from_db()
    assert world.alice.tags == {"team": "red"}
    assert world.alice.check_password(PASSWORD)
    assert world.alice.policies.count() == 1


def left() -> list[tuple[str, str]]:
    """The events of the commands so far: what was called, and who did."""
    found = Event.objects.order_by("pk")
    return [(one.event_name, one.record["userIdentity"]["invokedBy"]) for one in found]


def test_a_reset_leaves_an_event_of_each_call(world: World):
    equip(world.alice)
    reset("alice", "--password", NEW)
    names = [
        "UpdateLoginProfile", "UpdateLoginProfile", "DeactivateMFADevice", "DeactivateMFADevice",
        "DeleteVirtualMFADevice", "DeleteAccessKey", "UntagUser", "DeleteSigningCertificate",
        "DeleteSSHPublicKey", "DeleteServiceSpecificCredential",
    ]  # fmt: skip
    assert left() == [(name, "manage.py reset_user") for name in names]
    assert NEW not in str(list(Event.objects.values_list("record", flat=True)))


def test_an_applied_edition_leaves_an_event_of_each_call(world: World):
    apply(LATER, "--user", "carol")
    apply("amazon-ec2-full-access", "--user", "carol")
    names = ["CreatePolicyVersion", "AttachUserPolicy", "AttachUserPolicy"]
    assert left() == [(name, "manage.py apply_edition") for name in names]


def test_a_leftover_of_the_users_name_goes_too(world: World):
    now = datetime.now(tz=UTC)
    for name in ("alice", "bob"):
        mfa_devices.create_virtual_mfa_device(account=world.account, name=name, now=now)
    strange = mfa_devices.create_virtual_mfa_device(
        account=world.stranger.account, name="alice", now=now
    )
    assert reset("alice")["mfa_devices"] == ["arn:aws:iam::123456789012:mfa/alice"]
    assert set(MFADevice.objects.values_list("serial_number", flat=True)) == {
        "arn:aws:iam::123456789012:mfa/bob",
        strange.serial_number,
    }


def test_another_users_device_of_that_name_stays(world: World):
    device = give_device(world.bob, "alice")
    assert reset("alice")["mfa_devices"] == []
    device.refresh_from_db()
    assert device.user == world.bob


def test_resetting_twice_does_nothing_more(world: World):
    equip(world.alice)
    reset("alice")
    before = rows()
    assert not any(value for name, value in reset("alice").items() if name != "user_name")
    assert rows() == before


def test_a_new_password_ends_the_sessions(world: World):
    client = sign_in(Client(), world.alice, device=give_device(world.alice))
    User.objects.filter(pk=world.alice.pk).update(password_reset_required=True)
    assert reset("alice")["password_set"] is False
    assert client.get(PAGE).status_code == 200
    assert reset("alice", "--password", NEW)["password_set"] is True
    assert client.get(PAGE).status_code == 302
    world.alice.refresh_from_db()
    assert world.alice.check_password(NEW)
    assert not world.alice.password_reset_required


def test_a_user_without_a_password_gets_one(world: World):
    world.carol.set_unusable_password()
    world.carol.save()
    reset("carol", "--password", NEW)
    world.carol.refresh_from_db()
    assert world.carol.check_password(NEW)
    assert world.carol.login_profile_created_at is not None


def test_a_refused_password_removes_nothing(world: World):
    equip(world.alice)
    update_account_password_policy(
        account=world.account, settings=PasswordPolicySettings(minimum_password_length=30)
    )
    before = rows()
    with pytest.raises(CommandError, match="minimum length of 30"):
        reset("alice", "--password", NEW)
    with pytest.raises(CommandError, match="The user with name nobody"):
        reset("nobody")
    assert rows() == before
    assert left() == []
