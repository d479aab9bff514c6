from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from accounts.editions import edition
from accounts.errors import DeleteConflict
from accounts.models import UserPolicy
from accounts.operations.policies.policies import create_policy
from console.models import Event
from credentials.models import MFADevice
from credentials.operations.mfa import mfa_devices
from tests.api.conftest import new_key
from tests.api.raw import body_of, message, send
from tests.pages.helpers import allow, text_of
from tests.world import PAGE, World, code, give_device, pair, sign_in

SignedIn = Callable[..., Client]
ASSIGN, SET_UP = f"{PAGE}mfa/assign/", f"{PAGE}mfa/set-up/"
REMOVE, RESYNC, DELETE = f"{PAGE}mfa/remove/", f"{PAGE}mfa/resync/", f"{PAGE}mfa/delete/"
WRONG_CODE = "Authentication code for device is not valid."
GUARD = "please ensure that you are authenticated with an MFA device that is enabled"


def choose(client: Client, name: str, kind: str = "virtual"):
    """Step 1, and on to where it leads."""
    return client.post(ASSIGN, {"name": name, "kind": kind}, follow=True)


def start(client: Client, name: str = "alice") -> MFADevice:
    response = choose(client, name)
    assert response.redirect_chain[-1][0] == SET_UP, response.content.decode()
    return MFADevice.objects.get(name=name)


