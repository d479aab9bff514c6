"""What an administrator sends to every address: ids of somebody, and what a form needs else.

A new address, or a field that a view newly reads, joins by itself; where these tables do not know
what to send, the tests that use them say which it must stand in.
"""

from collections.abc import Iterator
from itertools import product

from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, reverse

from accounts.models import User
from console.pages.components.policy_check import EMPTY
from tests.support.holdings import Ids
from tests.world import PASSWORD, sign_in

# The names in addresses, queries and forms that are ids, by AWS's name of what they identify.
IDS = {
    "access_key_id": "AccessKeyId",
    "arn": "PolicyArn",
    "authorization_id": "AuthorizationId",
    "certificate_id": "CertificateId",
    "class_name": "ClassName",
    "copy_from": "UserName",
    "credential_id": "ServiceSpecificCredentialId",
    "event": "EventId",
    "event_id": "EventId",
    "group_name": "GroupName",
    "policy_arn": "PolicyArn",
    "policy_name": "PolicyName",
    "principal": "UserName",
    "serial_number": "SerialNumber",
    "snapshot_number": "SnapshotNumber",
    "ssh_public_key_id": "SSHPublicKeyId",
    "user": "UserName",
    "user_name": "UserName",
}
# Those that identify nothing that is there, and what a form is filled in with.
OTHERS = {
    "account_alias": "alias-of-the-second",
    "action": "iam:GetUser",
    "after": "",
    "answer": "1",
    "ahead": "90",
    "allow_users_to_change_password": "on",
    "attribute": "Username",
    "back": "policy",
    "before": "",
    "body": "x",
    "boundary": "custom",
    "by": "30",
    "boundary_document": EMPTY,
    "change": "unlock",
    "check": "",
    "class": "",
    "client_token": "6f1cb3a5-58a2-4d3c-9a42-8d9d94a4a0c1",
    "code1": "the first code of their phone",
    "code2": "the second",
    "column": "mfa",
    "columns": "chosen",
    "console_access": "on",
    "content": "AWS_ACCESS_KEY_ID=",
    "copy": "1",
    "description": "laptop",
    "document": EMPTY,
    "edit": "",
    "edition": "current-mfa-self-manage",
    "end": "",
    "expire": "on",
    "file-clear": "",
    "find": "Key",
    "first": "2019-01-31-mfa-self-manage",
    "hard_expiry": "",
    "how": "beside",
    "joining": "closed",
    "key": "team",
    "kind": "virtual",
    "labs": "first-day",
    "lab": "first-day",
    "max_password_age": "90",
    "message": "Look here.",
    "mfa": "",
    "minutes": "60",
    "minimum_password_length": "8",
    "mode": "existing",
    "more": "2",
    "move": "",
    "name": "new-device",
    "names": "Red",
    "new_group_name": "somebodies",
    "new_password": "Another-horse-1",
    "new_path": "/",
    "new_user_name": "somebody",
    "nameless": "1",
    "next": "1",
    "number": "1",
    "old_password": PASSWORD,
    "page": "1",
    "password_reuse_prevention": "5",
    "passwords": "easy",
    "permissions": "copy",
    "policies": "attached",
    "policy": "2019-01-31-mfa-self-manage",
    "prevent_reuse": "on",
    "range": "1h",
    "require_lowercase_characters": "on",
    "require_numbers": "on",
    "require_symbols": "",
    "require_uppercase_characters": "on",
    "reset_required": "on",
    "resource": "*",
    "response": "{}",
    "rows": "",
    "schedule_change": "start",
    "search": "ali",
    "seat": "1",
    "seats": "3",
    "service": "iam",
    "set_as_default": "on",
    "shift": "3600",
    "show": "",
    "shown_path": "/",
    "snapshot_name": "before lunch",
    "slug": "first-day",
    "sort": "name",
    "start": "",
    "time": "2027-01-01T00:00",
    "type": "Customer managed",
    "understood": "on",
    "unfold": "1",
    "use": "alice",
    "use_case": "cli",
    "value": "red",
    "version_id": "v2",
    "view": "summary",
    "who": "Red",
    "without": "",
    "word": "session",
}
# What `kind` is where the names of addresses begin so; elsewhere it is one of MFA device.
KINDS = {
    "create_user": "generated",
    "edit_password": "custom",
    "enable_console": "generated",
    "reset_console": "generated",
}
CONFIRM = "confirm"  # the id typed again, or the new password


class Sender:
    """Sends what an administrator would, each time as if it were the first."""

    def __init__(self, user: User) -> None:
        """Signs in, before the user has MFA devices that would be asked for."""
        self.session = sign_in(Client(), user).cookies

    def send(
        self, view: URLPattern, method: str, kwargs: dict[str, str], ids: Ids, row: int
    ) -> HttpResponse:
        client = Client()
        client.cookies = self.session.copy()
        fields = {name: one(ids, kind, row) for name, kind in IDS.items()}
        confirm = [*kwargs.values(), OTHERS["new_password"]][-1]
        if "access_key_id" not in kwargs:
            confirm = next(iter(kwargs.values()), confirm)
        kinds = [kind for name, kind in KINDS.items() if view.name.startswith(name)]
        kind = kinds[0] if kinds else OTHERS["kind"]
        sent = OTHERS | fields | {CONFIRM: confirm, "kind": kind}
        with every_field():
            return getattr(client, method)(reverse(view.name, kwargs=kwargs), sent)


def every_field() -> override_settings:
    """A form may have all of these fields at a time, more than any real one."""
    return override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=len(IDS) + len(OTHERS) + 10)


def one(ids: Ids, kind: str, row: int) -> str:
    """The id of a kind; of several the one of that number, of fewer the last."""
    return ids[kind][min(row, len(ids[kind]) - 1)]


def addresses(view: URLPattern, theirs: Ids, own: Ids) -> Iterator[tuple[dict[str, str], bool]]:
    """The view's kwargs with every mixture of foreign ids and own; whether one is foreign."""
    names = list(view.pattern.converters)
    unknown = [name for name in names if name not in IDS | OTHERS]
    assert not unknown, f"{view.pattern}: say in IDS of {__name__} which id this is: {unknown}"
    ids = [name for name in names if name in IDS]
    for choice in product((theirs, own), repeat=len(ids)):
        kwargs = {name: one(each, IDS[name], 0) for name, each in zip(ids, choice, strict=True)}
        fixed = {name: OTHERS[name] for name in names if name not in ids}
        yield kwargs | fixed, any(each is theirs for each in choice)


def every_name_is_known(asked: set[str], view: URLPattern) -> None:
    known = {*IDS, *OTHERS, CONFIRM, "csrfmiddlewaretoken"}
    unknown = sorted(name for name in asked - known if not name.endswith("_page"))
    assert not unknown, (
        f"{view.pattern} reads {unknown}: name them in {__name__}, in IDS if they identify "
        "something, else in OTHERS"
    )
