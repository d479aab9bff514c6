"""The administrator of one account calls the API with every id of another.

A new operation joins by itself; for a parameter that this file does not know, the test says in
which of the tables below it must stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.models import User
from accounts.operations.policies.attachments import attach_user_policy
from console.protocol import service_models
from credentials.models import MFADevice
from tests.api.conftest import new_key
from tests.api.raw import Key, code, send
from tests.api.walks.test_every_operation import NAMES, form
from tests.credentials.material import ssh_key, valid_certificate
from tests.support.holdings import Ids, give_everything
from tests.support.refusals import DENY_ALL
from tests.support.strangers import Others, alike, nobodys, texts_of, told
from tests.world import World, administrator_access, make_world
from tests.world import code as shown

# The parameters that identify something, by the id in tests/support/holdings.py that they take.
IDS = {
    "AccessKeyId": "AccessKeyId",
    "AccountAlias": "AccountAlias",
    "Arn": "Arn",
    "CallerArn": "PolicySourceArn",
    "CertificateId": "CertificateId",
    "GroupName": "GroupName",
    "JobId": "JobId",
    "PermissionsBoundary": "PolicyArn",
    "PolicyArn": "PolicyArn",
    "PolicyName": "PolicyName",
    "PolicySourceArn": "PolicySourceArn",
    "SSHPublicKeyId": "SSHPublicKeyId",
    "SerialNumber": "SerialNumber",
    "ServiceSpecificCredentialId": "ServiceSpecificCredentialId",
    "UserName": "UserName",
    "authorizationId": "AuthorizationId",
}
# Those that identify nothing that is there, as they are sent.
ANYTHING = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
)
OTHERS: dict[str, Any] = {
    "access": [{"actions": ["iam:GetUser"]}],
    "existingPolicyDocument": ANYTHING,
    "newPolicyDocument": ANYTHING,
    "policyDocument": ANYTHING,
    "policyType": "IDENTITY_POLICY",
    "ActionNames": ["iam:GetUser"],
    "AuthenticationCode1": "the first code of their phone",
    "AuthenticationCode2": "the second",
    "CertificateBody": valid_certificate(3),
    "DelegationRequestId": "A" * 16,
    "DeletionTaskId": "task/aws-service-role/x",
    "EncodedMessage": "x",
    "Encoding": "SSH",
    "InstanceProfileName": "web",
    "Name": "visitor",
    "NewGroupName": "somebodies",
    "NewPassword": "Another-horse-1",
    "NewUserName": "somebody",
    "OldPassword": "correct horse",
    "OpenIDConnectProviderArn": "arn:aws:iam::123456789012:oidc-provider/example.com",
    "Password": "Another-horse-1",
    "PolicyDocument": DENY_ALL,
    "PolicyInputList": [DENY_ALL],
    "RoleArn": "arn:aws:iam::123456789012:role/deploy",
    "RoleName": "deploy",
    "RoleSessionName": "session",
    "SAMLProviderArn": "arn:aws:iam::123456789012:saml-provider/idp",
    "SSHPublicKeyBody": ssh_key(3),
    "ServerCertificateName": "www",
    "ServiceName": "codecommit.amazonaws.com",
    "ServiceNamespace": "iam",
    "ServiceNamespaces": ["iam"],
    "Status": "Inactive",
    "TagKeys": ["Of"],
    "Tags": [{"Key": "k", "Value": "v"}],
    "TokenCode": "the second again",
    "VersionId": "v2",
    "VirtualMFADeviceName": "new",
    "policyUri": "arn:aws:iam::123456789012:policy/alice-policy",
}
# Those that are left out: options, paging, filters, texts of policies.
# fmt: off
LEFT_OUT = {
    "AllUsers", "AllowUsersToChangePassword", "AssignmentStatus", "ContextEntries",
    "CredentialAgeDays", "DelegationPermissionCheck", "Description", "DurationSeconds",
    "EntityFilter", "ExternalId", "Filter", "Granularity", "HardExpiry", "Marker", "MaxItems",
    "MaxPasswordAge",
    "MaxSigninSessionDuration", "MinimumPasswordLength", "MinimumSessionTokenSize", "NewPath",
    "OnlyAttached", "OrderedOrganizationPolicyInputList", "OwnerId", "PasswordResetRequired",
    "PasswordReusePrevention", "Path", "PathPrefix", "PermissionsBoundaryPolicyInputList", "Policy",
    "PolicyArns", "PolicyExclusionList", "PolicyUsageFilter", "ProvidedContexts",
    "RequireLowercaseCharacters", "RequireNumbers", "RequireSymbols", "RequireUppercaseCharacters",
    "ResetMaxSigninSessionDuration", "ResourceArns", "ResourceHandlingOption", "ResourceOwner",
    "ResourcePolicy", "Scope", "SetAsDefault", "SortKey", "SourceIdentity", "TransitiveTagKeys",
}
# fmt: on
UNIQUE = {"CreateAccountAlias"}  # one is told that the alias is taken, as on AWS


@dataclass(frozen=True)
class Variant:
    """Which id each parameter takes: theirs, own, or "" for one that is left out."""

    whose: dict[str, str]
    row: int

    def parameters(self, operation: tuple[str, str], ids: dict[str, Ids]) -> dict[str, Any]:
        sent = {name: OTHERS[name] for name in members(operation) if name in OTHERS}
        for name, owner in self.whose.items():
            found = ids[owner][IDS[name]] if owner else []
            if found:
                sent[name] = found[min(self.row, len(found) - 1)]
        return sent


def members(operation: tuple[str, str]) -> dict[str, bool]:
    """The operation's parameters, and whether each must be sent."""
    shape = service_models.operation(*operation).input_shape
    return {name: name in shape.required_members for name in shape.members} if shape else {}


