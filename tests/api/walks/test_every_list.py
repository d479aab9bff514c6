"""Every list of IAM in pages: of one row and of two, with rows that come and go between them.

A list that is new must stand in one of the tables below.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.parsers import create_parser
from django.db import transaction
from django.http import HttpResponse

from console.protocol import service_models
from tests.api.conftest import new_key
from tests.api.protocol.test_markers_and_texts import PAGED
from tests.api.raw import Key, body_of, code, message, send
from tests.credentials.material import ssh_key, valid_certificate
from tests.support.refusals import DENY_ALL
from tests.world import ACCOUNT_ID, World, give_device

NUMBERS = ("0", "1", "2")
POLICY = f"arn:aws:iam::{ACCOUNT_ID}:policy/p-0"
SERIAL = f"arn:aws:iam::{ACCOUNT_ID}:mfa/d-0"
GIT = "codecommit.amazonaws.com"
BOB, GROUP = {"UserName": "bob"}, {"GroupName": "g-0"}
# The member of the answer that has the rows, and what is sent.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "GetGroup": ("Users", GROUP),
    "ListAccessKeys": ("AccessKeyMetadata", BOB),
    "ListAttachedGroupPolicies": ("AttachedPolicies", GROUP),
    "ListAttachedUserPolicies": ("AttachedPolicies", BOB),
    "ListGroupPolicies": ("PolicyNames", GROUP),
    "ListGroups": ("Groups", {}),
    "ListGroupsForUser": ("Groups", BOB),
    "ListMFADevices": ("MFADevices", BOB),
    "ListMFADeviceTags": ("Tags", {"SerialNumber": SERIAL}),
    "ListPolicies": ("Policies", {"Scope": "Local"}),
    "ListPolicyTags": ("Tags", {"PolicyArn": POLICY}),
    "ListPolicyVersions": ("Versions", {"PolicyArn": POLICY}),
    "ListSSHPublicKeys": ("SSHPublicKeys", BOB),
    "ListServiceSpecificCredentials": ("ServiceSpecificCredentials", BOB),
    "ListSigningCertificates": ("Certificates", BOB),
    "ListUserPolicies": ("PolicyNames", BOB),
    "ListUserTags": ("Tags", BOB),
    "ListUsers": ("Users", {}),
    "ListVirtualMFADevices": ("VirtualMFADevices", {}),
}
# Lists of what cannot be here.
EMPTY = {
    "ListServerCertificates": ("ServerCertificateMetadataList", {}),
    "ListInstanceProfiles": ("InstanceProfiles", {}),
    "ListRoles": ("Roles", {}),
}

# Lists of several kinds or of what is counted, each with pages of its own; lists about what cannot
# be here, which is not found; the one alias.
ELSEWHERE = {
    "test_account": ["ListAccountAliases"],
    "test_account_authorization": ["GetAccountAuthorizationDetails"],
    "test_last_accessed": [
        "GetOrganizationsAccessReport",
        "GetServiceLastAccessedDetails",
        "GetServiceLastAccessedDetailsWithEntities",
        "ListPoliciesGrantingServiceAccess",
    ],
    "test_policies": ["ListEntitiesForPolicy"],
    "test_roles": [
        "ListAttachedRolePolicies",
        "ListDelegationRequests",
        "ListInstanceProfileTags",
        "ListInstanceProfilesForRole",
        "ListOpenIDConnectProviderTags",
        "ListRolePolicies",
        "ListRoleTags",
        "ListSAMLProviderTags",
        "ListServerCertificateTags",
    ],
    "test_simulation": ["SimulateCustomPolicy", "SimulatePrincipalPolicy"],
}


def call(key: Key, name: str, **sent: str) -> dict[str, Any]:
    """What an allowed call answers, by the service model."""
    response = send(key, body_of(name, **sent))
    assert code(response) == (200, ""), (name, message(response))
    return parsed(name, response)


def parsed(name: str, response: HttpResponse) -> dict[str, Any]:
    shape = service_models.operation("iam", name).output_shape
    answer = {
        "status_code": response.status_code,
        "headers": dict(response.headers),
        "body": response.content,
    }
    found = create_parser("query").parse(answer, shape)
    found.pop("ResponseMetadata")
    return found


def pages(key: Key, name: str, size: int, **sent: str) -> Iterator[dict[str, Any]]:
    """The pages of a list, as long as there is another."""
    marker: dict[str, str] = {}
    for _ in range(50):
        page = call(key, name, MaxItems=str(size), **sent, **marker)
        yield page
        assert page["IsTruncated"] == ("Marker" in page), name
        if "Marker" not in page:
            return
        marker = {"Marker": page["Marker"]}
    raise AssertionError(f"{name} has no end")


def tagged(what: dict[str, str]) -> dict[str, str]:
    """Three tags, beside what names the tagged."""
    keys = {f"Tags.member.{int(n) + 1}.Key": f"k-{n}" for n in NUMBERS}
    return {**what, **keys, **{f"Tags.member.{int(n) + 1}.Value": n for n in NUMBERS}}


@pytest.fixture
def filled(people: World, key: Key) -> Key:
    """The administrator's key, in an account that has three rows in every list that can have so
    many."""
    text = {"PolicyDocument": DENY_ALL}
    for n in NUMBERS:
        group, policy = {"GroupName": f"g-{n}"}, f"arn:aws:iam::{ACCOUNT_ID}:policy/p-{n}"
        call(key, "CreateGroup", **group)
        call(key, "AddUserToGroup", **group, **BOB)
        call(key, "CreatePolicy", PolicyName=f"p-{n}", **text)
        call(key, "AttachUserPolicy", PolicyArn=policy, **BOB)
        call(key, "AttachGroupPolicy", PolicyArn=policy, **GROUP)
        call(key, "PutUserPolicy", PolicyName=f"i-{n}", **text, **BOB)
        call(key, "PutGroupPolicy", PolicyName=f"i-{n}", **text, **GROUP)
        call(key, "CreatePolicyVersion", PolicyArn=POLICY, **text)
        call(key, "CreateVirtualMFADevice", VirtualMFADeviceName=f"d-{n}")
        call(key, "UploadSSHPublicKey", SSHPublicKeyBody=ssh_key(int(n)), **BOB)
    for user in ("alice", "carol"):
        call(key, "AddUserToGroup", UserName=user, **GROUP)
    for n in NUMBERS[:2]:
        give_device(people.bob, f"bobs-{n}")
        call(key, "CreateServiceSpecificCredential", ServiceName=GIT, **BOB)
        call(key, "CreateAccessKey", **BOB)
        call(key, "UploadSigningCertificate", CertificateBody=valid_certificate(int(n)), **BOB)
    call(key, "TagUser", **tagged(BOB))
    call(key, "TagPolicy", **tagged({"PolicyArn": POLICY}))
    call(key, "TagMFADevice", **tagged({"SerialNumber": SERIAL}))
    return key


def test_every_list_stands_in_a_table():
    named = {*LISTS, *EMPTY, *(name for names in ELSEWHERE.values() for name in names)}
    assert named == {*PAGED}


def test_a_list_about_somebody_is_that_users_alone(filled: Key):
    """Whoever else has as many of the same kind."""
    about = [name for name, (_, sent) in LISTS.items() if sent is BOB]
    assert len(about) >= 8
    for name in about:
        member, has = LISTS[name][0], {"ListGroupsForUser": 1}
        rows = call(filled, name, **BOB)[member]
        assert all(row.get("UserName", "bob") == "bob" for row in rows if isinstance(row, dict))
        assert len(call(filled, name, UserName="carol")[member]) == has.get(name, 0), name


def test_pages_of_any_size_are_the_whole_list(filled: Key):
    for name, (member, sent) in LISTS.items():
        whole = call(filled, name, **sent)
        assert len(whole[member]) >= 2, name
        assert (whole["IsTruncated"], "Marker" in whole) == (False, False), name
        for size in (1, 2, len(whole[member])):
            found = list(pages(filled, name, size, **sent))
            assert [row for page in found for row in page[member]] == whole[member], (name, size)
            assert {len(page[member]) for page in found[:-1]} <= {size}, (name, size)
            assert len(found) == -(-len(whole[member]) // size), (name, size)


def test_a_list_is_decided_anew_for_every_page(filled: Key, people: World):
    """Who is denied between two pages gets no further, whatever the marker."""
    markers = {
        name: call(filled, name, MaxItems="1", **sent)["Marker"]
        for name, (_, sent) in LISTS.items()
    }
    people.admin.inline_policies.create(policy_name="none", document=DENY_ALL)
    for name, (_, sent) in LISTS.items():
        response = send(filled, body_of(name, **sent, Marker=markers[name]))
        assert code(response) == (403, "AccessDenied"), name


def test_a_marker_is_for_its_list_alone(filled: Key):
    """Not for another operation, and not for the same about somebody else."""
    others = {
        "ListGroups": {"PathPrefix": "/other/"},
        "ListUsers": {"PathPrefix": "/other/"},
        "ListPolicies": {"Scope": "All"},
        "ListVirtualMFADevices": {"AssignmentStatus": "Unassigned"},
    }
    about = {"UserName": "admin", "GroupName": "g-1", "PolicyArn": POLICY[:-1] + "1"}
    about["SerialNumber"] = SERIAL[:-1] + "1"
    for name, (_, sent) in LISTS.items():
        marker = call(filled, name, MaxItems="1", **sent)["Marker"]
        other = others.get(name) or {member: about[member] for member in sent}
        response = send(filled, body_of(name, **other, Marker=marker))
        assert (code(response), message(response)) == (
            (400, "ValidationError"),
            "Marker and Filter do not match",
        ), name


DELETED = {
    "ListAccessKeys": ("DeleteAccessKey", {"AccessKeyId": "AccessKeyId"}, BOB),
    "ListAttachedUserPolicies": ("DetachUserPolicy", {"PolicyArn": "PolicyArn"}, BOB),
    "ListAttachedGroupPolicies": ("DetachGroupPolicy", {"PolicyArn": "PolicyArn"}, GROUP),
    "ListGroupsForUser": ("RemoveUserFromGroup", {"GroupName": "GroupName"}, BOB),
    "ListSSHPublicKeys": ("DeleteSSHPublicKey", {"SSHPublicKeyId": "SSHPublicKeyId"}, BOB),
    "ListSigningCertificates": (
        "DeleteSigningCertificate",
        {"CertificateId": "CertificateId"},
        BOB,
    ),
    "ListVirtualMFADevices": ("DeleteVirtualMFADevice", {"SerialNumber": "SerialNumber"}, {}),
    "GetGroup": ("RemoveUserFromGroup", {"UserName": "UserName"}, GROUP),
}


def test_what_goes_between_two_pages_leaves_no_gap(filled: Key):
    """The row that a marker stands at is deleted; the next page begins with the one after it."""
    for name, (delete, ids, sent) in DELETED.items():
        member, asked = LISTS[name]
        rows = call(filled, name, **asked)[member]
        with transaction.atomic():
            first = call(filled, name, MaxItems="1", **asked)
            call(filled, delete, **sent, **{to: first[member][0][at] for to, at in ids.items()})
            rest = call(filled, name, Marker=first["Marker"], **asked)
            assert first[member] + rest[member] == rows, name
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ("0", "greater than or equal to 1"),
        ("-1", "greater than or equal to 1"),
        ("1001", "less than or equal to 1000"),
    ],
)
def test_a_page_has_one_to_a_thousand_rows(key: Key, items: str, text: str):
    for name in PAGED:
        if name in LISTS:
            response = send(key, body_of(name, MaxItems=items, **LISTS[name][1]))
            assert code(response) == (400, "ValidationError"), name
            assert (
                f"Value at 'maxItems' failed to satisfy constraint: Member must have value {text}"
                in (message(response) or "")
            ), name


def test_nothing_is_an_empty_list(people: World):
    """An account with one user who has nothing but one policy and the key that asks."""
    key = new_key(people.stranger)
    nothing = {
        name: (member, {"UserName": "stranger"} if sent is BOB else sent)
        for name, (member, sent) in (LISTS | EMPTY).items()
        if sent is BOB or not sent
    }
    has_one = {"ListUsers", "ListAccessKeys", "ListAttachedUserPolicies"}
    for name, (member, sent) in nothing.items():
        answer = call(key, name, **sent)
        assert len(answer[member]) == (name in has_one), name
        assert answer["IsTruncated"] is False, name
        assert "Marker" not in answer, name
