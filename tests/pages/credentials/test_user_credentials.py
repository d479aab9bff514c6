"""Everything of the own credentials page, done to somebody else at their own address."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User, UserPolicy
from console.models import Event
from credentials.models import (
    AccessKey,
    MFADevice,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
)
from credentials.operations import (
    access_keys,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations.mfa import hardware_tokens
from credentials.token_files import Token
from credentials.totp import new_seed
from tests.credentials.material import ssh_key, valid_certificate
from tests.pages.sign_in.test_sign_in_mfa import authenticator, local, password_given
from tests.support.rows import rows
from tests.world import PAGE, World, give_device, pair

SignedIn = Callable[..., Client]
CODECOMMIT = "codecommit.amazonaws.com"
TABS = ("", "codecommit/", "keyspaces/")
Form = dict[str, str]


def at(user: User | str, path: str = "") -> str:
    name = user if isinstance(user, str) else user.user_name
    return f"/iam/users/details/{name}/security-credentials/{path}"


@dataclass(frozen=True)
class Deed:
    """A change: which call it is, of what that the user holds, where, and by what it shows."""

    call: str
    prepare: Callable[[User], tuple[str, Form]]
    done: Callable[[User], bool]


def now() -> datetime:
    return datetime.now(tz=UTC)


def token() -> Form:
    return {"client_token": str(uuid.uuid4())}


def new(path: str, **form: str) -> Callable[[User], tuple[str, Form]]:
    return lambda _: (path, {**token(), **form})


def key(verb: str, status: str = "Active") -> Callable[[User], tuple[str, Form]]:
    def prepare(user: User) -> tuple[str, Form]:
        made = access_keys.create_access_key(user=user, now=now())[0]
        AccessKey.objects.filter(pk=made.pk).update(status=status)
        return f"access-keys/{made.access_key_id}/{verb}/", {"confirm": made.access_key_id}

    return prepare


def certificate(verb: str) -> Callable[[User], tuple[str, Form]]:
    def prepare(user: User) -> tuple[str, Form]:
        made = signing_certificates.upload_signing_certificate(
            user=user, body=valid_certificate(), now=now()
        )
        return f"signing-certificates/{verb}/", {"certificate_id": made.certificate_id}

    return prepare


def ssh(verb: str) -> Callable[[User], tuple[str, Form]]:
    def prepare(user: User) -> tuple[str, Form]:
        made = ssh_public_keys.upload_ssh_public_key(user=user, body=ssh_key(), now=now())
        form = {"ssh_public_key_id": made.ssh_public_key_id}
        return f"codecommit/ssh-public-keys/{verb}/", form

    return prepare


def service(verb: str) -> Callable[[User], tuple[str, Form]]:
    def prepare(user: User) -> tuple[str, Form]:
        made = service_specific_credentials.create_service_specific_credential(
            user=user, service_name=CODECOMMIT, now=now()
        ).credential
        form = {"credential_id": made.service_specific_credential_id}
        return f"service-credentials/{verb}/", {**token(), **form}

    return prepare


def device(verb: str) -> Callable[[User], tuple[str, Form]]:
    def prepare(user: User) -> tuple[str, Form]:
        made = give_device(user)
        return f"mfa/{verb}/", {"serial_number": made.serial_number, **pair(made, 20)}

    return prepare


def hardware(user: User) -> tuple[str, Form]:
    seed = new_seed()
    hardware_tokens.import_tokens(
        account=user.account, tokens=[Token("GAHT12345678", seed)], now=now()
    )
    return "mfa/set-up/token/", {
        "serial_number": "GAHT12345678",
        **pair(MFADevice.objects.get(serial_number="GAHT12345678")),
    }


def holds(model: type, count: int = 1, **fields: object) -> Callable[[User], bool]:
    return lambda user: model._default_manager.filter(user=user, **fields).count() == count  # type: ignore[attr-defined]


NO_KEY, NO_CERTIFICATE = holds(AccessKey, 0), holds(SigningCertificate, 0)
NO_SSH, NO_SERVICE = holds(SSHPublicKey, 0), holds(ServiceSpecificCredential, 0)
MAKING = [
    Deed("CreateAccessKey", new("access-keys/create/description/"), holds(AccessKey)),
    Deed(
        "UploadSigningCertificate",
        new("signing-certificates/upload/", body=valid_certificate()),
        holds(SigningCertificate),
    ),
    Deed(
        "UploadSigningCertificate", new("signing-certificates/create/"), holds(SigningCertificate)
    ),
    Deed(
        "UploadSSHPublicKey",
        new("codecommit/ssh-public-keys/upload/", body=ssh_key()),
        holds(SSHPublicKey),
    ),
    Deed(
        "CreateServiceSpecificCredential",
        new("codecommit/credentials/generate/"),
        holds(ServiceSpecificCredential, service_name=CODECOMMIT),
    ),
    Deed(
        "CreateServiceSpecificCredential",
        new("keyspaces/credentials/generate/"),
        holds(ServiceSpecificCredential, service_name="cassandra.amazonaws.com"),
    ),
    Deed("EnableMFADevice", hardware, holds(MFADevice, kind="hardware")),
]
CHANGING = [
    Deed("UpdateAccessKey", key("deactivate"), holds(AccessKey, status="Inactive")),
    Deed("UpdateAccessKey", key("activate", "Inactive"), holds(AccessKey, status="Active")),
    Deed("DeleteAccessKey", key("delete", "Inactive"), NO_KEY),
    Deed(
        "UpdateSigningCertificate",
        certificate("deactivate"),
        holds(SigningCertificate, status="Inactive"),
    ),
    Deed("DeleteSigningCertificate", certificate("delete"), NO_CERTIFICATE),
    Deed("UpdateSSHPublicKey", ssh("deactivate"), holds(SSHPublicKey, status="Inactive")),
    Deed("DeleteSSHPublicKey", ssh("delete"), NO_SSH),
    Deed(
        "UpdateServiceSpecificCredential",
        service("deactivate"),
        holds(ServiceSpecificCredential, status="Inactive"),
    ),
    Deed("ResetServiceSpecificCredential", service("reset"), holds(ServiceSpecificCredential)),
    Deed("DeleteServiceSpecificCredential", service("delete"), NO_SERVICE),
    Deed("DeactivateMFADevice", device("remove"), holds(MFADevice, 0)),
    Deed("ResyncMFADevice", device("resync"), holds(MFADevice, drift__gte=19)),
]


def named(deed: Deed) -> str:
    return deed.call


each_deed = pytest.mark.parametrize("deed", MAKING + CHANGING, ids=named)
each_change = pytest.mark.parametrize("deed", CHANGING, ids=named)


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def stays_with(user: User, html: str) -> None:
    """Every link and every command of the page is about this user."""
    addresses = re.findall(r'(?:href|action|formaction|src)="(/[^"]*)"', main(html))
    name = [user.user_name]
    own = (
        at(user),
        reverse("user", args=name),
        f"{reverse('policy_simulator')}?principal={user.user_name}",
        reverse("help"),
        reverse("phone"),
    )
    strange = [a for a in addresses if not a.startswith(own) and a != "/iam/users/"]
    assert strange == []
    assert set(re.findall(r"--user-name (\w+)", main(html))) <= {user.user_name}


@each_deed
def test_an_administrator_does_it_to_alice(world: World, admin: Client, deed: Deed):
    path, form = deed.prepare(world.alice)
    Event.objects.all().delete()
    response = admin.post(at(world.alice, path), form)
    assert response.status_code in (200, 302), response.content.decode()
    if response.status_code == 302:
        assert response.url.startswith(at(world.alice))
        response = admin.get(response.url)
    stays_with(world.alice, response.content.decode())
    assert deed.done(world.alice)
    event = Event.objects.get(event_name=deed.call)
    assert event.error_code == ""
    assert event.record["requestParameters"]["userName"] == "alice"
    assert event.record["userIdentity"]["userName"] == "admin"


@each_deed
def test_opened_it_asks_about_alice(world: World, admin: Client, deed: Deed):
    path, form = deed.prepare(world.alice)
    before = rows()
    response = admin.get(at(world.alice, path), form)
    assert response.status_code == 200
    stays_with(world.alice, response.content.decode())
    assert rows() == before


@each_deed
def test_under_the_documents_policy_nobody_does_it_to_bob(
    world: World, signed_in: SignedIn, deed: Deed
):
    alice = signed_in(world.alice, give_device(world.alice))
    path, form = deed.prepare(world.bob)
    Event.objects.all().delete()
    before = rows()
    for response in (alice.post(at(world.bob, path), form), alice.get(at(world.bob, path), form)):
        assert response.status_code == 403
        assert f"iam:{deed.call} on resource: user bob because no" in response.content.decode()
    assert rows() == before
    assert set(Event.objects.values_list("event_name", "error_code")) == {
        (deed.call, "AccessDenied")
    }


@each_deed
def test_another_accounts_user_reads_like_a_missing_one(world: World, admin: Client, deed: Deed):
    path, form = deed.prepare(world.stranger)
    before = rows()
    for method in (admin.post, admin.get):
        texts = set()
        for name in ("stranger", "strangel"):
            response = method(at(name, path), form)
            assert response.status_code == 404
            assert f"The user with name {name} cannot be found." in response.content.decode()
            texts.add(re.sub(r"strange[lr]|csrf\w+\" value=\"\w+", "", response.content.decode()))
        assert len(texts) == 1
    assert rows() == before


@each_change
@pytest.mark.parametrize("owner", ["bob", "stranger"])
def test_what_another_holds_is_not_found_under_alices_address(
    world: World, admin: Client, deed: Deed, owner: str
):
    path, form = deed.prepare(getattr(world, owner))
    before = rows()
    response = admin.post(at(world.alice, path), form)
    beside = owner == "bob" and "ServiceSpecific" in deed.call  # AWS has a ValidationError for it
    assert response.status_code == (400 if beside else 404)
    assert rows() == before


@pytest.mark.parametrize("tab", TABS)
def test_the_tabs_of_a_user(world: World, admin: Client, tab: str):
    for deed in CHANGING:
        if deed.call.startswith(("Update", "Deactivate")) and deed is not CHANGING[1]:
            deed.prepare(world.alice)
    html = admin.get(at(world.alice, tab)).content.decode()
    assert "not authorized" not in html
    assert "<h1>alice" in html
    assert "change_password" not in html
    assert "/password/" not in html
    stays_with(world.alice, html)


@pytest.mark.parametrize("tab", TABS)
def test_under_the_documents_policy_another_users_page_stays_closed(
    world: World, signed_in: SignedIn, tab: str
):
    alice = signed_in(world.alice, give_device(world.alice))
    for name in ("bob", "stranger", "nobody"):
        response = alice.get(at(name, tab))
        assert response.status_code == 403
        assert f"iam:GetUser on resource: user {name} because" in response.content.decode()
    assert alice.get(at("ALICE", tab)).status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_the_number_of_queries_does_not_depend_on_the_rows(world: World, admin: Client, tab: str):
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(at(world.alice, tab)).status_code == 200
        return [query["sql"] for query in asked]

    prepared = (key("delete"), service("delete"))
    for prepare in (*prepared, certificate("delete"), ssh("view")):
        prepare(world.alice)
    give_device(world.alice)
    few = queries()
    for prepare in prepared:
        prepare(world.alice)
    give_device(world.alice, "second")
    assert len(queries()) == len(few)
    assert len([sql for sql in few if "LOWER" in sql]) == 1, "the user of the address, once"


def test_the_password_is_changed_at_nobody_elses_address(world: World, admin: Client):
    assert admin.get(at(world.alice, "password/")).status_code == 404


def test_tags_of_the_user_decide(world: World, signed_in: SignedIn):
    """A helper may manage the keys of those who are tagged for it."""
    UserPolicy.objects.create(
        user=world.carol,
        policy_name="Helper",
        document='{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*AccessKey",'
        '"Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}}}',
    )
    User.objects.filter(pk=world.alice.pk).update(tags={"team": "red"})
    carol = signed_in(world.carol)
    path = "access-keys/create/description/"
    assert carol.post(at(world.alice, path), token()).status_code == 200
    assert carol.post(at(world.bob, path), token()).status_code == 403
    assert list(AccessKey.objects.values_list("user__user_name", flat=True)) == ["alice"]


def choose(client: Client, user: User, name: str, kind: str = "virtual"):
    return client.post(at(user, "mfa/assign/"), {"name": name, "kind": kind}, follow=True)


def test_a_virtual_device_for_alice(world: World, admin: Client):
    assert 'value="alice"' in admin.get(at(world.alice, "mfa/assign/")).content.decode()
    response = choose(admin, world.alice, "alice")
    assert response.redirect_chain[-1][0] == at(world.alice, "mfa/set-up/")
    stays_with(world.alice, response.content.decode())
    made = MFADevice.objects.get()
    assert admin.get(at(world.alice, "mfa/set-up/qr-code.png"))["Content-Type"] == "image/png"
    assert admin.post(at(world.alice, "mfa/set-up/"), pair(made)).url == at(world.alice)
    made.refresh_from_db()
    assert made.user == world.alice
    html = admin.get(at(world.alice)).content.decode()
    assert "You have assigned the MFA device <strong>alice</strong> to alice." in html


def test_what_is_set_up_for_alice_is_never_offered_for_bob(world: World, admin: Client):
    choose(admin, world.alice, "phone-of-alice")
    alices = MFADevice.objects.get()
    for path in ("mfa/set-up/", "mfa/set-up/qr-code.png", "mfa/set-up/qr-code/"):
        assert admin.get(at(world.bob, path)).url == at(world.bob, "mfa/assign/")
        assert admin.get(f"{PAGE}{path}").url == f"{PAGE}mfa/assign/"
    assert admin.post(at(world.bob, "mfa/set-up/"), pair(alices)).url == at(
        world.bob, "mfa/assign/"
    )
    choose(admin, world.bob, "phone-of-bob")
    bobs = MFADevice.objects.get(name="phone-of-bob")
    assert alices.seed[:4] in admin.get(at(world.alice, "mfa/set-up/")).content.decode()
    assert bobs.seed[:4] in admin.get(at(world.bob, "mfa/set-up/")).content.decode()
    assert "phone-of-bob" not in admin.get(at(world.alice, "mfa/set-up/")).content.decode()
    admin.post(at(world.alice, "mfa/set-up/"), pair(alices))
    admin.post(at(world.bob, "mfa/set-up/"), pair(bobs))
    for made, user in ((alices, world.alice), (bobs, world.bob)):
        made.refresh_from_db()
        assert made.user == user


def test_a_device_named_for_alice_at_bobs_address_is_not_made_twice(world: World, admin: Client):
    """The name that is being set up for alice is taken, as a name of somebody else's is."""
    choose(admin, world.alice, "phone")
    response = choose(admin, world.bob, "phone")
    assert "MFA device already exists." in response.content.decode()
    assert MFADevice.objects.get().user is None


