"""Files that hold a secret: what is in them, what they are called, and that nothing keeps them.

A secret is in the answer to one POST and nowhere else, so its file is an address in that page.
"""

import csv
import io
import re
import uuid
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from console.models import Event
from credentials.models import AccessKey, ServiceSpecificCredential
from tests.support.controls import read
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, PAGE, World

BOB = "/iam/users/details/bob/security-credentials/"
SIGN_IN = "http://localhost:8000/signin/?account=training"
HEADER = ["User name", "Password", "Console sign-in URL"]
NAME = re.compile(r'\sdownload="([^"]*)"')
CSV = "data:text/csv;charset=utf-8,"


def file_of(response: HttpResponse) -> list[list[str]]:
    """The rows of the CSV file that the page offers, as a spreadsheet reads them."""
    [uri] = [
        one.url for one in read("/", response.content.decode()).controls if one.url[:5] == "data:"
    ]
    assert uri.startswith(CSV)
    text = unquote(uri.removeprefix(CSV))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def name_of_file(response: HttpResponse) -> str:
    return NAME.findall(response.content.decode())[0]


def once(**more: str) -> dict[str, str]:
    return {"client_token": str(uuid.uuid4()), **more}


def signs_in(name: str, password: str) -> bool:
    form = {"account": "training", "username": name, "password": password}
    return Client().post("/signin/", form).status_code == 302


def kept_nowhere(secret: str, client: Client) -> bool:
    """Neither in a row, nor in an event, nor in the session."""
    everywhere = (rows(), list(Event.objects.values()), dict(client.session.items()))
    return secret not in str(everywhere)


def test_the_file_of_an_access_key(world: World, admin: Client):
    response = admin.post(f"{BOB}access-keys/create/description/", once())
    header, row = file_of(response)
    assert header == ["Access key ID", "Secret access key"]
    assert row == [AccessKey.objects.get().access_key_id, response.context["secret"]]
    assert name_of_file(response) == "bob_accessKeys.csv"
    assert "no-store" in response.headers["Cache-Control"]
    assert kept_nowhere(row[1], admin)


@pytest.mark.parametrize("service", ["codecommit", "keyspaces"])
def test_the_file_of_credentials_for_a_service(world: World, admin: Client, service: str):
    response = admin.post(f"{BOB}{service}/credentials/generate/", once())
    header, row = file_of(response)
    assert header == ["User Name", "Password"]
    assert row[0] == ServiceSpecificCredential.objects.get().service_user_name
    assert row[1] in response.content.decode().replace("&#x2B;", "+")
    assert name_of_file(response) == f"bob_{service}_credentials.csv"
    assert kept_nowhere(row[1], admin)
    [credential] = ServiceSpecificCredential.objects.all()
    ids = {"credential_id": credential.service_specific_credential_id}
    _, other = file_of(admin.post(f"{BOB}service-credentials/reset/", once(**ids)))
    assert other[0] == row[0]
    assert other[1] != row[1]


# The first character of each is one that a spreadsheet takes for the start of a formula.
CHOSEN = ["=Sesame-open-1", "+Sesame-open-1", "-Sesame-open-1", "@Sesame-open-1", 'a"b,c;D-1\u00e9']


@pytest.mark.parametrize("password", CHOSEN)
def test_the_password_in_the_file_is_the_one_that_opens(world: World, admin: Client, password: str):
    form = {"kind": "custom", "new_password": password}
    response = admin.post(f"{BOB}console-access/reset/", form)
    assert file_of(response) == [HEADER, ["bob", password, SIGN_IN]]
    assert name_of_file(response) == "bob_credentials.csv"
    assert signs_in("bob", password)
    assert not signs_in("bob", f"'{password}")
    assert kept_nowhere(password, admin)


@pytest.mark.parametrize("password", CHOSEN)
def test_so_is_that_of_a_new_user(world: World, admin: Client, password: str):
    form = {"user_name": "dave", "console_access": "on", "kind": "custom"}
    response = admin.post("/iam/users/create/review/", once(**form, new_password=password))
    assert file_of(response) == [HEADER, ["dave", password, SIGN_IN]]
    assert name_of_file(response) == "dave_credentials.csv"
    assert signs_in("dave", password)


def test_a_password_that_is_made_here_opens_too(world: World, admin: Client):
    response = admin.post(f"{BOB}console-access/reset/", {"kind": "generated"})
    _, row = file_of(response)
    assert signs_in("bob", row[1])
    assert row[1][0].isalpha()


def test_a_name_is_no_formula(world: World, admin: Client):
    """A user's name may begin like one; in a file an apostrophe is put before it."""
    User.objects.filter(pk=world.bob.pk).update(user_name="=bob")
    at = BOB.replace("bob", "=bob")
    reset = admin.post(f"{at}console-access/reset/", {"kind": "generated"})
    assert file_of(reset)[1][0] == "'=bob"
    made = admin.post(f"{at}codecommit/credentials/generate/", once())
    assert file_of(made)[1][0] == f"'=bob-at-{ACCOUNT_ID}"
    assert name_of_file(made) == "=bob_codecommit_credentials.csv"


def test_the_files_of_a_certificate(world: World, admin: Client):
    response = admin.post(f"{BOB}signing-certificates/create/", once())
    found = {
        one.text: one.url
        for one in read("/", response.content.decode()).controls
        if one.url.startswith("data:")
    }
    assert set(found) == {"Download private key", "Download certificate"}
    begun = {text: unquote(uri.partition(",")[2]) for text, uri in found.items()}
    assert begun["Download private key"].startswith("-----BEGIN PRIVATE KEY-----\n")
    assert begun["Download certificate"].startswith("-----BEGIN CERTIFICATE-----\n")
    assert {uri.partition(",")[0] for uri in found.values()} == {"data:application/x-pem-file"}
    assert kept_nowhere(begun["Download private key"].splitlines()[1], admin)
    assert "no-store" in response.headers["Cache-Control"]


def test_no_file_is_offered_where_nothing_was_made(world: World, admin: Client):
    for address, form in (
        (f"{BOB}access-keys/create/description/", {}),
        (f"{BOB}codecommit/credentials/generate/", {"client_token": "x"}),
        (f"{BOB}console-access/reset/", {"kind": "custom", "new_password": "short"}),
        (f"{BOB}signing-certificates/create/", {"client_token": ""}),
    ):
        before = rows()
        html = admin.post(address, form).content.decode()
        assert "data:" not in html, address
        assert not NAME.findall(html), address
        assert rows() == before, address
    assert "data:" not in admin.get(PAGE).content.decode()
