"""HTTPS Git credentials and Amazon Keyspaces credentials: made, reset, switched, deleted."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from accounts.models import UserPolicy
from console.models import Event
from console.web.downloads import csv_uri
from credentials.models import ServiceSpecificCredential
from credentials.operations import service_specific_credentials as operations
from tests.world import PAGE, World, give_device

SignedIn = Callable[..., Client]
TABS = {"codecommit": f"{PAGE}codecommit/", "keyspaces": f"{PAGE}keyspaces/"}
SERVICES = {"codecommit": operations.CODECOMMIT, "keyspaces": operations.KEYSPACES}
HERE = f"{PAGE}service-credentials/"
both = pytest.mark.parametrize("service", ["codecommit", "keyspaces"])


@pytest.fixture
def alice(world: World, signed_in: SignedIn) -> Client:
    return signed_in(world.alice, give_device(world.alice))


def generate(client: Client, service: str = "codecommit", token: str = ""):
    form = {"client_token": token or str(uuid.uuid4())}
    return client.post(f"{TABS[service]}credentials/generate/", form)


def make(user: object, service: str = operations.CODECOMMIT) -> ServiceSpecificCredential:
    return operations.create_service_specific_credential(
        user=user, service_name=service, now=datetime.now(tz=UTC)
    ).credential


@both
def test_the_password_is_shown_in_this_answer_only(world: World, alice: Client, service: str):
    assert "No credentials" in alice.get(TABS[service]).content.decode()
    assert alice.get(f"{TABS[service]}credentials/generate/").status_code == 200
    response = generate(alice, service)
    html, password = response.content.decode(), response.context["password"]
    row = ServiceSpecificCredential.objects.get()
    assert row.service_user_name == "alice-at-123456789012"
    assert row.service_name == SERVICES[service]
    assert check_password(password, row.password)
    assert password in html.replace("&#x2F;", "/").replace("&#x3D;", "=").replace("&#x2B;", "+")
    assert "no-store" in response["Cache-Control"]
    assert f'download="alice_{service}_credentials.csv"' in html
    text = unquote(response.context["csv_uri"].partition(",")[2]).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text))) == [
        ["User Name", "Password"],
        ["alice-at-123456789012", password],
    ]
    assert password not in str([*Event.objects.values(), *alice.session.items()])
    tab = alice.get(TABS[service]).content.decode()
    assert "alice-at-123456789012" in tab
    assert password not in tab


def test_one_form_makes_one(alice: Client):
    token = str(uuid.uuid4())
    generate(alice, token=token)
    assert generate(alice, token=token).url == TABS["codecommit"]
    assert ServiceSpecificCredential.objects.count() == 1
    assert generate(alice, token="nonsense").status_code == 200
    assert ServiceSpecificCredential.objects.count() == 1


def test_the_third_for_a_service_is_over_the_quota(world: World, alice: Client):
    generate(alice)
    generate(alice)
    assert set(ServiceSpecificCredential.objects.values_list("service_user_name", flat=True)) == {
        "alice-at-123456789012",
        "alice+1-at-123456789012",
    }
    response = generate(alice)
    assert response.status_code == 409
    assert (
        "Cannot exceed quota for ContextSpecificCredentialsPerUserPerContext: 2"
        in response.content.decode()
    )
    assert generate(alice, "keyspaces").status_code == 200
    assert ServiceSpecificCredential.objects.count() == 3
    assert "two sets of credentials for this service already" in (
        alice.get(TABS["codecommit"]).content.decode()
    )


@both
def test_switch_reset_and_delete(world: World, alice: Client, service: str):
    row = make(world.alice, SERVICES[service])
    ids = {"credential_id": row.service_specific_credential_id}
    before = row.password
    for verb, status in (("deactivate", "Inactive"), ("activate", "Active")):
        assert alice.get(f"{HERE}{verb}/", ids).status_code == 200
        assert alice.post(f"{HERE}{verb}/", ids).url == TABS[service]
        row.refresh_from_db()
        assert row.status == status
    assert alice.get(f"{HERE}reset/", ids).status_code == 200
    token = {"client_token": str(uuid.uuid4())}
    response = alice.post(f"{HERE}reset/", ids | token)
    row.refresh_from_db()
    assert row.password != before
    assert check_password(response.context["password"], row.password)
    again = alice.post(f"{HERE}reset/", ids | token)
    assert again.url == TABS[service]
    row.refresh_from_db()
    assert check_password(response.context["password"], row.password)
    assert alice.get(f"{HERE}delete/", ids).status_code == 200
    assert alice.post(f"{HERE}delete/", ids).url == TABS[service]
    assert not ServiceSpecificCredential.objects.exists()


@pytest.mark.parametrize("verb", ["reset", "activate", "deactivate", "delete"])
def test_those_of_others_are_not_to_be_had(world: World, alice: Client, verb: str):
    bobs, foreign = make(world.bob), make(world.stranger)
    cases = {
        bobs.service_specific_credential_id: (400, "does not have a service specific credential"),
        foreign.service_specific_credential_id: (404, "No such credential"),
        "ACCA" + "A" * 17: (404, "No such credential"),
        "": (404, "Nothing is selected"),
        "x\0y": (404, "No such credential"),
    }
    before = list(ServiceSpecificCredential.objects.order_by("pk").values())
    for id_, (status, text) in cases.items():
        for ask in (alice.get, alice.post):
            form = {"credential_id": id_, "client_token": str(uuid.uuid4())}
            response = ask(f"{HERE}{verb}/", form)
            assert response.status_code == status
            assert text in response.content.decode()
    assert list(ServiceSpecificCredential.objects.order_by("pk").values()) == before


def test_a_policy_may_allow_one_service_alone(world: World, signed_in: SignedIn):
    """The condition key is there for creating, and from the stored credential for the rest."""
    UserPolicy.objects.create(
        user=world.bob,
        policy_name="GitOnly",
        document='{"Version":"2012-10-17","Statement":{"Effect":"Deny",'
        '"Action":"iam:*ServiceSpecificCredential","Resource":"*","Condition":{"StringEquals":'
        '{"iam:ServiceSpecificCredentialServiceName":"cassandra.amazonaws.com"}}}}',
    )
    client = signed_in(world.bob)
    assert generate(client).status_code == 200
    assert generate(client, "keyspaces").status_code == 403
    row = make(world.bob, operations.KEYSPACES)
    ids = {"credential_id": row.service_specific_credential_id}
    for verb in ("reset", "activate", "deactivate", "delete"):
        assert client.post(f"{HERE}{verb}/", ids).status_code == 403
    assert (
        "Needs iam:CreateServiceSpecificCredential"
        in client.get(TABS["keyspaces"]).content.decode()
    )


def test_without_mfa_nothing_is_made(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    for service in TABS:
        assert generate(client, service).status_code == 403
    assert not ServiceSpecificCredential.objects.exists()


def test_a_user_name_cannot_become_a_formula():
    text = unquote(csv_uri(("User Name", "Password"), ("=1+1-at-1", "p")).partition(",")[2])
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1] == ["'=1+1-at-1", "p"]


def test_an_expired_credential_says_so(world: World, alice: Client):
    operations.create_service_specific_credential(
        user=world.alice,
        service_name=operations.CODECOMMIT,
        now=datetime.now(tz=UTC) - timedelta(days=2),
        age_days=1,
    )
    assert "Expired" in alice.get(f"{PAGE}codecommit/").content.decode()