@pytest.mark.parametrize("name", ["bob", "nobody", "stranger"])
def test_a_device_is_not_made_for_whom_it_cannot_be_assigned_to(
    world: World, signed_in: SignedIn, name: str
):
    """The policy lets alice create the device of her own name. She does not learn who exists."""
    alice = signed_in(world.alice)
    before = rows()
    response = alice.post(at(name, "mfa/assign/"), {"name": "alice", "kind": "virtual"})
    assert response.status_code == 403
    assert f"iam:EnableMFADevice on resource: user {name}" in response.content.decode()
    assert rows() == before


@pytest.mark.parametrize("name", ["nobody", "stranger"])
def test_no_device_is_made_for_nobody(world: World, admin: Client, name: str):
    before = rows()
    for path in ("mfa/assign/", "mfa/delete/", "mfa/set-up/"):
        response = admin.post(at(name, path), {"name": "phone", "kind": "virtual"})
        assert response.status_code == 404
        assert f"The user with name {name} cannot be found." in response.content.decode()
    assert rows() == before


def test_the_leftover_under_alices_name_is_deleted_from_her_page(world: World, admin: Client):
    choose(admin, world.alice, "alice")
    html = admin.get(at(world.alice)).content.decode()
    assert at(world.alice, "mfa/delete/") in html
    assert admin.post(at(world.alice, "mfa/delete/")).url == at(world.alice)
    assert not MFADevice.objects.exists()


