"""Every quota, every uniqueness and every single use of credentials, under parallel requests."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.errors import (
    DuplicateCertificate,
    DuplicateSSHPublicKey,
    EntityAlreadyExists,
    LimitExceeded,
    NoSuchEntity,
)
from accounts.models import User
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from accounts.operations.users import create_user
from credentials.models import (
    MFADevice,
    PreviousPassword,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
    WebAuthnCredential,
)
from credentials.operations import (
    passwords,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations.mfa import hardware_tokens, mfa_devices, passkeys
from credentials.operations.mfa.mfa_codes import CodePair, WrongCodes
from credentials.token_files import Token
from credentials.webauthn import Site
from tests.credentials.material import START, certificate, openssh, rsa_public
from tests.credentials.mfa.authenticator import Authenticator
from tests.credentials.mfa.token_samples import SEED
from tests.support.parallel import all_at_once, at_once
from tests.world import PASSWORD, World, code, give_device, make_world, principal

NOW = START + timedelta(days=1)
CERTIFICATE = certificate(1024)  # made before threads could make two
CODECOMMIT = service_specific_credentials.CODECOMMIT
SITE = Site(rp_id="localhost", origin="http://localhost:8000")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def each(items: list[object]):
    """Gives every thread an item of its own."""
    left = list(items)
    return left.pop


def upload_certificate(user: User, body: str) -> object:
    return signing_certificates.upload_signing_certificate(user=user, body=body, now=NOW)


def upload_key(user: User, body: str) -> object:
    return ssh_public_keys.upload_ssh_public_key(user=user, body=body, now=NOW)


def create_credential(user: User) -> object:
    return service_specific_credentials.create_service_specific_credential(
        user=user, service_name=CODECOMMIT, now=NOW
    )


def test_two_certificates(world: World):
    take = each([certificate(1024, serial=number + 1) for number in range(8)])
    outcomes = at_once(8, lambda: upload_certificate(world.alice, take()))
    assert SigningCertificate.objects.count() == 2
    assert outcomes.count(LimitExceeded) == 6


def test_five_ssh_keys(world: World):
    take = each([openssh(rsa_public(2048, number)) for number in range(12)])
    outcomes = at_once(12, lambda: upload_key(world.alice, take()))
    assert SSHPublicKey.objects.count() == 5
    assert outcomes.count(LimitExceeded) == 7


def test_two_service_specific_credentials(world: World):
    outcomes = at_once(10, lambda: create_credential(world.alice))
    assert ServiceSpecificCredential.objects.count() == 2
    assert outcomes.count(LimitExceeded) == 8


def test_eight_mfa_devices(world: World):
    devices = [
        mfa_devices.create_virtual_mfa_device(account=world.account, name=f"d{n}", now=NOW)
        for n in range(12)
    ]
    take = each(devices)

    def enable() -> None:
        device = take()
        mfa_devices.enable_mfa_device(
            caller=principal(world.alice, mfa=True),
            user=world.alice,
            serial_number=device.serial_number,
            codes=CodePair(code(device, -1), code(device)),
            now=datetime.now(tz=UTC),
            real_now=datetime.now(tz=UTC),
        )

    outcomes = at_once(12, enable)
    assert mfa_devices.list_mfa_devices(user=world.alice).count() == 8
    assert outcomes.count(LimitExceeded) == 4


def answer_of(user: User) -> tuple[str, str]:
    """A challenge, and a new key's answer to it."""
    ceremony = passkeys.begin_registration(caller=principal(user, mfa=True), user=user, site=SITE)
    key = Authenticator(rp_id=SITE.rp_id, origin=SITE.origin)
    return ceremony.challenge, key.register(ceremony.options)


def enable_passkey(user: User, challenge: str, response: str) -> object:
    return passkeys.enable_passkey(
        caller=principal(user, mfa=True),
        user=user,
        name="key",
        site=SITE,
        challenge=challenge,
        response=response,
        now=NOW,
    )


def test_eight_passkeys(world: World):
    take = each([answer_of(world.alice) for _ in range(12)])
    outcomes = at_once(12, lambda: enable_passkey(world.alice, *take()))
    assert WebAuthnCredential.objects.count() == MFADevice.objects.count() == 8
    assert outcomes.count(LimitExceeded) == 4


def test_one_certificate_uploaded_by_its_owner_many_times(world: World):
    outcomes = at_once(8, lambda: upload_certificate(world.alice, CERTIFICATE))
    row = SigningCertificate.objects.get()
    assert outcomes == [row] * 8


def test_one_certificate_of_two_users(world: World):
    take = each([world.alice, world.bob] * 4)
    outcomes = at_once(8, lambda: upload_certificate(take(), CERTIFICATE))
    row = SigningCertificate.objects.get()
    assert outcomes.count(DuplicateCertificate) == 4
    assert outcomes.count(row) == 4


def test_one_ssh_key(world: World):
    outcomes = at_once(8, lambda: upload_key(world.alice, openssh(rsa_public(2048))))
    assert SSHPublicKey.objects.count() == 1
    assert outcomes.count(DuplicateSSHPublicKey) == 7


