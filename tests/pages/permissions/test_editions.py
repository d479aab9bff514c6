"""Compare editions: the table is what the printed matrix says, and anybody may read it."""

import re

import pytest
from django.test import Client

from accounts.editions import EDITIONS
from accounts.editions.comparison import STATES, compare, decide, targets
from accounts.policy import Effect
from console.models import Event
from tests.pages import helpers
from tests.policy import matrix
from tests.support.rows import rows
from tests.world import PAGE, World, sign_in

COMPARE = "/iam/editions/"
DOCUMENT, LATER, CURRENT = (
    f"{day}-mfa-self-manage" for day in ("2019-01-31", "2021-05-13", "current")
)
NAMES = [one.name for one in EDITIONS]


def text_of(html: str) -> str:
    """What is read out, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def page(**query: str) -> str:
    response = Client().get(COMPARE, query)
    assert response.status_code == 200
    return response.content.decode()


def test_at_first_the_document_and_its_current_edition(db: None):
    html = page()
    chosen = page(first=DOCUMENT, second=CURRENT)
    assert html.partition("<main")[2] == chosen.partition("<main")[2]
    assert f'<option value="{DOCUMENT}" selected>' in html
    assert f'<option value="{CURRENT}" selected>' in html
    assert "AllowManageOwnVirtualMFADevice" in html


def test_the_account_summary_went_in_2021(db: None):
    html = page(first=DOCUMENT, second=LATER)
    assert "Different decisions (1)" in text_of(html)
    assert (
        "iam:GetAccountSummary Everything Explicit deny in both Explicit deny in both "
        "Allowed → becomes Implicit deny"
    ) in text_of(html)


def test_an_edition_beside_itself_differs_nowhere(db: None):
    html = page(first=LATER, second=LATER)
    assert "No different decisions" in html
    assert html.count("Policy document</summary>") == 1


def test_what_is_simplified_is_said(db: None):
    html = page(first=DOCUMENT, second="read-only-access")
    assert "Simplified" in html
    assert "one by one" in html


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"first": DOCUMENT}, "Choose a published version."),
        ({"first": DOCUMENT, "second": ""}, "Choose a published version."),
        ({"first": DOCUMENT, "second": "../../index"}, "There is no such published version."),
        (
            {"first": "allow-users-to-change-password", "second": LATER},
            "There is no such published version.",
        ),
        ({"first": "a\0b", "second": LATER}, "There is no such published version."),
        ({"other": "x"}, "Choose a published version."),
    ],
)
def test_an_unknown_edition_is_a_field_error(db: None, query: dict[str, str], text: str):
    html = page(**query)
    assert text in html
    assert 'aria-invalid="true"' in html
    assert "Different decisions" not in html


def test_anybody_reads_it_and_nothing_is_recorded(world: World):
    for client in (Client(), sign_in(Client(), world.carol)):
        Event.objects.all().delete()
        before = rows()
        response = client.get(COMPARE)
        assert response.status_code == 200
        assert rows() == before
        assert not Event.objects.exists()
    assert client.post(COMPARE).status_code == 405


def test_no_query_is_made_for_nobody(django_assert_num_queries, db: None):
    with django_assert_num_queries(0):
        page()


def test_the_side_navigation_leads_there(world: World):
    client = sign_in(Client(), world.alice)
    html = helpers.text_of(client.get(PAGE))
    assert f'<a href="{COMPARE}">Compare published versions</a>' in html
    html = helpers.text_of(client.get(COMPARE))
    assert f'<a href="{COMPARE}" aria-current="page">Compare published versions</a>' in html
    assert "@ 1234-5678-9012" in html


@pytest.mark.parametrize("name", NAMES)
def test_every_edition_decides_as_the_printed_matrix_says(name: str):
    for action in matrix.actions():
        printed = matrix.outcomes(name, action)
        asked = targets(action)
        for place, target in enumerate(("own", "other")):
            arn = asked[min(place, len(asked) - 1)][1]
            assert arn == matrix.resource(action, target), action
            found = [matrix.WORDS[decide(name, action, arn, mfa)] for mfa in STATES]
            assert found == printed[3 * place : 3 * place + 3], action


@pytest.mark.parametrize("name", NAMES)
def test_a_comparison_turned_round_says_the_same(name: str):
    there, back = compare(DOCUMENT, name), compare(name, DOCUMENT)
    assert bool(there) == (name != DOCUMENT)
    assert [(row.action, row.target) for row in there] == [(row.action, row.target) for row in back]
    for one, other in zip(there, back, strict=True):
        assert [(o.first, o.second) for o in one.outcomes] == [
            (o.second, o.first) for o in other.outcomes
        ]


def test_what_no_edition_names_is_asked_too():
    differing = {row.action for row in compare(DOCUMENT, "administrator-access")}
    assert {"iam:CreateUser", "ec2:RunInstances", "iam:PutGroupPolicy"} <= differing
    allowed = decide("administrator-access", "iam:CreateUser", "*", None)
    assert allowed is Effect.ALLOW


TEXT = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:SendMessage",'
    '"Resource":"*"}}'
)


def test_a_pasted_policy_beside_an_edition(world: World):
    client = sign_in(Client(), world.carol)
    before = rows()
    sent = {"first": "administrator-access", "document": TEXT}
    html = text_of(client.post(f"{COMPARE}document/", sent).content.decode())
    assert "sqs:SendMessage" not in html.partition("Different decisions")[2].partition("Asked")[0]
    assert "iam:CreateUser" in html
    sent["first"] = "iam-user-change-password"
    html = text_of(client.post(f"{COMPARE}document/", sent).content.decode())
    assert "sqs:SendMessage Everything Implicit deny → becomes Allowed" in html
    assert rows() == before
    assert client.get(f"{COMPARE}document/").status_code == 200
    assert Client().get(f"{COMPARE}document/").status_code == 302


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", TEXT.replace("Allow", "Alow"), "{" * 5000, f"{TEXT}{TEXT}"]
)
def test_a_text_that_is_no_policy_is_told_where(world: World, text: str):
    client = sign_in(Client(), world.carol)
    sent = {"first": DOCUMENT, "document": text}
    response = client.post(f"{COMPARE}document/", sent)
    assert response.status_code == 200
    html = response.content.decode()
    assert "Different decisions" not in html
    assert "has a fault" in html or "Enter a policy document" in html


def test_a_policy_of_the_account_beside_an_edition(world: World):
    client = sign_in(Client(), world.admin)
    arn = world.alice.policies.get().arn
    page = client.get(f"/iam/policies/details/{arn}/").content.decode()
    assert f"{COMPARE}policy/{arn}/" in page
    html = text_of(client.get(f"{COMPARE}policy/{arn}/").content.decode())
    assert "No different decisions" in html
    assert Event.objects.filter(event_name="GetPolicyVersion", error_code="").count() == 2
    carol = sign_in(Client(), world.carol)
    assert carol.get(f"{COMPARE}policy/{arn}/").status_code == 403


def test_the_choices_are_sorted_within_their_kinds(db: None):
    for group in re.findall(r"<optgroup.*?</optgroup>", page(), re.DOTALL):
        titles = re.findall(r"<option[^>]*>(.*?)</option>", group)
        assert titles == sorted(titles)
