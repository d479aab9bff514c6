"""The document, sentence by sentence: what it promises of its policy is what happens here.

alice has the policy of the document. Pages are requested as a browser does it, the API by boto3,
with a long-term access key (no MFA) or in a session that began with a code.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from django.test import Client

from accounts.editions import BY_NAME
from accounts.models import User
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from accounts.operations.policies.attachments import attach_user_policy
from accounts.operations.policies.editions import apply_edition
from credentials.models import AccessKey, MFADevice
from tests.api import conftest as api
from tests.credentials.material import ssh_key, valid_certificate
from tests.support.rows import rows
from tests.world import (
    ACCOUNT_ID,
    PAGE,
    PASSWORD,
    World,
    administrator_access,
    code,
    give_device,
    pair,
    sign_in,
)

connect = api.connect
DOCUMENT = "2019-01-31-mfa-self-manage"
CHANGE = f"{PAGE}password/"
NEW = "Correct-horse-2"
EXPLICIT = "with an explicit deny in an identity-based policy"
IMPLICIT = "because no identity-based policy allows"
CODECOMMIT = "codecommit.amazonaws.com"
DEVICE = f"arn:aws:iam::{ACCOUNT_ID}:mfa/"
Call = Callable[..., Any]


@pytest.fixture
def device(world: World) -> MFADevice:
    return give_device(world.alice)


@pytest.fixture
def without_mfa(world: World, connect: api.Connect) -> BaseClient:
    """alice's IAM with her access key."""
    return connect(world.alice)


@pytest.fixture
def with_mfa(world: World, connect: api.Connect, device: MFADevice) -> BaseClient:
    """alice's IAM in a session that began with a code of her device."""
    sts = connect(world.alice, "sts")
    session = sts.get_session_token(SerialNumber=device.serial_number, TokenCode=code(device))
    return connect(credentials=session["Credentials"])


def denied(how: str, call: Call, **parameters: Any) -> None:
    """The call is refused for that reason, and nothing is written."""
    before = rows()
    status, error, text = api.refused(call, **parameters)
    assert (status, error) == (403, "AccessDenied")
    assert how in text
    after = rows()
    for kept in (before, after):
        for key in kept["credentials.AccessKey"]:
            del key["last_used_at"], key["last_used_service"], key["last_used_region"]
    assert after == before


def put_in_force(world: World, variation: str) -> None:
    applied = BY_NAME[f"{DOCUMENT}-{variation}"]
    now = datetime.now(tz=UTC)
    apply_edition(account=world.account, to=world.alice, applied=applied, now=now)


def must_change_password(user: User) -> tuple[Client, str]:
    """A new user at the front door: the client, and where the sign-in leads."""
    User.objects.filter(pk=user.pk).update(password_reset_required=True)
    client = Client()
    form = {"account": ACCOUNT_ID, "username": user.user_name, "password": PASSWORD}
    return client, client.post("/signin/", form).url


def change_password(client: Client):
    return client.post(CHANGE, {"old_password": PASSWORD, "new_password": NEW, "confirm": NEW})


def test_the_page_displays_the_account_id_and_the_canonical_user_id(
    world: World, device: MFADevice
):
    html = sign_in(Client(), world.alice, device=device).get(PAGE).content.decode()
    assert "1234-5678-9012" in html
    assert world.account.canonical_user_id in html


@pytest.mark.parametrize("tab", ["", "codecommit/", "keyspaces/"])
def test_the_policy_includes_the_permissions_for_all_of_the_information_on_the_page(
    world: World, device: MFADevice, tab: str
):
    html = sign_in(Client(), world.alice, device=device).get(f"{PAGE}{tab}").content.decode()
    assert "not authorized" not in html


def test_it_requires_the_user_to_set_up_and_authenticate_using_mfa_first(world: World):
    client = sign_in(Client(), world.alice)
    assert client.get(f"{PAGE}access-keys/create/").status_code == 403
    client.post(f"{PAGE}mfa/assign/", {"name": "alice", "kind": "virtual"}, follow=True)
    device = MFADevice.objects.get()
    assert client.post(f"{PAGE}mfa/set-up/", pair(device)).url == PAGE
    assert client.get(f"{PAGE}access-keys/create/").status_code == 403, "set up, not used"
    again = sign_in(Client(), world.alice, device=device)
    assert again.get(f"{PAGE}access-keys/create/").status_code == 200


def test_the_sibling_allows_users_to_manage_their_credentials_without_mfa(world: World):
    client = sign_in(Client(), world.bob)
    assert client.get(f"{PAGE}access-keys/create/").status_code == 200
    assert change_password(client).url == PAGE


def test_the_policy_does_not_allow_users_to_reset_a_password_while_signing_in(world: World):
    client, address = must_change_password(world.alice)
    assert address == CHANGE
    assert change_password(client).status_code == 403
    world.alice.refresh_from_db()
    assert world.alice.check_password(PASSWORD)