def test_a_reset_while_the_credential_is_deleted(world: World):
    credential_id = create_credential(world.alice).credential.service_specific_credential_id
    ids = {"user": world.alice, "credential_id": credential_id}
    operations = service_specific_credentials
    acts = [lambda: operations.reset_service_specific_credential(**ids)] * 6
    outcomes = all_at_once([*acts, lambda: operations.delete_service_specific_credential(**ids)])
    assert {type(o) for o in outcomes if not isinstance(o, type)} <= {operations.Issued, type(None)}
    assert {o for o in outcomes if isinstance(o, type)} <= {NoSuchEntity}


def test_one_service_user_name(world: World):
    names = ["alice+1", "alice+1+1", "alice+2"]
    others = [create_user(account=world.account, user_name=name, now=NOW) for name in names]
    take = each([world.alice, *others] * 2)
    outcomes = at_once(8, lambda: create_credential(take()))
    assert [type(outcome).__name__ for outcome in outcomes] == ["Issued"] * 8
    user_names = ServiceSpecificCredential.objects.values_list("service_user_name", flat=True)
    assert len({name.lower() for name in user_names}) == 8


def test_credentials_of_several_kinds_at_once(world: World):
    acts = [
        lambda: create_credential(world.alice),
        lambda: upload_certificate(world.alice, CERTIFICATE),
        lambda: upload_key(world.alice, openssh(rsa_public(2048))),
        lambda: create_credential(world.bob),
        lambda: mfa_devices.create_virtual_mfa_device(account=world.account, name="x", now=NOW),
    ]
    take = each(acts * 2)
    outcomes = at_once(10, lambda: take()())
    errors = {outcome for outcome in outcomes if isinstance(outcome, type)}
    assert errors == {DuplicateSSHPublicKey, EntityAlreadyExists}


def test_one_device_enabled_by_two_users(world: World):
    device = mfa_devices.create_virtual_mfa_device(account=world.account, name="x", now=NOW)
    take = each([world.bob, world.carol] * 3)

    def enable() -> None:
        user = take()
        mfa_devices.enable_mfa_device(
            caller=principal(user, mfa=True),
            user=user,
            serial_number=device.serial_number,
            codes=CodePair(code(device, -1), code(device)),
            now=datetime.now(tz=UTC),
            real_now=datetime.now(tz=UTC),
        )

    outcomes = at_once(6, enable)
    assert outcomes.count(None) == 1
    assert outcomes.count(EntityAlreadyExists) == 5


def test_one_pair_resynchronises_once(world: World):
    device = give_device(world.alice)
    codes = CodePair(code(device, -1), code(device))
    outcomes = at_once(
        8,
        lambda: mfa_devices.resync_mfa_device(
            user=world.alice,
            serial_number=device.serial_number,
            codes=codes,
            real_now=datetime.now(tz=UTC),
        ),
    )
    assert outcomes.count(None) == 1
    assert outcomes.count(WrongCodes) == 7


def test_one_answer_registers_once(world: World):
    challenge, response = answer_of(world.alice)
    take = each([world.alice, world.bob] * 3)
    outcomes = at_once(6, lambda: enable_passkey(take(), challenge, response))
    assert WebAuthnCredential.objects.count() == MFADevice.objects.count() == 1
    assert outcomes.count(EntityAlreadyExists) == 5


def test_one_answer_signs_in_once(world: World):
    ceremony = passkeys.begin_registration(
        caller=principal(world.alice, mfa=True), user=world.alice, site=SITE
    )
    key = Authenticator(rp_id=SITE.rp_id, origin=SITE.origin)
    enable_passkey(world.alice, ceremony.challenge, key.register(ceremony.options))
    asked = passkeys.begin_authentication(user=world.alice, site=SITE)
    assert asked is not None
    response = key.sign(asked.options)
    outcomes = at_once(
        20,
        lambda: passkeys.verify_passkey(
            user=world.alice, site=SITE, challenge=asked.challenge, response=response, real_now=NOW
        ),
    )
    assert outcomes.count(None) == 19
    assert WebAuthnCredential.objects.get().sign_count == 1


def test_one_token_imported_once(world: World):
    tokens = [Token(f"GAHT1234567{number}", SEED) for number in range(4)]
    outcomes = at_once(
        5,
        lambda: hardware_tokens.import_tokens(account=world.account, tokens=tokens, now=NOW),
    )
    assert MFADevice.objects.count() == 4
    assert outcomes.count(EntityAlreadyExists) == 4


def test_one_old_password_makes_one_change(world: World):
    take = each([f"Password-{number}" for number in range(10)])
    outcomes = at_once(
        10,
        lambda: passwords.change_password(
            passwords.check_change(user=world.alice, old_password=PASSWORD, new_password=take()),
            now=NOW,
        ),
    )
    assert outcomes.count(None) == 1
    assert outcomes.count(passwords.WrongOldPassword) == 9
    assert PreviousPassword.objects.count() == 1


def test_one_password_policy(world: World):
    outcomes = at_once(
        8,
        lambda: update_account_password_policy(
            account=world.account, settings=PasswordPolicySettings()
        ),
    )
    assert outcomes == [None] * 8
