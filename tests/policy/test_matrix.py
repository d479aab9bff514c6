import json

from accounts.editions import edition
from tests.policy import matrix


def test_the_matrix_is_what_the_engine_says():
    assert matrix.PATH.read_text().splitlines() == matrix.lines()


def test_the_edition_has_the_statements_of_the_document():
    statements = json.loads(edition(matrix.EDITION))["Statement"]
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