def test_users_with_an_expired_password_might_try_to_do_so(world: World):
    update_account_password_policy(
        account=world.account, settings=PasswordPolicySettings(max_password_age=90)
    )
    long_ago = datetime.now(tz=UTC) - timedelta(days=91)
    User.objects.filter(pk=world.alice.pk).update(password_last_changed=long_ago)
    client = Client()
    form = {"account": ACCOUNT_ID, "username": "alice", "password": PASSWORD}
    assert client.post("/signin/", form).url == CHANGE
    assert change_password(client).status_code == 403


def test_you_can_allow_this_by_adding_two_actions(world: World):
    put_in_force(world, "password-at-sign-in")
    client, _ = must_change_password(world.alice)
    assert change_password(client).url == PAGE
    world.alice.refresh_from_db()
    assert world.alice.check_password(NEW)


def test_allow_view_account_info(world: World, with_mfa: BaseClient, device: MFADevice):
    update_account_password_policy(account=world.account, settings=PasswordPolicySettings())
    assert with_mfa.get_account_summary()["SummaryMap"]["Users"] == 4
    assert with_mfa.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 6
    listed = with_mfa.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert [one["SerialNumber"] for one in listed] == [device.serial_number]


def test_allow_manage_own_passwords(world: World, with_mfa: BaseClient):
    assert with_mfa.get_user()["User"]["Arn"] == world.alice.arn
    denied(IMPLICIT, with_mfa.get_user, UserName="bob")
    with_mfa.change_password(OldPassword=PASSWORD, NewPassword=NEW)
    world.alice.refresh_from_db()
    assert world.alice.check_password(NEW)


def test_allow_manage_own_access_keys(with_mfa: BaseClient):
    key_id = with_mfa.create_access_key()["AccessKey"]["AccessKeyId"]
    with_mfa.update_access_key(AccessKeyId=key_id, Status="Inactive")
    assert AccessKey.objects.get(access_key_id=key_id).status == "Inactive"
    with_mfa.delete_access_key(AccessKeyId=key_id)
    assert not AccessKey.objects.filter(access_key_id=key_id).exists()
    for call in (with_mfa.create_access_key, with_mfa.list_access_keys):
        denied(IMPLICIT, call, UserName="bob")


def test_allow_manage_own_signing_certificates(with_mfa: BaseClient):
    made = with_mfa.upload_signing_certificate(CertificateBody=valid_certificate())
    which = {"CertificateId": made["Certificate"]["CertificateId"]}
    with_mfa.update_signing_certificate(**which, Status="Inactive")
    assert with_mfa.list_signing_certificates()["Certificates"][0]["Status"] == "Inactive"
    with_mfa.delete_signing_certificate(**which)
    assert with_mfa.list_signing_certificates()["Certificates"] == []
    denied(IMPLICIT, with_mfa.list_signing_certificates, UserName="bob")


def test_allow_manage_own_ssh_public_keys(with_mfa: BaseClient):
    own = {"UserName": "alice"}
    made = with_mfa.upload_ssh_public_key(**own, SSHPublicKeyBody=ssh_key())
    which = {**own, "SSHPublicKeyId": made["SSHPublicKey"]["SSHPublicKeyId"]}
    with_mfa.update_ssh_public_key(**which, Status="Inactive")
    read = with_mfa.get_ssh_public_key(**which, Encoding="SSH")["SSHPublicKey"]
    assert read["Status"] == "Inactive"
    with_mfa.delete_ssh_public_key(**which)
    assert with_mfa.list_ssh_public_keys()["SSHPublicKeys"] == []
    denied(IMPLICIT, with_mfa.list_ssh_public_keys, UserName="bob")


def test_allow_manage_own_git_credentials(with_mfa: BaseClient):
    own = {"UserName": "alice"}
    made = with_mfa.create_service_specific_credential(**own, ServiceName=CODECOMMIT)
    credential = made["ServiceSpecificCredential"]
    which = {
        **own,
        "ServiceSpecificCredentialId": credential["ServiceSpecificCredentialId"],
    }
    reset = with_mfa.reset_service_specific_credential(**which)["ServiceSpecificCredential"]
    assert reset["ServicePassword"] != credential["ServicePassword"]
    with_mfa.update_service_specific_credential(**which, Status="Inactive")
    with_mfa.delete_service_specific_credential(**which)
    assert with_mfa.list_service_specific_credentials()["ServiceSpecificCredentials"] == []
    denied(IMPLICIT, with_mfa.list_service_specific_credentials, UserName="bob")


def test_only_a_device_that_has_the_same_name_as_the_user(world: World, with_mfa: BaseClient):
    MFADevice.objects.update(user=None)
    with_mfa.delete_virtual_mfa_device(SerialNumber=f"{DEVICE}alice")
    made = with_mfa.create_virtual_mfa_device(VirtualMFADeviceName="alice")
    assert made["VirtualMFADevice"]["SerialNumber"] == f"{DEVICE}alice"
    denied(IMPLICIT, with_mfa.create_virtual_mfa_device, VirtualMFADeviceName="phone")
    other = give_device(world.bob)
    denied(IMPLICIT, with_mfa.delete_virtual_mfa_device, SerialNumber=other.serial_number)


