"""Checks: what each kind sees, its score, and why not yet."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import PasswordPolicy
from console.training.checks.check import ask
from console.training.checks.facts import Facts
from console.training.checks.verdict import Verdict
from console.training.starts.sheet import Sheet
from credentials.models import AccessKey
from credentials.operations.access_keys import create_access_key
from tests.training.player import now
from tests.world import World, give_device, sign_in

DOCUMENT = "2019-01-31-mfa-self-manage"


def asked(world: World, check: dict[str, Any], **more: Any) -> Verdict:
    return ask(check, Facts(account=world.account, now=now(), **more))


def why(world: World, check: dict[str, Any], **more: Any) -> str:
    verdict = asked(world, check, **more)
    assert not verdict.done
    return verdict.why


def test_an_event(world: World, client: Client):
    signed_in = {"event": {"name": "ConsoleLogin", "user": "alice"}}
    with_mfa = {"event": {"name": "ConsoleLogin", "user": "alice", "mfa": True}}
    assert why(world, signed_in) == "alice has not signed in since this step began."
    client.post("/signin/", {"account": "training", "username": "alice", "password": "wrong"})
    assert why(world, signed_in) == "alice tried to sign in, but it was refused: Failure."
    assert asked(world, {"event": {"name": "ConsoleLogin", "error": "Failure"}}).done
    sign_in(client, world.alice)
    verdict = asked(world, signed_in)
    assert verdict.done
    assert asked(world, {"event": {"name": "ConsoleLogin", "user": "ALICE", "mfa": False}}).done
    assert why(world, with_mfa) == "alice signed in without MFA."
    assert not asked(world, signed_in, since=verdict.event).done
    device = give_device(world.alice)
    sign_in(client, world.alice, device=device)
    assert asked(world, with_mfa).done
    twice = {"event": {"name": "ConsoleLogin", "user": "alice", "count": 4}}
    assert asked(world, twice).score == 0.5
    assert why(world, twice) == "ConsoleLogin was called 2 of 4 times."


def test_a_refused_event(world: World, client: Client):
    sign_in(client, world.alice)
    client.get("/iam/security-credentials/access-keys/create/")
    refused = {"name": "CreateAccessKey", "user": "alice", "error": "AccessDenied"}
    assert asked(world, {"event": refused}).done
    assert asked(world, {"event": {**refused, "says": "explicit deny"}}).done
    assert asked(world, {"event": {**refused, "about": "*:user/alice"}}).done
    assert asked(world, {"event": {**refused, "by_key": False}}).done
    assert asked(world, {"event": {"name": ["GetUser", "CreateAccessKey"], "error": "any"}}).done
    for wrong, sentence in (
        ({"error": "none"}, "alice called CreateAccessKey, but it was refused: AccessDenied."),
        ({"error": "Other"}, "but it was answered AccessDenied; this step is about Other."),
        ({"by_key": True}, "alice called CreateAccessKey in the console."),
        ({"mfa": True}, "alice called CreateAccessKey without MFA."),
        ({"says": "no such words"}, "CreateAccessKey was called, but its answer was another one."),
        ({"about": "*:user/bob"}, "alice has not called CreateAccessKey since this step began."),
        ({"user": "bob"}, "bob has not called CreateAccessKey since this step began."),
    ):
        assert sentence in why(world, {"event": {**refused, **wrong}})


def test_a_device(world: World):
    assert why(world, {"device": {"user": "alice"}}) == "alice has no MFA device."
    device = give_device(world.alice)
    assert asked(world, {"device": {"user": "alice", "name": "alice", "kind": "virtual"}}).done
    assert asked(world, {"device": {"name": "alice", "assigned": True}}).done
    assert why(world, {"device": {"kind": "hardware"}}) == "There is no such hardware MFA device."
    assert why(world, {"device": {"user": "alice", "count": 2}}) == "There are 1 of 2."
    made = Sheet(made=[device.serial_number])
    assert asked(world, {"device": {"made": "by the start"}}, sheet=made).done
    assert not asked(world, {"device": {"made": "since the start"}}, sheet=made).done
    assert not asked(world, {"not": {"device": {"user": "alice"}}}).done
    assert asked(world, {"not": {"device": {"user": "bob"}}}).done


def test_a_credential(world: World):
    key = {"kind": "access key", "user": "alice"}
    assert why(world, {"credential": key}) == "alice has no access key."
    row, _ = create_access_key(user=world.alice, now=now() - timedelta(days=100))
    made = Sheet(made=[row.access_key_id])
    assert asked(world, {"credential": {**key, "status": "Active", "older_than_days": 90}}).done
    assert asked(world, {"credential": {**key, "used": False, "made": "since the start"}}).done
    assert not asked(world, {"credential": {**key, "made": "since the start"}}, sheet=made).done
    assert why(world, {"credential": {**key, "status": "Inactive"}}) == (
        "alice has no inactive access key."
    )
    assert not asked(world, {"credential": {**key, "younger_than_days": 90}}).done
    AccessKey.objects.update(last_used_at=now())
    assert asked(world, {"credential": {**key, "used": True}}).done
    password = {"kind": "password", "user": "alice"}
    assert asked(world, {"credential": {**password, "must_change": False}}).done
    assert "need not change" in why(world, {"credential": {**password, "must_change": True}})
    assert "There is no user zoe." in why(world, {"credential": {**password, "user": "zoe"}})


def test_a_user(world: World):
    assert asked(world, {"user": {"name": "alice", "path": "/", "policy": "Force_MFA"}}).done
    for wrong, sentence in (
        ({"path": "/staff/"}, "alice is not under the path /staff/."),
        ({"group": "developers"}, "alice is not in the group developers."),
        ({"policy": "Other"}, "alice has no policy Other attached."),
        ({"boundary": "Other"}, "alice does not have the permissions boundary Other."),
        ({"name": "zoe"}, "There is no user zoe."),
        ({"name": "stranger"}, "There is no user stranger."),
    ):
        assert why(world, {"user": {"name": "alice", **wrong}}) == sentence


def test_a_password_policy(world: World):
    check = {"password_policy": {"max_password_age": 90, "hard_expiry": False}}
    assert "AWS's default rules" in why(world, check)
    rules = PasswordPolicy.objects.create(account=world.account, hard_expiry=True)
    assert why(world, check) == "Max password age is off, not 90."
    PasswordPolicy.objects.filter(pk=rules.pk).update(max_password_age=90)
    assert why(world, check) == "Hard expiry is on, not off."
    assert asked(world, check).score == 0.5
    PasswordPolicy.objects.filter(pk=rules.pk).update(hard_expiry=None)
    assert asked(world, check).done


def test_a_decision(world: World):
    create = {"user": "alice", "action": "iam:CreateAccessKey"}
    assert asked(world, {"decision": {**create, "mfa": "with", "expect": "allow"}}).done
    for mfa in ("absent", "without"):
        assert asked(world, {"decision": {**create, "mfa": mfa, "expect": "explicit deny"}}).done
    other = {**create, "mfa": "with", "resource": "user/bob", "expect": "implicit deny"}
    assert asked(world, {"decision": other}).done
    assert why(world, {"decision": {**create, "mfa": "without", "expect": "allow"}}) == (
        "alice calling iam:CreateAccessKey without MFA is explicitly denied."
    )
    assert "There is no user zoe." in why(
        world, {"decision": {**create, "user": "zoe", "expect": "deny"}}
    )


def test_a_policy(world: World):
    questions = [
        {"user": "alice", "action": "iam:CreateAccessKey", "mfa": mfa}
        for mfa in ("absent", "without", "with")
    ]
    like = {"like": DOCUMENT, "questions": questions}
    assert asked(world, {"policy": {"name": "force_mfa", **like}}).done
    assert asked(world, {"policy": {"user": "alice", **like}}).done
    verdict = asked(world, {"policy": {"name": "Self_manage", **like}})
    assert verdict.score == pytest.approx(1 / 3)
    assert verdict.why == (
        "alice calling iam:CreateAccessKey with an access key is allowed. (1 of 3 right)"
    )
    assert "There is no policy Gone." in why(world, {"policy": {"name": "Gone", **like}})
    expected = [{**questions[0], "expect": "deny"}, {**questions[2], "expect": "allow"}]
    assert asked(world, {"policy": {"name": "Force_MFA", "questions": expected}}).done


def test_an_answer(world: World):
    choices = [{"text": "alice", "why": "It was not she."}, {"text": "bob", "right": True}]
    question = {"answer": {"question": "Who?", "choices": choices}}
    assert why(world, question) == "The question is not answered yet."
    assert why(world, question, answer="1") == "It was not she."
    assert asked(world, question, answer="2").done
    for nonsense in ("0", "3", "-1", "x", "²", "9" * 300):
        assert why(world, question, answer=nonsense) == "Choose one of the answers."
    typed = {"answer": {"question": "Who?", "accepts": ["Bob Smith"]}, "why": "Look again."}
    assert asked(world, typed, answer="  bob  SMITH ").done
    assert why(world, typed, answer="alice") == "Look again."


def test_together(world: World):
    alice, zoe = {"user": {"name": "alice"}}, {"user": {"name": "zoe"}}
    verdict = asked(world, {"all": [alice, zoe]})
    assert (verdict.done, verdict.score, verdict.why) == (False, 0.5, "There is no user zoe.")
    assert asked(world, {"all": [alice, {"not": zoe}]}).done
    assert asked(world, {"any": [zoe, alice]}).done
    assert why(world, {"any": [zoe, zoe]}) == "There is no user zoe."
    assert why(world, {"not": alice, "why": "Delete alice first."}) == "Delete alice first."