def test_the_whole_way(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    assert 'value="alice"' in client.get(ASSIGN).content.decode()
    device = start(client)
    assert device.user is None
    html = client.get(SET_UP).content.decode()
    assert f'href="{escape(device.otpauth_uri)}"' in html
    assert f'value="{device.seed}"' in html
    response = client.post(SET_UP, pair(device))
    assert response.url == PAGE
    device.refresh_from_db()
    assert device.user == world.alice
    assert device.enable_date is not None
    html = client.get(PAGE).content.decode()
    assert "This session began without MFA" in html
    assert "MFA device assigned" in html
    assert "You have assigned the MFA device <strong>alice</strong>. From now on" in html
    client.post("/signout/")
    sign_in(client, world.alice, device=device)
    assert "not authorized" not in client.get(PAGE).content.decode()


def test_each_call_leaves_its_event_without_the_seed(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    Event.objects.all().delete()
    device = start(client)
    codes = pair(device)
    client.get(SET_UP)
    client.post(SET_UP, codes)
    events = list(Event.objects.order_by("pk"))
    assert [e.event_name for e in events] == ["CreateVirtualMFADevice", "EnableMFADevice"]
    assert events[0].record["responseElements"] == {
        "virtualMFADevice": {"serialNumber": device.serial_number}
    }
    for event in events:
        assert device.seed not in str(event.record)
        assert codes["code1"] not in str(event.record)


def test_the_policy_allows_only_the_own_name(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    Event.objects.all().delete()
    response = choose(client, "phone")
    assert response.status_code == 403
    assert (
        "iam:CreateVirtualMFADevice on resource: arn:aws:iam::123456789012:mfa/phone because no "
        "identity-based policy allows the iam:CreateVirtualMFADevice action"
    ) in response.content.decode()
    assert not MFADevice.objects.exists()
    assert Event.objects.get().error_code == "AccessDenied"


def test_a_refused_name_is_corrected_where_it_was_typed(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    response = choose(client, "phone")
    html = text_of(response)
    assert response.redirect_chain == []
    assert "Step 1" in html
    assert 'name="name" value="phone"' in html
    assert "Your policies do not allow a device named phone." in html
    assert 'aria-invalid="true"' in html
    assert "Why was this refused?" in html
    assert "Use the name alice: the policy Force_MFA allows" in html
    assert f'href="{ASSIGN}?name=alice">Back to step 1 with that name</a>' in html
    assert not MFADevice.objects.exists()
    assert 'name="name" value="alice"' in text_of(client.get(f"{ASSIGN}?name=alice"))
    assert choose(client, "alice").redirect_chain[-1][0] == SET_UP


@pytest.mark.parametrize(
    ("resource", "hint"),
    [
        ("arn:aws:iam::*:mfa/${aws:username}", "apps with a name that matches carol."),
        ("arn:aws:iam::123456789012:mfa/lab-*", "apps with a name that matches lab-*."),
        ("arn:aws:iam::*:mfa/*", ""),
        ("*", ""),
        ("arn:aws:iam::*:user/${aws:username}", ""),
    ],
)
def test_the_form_says_which_names_the_policies_allow(
    world: World, signed_in: SignedIn, resource: str, hint: str
):
    allow(world.carol, "iam:EnableMFADevice")
    allow(world.carol, "iam:CreateVirtualMFADevice", resource=resource)
    client = signed_in(world.carol)
    Event.objects.all().delete()
    for response in (client.get(ASSIGN), choose(client, "a b"), choose(client, "lab/x")):
        html = text_of(response)
        assert ("Your policies allow authenticator" in html) == bool(hint)
        assert hint in html
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("step", "kind"), [("", "virtual"), ("passkey/", "fido"), ("token/", "hardware")]
)
def test_a_refused_second_step_leads_back_to_the_first(
    world: World, signed_in: SignedIn, step: str, kind: str
):
    """The policies changed after the first step. Opening the second step is refused with a page."""
    client = signed_in(world.carol)
    Event.objects.all().delete()
    response = client.post(f"{SET_UP}{step}", {"code1": "123456", "serial_number": "GAHT12345678"})
    html = text_of(response)
    assert response.status_code == 403
    assert "<h1>Select MFA device</h1>" in html
    assert f'value="{kind}" checked' in html
    assert "iam:EnableMFADevice on resource: user carol because" in html
    assert "123456" not in html.replace("123456789012", "")
    assert Event.objects.get().error_code == "AccessDenied"
    response = client.get(f"{SET_UP}{step}")
    assert response.status_code == 403
    assert "<h1>Access denied</h1>" in text_of(response)


@pytest.mark.parametrize("kind", ["virtual", "fido", "hardware"])
def test_a_refused_kind_is_corrected_where_it_was_chosen(
    world: World, signed_in: SignedIn, kind: str
):
    """One policy allows security keys alone, the other allows every other kind."""
    test = "StringEquals" if kind != "fido" else "StringNotLike"
    document = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*MFADevice",'
        f'"Resource":"*","Condition":{{"{test}":{{"iam:RegisterSecurityKey":["Create"]}}}}}}}}'
    )
    UserPolicy.objects.create(user=world.carol, policy_name="p", document=document)
    client = signed_in(world.carol)
    assert client.get(ASSIGN).status_code == 200
    Event.objects.all().delete()
    response = client.post(
        ASSIGN, {"name": "kept", "kind": kind}, headers={"host": "localhost:8000"}
    )
    html = text_of(response)
    assert response.status_code == 403
    assert 'name="name" value="kept"' in html
    assert f'value="{kind}" checked' in html
    assert "Your policies do not allow you to assign an MFA device of this kind." in html
    assert "iam:EnableMFADevice on resource: user carol" in html
    assert Event.objects.get().error_code == "AccessDenied"
    assert not MFADevice.objects.exists()


@pytest.mark.parametrize("name", ["", "a b", "a/b", "é", "x" * 129, "a\0b", "${aws:username}"])
def test_a_malformed_name_is_a_field_error(world: World, signed_in: SignedIn, name: str):
    response = choose(signed_in(world.alice), name)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert not MFADevice.objects.exists()


def test_the_longest_name(world: World, signed_in: SignedIn):
    assert start(signed_in(world.admin), "x" * 128).name == "x" * 128


def test_reload_back_and_resuming_work_in_the_same_sign_in(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    device = start(client)
    again = start(client)
    assert (again.pk, again.seed) == (device.pk, device.seed)
    assert client.get(SET_UP).status_code == 200
    assert MFADevice.objects.count() == 1


def test_a_later_sign_in_collides_and_is_told_what_to_do(world: World, signed_in: SignedIn):
    start(signed_in(world.alice))
    later = signed_in(world.alice)
    response = choose(later, "alice")
    html = response.content.decode()
    assert "MFA device already exists." in html
    assert "delete_virtual_mfa_device arn:aws:iam::123456789012:mfa/alice" in html
    assert later.get(SET_UP).url == ASSIGN
    assert later.get(f"{SET_UP}qr-code.png").url == ASSIGN
    assert MFADevice.objects.count() == 1


def test_an_mfa_session_of_the_2019_policy_may_delete_the_leftover(
    world: World, signed_in: SignedIn
):
    other = give_device(world.alice, name="older-phone")
    client = signed_in(world.alice, other)
    start(client)
    html = client.get(PAGE).content.decode()
    assert DELETE in html
    assert client.post(DELETE).url == PAGE
    assert list(MFADevice.objects.all()) == [other]


def test_a_collision_links_to_what_deletes_the_leftover(world: World, signed_in: SignedIn):
    start(signed_in(world.alice))
    other = give_device(world.alice, name="older-phone")
    html = text_of(choose(signed_in(world.alice, other), "alice"))
    assert f'<a href="{DELETE}">' in html


def test_a_namesake_under_another_path_is_no_leftover(world: World, signed_in: SignedIn):
    mfa_devices.create_virtual_mfa_device(
        account=world.account, name="admin", path="/team/", now=datetime.now(tz=UTC)
    )
    assert DELETE not in signed_in(world.admin).get(PAGE).content.decode()


@pytest.mark.parametrize(("team", "allowed"), [("red", True), ("blue", False)])
def test_the_tags_of_a_device_decide_here_as_through_the_api(
    world: World, signed_in: SignedIn, team: str, allowed: bool
):
    deletes_red = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"iam:DeleteVirtual*",'
        '"Resource":"*"},{"Effect":"Allow","Action":"iam:DeleteVirtual*","Resource":"*",'
        '"Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}}]}'
    )
    UserPolicy.objects.create(user=world.carol, policy_name="p", document=deletes_red)
    client, key = signed_in(world.carol), new_key(world.carol)
    leftover, held = start(client, "carol"), give_device(world.carol, "held")
    MFADevice.objects.update(tags={"team": team})
    client = signed_in(world.carol, held)
    assert (DELETE in client.get(PAGE).content.decode()) is allowed
    assert (DELETE in choose(client, "carol").content.decode()) is allowed
    assert (client.get(DELETE).status_code == 200) is allowed
    client.post(REMOVE, {"serial_number": held.serial_number})
    assert MFADevice.objects.filter(pk=held.pk).exists() is not allowed
    response = send(key, body_of("DeleteVirtualMFADevice", SerialNumber=leftover.serial_number))
    assert (response.status_code == 200) is allowed


def test_without_mfa_the_leftover_cannot_be_deleted(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    start(client)
    assert client.post(DELETE).status_code == 403
    assert MFADevice.objects.count() == 1


@pytest.mark.parametrize("kind", ["same twice", "reversed", "apart", "out of window", "words"])
def test_wrong_pairs_are_refused(world: World, signed_in: SignedIn, kind: str):
    client = signed_in(world.alice)
    device = start(client)
    codes = {
        "same twice": (code(device), code(device)),
        "reversed": (code(device), code(device, -1)),
        "apart": (code(device, -2), code(device)),
        "out of window": (code(device, 1000), code(device, 1001)),
        "words": ("abcdef", "77102"),
    }[kind]
    response = client.post(SET_UP, {"code1": codes[0], "code2": codes[1]})
    html = response.content.decode()
    expected = "The code must have six digits." if kind == "words" else WRONG_CODE
    assert expected in html
    device.refresh_from_db()
    assert device.user is None


@pytest.mark.parametrize("step", [-998, -5, 0, 500, 1000])
def test_pairs_in_the_wide_window_set_the_drift(world: World, signed_in: SignedIn, step: int):
    client = signed_in(world.alice)
    device = start(client)
    assert client.post(SET_UP, pair(device, step)).url == PAGE
    device.refresh_from_db()
    assert abs(device.drift - step) <= 1
    other = Client()
    other.post(
        "/signin/", {"account": "training", "username": "alice", "password": "correct horse"}
    )
    assert other.post("/signin/mfa/app/", {"code": code(device, step)}).url == PAGE


def test_a_second_device_needs_an_mfa_session_whatever_the_policy(
    world: World, signed_in: SignedIn
):
    client = signed_in(world.admin)
    give_device(world.admin)
    device = start(client, "second")
    response = client.post(SET_UP, pair(device))
    assert response.status_code == 403
    assert GUARD in response.content.decode()
    device.refresh_from_db()
    assert device.user is None


def test_remove_deletes_the_device_and_the_session_keeps_its_flag(
    world: World, signed_in: SignedIn
):
    device = give_device(world.alice)
    client = signed_in(world.alice, device)
    page = client.get(REMOVE, {"serial_number": device.serial_number})
    assert page.status_code == 200
    assert client.post(REMOVE, {"serial_number": device.serial_number}).url == PAGE
    assert not MFADevice.objects.exists()
    assert "not authorized" not in client.get(PAGE).content.decode()


def test_remove_under_the_2022_rule_leaves_the_device_unassigned(world: World, signed_in: SignedIn):
    policy = world.alice.policies.get()
    policy.document = edition("2022-11-23-mfa-self-manage")
    policy.save()
    device = give_device(world.alice)
    client = signed_in(world.alice, device)
    client.post(REMOVE, {"serial_number": device.serial_number})
    device.refresh_from_db()
    assert (device.user, device.enable_date) == (None, None)


def test_a_removal_that_cannot_delete_says_so(
    world: World, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
):
    def assigned_meanwhile(**_: object) -> None:
        raise DeleteConflict("MFA VirtualDevice in use. Must deactivate first.")

    device = give_device(world.alice)
    client = signed_in(world.alice, device)
    monkeypatch.setattr(mfa_devices, "delete_virtual_mfa_device", assigned_meanwhile)
    assert client.post(REMOVE, {"serial_number": device.serial_number}).url == PAGE
    html = client.get(PAGE).content.decode()
    assert "alice was deactivated, but it was not deleted: MFA VirtualDevice in use." in html
    device.refresh_from_db()
    assert device.user is None


def test_remove_without_mfa_is_refused(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    device = give_device(world.alice)
    response = client.post(REMOVE, {"serial_number": device.serial_number})
    assert response.status_code == 403
    assert "iam:DeactivateMFADevice" in response.content.decode()
    device.refresh_from_db()
    assert device.user == world.alice


def test_resync_moves_the_drift_and_refuses_stale_pairs(world: World, signed_in: SignedIn):
    device = give_device(world.alice)
    client = signed_in(world.alice)
    body = {"serial_number": device.serial_number}
    client = signed_in(world.alice, device)
    assert client.post(RESYNC, body | pair(device, 20)).url == PAGE
    device.refresh_from_db()
    assert abs(device.drift - 20) <= 1
    stale = client.post(RESYNC, body | pair(device, 20))
    assert stale.status_code == 403
    assert WRONG_CODE in stale.content.decode()


def test_a_sent_code_is_not_shown_again(world: World, signed_in: SignedIn):
    device = give_device(world.alice)
    body = {"serial_number": device.serial_number, "code1": "314159", "code2": "27"}
    html = signed_in(world.alice, device).post(RESYNC, body).content.decode()
    assert "The code must have six digits." in html
    assert "314159" not in html


def test_a_passkey_is_not_resynchronized(world: World, signed_in: SignedIn):
    device = give_device(world.alice)
    passkey = give_device(world.alice, name="laptop")
    passkey.kind = MFADevice.Kind.FIDO
    passkey.save()
    body = {"serial_number": passkey.serial_number}
    response = signed_in(world.alice, device).get(RESYNC, body, follow=True)
    html = response.content.decode()
    assert response.redirect_chain[-1][0] == PAGE
    assert "laptop is a passkey or security key: it has no clock and shows no codes." in html


@time_machine.travel(datetime(2030, 1, 1, 0, 1, tzinfo=UTC), tick=False)
def test_resynchronisations_and_single_codes_are_not_counted_together(
    world: World, signed_in: SignedIn
):
    device = give_device(world.alice)
    client = signed_in(world.alice, device)
    body = {"serial_number": device.serial_number}
    for _ in range(10):
        assert client.post(RESYNC, body | {"code1": "000000", "code2": "000001"}).status_code == 403
    key, asked = new_key(world.alice), {"SerialNumber": device.serial_number, "TokenCode": "000000"}
    answers = [
        message(send(key, body_of("GetSessionToken", "sts", **asked), service="sts")) or ""
        for _ in range(9)
    ]  # signing in took one attempt
    assert ["invalid MFA" in answer for answer in answers] == [True] * 8 + [False]
    assert client.post(RESYNC, body | pair(device, 20)).status_code == 302
    device.refresh_from_db()
    assert (device.drift, device.throttling_failure_count) == (20, 9)


@pytest.mark.parametrize("address", [REMOVE, RESYNC])
def test_devices_of_others_are_as_if_they_did_not_exist(
    world: World, signed_in: SignedIn, address: str
):
    own = give_device(world.alice)
    theirs = give_device(world.stranger)
    bobs = give_device(world.bob)
    client = signed_in(world.alice, own)
    for serial, text in (
        (theirs.serial_number, "does not exist."),
        (bobs.serial_number, "MFA Device invalid for user."),
        ("", "Nothing is selected"),
        ("x\0y" * 900, "does not exist."),
    ):
        response = client.post(
            address, {"serial_number": serial, "code1": "123456", "code2": "654321"}
        )
        assert response.status_code == 404, serial
        assert text in response.content.decode()
    assert MFADevice.objects.filter(user=None).count() == 0


def test_the_qr_code_is_a_png_of_ones_own_that_is_not_stored(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    start(client)
    response = client.get(f"{SET_UP}qr-code.png")
    assert response["Content-Type"] == "image/png"
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"\x89PNG")
    assert client.get(f"{SET_UP}qr-code/").status_code == 200


def test_the_policy_decides_not_the_code(world: World, signed_in: SignedIn):
    """Swap the policy and the page behaves differently: nothing about MFA is built in."""
    policy = create_policy(
        account=world.account,
        policy_name="Any_name",
        document='{"Version":"2012-10-17","Statement":{"Effect":"Allow",'
        '"Action":"iam:*","Resource":"*"}}',
        now=datetime.now(tz=UTC),
    )
    world.carol.policies.add(policy)
    start(signed_in(world.carol), "any-name")
