import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from accounts.principals import Principal
from console.forms.credentials.access_keys import USE_CASES
from console.models import Event
from credentials import ids
from credentials.models import AccessKey
from credentials.operations.access_keys import create_access_key
from credentials.operations.session_tokens import get_session_token
from tests.pages.helpers import text_of
from tests.world import PAGE, World, give_device, sign_in

SignedIn = Callable[..., Client]
CREATE, USE_CASE = f"{PAGE}access-keys/create/description/", f"{PAGE}access-keys/create/"


@pytest.fixture
def alice(world: World, signed_in: SignedIn) -> Client:
    return signed_in(world.alice, give_device(world.alice))


def make(user: User) -> AccessKey:
    return create_access_key(user=user, now=datetime.now(tz=UTC))[0]


def address(key: AccessKey | str, verb: str) -> str:
    return f"{PAGE}access-keys/{key}/{verb}/"


def create(client: Client, **fields: str):
    return client.post(CREATE, {"client_token": str(uuid.uuid4()), **fields})


def test_create_shows_the_secret_in_this_answer_only(world: World, alice: Client):
    response = create(alice)
    key = AccessKey.objects.get()
    html = response.content.decode()
    secret = response.context["secret"]
    assert response.status_code == 200
    assert secret in html.replace("&#x2F;", "/")
    assert "no-store" in response["Cache-Control"]
    assert ids.account_of(key.access_key_id) == world.account.account_id
    assert secret not in key.sealed_secret
    assert secret not in str(alice.session.items())
    event = Event.objects.get(event_name="CreateAccessKey")
    assert secret not in str(event.record)
    assert event.record["responseElements"]["accessKey"]["accessKeyId"] == key.access_key_id
    for line in (
        "unset AWS_SESSION_TOKEN AWS_PROFILE",
        "export AWS_ENDPOINT_URL=http://localhost:8000",
        "export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1",
        f"export AWS_ACCESS_KEY_ID={key.access_key_id}",
        f"export AWS_SECRET_ACCESS_KEY={secret}",
        "$Env:AWS_ENDPOINT_URL = &#x27;http://localhost:8000&#x27;",
        f"$Env:AWS_SECRET_ACCESS_KEY = &#x27;{secret}&#x27;",
    ):
        assert line in html.replace("&#x2F;", "/").replace("&#x2B;", "+")
    page = alice.get(PAGE).content.decode()
    assert secret not in page
    assert "export AWS_ENDPOINT_URL=http://localhost:8000" in page


def test_one_form_makes_one_key(world: World, alice: Client):
    token = str(uuid.uuid4())
    alice.post(CREATE, {"client_token": token})
    assert alice.post(CREATE, {"client_token": token}).url == PAGE
    assert AccessKey.objects.count() == 1


def test_a_third_key_is_over_the_quota_inactive_ones_counted(world: World, alice: Client):
    first = make(world.alice)
    make(world.alice)
    alice.post(address(first, "deactivate"))
    response = create(alice)
    assert response.status_code == 409
    assert "Cannot exceed quota for AccessKeysPerUser: 2" in response.content.decode()
    assert AccessKey.objects.count() == 2
    assert Event.objects.get(error_code="LimitExceededException").event_name == "CreateAccessKey"


