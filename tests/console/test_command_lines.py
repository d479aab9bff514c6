"""The aws command lines that the pages show are ones that the service model knows."""

import re
import shlex
from functools import cache
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from accounts import actions
from console.checks import views
from console.command_lines import command_line, kebab
from console.guards import mark_of
from tests.browser.server import ROOT

OF_THE_COMMAND_ALONE = {"Outfile", "BootstrapMethod"}
TAG = re.compile(r'{% command_line "(\w+:\w+)"(.*?)%}')
SHOWN = [
    (path.name, *found)
    for path in sorted((ROOT / "templates").rglob("*.html"))
    for found in TAG.findall(Path(path).read_text())
]


@cache
def model(service: str = "iam"):
    return botocore.session.get_session().get_service_model(service)


@pytest.mark.parametrize(("template", "action_id", "arguments"), SHOWN)
def test_each_shown_command_has_what_its_operation_needs(
    template: str, action_id: str, arguments: str
):
    action = actions.BY_ID[action_id]
    shape = model(action.service).operation_model(action.operation).input_shape
    given = set(re.findall(r"(\w+)=", arguments)) - OF_THE_COMMAND_ALONE
    assert given <= set(shape.members if shape else ())
    assert set(shape.required_members if shape else ()) <= given


def test_each_writing_action_of_the_pages_is_shown_somewhere():
    """TagUser is a part of creating a key."""
    shown = {action_id for _, action_id, _ in SHOWN}
    marks = [mark_of(pattern.callback) for pattern in views()]
    performed = {mark.performs[0] for mark in marks if mark.performs}
    assert {action.id for action in performed if not action.read_only} <= shown


@pytest.mark.parametrize("action", actions.ALL, ids=lambda action: action.name)
def test_names_are_spelled_as_the_aws_command_does(action: actions.Action):
    assert kebab(action.operation) == xform_name(action.operation, "-")
    shape = model(action.service).operation_model(action.operation).input_shape
    for member in shape.members if shape else ():
        assert kebab(member) == xform_name(member, "-")


def test_values_are_quoted_for_the_shell():
    line = command_line(
        actions.CHANGE_PASSWORD, OldPassword="<current password>", NewPassword="a b"
    )
    assert shlex.split(line)[3:] == [
        "--old-password",
        "<current password>",
        "--new-password",
        "a b",
    ]
