"""Simulations that would take minutes or answer megabytes: refused by their size, at once."""

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest

from console.models import Event
from tests.api.raw import Key, body_of, code, message, send

TOO_LARGE = "The simulation is too large. Simulate fewer actions, resources or policies at once."
ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))


def members(name: str, values: Sequence[str]) -> dict[str, str]:
    return {f"{name}.member.{number}": value for number, value in enumerate(values, start=1)}


def simulation(
    policies: list[str], actions: list[str], resources: Sequence[str] = (), **context: list[str]
) -> str:
    sent = members("PolicyInputList", policies) | members("ActionNames", actions)
    sent |= members("ResourceArns", resources)
    for number, (key, values) in enumerate(context.items(), start=1):
        entry = f"ContextEntries.member.{number}"
        sent |= {f"{entry}.ContextKeyName": f"aws:{key}"}
        sent |= {f"{entry}.ContextKeyType": "stringList" if len(values) > 1 else "string"}
        sent |= members(f"{entry}.ContextKeyValues", values)
    return body_of("SimulateCustomPolicy", **sent)


def objects(number: int, length: int) -> list[str]:
    return [f"arn:aws:s3:::{'a' * length}{each}" for each in range(number)]


def actions(number: int) -> list[str]:
    return [f"s3:Get{each}" for each in range(number)]


def resource(pattern: str, number: int = 30) -> dict[str, Any]:
    return {**ALLOW, "Resource": [f"arn:aws:s3:::{pattern}"] * number}


def condition(operator: str, value: str, number: int) -> dict[str, Any]:
    return {**ALLOW, "Condition": {operator: {"aws:c": [value] * number}}}


HOSTILE = {
    "many decisions": simulation([document(*[ALLOW] * 1000)], actions(100), objects(3, 1)),
    "patterns of ?": simulation(
        [document(*[resource("*" + "?" * 900 + "b*")] * 4)], ["s3:x"], objects(400, 1000)
    ),
    "patterns of ?, many actions": simulation(
        [document(*[resource("*" + "?" * 900 + "b*")] * 4)], actions(60), objects(400, 1000)
    ),
    "variables": simulation(
        [document(*[resource("?${aws:d}*" + "x" * 500)] * 4)],
        ["s3:x"],
        objects(60, 1000),
        d=["z" * 100_000],
    ),
    "conditions": simulation(
        [document(condition("ForAllValues:StringLike", "*" + "?" * 100 + "x*", 800))],
        actions(100),
        c=["a" * 1000] * 300,
    ),
    "case": simulation(
        [document(condition("ForAnyValue:StringEqualsIgnoreCase", "${aws:d}", 1))],
        actions(100),
        c=["b"] * 3000,
        d=["Z" * 200_000],
    ),
    "actions": simulation([document({**ALLOW, "Action": "s3:" + "?*" * 20_000})] * 4, actions(100)),
    "statements that match": simulation([document(*[ALLOW] * 900)], actions(100)),
    "keys that are missing": simulation(
        [document({**ALLOW, "Condition": {"StringEquals": {f"aws:{n}": "x" for n in range(900)}}})],
        actions(100),
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_too_large_a_simulation_is_refused(key: Key, what: str):
    answer = send(key, HOSTILE[what])
    assert (*code(answer), message(answer)) == (400, "InvalidInput", TOO_LARGE)
    assert Event.objects.get().error_code == "InvalidInputException"


def test_estimating_the_cost_takes_little(key: Key):
    """A refusal is as quick as another call of the same size, give or take."""

    def seconds(body: str) -> float:
        start = time.thread_time()
        send(key, body)
        return time.thread_time() - start

    hostile = HOSTILE["patterns of ?, many actions"]
    other = body_of("GetContextKeysForCustomPolicy", **members("PolicyInputList", ["x" * 120_000]))
    other += "&Odd=" + "x" * max(len(hostile) - len(other), 0)
    seconds(other)
    assert seconds(hostile) < 20 * seconds(other) + 0.1


def test_a_large_simulation_of_an_honest_class_is_done(key: Key):
    """Ten policies of full size, fifty actions, ten resources."""
    statement = {
        "Effect": "Allow",
        "Action": [f"s3:Get{'x' * 20}{number}*" for number in range(20)],
        "Resource": [f"arn:aws:s3:::team-{number}/${{aws:username}}/*" for number in range(10)],
        "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-central-1", "us-east-1"]}},
    }
    policies = [document(*[statement] * 5)] * 10
    answer = send(key, simulation(policies, actions(30), objects(10, 40), username=["alice"]))
    assert answer.status_code == 200, answer.content
    assert answer.content.count(b"<EvalActionName>") == 30