def test_without_mfa_nothing_is_made(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    for response in (create(client), client.get(CREATE), client.get(USE_CASE)):
        assert response.status_code == 403
        assert "iam:CreateAccessKey on resource: user alice with an explicit deny" in (
            response.content.decode()
        )
    assert not AccessKey.objects.exists()


def test_a_description_needs_tag_user(world: World, alice: Client, signed_in: SignedIn):
    create(alice, description="laptop")
    world.alice.refresh_from_db()
    assert world.alice.tags == {}
    admin = signed_in(world.admin)
    create(admin, description="laptop")
    world.admin.refresh_from_db()
    assert list(world.admin.tags.values()) == ["laptop"]
    assert "laptop" in admin.get(PAGE).content.decode()


@pytest.mark.parametrize("description", ["<script>", "x" * 257, "a\0b", "=cmd|' /C calc'!A0"])
def test_a_malformed_description_is_a_field_error(
    world: World, signed_in: SignedIn, description: str
):
    response = create(signed_in(world.admin), description=description)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert not AccessKey.objects.exists()


def test_deactivate_activate_delete(world: World, alice: Client):
    key = make(world.alice)
    assert alice.get(address(key, "deactivate")).status_code == 200
    assert alice.post(address(key, "deactivate")).url == PAGE
    key.refresh_from_db()
    assert key.status == "Inactive"
    alice.post(address(key, "activate"))
    key.refresh_from_db()
    assert key.status == "Active"
    alice.post(address(key, "deactivate"))
    assert alice.post(address(key, "delete"), {"confirm": key.access_key_id}).url == PAGE
    assert not AccessKey.objects.exists()


@pytest.mark.parametrize("confirm", ["", "AKIA", "nonsense" * 40])
def test_delete_needs_the_id_typed(world: World, alice: Client, confirm: str):
    key = make(world.alice)
    alice.post(address(key, "deactivate"))
    assert alice.post(address(key, "delete"), {"confirm": confirm}).status_code == 200
    assert AccessKey.objects.exists()


def test_an_active_key_is_not_deleted(world: World, alice: Client):
    key = make(world.alice)
    response = alice.post(address(key, "delete"), {"confirm": key.access_key_id})
    assert "You must deactivate this access key" in response.content.decode()
    assert AccessKey.objects.exists()


def test_a_key_that_asked_for_sessions_says_that_they_go_on(world: World, alice: Client):
    now, said = datetime.now(tz=UTC), "Sessions of this access key go on"
    key, (other, _) = make(world.alice), create_access_key(user=world.alice, now=now)
    caller = Principal(world.alice, None, None, None, key.access_key_id)
    for seconds in (129_600, 900):
        get_session_token(caller=caller, now=now, real_now=now, seconds=seconds)
    key.refresh_from_db()
    assert key.sessions_until == now.replace(microsecond=0) + timedelta(hours=36)
    for verb in ("deactivate", "delete"):
        html = alice.get(address(key, verb)).content.decode()
        assert said in html
        assert "--policy-name AWSRevokeOlderSessions" in html
        assert "DateLessThan" in html
        assert said not in alice.get(address(other, verb)).content.decode()
    alice.post(address(key, "deactivate"))
    assert said not in alice.get(address(key, "activate")).content.decode()
    AccessKey.objects.update(sessions_until=now - timedelta(seconds=1))
    assert said not in alice.get(address(key, "delete")).content.decode()


@pytest.mark.parametrize("verb", ["activate", "deactivate", "delete"])
def test_keys_of_others_are_as_if_they_did_not_exist(world: World, alice: Client, verb: str):
    missing = "AKIAIOSFODNN7EXAMPLE"
    texts = set()
    for key in (make(world.bob), make(world.stranger), missing):
        response = alice.post(address(key, verb), {"confirm": str(key)})
        assert response.status_code == 404
        assert f"<h1>Access key not {verb.removesuffix('e')}ed</h1>" in response.content.decode()
        texts.add(response.content.decode().count("cannot be found."))
    assert texts == {2}
    assert set(AccessKey.objects.values_list("status", flat=True)) == {"Active"}


@pytest.mark.parametrize(
    ("key_id", "status"),
    [("x", 404), ("AKIA%00AAAAAAAAAAAAAAA", 400), ("%E9" * 16, 404), ("a" * 129, 404)],
)
def test_a_malformed_id_is_no_page(world: World, alice: Client, key_id: str, status: int):
    assert alice.get(address(key_id, "delete")).status_code == status


def test_a_token_is_used_up_for_good_by_its_user_alone(world: World, alice: Client):
    """Not even deleting the key makes the old form, kept in a tab, make another."""
    token = str(uuid.uuid4())
    alice.post(CREATE, {"client_token": token})
    AccessKey.objects.all().delete()
    assert alice.post(CREATE, {"client_token": token}).url == PAGE
    assert not AccessKey.objects.exists()
    other = sign_in(Client(), world.bob)
    assert other.post(CREATE, {"client_token": token}).status_code == 200
    assert AccessKey.objects.get().user == world.bob


@pytest.mark.parametrize("use_case", [*USE_CASES])
def test_every_use_case_has_the_advice_of_awss_console(alice: Client, use_case: str):
    html = text_of(alice.get(USE_CASE))
    for alternative in USE_CASES[use_case].alternatives:
        assert escape(alternative) in html
    assert "or a role" not in html
    chosen = alice.get(USE_CASE, {"use_case": use_case})
    if use_case == "other":  # best practices, and nothing to confirm
        assert chosen.url == CREATE
    else:
        assert "Confirm that you want to proceed." in chosen.content.decode()
    assert alice.get(USE_CASE, {"use_case": use_case, "understood": "on"}).url == CREATE
    assert not AccessKey.objects.exists()