def test_a_passkey_for_alice_in_the_administrators_browser(world: World):
    admin = local()
    password_given(admin, world.admin)
    admin.post(at(world.alice, "mfa/assign/"), {"name": "yubikey", "kind": "fido"})
    admin.post(at(world.bob, "mfa/assign/"), {"name": "other", "kind": "fido"})
    page = admin.get(at(world.alice, "mfa/set-up/passkey/"))
    assert "alice keeps" in page.content.decode()
    options = page.context["options"]
    assert "alice@" in options
    response = {"response": authenticator().register(options)}
    assert admin.post(at(world.bob, "mfa/set-up/passkey/"), response).url == at(
        world.bob, "mfa/set-up/passkey/"
    )
    assert not MFADevice.objects.exists(), "made for alice, it is not bob's"
    options = admin.get(at(world.alice, "mfa/set-up/passkey/")).context["options"]
    response = {"response": authenticator().register(options)}
    assert admin.post(at(world.alice, "mfa/set-up/passkey/"), response).url == at(world.alice)
    passkey = MFADevice.objects.get()
    assert passkey.user == world.alice
    event = Event.objects.get(event_name="EnableMFADevice", error_code="")
    assert event.record["responseElements"] == {"serialNumber": passkey.serial_number}


def test_an_administrator_takes_a_lost_device_away_though_both_have_one(
    world: World, signed_in: SignedIn
):
    """The service's guard asks for MFA where it is one's own device, and only there."""
    admin = signed_in(world.admin)
    give_device(world.admin)
    lost = give_device(world.alice)
    form = {"serial_number": lost.serial_number}
    assert admin.post(at(world.alice, "mfa/remove/"), form).url == at(world.alice)
    assert not MFADevice.objects.filter(pk=lost.pk).exists()
    own = {"serial_number": MFADevice.objects.get().serial_number}
    guarded = admin.post(at(world.admin, "mfa/remove/"), own)
    assert guarded.status_code == 403
    assert "authenticated with an MFA device that is enabled" in guarded.content.decode()


def test_the_own_user_page_is_about_oneself(world: World, signed_in: SignedIn):
    alice = signed_in(world.alice, give_device(world.alice))
    response = alice.post(at(world.alice, "access-keys/create/description/"), token())
    assert response.status_code == 200
    assert AccessKey.objects.get().user == world.alice
