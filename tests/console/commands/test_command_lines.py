"""The aws command lines that the pages show are ones that the service model knows."""

import re
import shlex
import subprocess
from functools import cache
from itertools import islice
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from accounts import actions
from console.checks import views
from console.gate.decorators import mark_of
from console.protocol import service_models
from console.web.command_lines import command_line, endpoint_option, kebab
from tests.browser.server import ROOT

IN_SERIES = {"iam:CreateUser", "iam:DeleteUser", "iam:DeleteGroup", "iam:DeletePolicy"}
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
    """TagUser is a part of creating a key; what IN_SERIES names is the last of several commands."""
    shown = {action_id for _, action_id, _ in SHOWN} | IN_SERIES
    marks = [mark_of(pattern.callback) for pattern in views()]
    performed = {mark.performs[0] for mark in marks if mark.performs}
    assert {action.id for action in performed if not action.read_only and action.is_of_aws} <= shown


CALLED = [
    action for action in actions.ALL if action not in actions.PERMISSION_ONLY and action.is_of_aws
]


@pytest.mark.parametrize("action", CALLED, ids=lambda action: action.name)
def test_names_are_spelled_as_the_aws_command_does(action: actions.Action):
    assert kebab(action.operation) == xform_name(action.operation, "-")
    operation = service_models.operation(action.api, action.operation)
    assert operation
    shape = operation.input_shape
    for member in shape.members if shape else ():
        assert kebab(member) == xform_name(member, "-")


def test_permission_only_actions_have_no_operation():
    for action in actions.PERMISSION_ONLY:
        assert action.operation not in model(action.service).operation_names


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


ODD = [
    *map(chr, range(1, 127)),
    "".join(map(chr, range(1, 127))),
    "--no-sign-request",
    "-x",
    "-",
    "~root",
    "a=b",
    "$(id)`id`${HOME}",
    'it\'s "so"',
    "!!",
    "line\nline",
    "\u00fc \u201ea\u201c \U0001f511",
]


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shell_gives_the_command_what_was_meant(shell: str):
    """A shell reads each line, and an `aws` that prints its words tells what came of it."""
    lines = [command_line(actions.GET_USER, UserName=value) for value in ODD]
    script = "\n".join(["aws() { printf '%s\\0' $# \"$@\"; }", *lines])
    done = subprocess.run([shell], input=script.encode(), capture_output=True, check=True)
    words = iter(done.stdout.decode().split("\0")[:-1])
    told = [list(islice(words, int(count))) for count in words]
    tied = [
        [f"--user-name={value}"] if value[0] == "-" else ["--user-name", value] for value in ODD
    ]
    assert told == [["iam", "get-user", *option] for option in tied]


def test_an_endpoint_is_quoted_too():
    option = endpoint_option("http://[::1]:8000")
    assert shlex.split(option) == ["--endpoint-url", "http://[::1]:8000"]
