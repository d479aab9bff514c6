"""What is wrong with a form stands at its field, what was typed stays in it, secrets do not.

A field that is wrong says so to a screen reader: it is invalid, and its error describes it. Nothing
is written, and no call is recorded: what the form refuses is asked of nobody.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from console.models import Event
from credentials.models import AccessKey, MFADevice
from tests.support.holdings import give_everything
from tests.support.reading import reading
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, PAGE, World, sign_in

ALICE = "/iam/users/details/alice/"
HELD = f"{ALICE}security-credentials/"
GROUP = "/iam/groups/details/alice-group/"
POLICIES, OWN = "/iam/policies/", f"arn:aws:iam::{ACCOUNT_ID}:policy/alice-policy"
SETTINGS = "/iam/account-settings/"
TOKEN = str(uuid.UUID(int=7))
KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----"
TAGS = "Letters, numbers, spaces and _ . : / = + - @"
ODD_TAG = f"This has characters that tags cannot have. Allowed: {TAGS}"
IN_VAIN = "Enter the access key ID to confirm."


@dataclass(frozen=True)
class Wrong:
    """A form, as it is sent; the errors at its fields; what still stands in others."""

    address: str
    sent: dict[str, Any]
    errors: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)
    status: int = 200
    recorded: bool = False


def too_long(most: int, number: int) -> str:
    return f"Ensure this value has at most {most} characters (it has {number})."


KEYS = [
    Wrong(
        f"{HELD}access-keys/create/description/",
        {"description": "<laptop>", "client_token": TOKEN},
        {"description": "Use letters, numbers, spaces and the characters _ . : / = + - @"},
        {"description": "<laptop>", "client_token": TOKEN},
    ),
    Wrong(
        f"{HELD}access-keys/create/description/",
        {"description": "x" * 257, "client_token": TOKEN},
        {"description": too_long(256, 257)},
        {"description": "x" * 257},
    ),
    Wrong(f"{HELD}access-keys/{{key}}/delete/", {"confirm": ""}, {"confirm": IN_VAIN}),
    Wrong(
        f"{HELD}access-keys/{{key}}/delete/",
        {"confirm": "AKIA"},
        {"confirm": "This is not the ID of the access key."},
        {"confirm": "AKIA"},
    ),
    *(
        Wrong(f"{HELD}{at}upload/", sent, {"body": text}, {"body": ""})
        for at in ("signing-certificates/", "codecommit/ssh-public-keys/")
        for sent, text in (
            ({}, "Paste the text or choose a file."),
            (
                {"body": KEY},
                "This is a private key. It was refused before anything was stored, logged or shown "
                "again. Paste the public part. If you have pasted the private key anywhere else, "
                "make a new pair.",
            ),
        )
    ),
]
DEVICES = [
    Wrong(f"{HELD}mfa/assign/", {"kind": "virtual"}, {"name": "Enter a device name."}),
    Wrong(
        f"{HELD}mfa/assign/",
        {"kind": "virtual", "name": "my phone"},
        {"name": "A device name cannot contain a space."},
        {"name": "my phone"},
    ),
    Wrong(
        f"{HELD}mfa/assign/",
        {"kind": "virtual", "name": "a/b"},
        {"name": "A device name cannot contain /."},
        {"name": "a/b"},
    ),
    Wrong(f"{HELD}mfa/assign/", {"name": "phone"}, {}, {"name": "phone"}),
    Wrong(
        f"{HELD}mfa/resync/",
        {"serial_number": "{phone}", "code1": "12345", "code2": ""},
        {"code1": "The code must have six digits.", "code2": "Enter the second code."},
        {"code1": "", "code2": "", "serial_number": "{phone}"},
    ),
    Wrong(
        f"{HELD}mfa/resync/",
        {"serial_number": "{phone}", "code1": "\u0661" * 6, "code2": "1" * 33},
        {"code1": "The code must have six digits.", "code2": "The code must have six digits."},
        {"code1": "", "code2": ""},
    ),
    Wrong(
        f"{HELD}mfa/set-up/token/",
        {"serial_number": "short", "code1": "", "code2": "000000"},
        {
            "serial_number": "A serial number has 9 to 256 letters, digits and characters of "
            "_+=/:,.@-",
            "code1": "Enter the first code.",
        },
        {"serial_number": "short", "code2": ""},
    ),
]
PASSWORDS = [
    Wrong(
        f"{HELD}console-access/reset/",
        {"kind": "custom", "new_password": "", "reset_required": "on"},
        {"new_password": "Enter a password."},
        {"new_password": ""},
    ),
    Wrong(f"{HELD}console-access/reset/", {"kind": "", "new_password": "Some-secret-1"}, {}),
    Wrong(
        f"{PAGE}password/",
        {"old_password": "", "new_password": "Another-horse-1", "confirm": ""},
        {
            "old_password": "Enter your current password.",
            "confirm": "Enter the new password again.",
        },
        {"new_password": "", "confirm": ""},
    ),
    Wrong(
        f"{PAGE}password/",
        {"old_password": "x", "new_password": "Another-horse-1", "confirm": "Another-horse-2"},
        {"confirm": "The two new passwords are not the same."},
        {"old_password": "", "new_password": "", "confirm": ""},
    ),
]
IDENTITIES = [
    Wrong(f"{ALICE}tags/edit/", {"value": "red"}, {"key": "Enter a key."}, {"value": "red"}),
    Wrong(
        f"{ALICE}tags/edit/",
        {"key": "a!", "value": "b*"},
        {"key": ODD_TAG, "value": ODD_TAG},
        {"key": "a!", "value": "b*"},
    ),
    Wrong(
        f"{ALICE}tags/edit/",
        {"key": "k" * 129, "value": "v" * 257},
        {"key": too_long(128, 129), "value": too_long(256, 257)},
        {"key": "k" * 129, "value": "v" * 257},
    ),
    Wrong(
        f"{ALICE}edit/",
        {"new_user_name": "", "new_path": ""},
        {
            "new_user_name": "Enter a user name.",
            "new_path": "Enter a path; / is the path of most users.",
        },
    ),
    Wrong(f"{ALICE}delete/", {}, {"confirm": "Enter the user name to confirm."}),
    Wrong(
        f"{ALICE}delete/",
        {"confirm": "Alice"},
        {"confirm": "This is not the name of the user."},
        {"confirm": "Alice"},
    ),
    Wrong(
        "/iam/users/delete/",
        {"user": ["bob", "carol"], "confirm": "Delete"},
        {"confirm": "This is not the word delete."},
        {"confirm": "Delete"},
    ),
    Wrong("/iam/groups/create/", {}, {"group_name": "Enter a user group name."}),
    Wrong(
        f"{GROUP}edit/",
        {"new_group_name": "", "new_path": "/x/"},
        {"new_group_name": "Enter a user group name."},
        {"new_path": "/x/"},
    ),
    Wrong(
        f"{GROUP}delete/",
        {"confirm": "alice-group "[::-1].strip()},
        {"confirm": "This is not the name of the group."},
    ),
]
DOCUMENTS = [
    Wrong(
        f"{POLICIES}create/",
        {"description": "What for"},
        {"policy_name": "Enter a policy name.", "document": "Enter a policy document."},
        {"description": "What for"},
    ),
    Wrong(
        f"{POLICIES}create/",
        {"policy_name": "p", "description": "d" * 1001, "document": "{}"},
        {"description": too_long(1000, 1001)},
        {"policy_name": "p", "document": "{}"},
    ),
    Wrong(
        f"{POLICIES}create/",
        {"policy_name": "p", "document": '{\n"\u0101":1}'},
        {
            "document": "Line 2, column 2: IAM stores no character U+0101 in a policy, only those "
            "up to U+00FF."
        },
        {"policy_name": "p", "document": '{\n"\u0101":1}'},
    ),
    Wrong(
        f"{ALICE}permissions/create/",
        {"policy_name": "", "document": "x\u2028"},
        {
            "policy_name": "Enter a policy name.",
            "document": "Line 1, column 2: IAM stores no character U+2028 in a policy, only those "
            "up to U+00FF.",
        },
    ),
    Wrong(
        f"{GROUP}permissions/inline/alice-inline/edit/",
        {"document": ""},
        {"document": "Enter a policy document."},
    ),
    Wrong(
        f"{POLICIES}delete/{OWN}/",
        {"confirm": "alice"},
        {"confirm": "This is not the name of the policy."},
    ),
    Wrong(
        "/iam/editions/document/",
        {"first": "none", "document": ""},
        {
            "first": "There is no such published version.",
            "document": "Enter a policy document.",
        },
    ),
]
ACCOUNT = [
    Wrong(f"{SETTINGS}alias/edit/", {}, {"account_alias": "Enter an alias."}),
    Wrong(f"{SETTINGS}password-policy/edit/", {"minimum_password_length": "8"}, {}),
    Wrong(
        f"{SETTINGS}password-policy/edit/",
        {"kind": "custom", "minimum_password_length": "x", "expire": "on", "max_password_age": ""},
        {"minimum_password_length": "Enter a whole number.", "max_password_age": "Enter a number."},
        {"minimum_password_length": "x"},
    ),
    Wrong(
        f"{SETTINGS}password-policy/edit/",
        {"kind": "custom", "minimum_password_length": "9" * 20, "prevent_reuse": "on"},
        {
            "minimum_password_length": "Enter a whole number.",
            "password_reuse_prevention": "Enter a number.",
        },
        {"minimum_password_length": "9" * 20},
    ),
]
TABLES = {
    "keys": KEYS,
    "devices": DEVICES,
    "passwords": PASSWORDS,
    "identities": IDENTITIES,
    "documents": DOCUMENTS,
    "account": ACCOUNT,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_is_wrong_stands_at_its_field(world: World, table: list[Wrong]):
    client = sign_in(Client(headers={"host": "localhost:8000"}), world.admin)
    ids = give_everything(world.alice)
    AccessKey.objects.update(status="Inactive")
    named = {"key": ids["AccessKeyId"][0], "phone": ids["SerialNumber"][0]}
    assert MFADevice.objects.filter(serial_number=named["phone"]).exists()
    Event.objects.all().delete()
    before = rows()
    for wrong in table:
        sent = {
            name: named[value[1:-1]] if value in ("{phone}",) else value
            for name, value in wrong.sent.items()
        }
        address = wrong.address.format_map(named)
        response = client.post(address, sent)
        what = (address, sent)
        assert response.status_code == wrong.status, what
        page = reading(response)
        assert {name: page.error(name) for name in page.invalid} == wrong.errors, what
        for name, value in wrong.kept.items():
            expected = named["phone"] if value == "{phone}" else value
            fields = [one for one in page.fields if one.name == name]
            shown = [one for one in fields if one.kind != "hidden"] or fields
            assert {one.value.removeprefix("\n") for one in shown} == {expected}, (what, name)
        assert "field-error" in response.content.decode(), what
        assert not page.flashes, what
        writing = Event.objects.filter(read_only=False, error_code="")
        assert not writing.exists(), what
        assert rows() == before, what
