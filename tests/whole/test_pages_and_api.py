"""A page and the API leave the same event for the same action."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from console.api.catalogue import OPERATIONS
from console.checks import views
from console.gate.decorators import mark_of
from console.models import Event
from console.protocol import service_models
from credentials.operations.service_specific_credentials import (
    CODECOMMIT,
    create_service_specific_credential,
)
from tests.api.conftest import new_key
from tests.api.raw import body_of, send
from tests.credentials.material import ssh_key, valid_certificate
from tests.pages.helpers import READ
from tests.world import World, sign_in

TOKEN = {"client_token": "6f1cb3a5-58a2-4d3c-9a42-8d9d94a4a0c1"}
POLICY = "arn:aws:iam::123456789012:policy/Force_MFA"
BOB, CAROL = {"UserName": "bob"}, {"user_name": "carol"}
# What is sent to a page about carol, and to the API about bob: address, kwargs, form; call.
SENT: dict[str, tuple[str, dict[str, str], dict[str, str], dict[str, str]]] = {
    "CreateAccessKey": ("create_access_key", CAROL, TOKEN, BOB),
    "CreateGroup": ("create_group", {}, {"group_name": "Ops"}, {"GroupName": "Developers"}),
    "CreateLoginProfile": (
        "enable_console_access",
        CAROL,
        {"kind": "generated", "reset_required": "on"},
        {**BOB, "Password": "Another-horse-1"},
    ),
    "CreatePolicy": (
        "create_policy",
        {},
        {"policy_name": "First", "document": READ},
        {"PolicyName": "Second", "PolicyDocument": READ},
    ),
    "CreatePolicyVersion": (
        "edit_policy",
        {"policy_arn": POLICY},
        {"document": READ},
        {"PolicyArn": POLICY, "PolicyDocument": READ},
    ),
    "CreateServiceSpecificCredential": (
        "generate_codecommit_credentials",
        CAROL,
        TOKEN,
        {**BOB, "ServiceName": CODECOMMIT},
    ),
    "CreateUser": ("create_user_review", {}, {"user_name": "dave", **TOKEN}, {"UserName": "erin"}),
    "CreateVirtualMFADevice": (
        "assign_mfa_device",
        CAROL,
        {"name": "phone", "kind": "virtual"},
        {"VirtualMFADeviceName": "tablet"},
    ),
    "ResetServiceSpecificCredential": ("reset_service_credential", CAROL, TOKEN, BOB),
    "UploadSSHPublicKey": (
        "upload_ssh_public_key",
        CAROL,
        {"body": ssh_key(1)},
        {**BOB, "SSHPublicKeyBody": ssh_key(2)},
    ),
    "UploadSigningCertificate": (
        "upload_certificate",
        CAROL,
        {"body": valid_certificate(1)},
        {**BOB, "CertificateBody": valid_certificate(2)},
    ),
}


def answered_by_both() -> list[str]:
    """The operations that change something and answer, and that a page performs too."""
    marks = [mark for mark in map(mark_of, (view.callback for view in views())) if mark]
    named = {
        action
        for mark in marks
        for action, _ in (*([mark.performs] if mark.performs else []), *mark.offers, *mark.each)
    }
    performed = {mark_of(perform).performs[0] for perform in OPERATIONS} & named
    return sorted(
        action.operation
        for action in performed
        if not action.read_only
        and service_models.operation(action.service, action.operation).output_shape is not None
    )


def credential_of(user: User) -> str:
    issued = create_service_specific_credential(
        user=user, service_name=CODECOMMIT, now=datetime.now(tz=UTC)
    )
    return issued.credential.service_specific_credential_id


def names(answer: Any) -> Any:
    """An answer without its values."""
    return {name: names(each) for name, each in answer.items()} if type(answer) is dict else None


@pytest.mark.parametrize("operation", answered_by_both())
def test_pages_and_api_record_the_same_members_of_an_answer(world: World, client, operation: str):
    view, kwargs, form, asked = SENT[operation]
    if operation == "CreateLoginProfile":
        User.objects.filter(user_name__in=("bob", "carol")).update(password="!")
    if operation == "ResetServiceSpecificCredential":
        form = {**form, "credential_id": credential_of(world.carol)}
        asked = {**asked, "ServiceSpecificCredentialId": credential_of(world.bob)}
    key = new_key(world.admin)
    sign_in(client, world.admin).post(reverse(view, kwargs=kwargs), form)
    send(key, body_of(operation, **asked))
    answers = [
        event.record["responseElements"]
        for event in Event.objects.filter(event_name=operation, error_code="").order_by("pk")
    ]
    assert len(answers) == 2
    assert names(answers[0]) == names(answers[1])
