import json

import pytest

from accounts.editions import EDITIONS, edition
from tests.policy import matrix

DOCUMENT = "2019-01-31-mfa-self-manage"


@pytest.mark.parametrize("name", [one.name for one in EDITIONS])
def test_the_matrix_is_what_the_engine_says(name: str):
    printed = matrix.PATH.read_text()
    assert "\n".join(matrix.section(name)) + "\n" in printed


def test_the_matrix_says_nothing_else():
    assert matrix.PATH.read_text().splitlines() == matrix.lines()


def test_the_edition_has_the_statements_of_the_document():
    statements = json.loads(edition(DOCUMENT))["Statement"]
    assert [s["Sid"] for s in statements] == [
        "AllowViewAccountInfo",
        "AllowManageOwnPasswords",
        "AllowManageOwnAccessKeys",
        "AllowManageOwnSigningCertificates",
        "AllowManageOwnSSHPublicKeys",
        "AllowManageOwnGitCredentials",
        "AllowManageOwnVirtualMFADevice",
        "AllowManageOwnUserMFA",
        "DenyAllExceptListedIfNoMFA",
    ]
    assert statements[-1]["Condition"] == {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


@pytest.mark.parametrize("one", [one for one in EDITIONS if one.base], ids=lambda one: one.name)
def test_each_edition_decides_something_unlike_its_base(one):
    assert matrix.section(one.name)[2:] != matrix.section(one.base)[2:]
