"""The pages of CloudTrail: event history, one event, several side by side, downloads."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from console.authorization_details.ids import authorization_id_of
from console.models import Event, EventResource
from tests.api.conftest import new_key
from tests.api.raw import body_of, send
from tests.console.commands.test_commands import run
from tests.world import ACCOUNT_ID, STRANGE_ID, World, give_device, sign_in

HISTORY = "/cloudtrail/events/"
ALL = {"attribute": "EventName"}
NOW = datetime.now(tz=UTC)
ROW = re.compile(r'<tr>\s*<td class="select">.*?</tr>', re.DOTALL)
CELL = re.compile(r"<t[dh](?: [^>]*)?>(.*?)</t[dh]>", re.DOTALL)
IDENTITY = {"type": "IAMUser", "userName": "dave"}


def made(world: World, number: int = 0, **more: Any) -> Event:
    """A stored event of dave's; a higher number is older."""
    record = {"eventName": "GetUser", "userIdentity": IDENTITY, **more.pop("record", {})}
    values = {
        "event_time": NOW - timedelta(seconds=number),
        "event_source": "iam.amazonaws.com",
        "event_name": "GetUser",
        "user_name": "dave",
        "read_only": True,
        "record": record,
    } | more
    return Event.objects.create(account=world.account, **values)


def rows(response: HttpResponse) -> list[list[str]]:
    """The cells of the table's rows, without the boxes."""
    assert response.status_code == 200
    found = [CELL.findall(row)[1:] for row in ROW.findall(response.content.decode())]
    return [[unescape(re.sub("<[^>]*>", " ", cell)).strip() for cell in row] for row in found]


def names(response: HttpResponse) -> list[str]:
    return [row[0] for row in rows(response)]


@pytest.fixture
def admin(world: World) -> Client:
    return sign_in(Client(), world.admin)


def test_writes_are_shown_at_first(world: World, admin: Client):
    send(new_key(world.admin), body_of("CreateAccessKey", UserName="alice"))
    send(new_key(world.admin), body_of("ListUsers"))
    [key, login] = rows(admin.get(HISTORY))
    assert key[0] == "CreateAccessKey"
    assert key[2:5] == ["admin", "iam.amazonaws.com", "AWS::IAM::AccessKey AWS::IAM::User"]
    assert key[5].endswith(" alice")
    assert re.fullmatch(r"\w+ \d+, \d{4}, \d\d:\d\d:\d\d \(UTC\)", key[1])
    assert (login[0], login[3]) == ("ConsoleLogin", "signin.amazonaws.com")
    assert names(admin.get(HISTORY, ALL))[:4] == [
        "LookupEvents", "ListUsers", "CreateAccessKey", "ConsoleLogin",
    ]  # fmt: skip


def test_what_is_looked_up_is_recorded(world: World, admin: Client):
    admin.get(HISTORY, {"attribute": "Username", "value": "alice", "range": "1h"})
    record = Event.objects.latest("pk").record
    asked = record["requestParameters"]
    assert asked.pop("startTime")
    assert asked == {
        "lookupAttributes": [{"attributeKey": "Username", "attributeValue": "alice"}],
        "maxResults": 20,
    }
    assert (record["eventName"], record["readOnly"]) == ("LookupEvents", True)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"attribute": "Username", "value": "dave"}, ["B", "C", "D"]),
        ({"attribute": "Username", "value": "DAVE"}, []),
        ({"attribute": "Username", "value": "dave", "range": "30m"}, ["B"]),
        ({"attribute": "Username", "value": "dave", "range": "3h"}, ["B", "C"]),
        ({"attribute": "EventName", "value": "D"}, ["D"]),
        ({"attribute": "AccessKeyId", "value": "AKIADAVE"}, ["C"]),
    ],
)
def test_attributes_and_times(world: World, admin: Client, asked: dict[str, str], found: list[str]):
    made(world, 60, event_name="B")
    made(world, 2 * 3600, event_name="C", access_key_id="AKIADAVE")
    made(world, 13 * 3600, event_name="D")
    assert names(admin.get(HISTORY, asked)) == found


