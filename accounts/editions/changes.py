"""A published version written as what differs from another one: no statement is written twice."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to the statement of this Sid.

    adds      actions put into its list, in alphabetical order
    drops     actions taken out of its list
    resource  the ARN pattern in place of the present one
    removed   the statement goes
    """

    sid: str
    adds: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    resource: str = ""
    removed: bool = False


@cache
def text_of_file(name: str) -> str:
    """A policy that is written out, by its file name without `.json`."""
    return (HERE / f"{name}.json").read_text()


@cache
def changed(text: str, changes: Sequence[Change]) -> str:
    """The policy with every change made.

    KeyError for a Sid that it does not have, ValueError for an action to drop that is not there or
    one to add that is: data that says such a thing is wrong.
    """
    policy = json.loads(text)
    statements = {statement["Sid"]: statement for statement in policy["Statement"]}
    for change in changes:
        if change.removed:
            del statements[change.sid]
        else:
            _change(statements[change.sid], change)
    policy["Statement"] = list(statements.values())
    return json.dumps(policy, indent=2) + "\n"


def _change(statement: dict[str, Any], change: Change) -> None:
    key = "NotAction" if "NotAction" in statement else "Action"
    actions = set(statement[key])
    if not actions.issuperset(change.drops) or actions.intersection(change.adds):
        raise ValueError(f"{change.sid} has not {change.drops} or has {change.adds}")
    statement[key] = sorted((actions - set(change.drops)) | set(change.adds))
    if change.resource:
        statement["Resource"] = change.resource
