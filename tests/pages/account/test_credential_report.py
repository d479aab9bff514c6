"""The credential report: generated, waited for, downloaded; each call decided by itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from accounts.operations.users import create_user
from console.models import Event
from credentials.models import CredentialReport
from credentials.operations.reports.credential_reports import generate_credential_report
from tests.pages import helpers
from tests.pages.helpers import allow
from tests.support.rows import rows
from tests.world import World

SignedIn = Callable[..., Client]
REPORT = "/iam/credential-report/"
DOWNLOAD = f"{REPORT}download/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime.now(tz=UTC), tick=False) as found:
        yield found


def text_of(response) -> str:
    return unescape(helpers.text_of(response))


def events() -> list[tuple[str, str]]:
    """Names and errors of the report's calls, in their order; they are forgotten."""
    found = Event.objects.filter(event_name__endswith="CredentialReport").order_by("pk")
    calls = list(found.values_list("event_name", "error_code"))
    Event.objects.all().delete()
    return calls


def test_from_nothing_to_a_file_and_to_its_end(
    world: World, signed_in: SignedIn, clock: time_machine.Traveller
):
    client = signed_in(world.admin)
    html = text_of(client.get(REPORT))
    assert "None yet" in html
    assert ">Generate credential report</button>" in html
    assert events() == [("GetCredentialReport", "")]
    response = client.post(DOWNLOAD)
    assert response.url == REPORT
    assert events() == [("GenerateCredentialReport", "")]
    html = text_of(client.get(REPORT))
    assert "Being generated" in html
    assert "The report is being generated.</span>" in html
    assert 'aria-disabled="true"' in html
    assert DOWNLOAD not in html
    assert client.get(REPORT).headers["Refresh"] == "3"
    assert client.post(DOWNLOAD).url == REPORT
    events()
    clock.shift(timedelta(seconds=2))
    response = client.get(REPORT)
    assert ">Download credential report</button>" in text_of(response)
    assert "Refresh" not in response.headers
    events()
    response = client.post(DOWNLOAD)
    assert response.status_code == 200
    assert events() == [("GenerateCredentialReport", ""), ("GetCredentialReport", "")]
    report = CredentialReport.objects.get()
    assert response.content == report.content.encode()
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = f"status_reports_{report.generated_at:%Y-%m-%dT%H:%M:%S}+00:00.csv"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in response.headers["Cache-Control"]
    html = text_of(client.get(REPORT))
    assert "Ready" in html
    assert f"{report.generated_at:%Y-%m-%d %H:%M} UTC" in html
    clock.shift(timedelta(hours=4))
    html = text_of(client.get(REPORT))
    assert "More than four hours old" in html
    assert ">Generate credential report</button>" in html
    assert client.post(DOWNLOAD).url == REPORT
    assert "Being generated" in text_of(client.get(REPORT))


def test_the_file_is_the_same_for_four_hours_and_of_the_own_account(
    world: World, signed_in: SignedIn, clock: time_machine.Traveller
):
    now = datetime.now(tz=UTC)
    create_user(account=world.account, user_name="=1+1", now=now)
    generate_credential_report(account=world.account, now=now)
    generate_credential_report(account=world.stranger.account, now=now)
    create_user(account=world.account, user_name="later", now=now)
    clock.shift(timedelta(hours=3))
    lines = signed_in(world.admin).post(DOWNLOAD).content.decode().split("\n")
    names = [line.split(",")[0] for line in lines]
    assert names == ["user", "<root_account>", "=1+1", "admin", "alice", "bob", "carol"]
    assert len(lines[0].split(",")) == 22
    theirs = signed_in(world.stranger).post(DOWNLOAD).content.decode()
    assert "alice" not in theirs
    assert "stranger" in theirs


def test_who_may_neither_sees_the_refusal_and_no_button(world: World, signed_in: SignedIn):
    generate_credential_report(account=world.account, now=datetime.now(tz=UTC))
    client = signed_in(world.bob)
    before = rows()
    response = client.get(REPORT)
    html = text_of(response)
    assert response.status_code == 200
    assert "iam:GetCredentialReport on resource: * because" in html
    assert "Needs iam:GenerateCredentialReport in this session" in html
    assert DOWNLOAD not in html
    assert "Being generated" not in html
    assert events() == [("GetCredentialReport", "AccessDenied")]
    response = client.post(DOWNLOAD)
    assert response.status_code == 403
    assert "iam:GenerateCredentialReport on resource: * because" in text_of(response)
    assert rows() == before
    assert events() == [("GenerateCredentialReport", "AccessDenied")]


def test_who_may_only_generate_gets_no_file(
    world: World, signed_in: SignedIn, clock: time_machine.Traveller
):
    allow(world.carol, "iam:GenerateCredentialReport")
    client = signed_in(world.carol)
    assert client.post(DOWNLOAD).url == REPORT
    assert CredentialReport.objects.filter(account=world.account).exists()
    events()
    clock.shift(timedelta(seconds=5))
    before = rows()
    response = client.post(DOWNLOAD)
    assert response.status_code == 403
    assert "iam:GetCredentialReport on resource: * because" in text_of(response)
    assert "access_key_1_active" not in text_of(response)
    assert rows() == before
    assert events() == [("GenerateCredentialReport", ""), ("GetCredentialReport", "AccessDenied")]


def test_who_may_only_get_sees_whether_there_is_one(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:GetCredentialReport")
    client = signed_in(world.carol)
    html = text_of(client.get(REPORT))
    assert "None yet" in html
    assert DOWNLOAD not in html
    before = rows()
    assert client.post(DOWNLOAD).status_code == 403
    assert rows() == before


def test_downloading_is_a_post(world: World, signed_in: SignedIn):
    client = signed_in(world.admin)
    before = rows()
    assert client.get(DOWNLOAD).status_code == 405
    assert rows() == before
    assert events() == []