def test_a_custom_range(world: World, admin: Client):
    for name, days in (("A", 1), ("B", 3), ("C", 5)):
        made(world, event_name=name, event_time=NOW - timedelta(days=days))
    moment = NOW - timedelta(days=3)
    asked = {"attribute": "Username", "value": "dave", "range": "custom"}
    start, end = (f"{at:%Y-%m-%dT%H:%M}" for at in (moment, moment + timedelta(hours=1)))
    assert names(admin.get(HISTORY, asked | {"start": start, "end": end})) == ["B"]
    assert names(admin.get(HISTORY, asked | {"start": start})) == ["A", "B"]
    assert names(admin.get(HISTORY, asked | {"end": end})) == ["B", "C"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"attribute": "ReadOnly", "value": "maybe"}, "Read-only is true or false."),
        ({"attribute": "Colour", "value": "red"}, "There is no such attribute."),
        ({**ALL, "range": "custom"}, "Enter a start, an end, or both."),
        ({**ALL, "range": "custom", "start": "yesterday"}, "Enter a date and a time"),
        (
            {**ALL, "range": "custom", "start": "2026-12-02T08:00", "end": "2026-12-01T08:00"},
            "The end must not be before the start.",
        ),
        ({**ALL, "value": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_cannot_be_looked_up_is_no_call(
    world: World, admin: Client, asked: dict[str, str], said: str
):
    before = Event.objects.count()
    response = admin.get(HISTORY, asked)
    assert (response.status_code, said in response.content.decode()) == (200, True)
    assert Event.objects.count() == before
    assert admin.get(f"{HISTORY}csv/", asked).status_code == 400


@pytest.mark.parametrize(
    "place", ["x", "|", "2026-01-01|1", "9" * 3000, "2026-01-01T00:00:00+00:00|x"]
)
def test_a_place_that_is_none_is_the_first_page(world: World, admin: Client, place: str):
    made(world)
    assert len(names(admin.get(HISTORY, {**ALL, "after": place}))) == 2
    assert len(names(admin.get(HISTORY, {**ALL, "before": place}))) == 3


def link(response: HttpResponse, text: str) -> str:
    found = re.search(
        rf'<a href="([^"]*)"[^>]*>(?:<span[^>]*>[^<]*</span>)?\s*{text}', response.content.decode()
    )
    return unescape(found[1]) if found else ""


def test_pages_go_there_and_back(world: World, admin: Client):
    for number in range(50):
        made(world, number // 7, event_name=f"E{number}")
    first = admin.get(HISTORY, {"attribute": "Username", "value": "dave"})
    second = admin.get(HISTORY + link(first, "Older"))
    third = admin.get(HISTORY + link(second, "Older"))
    found = [names(each) for each in (first, second, third)]
    assert [len(each) for each in found] == [20, 20, 10]
    assert len({name for each in found for name in each}) == 50
    assert "(20+)" in first.content.decode()
    assert not link(third, "Older")
    assert not link(first, "Newer")
    back = admin.get(HISTORY + link(third, "Newer"))
    assert names(back) == found[1]
    assert names(admin.get(HISTORY + link(back, "Newer"), follow=True)) == found[0]
    assert names(admin.get(HISTORY + link(third, "Newest"))) == found[0]


def test_columns_are_chosen_and_kept(world: World, admin: Client):
    made(world, record={"sourceIPAddress": "192.0.2.7"}, read_only=False)
    chosen = {"columns": "chosen", "column": ["address", "mfa", "error"], **ALL, "value": "GetUser"}
    response = admin.get(HISTORY, chosen, follow=True)
    assert rows(response) == [["GetUser", "-", "-", "192.0.2.7"]]
    assert '<th scope="col">Event time</th>' not in response.content.decode()
    assert len(rows(admin.get(HISTORY))[0]) == 4
    admin.get(HISTORY, {"columns": "chosen", "rows": "50"})
    assert len(rows(admin.get(HISTORY))[0]) == 6
    for number in range(60):
        made(world, number)
    assert len(rows(admin.get(HISTORY, ALL))) == 50


def test_mfa_as_a_column(world: World):
    admin = sign_in(Client(), world.admin, device=give_device(world.admin))
    made(world, 1, read_only=False)
    admin.get(HISTORY, {"columns": "chosen", "column": "mfa"})
    assert rows(admin.get(HISTORY)) == [
        ["ConsoleLogin", "Yes"], ["CheckMfa", "-"], ["GetUser", "-"],
    ]  # fmt: skip
    assert rows(admin.get(HISTORY, {"attribute": "EventName", "value": "LookupEvents"}))[0] == [
        "LookupEvents", "Yes",
    ]  # fmt: skip


def test_the_operators_commands_are_there(world: World, admin: Client):
    run("reset_user", "bob", "--password", "Another-passw0rd", "--account", ACCOUNT_ID)
    assert {row[2] for row in rows(admin.get(HISTORY))} == {"admin", "manage.py"}


def test_one_event(world: World, admin: Client):
    send(new_key(world.admin), body_of("CreateAccessKey", UserName="alice"))
    stored = Event.objects.get(event_name="CreateAccessKey")
    html = unescape(admin.get(f"{HISTORY}{stored.event_id}/").content.decode())
    assert f'"eventID": "{stored.event_id}"' in html
    assert re.search(r"Resources referenced\s*<span class=\"counter\">\(2\)", html)
    assert "?attribute=ResourceName&value=alice" in html
    assert Event.objects.latest("pk").record["requestParameters"]["lookupAttributes"] == [
        {"attributeKey": "EventId", "attributeValue": str(stored.event_id)}
    ]


def test_a_refused_call_says_why(world: World, admin: Client):
    send(new_key(world.carol), body_of("DeleteUser", UserName="alice"))
    stored = Event.objects.get(event_name="DeleteUser")
    html = admin.get(f"{HISTORY}{stored.event_id}/").content.decode()
    assert "This call was refused" in html
    assert "because no identity-based policy allows the iam:DeleteUser action" in html
    explained = (
        f'<a href="/iam/authorization-details/{authorization_id_of(str(stored.event_id))}/">'
    )
    assert explained in html
    assert admin.get(explained.split('"')[1]).status_code == 200
    old = NOW - timedelta(days=2)
    Event.objects.filter(pk=stored.pk).update(event_time=old, recorded_at=old)
    html = admin.get(f"{HISTORY}{stored.event_id}/").content.decode()
    assert "This call was refused" in html
    assert explained not in html


def test_what_no_policy_refused_leads_nowhere(world: World, admin: Client):
    stored = made(
        world,
        error_code="AccessDenied",
        record={"errorMessage": "Cannot call GetSessionToken with session credentials"},
    )
    html = admin.get(f"{HISTORY}{stored.event_id}/").content.decode()
    assert "This call was refused" in html
    assert "/iam/authorization-details/" not in html


def test_no_event_of_another_account(world: World):
    stranger = sign_in(Client(), world.stranger)
    theirs = made(world)
    assert stranger.get(f"{HISTORY}{theirs.event_id}/").status_code == 404
    compared = stranger.get(f"{HISTORY}compare/", {"event": [theirs.event_id]})
    assert "No events are selected" in compared.content.decode()
    assert "GetUser" not in names(stranger.get(HISTORY, ALL))
    records = json.loads(stranger.get(f"{HISTORY}json/", ALL).content)["Records"]
    assert {record["recipientAccountId"] for record in records} == {STRANGE_ID}


def test_up_to_five_are_compared(world: World, admin: Client):
    events = [made(world, record={"eventName": f"E{n}"}, event_name=f"E{n}") for n in range(6)]
    asked = {"event": [*(each.event_id for each in events), "x", "\0"]}
    html = admin.get(f"{HISTORY}compare/", asked).content.decode()
    assert [f"E{n}" in html for n in range(6)] == [True] * 5 + [False]
    assert "these are the first 5 that you selected" in html
    assert re.search(r"eventName\s*<span class=\"badge\">differs", html)
    assert not re.search(r"userIdentity.userName\s*<span class=\"badge\">differs", html)


def test_a_file_as_csv_has_no_formula(world: World, admin: Client):
    made(world, user_name="=HYPERLINK(1)", record={"sourceIPAddress": "@x", "awsRegion": "r"})
    response = admin.get(f"{HISTORY}csv/", {"attribute": "EventName", "value": "GetUser"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="event_history.csv"'
    text = response.content.decode()
    assert text.startswith("\ufeff")
    [row] = csv.DictReader(io.StringIO(text[1:]))
    assert (row["User name"], row["Source IP address"]) == ("'=HYPERLINK(1)", "'@x")
    assert (row["Event name"], row["Read-only"], row["MFA"]) == ("GetUser", "true", "")


def test_a_file_as_json_is_cloudtrails(
    world: World, admin: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("console.pages.cloudtrail.downloads.STEP", 3)
    monkeypatch.setattr("console.pages.cloudtrail.downloads.EVENTS_MAX", 9)
    for number in range(10):
        made(world, number, record={"eventName": f"E{number}"})
    asked = {"attribute": "Username", "value": "dave"}
    response = admin.get(f"{HISTORY}json/", asked)
    assert response.headers["Content-Type"] == "application/json"
    found = json.loads(response.content)["Records"]
    assert [one["eventName"] for one in found] == [f"E{number}" for number in range(9)]
    monkeypatch.setattr("console.pages.cloudtrail.downloads.CHARACTERS_MAX", 200)
    assert 0 < len(json.loads(admin.get(f"{HISTORY}json/", asked).content)["Records"]) < 4


@pytest.mark.parametrize("address", [HISTORY, f"{HISTORY}csv/", f"{HISTORY}compare/"])
def test_the_document_allows_none_of_it(world: World, address: str):
    alice = sign_in(Client(), world.alice)
    Event.objects.all().delete()
    response = alice.get(address)
    assert response.status_code == 403
    html = response.content.decode()
    assert "cloudtrail:LookupEvents with an explicit deny in an identity-based policy" in html
    assert Event.objects.get().event_name == "LookupEvents"


@pytest.mark.parametrize("asked", [ALL, {"attribute": "ResourceType", "value": "AWS::IAM::User"}])
def test_the_number_of_queries_is_fixed(world: World, admin: Client, asked: dict[str, str]):
    taken = []
    for number in range(30):
        event = made(world, number, read_only=False)
        EventResource.objects.create(
            event=event, account=world.account, event_time=event.event_time,
            resource_type="AWS::IAM::User", resource_name="dave",
        )  # fmt: skip
        if number in (2, 29):
            with CaptureQueriesContext(connection) as queries:
                admin.get(HISTORY, asked)
            taken.append(len(queries))
    assert taken[0] == taken[1]


def test_characters_that_no_database_keeps(world: World, admin: Client):
    made(world, user_name="x?")
    for value in ("x\0", "x%ED%A0%80", "\ufffd"):
        assert rows(admin.get(HISTORY, {"attribute": "Username", "value": value})) == []


def test_hostile_texts_are_shown_as_they_are(world: World, admin: Client):
    hostile = made(world, record={"userAgent": "</pre><script>alert(1)</script>"}, user_name="<b>")
    for address in (
        f"{HISTORY}{hostile.event_id}/",
        f"{HISTORY}compare/?event={hostile.event_id}",
        f"{HISTORY}?attribute=Username&value=%3Cb%3E",
    ):
        html = admin.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<b>" not in html
