"""Every operation of the API, called by botocore, for tests/golden/events.txt: what it leaves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from django.test import Client

from accounts.models import User
from accounts.operations.groups import create_group
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from accounts.operations.policies.attachments import detach_user_policy
from console.api.catalogue import CATALOGUE
from console.gate.decorators import mark_of
from credentials.models import MFADevice
from credentials.operations.reports.credential_reports import generate_credential_report
from tests.api.conftest import QUICK, SESSION, new_key
from tests.api.walks.test_other_accounts import IDS, OTHERS, members
from tests.events import KNOWN, REFUSED, UNKNOWN, Visit, deny, taken_back, visited
from tests.support.holdings import give_everything
from tests.support.strangers import nobodys
from tests.world import PASSWORD, make_world, pair

Operation = tuple[str, str]
_, LEFTOVER, PASSKEY = range(3)  # the devices in tests/support/holdings.py, in their order
DEVICES = {
    "DeleteVirtualMFADevice": LEFTOVER,
    "EnableMFADevice": LEFTOVER,
    "GetMFADevice": PASSKEY,
}  # else the phone
# What is sent to these operations beside what test_other_accounts sends; None for nothing.
SENT: dict[str, dict[str, Any]] = {
    "ChangePassword": {"OldPassword": PASSWORD},
    "CreateAccountAlias": {"AccountAlias": "another-alias"},
    "CreateGroup": {"GroupName": "Testers"},
    "CreatePolicy": {"PolicyName": "Another"},
    "CreateUser": {"UserName": "dave"},
    "DeleteGroup": {"GroupName": "Operators"},
    "DeletePolicy": {"PolicyArn": "arn:aws:iam::123456789012:policy/Self_manage"},
    "DeleteUser": {"UserName": "carol"},
    "GetSessionToken": {"SerialNumber": None, "TokenCode": None},
}
SERVICES = {
    "access-analyzer": "accessanalyzer",
    "tag": "resourcegroupstaggingapi",
}  # which botocore calls otherwise


class Stage:
    """The access key of an administrator, and alice, who holds everything."""

    def __init__(self) -> None:
        self.world, now = make_world(), datetime.now(tz=UTC)
        self.admin, self.alice, account = self.world.admin, self.world.alice, self.world.account
        create_group(account=account, group_name="Operators", now=now)
        update_account_password_policy(account=account, settings=PasswordPolicySettings())
        detach_user_policy(user=self.world.bob, policy=self.world.bob.policies.get())
        self.ids = give_everything(self.alice) | {"AccountAlias": ["training"]}
        self.key = new_key(self.admin)
        devices = MFADevice.objects.filter(serial_number__in=self.ids["SerialNumber"][:2])
        self.codes = {device.serial_number: _codes(device) for device in devices}
        self.client = cache(self._client)

    def visits(self, operation: Operation) -> Iterator[Visit]:
        mark = mark_of(CATALOGUE[operation])
        for case in (KNOWN, UNKNOWN) if mark.undeniable else (KNOWN, UNKNOWN, REFUSED):
            with taken_back():
                ask = self._prepared(operation, case)
                if case == REFUSED:
                    deny(self.admin)
                yield visited("", case, ask)

    def _prepared(self, operation: Operation, case: str) -> Callable[[], int]:
        service, name = operation
        if name in ("CreateLoginProfile", "DeleteUser"):  # for who has no password
            User.objects.update(password="!")
        if name == "GetCredentialReport":  # which was generated a while ago
            before = datetime.now(tz=UTC) - timedelta(minutes=1)
            generate_credential_report(account=self.world.account, now=before)
        ids, place = self.ids, DEVICES.get(name, 0)
        codes = self.codes.get(ids["SerialNumber"][place], {})
        if case == UNKNOWN:
            ids = {kind: [nobodys(each) for each in found] for kind, found in ids.items()}
        chosen = {parameter: ids[kind][0] for parameter, kind in IDS.items()}
        chosen["SerialNumber"] = ids["SerialNumber"][place]
        sent = OTHERS | chosen | codes | (SENT.get(name, {}) if case != UNKNOWN else {})
        asked = {
            parameter: sent[parameter]
            for parameter in members(operation)
            if sent.get(parameter) is not None
        }
        return partial(_called, self.client(service), name, asked)

    def _client(self, service: str) -> BaseClient:
        client = SESSION.create_client(
            SERVICES.get(service, service),
            aws_access_key_id=self.key["AccessKeyId"],
            aws_secret_access_key=self.key["SecretAccessKey"],
            region_name="us-east-1",
            endpoint_url="http://testserver",
            config=QUICK,
        )
        client.meta.events.register("before-send", _answered)
        return client


def _codes(device: MFADevice) -> dict[str, str]:
    first, second = pair(device).values()
    return {"AuthenticationCode1": first, "AuthenticationCode2": second}


def _called(client: BaseClient, name: str, parameters: dict[str, Any]) -> int:
    """The status of the answer to a call."""
    try:
        answer = client._make_api_call(name, parameters)
    except ClientError as error:
        answer = error.response
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def _answered(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    """The answer of the console, without a server between."""
    parts = urlsplit(request.url)
    headers = {
        "Host": parts.netloc,
        **{name: _text(value) for name, value in request.headers.items()},
    }
    response = Client().generic(
        request.method,
        f"{parts.path}?{parts.query}" if parts.query else parts.path,
        request.body or b"",
        content_type=headers.pop("Content-Type", ""),
        headers=headers,
    )
    return AWSResponse(request.url, response.status_code, response.headers, _Raw(response.content))


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


class _Raw(BytesIO):
    """A body as botocore reads it."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


def operations() -> Iterator[tuple[str, list[Visit]]]:
    """Every operation in the order of its name, and what it leaves."""
    with taken_back():
        stage = Stage()
        for operation in sorted(CATALOGUE):
            yield ":".join(operation), list(stage.visits(operation))
