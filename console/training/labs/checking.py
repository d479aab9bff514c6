"""Whether a lab's data is a lab: its shape by the JSON schema, then what the schema cannot say."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from accounts.actions import ALL
from accounts.editions import BY_NAME, MANAGED_BY_NAME
from console.training.labs.reading import LabError
from console.training.labs.values import listed

SCHEMA = json.loads((Path(__file__).parent / "schema.json").read_text())
KINDS = (
    "event", "device", "credential", "user", "password_policy", "decision", "policy", "answer",
    "all", "any", "not",
)  # fmt: skip
ACTIONS = frozenset(action.id for action in ALL)
DEPTH_MAX = 4
_validator = Draft202012Validator(SCHEMA)


def check(data: Any) -> None:
    """LabError for the first thing that is wrong with a lab's data, and where it stands."""
    error = best_match(_validator.iter_errors(data))
    if error is not None:
        where = "".join(
            f"[{at}]" if isinstance(at, int) else f".{at}" for at in error.absolute_path
        )
        raise LabError(f"{where.lstrip('.') or 'The lab'}: {error.message[:300]}")
    ids = [step["id"] for step in data["steps"]]
    for step in data["steps"]:
        if ids.count(step["id"]) > 1:
            raise LabError(f"Two steps have the id {step['id']}.")
        _check_check(step["check"], f"step {step['id']}")
    _check_start(data.get("start", {}))


def kind_of(given: Mapping[str, Any]) -> str:
    """The kind of a check: its one key beside `why`."""
    return next(kind for kind in KINDS if kind in given)


def _check_check(given: Mapping[str, Any], where: str, depth: int = 1) -> None:
    kinds = [kind for kind in KINDS if kind in given]
    if len(kinds) != 1:
        raise LabError(f"{where}: a check has one of {', '.join(KINDS)}.")
    if depth > DEPTH_MAX:
        raise LabError(f"{where}: checks stand too deep within checks.")
    kind, asked = kinds[0], given[kinds[0]]
    for part in [asked] if kind == "not" else asked if kind in ("all", "any") else ():
        _check_check(part, where, depth + 1)
    if kind == "answer":
        _check_answer(asked, where)
    if kind == "policy":
        _check_policy(asked, where)


def _check_answer(asked: Mapping[str, Any], where: str) -> None:
    if ("choices" in asked) == ("accepts" in asked):
        raise LabError(f"{where}: an answer has choices or accepts, one of them.")
    if "choices" not in asked:
        return
    if not any(choice.get("right") for choice in asked["choices"]):
        raise LabError(f"{where}: no choice is right.")
    if any(not choice.get("right") and not choice.get("why") for choice in asked["choices"]):
        raise LabError(f"{where}: each wrong choice says why it is wrong.")


def _check_policy(asked: Mapping[str, Any], where: str) -> None:
    if ("user" in asked) == ("name" in asked):
        raise LabError(f"{where}: a policy check has a user or the name of a policy, one of them.")
    if "like" in asked:
        _check_edition(asked["like"], where)
    elif any("expect" not in question for question in asked["questions"]):
        raise LabError(f"{where}: without `like`, each question says what to expect.")


def _check_start(start: Mapping[str, Any]) -> None:
    """LabError for a name in the start that nothing has."""
    policies, groups = start.get("policies", {}), start.get("groups", {})
    for name, policy in policies.items():
        if "edition" in policy:
            _check_edition(policy["edition"], f"policy {name}")
    for name, holder in [*groups.items(), *start.get("users", {}).items()]:
        for edition in listed(holder.get("edition", [])):
            _check_edition(edition, name)
        for policy in _policies_named(holder):
            if policy not in policies and policy not in MANAGED_BY_NAME:
                raise LabError(f"{name}: no policy is named {policy}.")
        for group in holder.get("groups", []):
            if group not in groups:
                raise LabError(f"{name}: no group is named {group}.")
    for past in start.get("history", []):
        _check_past(past, start.get("users", {}))


def _check_past(past: Mapping[str, Any], users: Mapping[str, Any]) -> None:
    """LabError for a call of the past that nobody of the start can have made."""
    if past["as"] not in users:
        raise LabError(f"history: no user is named {past['as']}.")
    if past["call"] not in ACTIONS:
        raise LabError(f"history: no action is named {past['call']}.")
    signed = past.get("mfa", "absent") == "absent"
    if signed and len(users[past["as"]].get("keys", [])) < past.get("key", 1):
        raise LabError(f"history: {past['as']} has no such access key; say mfa for a session.")


def _policies_named(holder: Mapping[str, Any]) -> Iterator[str]:
    yield from holder.get("policies", [])
    if "boundary" in holder:
        yield holder["boundary"]


def _check_edition(name: str, where: str) -> None:
    if name not in BY_NAME:
        raise LabError(f"{where}: no published version is named {name}.")