def test_allow_manage_own_user_mfa_and_nobody_elses(
    world: World, with_mfa: BaseClient, device: MFADevice
):
    listed = with_mfa.list_mfa_devices()["MFADevices"]
    assert [one["SerialNumber"] for one in listed] == [device.serial_number]
    which = {"UserName": "alice", "SerialNumber": device.serial_number}
    codes = pair(device)
    sent = {"AuthenticationCode1": codes["code1"], "AuthenticationCode2": codes["code2"]}
    with_mfa.resync_mfa_device(**which, **sent)
    with_mfa.deactivate_mfa_device(**which)
    assert with_mfa.list_mfa_devices()["MFADevices"] == []
    theirs = {"UserName": "bob", "SerialNumber": give_device(world.bob).serial_number}
    denied(IMPLICIT, with_mfa.list_mfa_devices, UserName="bob")
    denied(IMPLICIT, with_mfa.deactivate_mfa_device, **theirs)
    denied(IMPLICIT, with_mfa.resync_mfa_device, **theirs, **sent)


def test_when_not_signed_in_with_mfa_every_action_that_is_not_listed_is_denied(
    world: World, without_mfa: BaseClient
):
    """Even where another policy allows everything."""
    attach_user_policy(user=world.alice, policy=administrator_access())
    denied(EXPLICIT, without_mfa.list_users)
    denied(EXPLICIT, without_mfa.create_access_key)
    denied(EXPLICIT, without_mfa.delete_user, UserName="bob")


def test_the_listed_actions_are_allowed_by_other_statements(
    world: World, without_mfa: BaseClient, connect: api.Connect
):
    assert without_mfa.get_user()["User"]["UserName"] == "alice"
    assert without_mfa.list_mfa_devices()["MFADevices"] == []
    assert without_mfa.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    serial = without_mfa.create_virtual_mfa_device(VirtualMFADeviceName="alice")
    device, which = MFADevice.objects.get(), {"UserName": "alice"}
    which["SerialNumber"] = serial["VirtualMFADevice"]["SerialNumber"]
    for call, step in ((without_mfa.enable_mfa_device, 0), (without_mfa.resync_mfa_device, 2)):
        codes = pair(device, step)
        call(**which, AuthenticationCode1=codes["code1"], AuthenticationCode2=codes["code2"])
    assert connect(world.alice, "sts").get_session_token()["Credentials"]


def test_they_can_perform_the_listed_actions_only_if_a_policy_allows_them(
    world: World, without_mfa: BaseClient
):
    """Listed means not denied, which is not allowed."""
    denied(IMPLICIT, without_mfa.get_user, UserName="bob")
    denied(IMPLICIT, without_mfa.list_mfa_devices, UserName="bob")
    denied(IMPLICIT, without_mfa.create_virtual_mfa_device, VirtualMFADeviceName="bob")


def test_signed_in_with_mfa_the_statement_denies_nothing_and_other_policies_determine(
    world: World, with_mfa: BaseClient
):
    denied(IMPLICIT, with_mfa.list_users)
    attach_user_policy(user=world.alice, policy=administrator_access())
    assert len(with_mfa.list_users()["Users"]) == 4


def test_with_an_access_key_the_key_is_missing_and_if_exists_denies(without_mfa: BaseClient):
    for call in (
        without_mfa.list_access_keys,
        without_mfa.list_signing_certificates,
        without_mfa.list_ssh_public_keys,
        without_mfa.list_service_specific_credentials,
        without_mfa.get_account_summary,
        without_mfa.get_account_password_policy,
    ):
        denied(EXPLICIT, call)
    denied(EXPLICIT, without_mfa.change_password, OldPassword=PASSWORD, NewPassword=NEW)


def test_to_view_the_list_of_users_add_list_users_to_both_statements(
    world: World, without_mfa: BaseClient
):
    denied(EXPLICIT, without_mfa.list_users)
    put_in_force(world, "users-page")
    assert len(without_mfa.list_users()["Users"]) == 4


def test_to_change_the_password_as_the_own_user_page_does_add_four_actions(
    world: World, with_mfa: BaseClient
):
    own = {"UserName": "alice"}
    denied(IMPLICIT, with_mfa.update_login_profile, **own, Password=NEW)
    put_in_force(world, "own-user-page")
    with_mfa.update_login_profile(**own, Password=NEW)
    assert with_mfa.get_login_profile(**own)["LoginProfile"]["UserName"] == "alice"
    with_mfa.delete_login_profile(**own)
    with_mfa.create_login_profile(**own, Password=NEW)
    denied(IMPLICIT, with_mfa.get_login_profile, UserName="bob")


def test_to_do_so_without_mfa_add_create_login_profile_to_the_deny(
    world: World, without_mfa: BaseClient
):
    own = {"UserName": "alice", "Password": NEW}
    User.objects.filter(pk=world.alice.pk).update(password="!")
    put_in_force(world, "own-user-page")
    denied(EXPLICIT, without_mfa.create_login_profile, **own)
    put_in_force(world, "own-user-page-no-mfa")
    without_mfa.create_login_profile(**own)
    denied(EXPLICIT, without_mfa.update_login_profile, **own)
