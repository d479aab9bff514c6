"""What would have allowed a refused call, as a page shows it, and applied for real."""

import re
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from accounts.actions import CREATE_VIRTUAL_MFA_DEVICE, LIST_ACCESS_KEYS, Action
from accounts.models import PolicyVersion, User, UserPolicy
from accounts.policy import Request
from accounts.principals import Principal
from accounts.suggestions import Situation, suggest
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest, with_gate
from console.pages.components.simulator_links import question_of, simulator_url
from console.pages.components.suggestions import Shown, suggestions_of
from console.requests import with_caller
from tests.pages.helpers import text_of
from tests.world import PAGE, World, give_device

pytestmark = pytest.mark.django_db


def asking(user: User, mfa: bool | None = False) -> ConsoleRequest:
    now = datetime.now(tz=UTC)
    principal = Principal(user, mfa=mfa, mfa_at=now if mfa else None, issued_at=now)
    return with_gate(with_caller(RequestFactory().get("/"), principal, real_now=now))


def shown(viewer: ConsoleRequest, asked: Gate, action: str, resource: str) -> list[Shown]:
    """The suggestions for a call of `asked`, as the viewer sees them."""
    own = viewer.gate.principal.user == asked.principal.user
    call = Request(action, resource, asked.context)
    return suggestions_of(viewer, asked.policies, call, own=own)


def drawn(suggestions: list[Shown]) -> str:
    html = render_to_string("troubleshooter/suggestions.html", {"suggestions": suggestions})
    return " ".join(html.split())


def keys_of(user: User, viewer: ConsoleRequest) -> list[Shown]:
    return shown(viewer, asking(user).gate, LIST_ACCESS_KEYS.id, user.arn)


def test_the_caller_is_led_to_where_it_can_be_done(world: World):
    suggestions = keys_of(world.alice, asking(world.alice))
    html = drawn(suggestions)
    assert suggestions[0].who == "You can do this now"
    assert "Your policies allow it once you are signed in with MFA." in html
    assert f'href="{PAGE}mfa/assign/">Assign MFA device</a>' in html
    assert "Open Force_MFA in the editor" not in html
    assert [one.is_open for one in suggestions] == [True] * 3 + [False] * (len(suggestions) - 3)


def test_who_has_a_device_is_led_to_sign_out(world: World):
    give_device(world.alice)
    assert ">Sign out</button>" in drawn(keys_of(world.alice, asking(world.alice)))


def test_who_signed_in_with_mfa_since_then_is_told_so(world: World):
    html = drawn(keys_of(world.alice, asking(world.alice, mfa=True)))
    assert "You have signed in with MFA since then." in html
    assert "Sign out" not in html


def test_another_name_leads_back_to_step_1(world: World):
    device = world.alice.arn.replace("user/alice", "mfa/phone")
    viewer = asking(world.alice)
    suggestions = shown(viewer, viewer.gate, CREATE_VIRTUAL_MFA_DEVICE.id, device)
    assert "Back to step 1 with that name" in drawn(suggestions)


def test_lines_are_marked_by_sign_and_the_command_can_be_copied(world: World):
    html = drawn(keys_of(world.alice, asking(world.alice)))
    assert "<ins><span" in html
    assert "+ &quot;iam:ListAccessKeys&quot;," in html
    assert "aws iam create-policy-version --policy-arn" in html
    assert "Weakens the account" in html
    assert "It allows no other action of the" in html


def test_no_more_than_one_query_is_made(world: World, django_assert_max_num_queries):
    viewer = asking(world.alice)
    policies = viewer.gate.policies
    call = Request(LIST_ACCESS_KEYS.id, world.alice.arn, viewer.gate.context)
    with django_assert_max_num_queries(1):
        suggestions_of(viewer, policies, call, own=True)


def test_a_hostile_name_is_text(world: World):
    document = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
    )
    UserPolicy.objects.create(user=world.carol, policy_name="<b>", document=document)
    assert "<b>" not in drawn(keys_of(world.carol, asking(world.carol)))


def test_an_administrator_opens_the_editor_with_the_change_and_applies_it(
    world: World, admin: Client
):
    suggestions = keys_of(world.alice, asking(world.admin))
    editor = suggestions[1].steps[0].editor
    assert editor is not None
    sent = {"document": editor.document, **dict(editor.fields)}
    before = PolicyVersion.objects.count()
    checked = admin.post(editor.url, {**sent, "check": "1"})
    assert "The document is valid" in text_of(checked)
    assert PolicyVersion.objects.count() == before
    assert admin.post(editor.url, sent).status_code == 302
    assert keys_of(world.alice, asking(world.alice)) == []


def test_a_new_policy_is_embedded_from_its_editor(world: World, admin: Client):
    viewer = asking(world.admin)
    suggestions = shown(viewer, asking(world.carol).gate, "iam:ListUsers", "*")
    editor = next(step.editor for one in suggestions for step in one.steps if step.editor)
    assert editor is not None
    sent = {"document": editor.document, **dict(editor.fields)}
    assert admin.post(editor.url, sent).status_code == 302
    assert shown(viewer, asking(world.carol).gate, "iam:ListUsers", "*") == []


def test_the_simulator_is_asked_with_the_changed_policy(world: World):
    gate = asking(world.alice).gate
    call = Request(LIST_ACCESS_KEYS.id, world.alice.arn, gate.context)
    found = suggest(Situation.of(gate.policies, call))
    mfa, exempted = (dict(question_of(one) or []) for one in found[:2])
    assert mfa == {
        "principal": "alice",
        "action": LIST_ACCESS_KEYS.id,
        "resource": world.alice.arn,
        "mfa": "true",
    }
    assert exempted["mfa"] == "false"
    assert exempted["edit"] == "arn:aws:iam::123456789012:policy/Force_MFA"
    assert LIST_ACCESS_KEYS.id in exempted["document"]


def test_the_simulator_is_asked_with_the_keys_that_conditions_name(world: World):
    only = '{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}'
    document = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*",'
        f'"Condition":{only}}}}}'
    )
    UserPolicy.objects.create(user=world.carol, policy_name="Here", document=document)
    gate = asking(world.carol).gate
    found = suggest(Situation.of(gate.policies, Request("iam:ListUsers", "*", gate.context)))
    assert (question_of(found[0]) or [])[-2:] == [("key", "aws:SourceIp"), ("value", "203.0.113.1")]
    inline = next(one for one in found if "number 1" in one.sentence and one.changes_policies)
    assert ("edit", "user/carol/Here") in (question_of(inline) or [])


@pytest.mark.parametrize(
    ("action", "kind"),
    [(LIST_ACCESS_KEYS, "user/alice"), (CREATE_VIRTUAL_MFA_DEVICE, "mfa/phone")],
)
def test_the_simulator_says_that_each_is_enough(
    world: World, admin: Client, action: Action, kind: str
):
    gate = asking(world.alice).gate
    call = Request(action.id, world.alice.arn.replace("user/alice", kind), gate.context)
    found = [simulator_url(one) for one in suggest(Situation.of(gate.policies, call))]
    assert all(found)
    for url in found:
        html = text_of(admin.get(url))
        assert re.search(r"status-success[^>]*>.{0,900}? ?allowed</span>", html), url
        assert "status-error" not in html