def variants(operation: tuple[str, str], theirs: Ids) -> Iterator[Variant]:
    """Every mixture of foreign ids, own ids and none that has a foreign one in it."""
    asked = members(operation)
    unknown = sorted(asked.keys() - IDS.keys() - OTHERS.keys() - LEFT_OUT)
    assert not unknown, (
        f"{operation} takes {unknown}: name them in {__name__}, in IDS if they identify "
        "something, else in OTHERS or LEFT_OUT"
    )
    names = [name for name in asked if name in IDS]
    choices = [("theirs", "own", *(() if asked[name] else ("",))) for name in names]
    for choice in product(*choices):
        whose = dict(zip(names, choice, strict=True))
        foreign = [IDS[name] for name, owner in whose.items() if owner == "theirs"]
        for row in range(max((len(theirs[kind]) for kind in foreign), default=0)):
            yield Variant(whose, row)


# Of things that no account has: whoever asks is told that there is none.
NOBODYS = {
    ("iam", "GetOrganizationsAccessReport"),
    ("iam", "GetRolePolicy"),
    ("sts", "AssumeRole"),
}
WITH_IDS = [
    operation
    for operation in NAMES
    if IDS.keys() & members(operation).keys() and operation not in NOBODYS
]


@dataclass(frozen=True)
class Stage:
    """Two accounts whose administrators hold everything: the first's ids and the caller's own."""

    world: World
    theirs: Ids
    own: Ids
    secrets: set[str]

    @property
    def phone(self) -> MFADevice:
        return MFADevice.objects.get(serial_number=self.theirs["SerialNumber"][0])


def stage_for(world: World, caller: User) -> Stage:
    """Give a credential of each kind to the first account's administrator, and to the caller."""
    theirs = give_everything(world.admin) | {"AccountAlias": ["training"]}
    own = give_everything(caller) | {"AccountAlias": ["alias-of-the-second"]}
    return Stage(world, theirs, own, texts_of(world.account))


def know_codes(monkeypatch: pytest.MonkeyPatch, phone: MFADevice) -> None:
    """Two codes of their phone are sent."""
    monkeypatch.setitem(OTHERS, "AuthenticationCode1", shown(phone, -1))
    monkeypatch.setitem(OTHERS, "AuthenticationCode2", shown(phone))
    monkeypatch.setitem(OTHERS, "TokenCode", shown(phone))


def call(key: Key, operation: tuple[str, str], parameters: dict[str, Any]) -> HttpResponse:
    return send(key, form(*operation, parameters), service=operation[0])


@pytest.fixture(scope="module")
def stage(shared_database: None) -> Stage:
    world = make_world()
    attach_user_policy(user=world.carol, policy=administrator_access())
    return stage_for(world, world.stranger)


@pytest.fixture(autouse=True)
def codes(db: None, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    know_codes(monkeypatch, stage.phone)


@pytest.mark.parametrize("operation", NAMES, ids="-".join)
def test_every_id_of_another_account_is_as_good_as_nobodys(
    stage: Stage, operation: tuple[str, str]
):
    theirs, key = stage.theirs, new_key(stage.world.stranger)
    caller = stage.world.stranger.account
    nobody = {kind: [nobodys(each) for each in ids] for kind, ids in theirs.items()}
    every = [each for ids in (*theirs.values(), *nobody.values()) for each in ids]
    others = Others(caller)
    for variant in variants(operation, theirs):
        answers = []
        for ids in (theirs, nobody):
            sent = variant.parameters(operation, {"theirs": ids, "own": stage.own})
            with others.untouched():
                response = call(key, operation, sent)
                assert not told(caller, response, stage.secrets, every)
            answers.append(alike(response, every))
        assert answers[0] == answers[1] or operation[1] in UNIQUE, variant


@pytest.mark.parametrize("operation", WITH_IDS, ids="-".join)
def test_those_ids_are_good_for_who_may_use_them(stage: Stage, operation: tuple[str, str]):
    """The refusals above do not come from wrong requests: the owner may use these ids.

    Without MFA nobody may change the own devices, so a second administrator asks too.
    """
    keys = [new_key(stage.world.admin), new_key(stage.world.carol)]
    theirs, others, codes = stage.theirs, Others(stage.world.account), set()
    for variant, key in product(variants(operation, theirs), keys):
        sent = variant.parameters(operation, {"theirs": theirs, "own": theirs})
        with others.untouched():
            codes.add(code(call(key, operation, sent))[1])
    assert codes - {"AccessDenied", "NoSuchEntity"}
