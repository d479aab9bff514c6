"""Rows as dicts of the service model's names, for API responses and events.

None stands for a member that is left out. No secret is here: who makes one adds it.
"""

from collections.abc import Mapping

from accounts.models import Group, Policy, PolicyVersion, User
from accounts.operations.tags import Tag, listed
from credentials.models import (
    AccessKey,
    MFADevice,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
    Status,
)

Described = dict[str, object]


def access_key(key: AccessKey, owner: User) -> Described:
    return {
        "UserName": owner.user_name,
        "AccessKeyId": key.access_key_id,
        "Status": key.status,
        "CreateDate": key.created_at,
    }


def group(row: Group) -> Described:
    return {
        "Path": row.path,
        "GroupName": row.group_name,
        "GroupId": row.group_id,
        "Arn": row.arn,
        "CreateDate": row.created_at,
    }


def login_profile(owner: User) -> Described:
    return {
        "UserName": owner.user_name,
        "CreateDate": owner.login_profile_created_at,
        "PasswordResetRequired": owner.password_reset_required,
    }


def attached_policy(row: Policy) -> dict[str, str]:
    """A managed policy in the list of those that are attached to a user or a group."""
    return {"PolicyName": row.policy_name, "PolicyArn": row.arn}


def policy(row: Policy) -> Described:
    return {
        "PolicyName": row.policy_name,
        "PolicyId": row.policy_id,
        "Arn": row.arn,
        "Path": row.path,
        "DefaultVersionId": row.default_version_id,
        "AttachmentCount": row.attachment_count,
        "PermissionsBoundaryUsageCount": row.boundary_count,
        "IsAttachable": True,
        "CreateDate": row.created_at,
        "UpdateDate": row.updated_at,
    }


def policy_version(row: PolicyVersion) -> Described:
    return {
        "VersionId": row.version_id,
        "IsDefaultVersion": row.is_default,
        "CreateDate": row.created_at,
    }


def service_specific_credential(row: ServiceSpecificCredential) -> Described:
    return {
        "CreateDate": row.created_at,
        "ExpirationDate": row.expires_at,
        "ServiceName": row.service_name,
        "ServiceUserName": row.service_user_name,
        "ServiceSpecificCredentialId": row.service_specific_credential_id,
        "UserName": row.user.user_name,
        "Status": row.status,
    }


def signing_certificate(row: SigningCertificate) -> Described:
    return {
        "UserName": row.user.user_name,
        "CertificateId": row.certificate_id,
        "CertificateBody": row.body,
        "Status": row.status,
        "UploadDate": row.created_at,
    }


def uploaded_certificate(row: SigningCertificate) -> Described:
    """Uploading one's own again answers `Active`, whatever is stored, as recorded from AWS."""
    return {**signing_certificate(row), "Status": Status.ACTIVE}


def listed_ssh_public_key(row: SSHPublicKey) -> Described:
    return {
        "UserName": row.user.user_name,
        "SSHPublicKeyId": row.ssh_public_key_id,
        "Status": row.status,
        "UploadDate": row.created_at,
    }


def ssh_public_key(row: SSHPublicKey, body: str) -> Described:
    """A key by itself, its body in the encoding that is requested."""
    return {
        **listed_ssh_public_key(row),
        "Fingerprint": row.fingerprint,
        "SSHPublicKeyBody": body,
    }


def tag(pair: Tag) -> dict[str, str]:
    key, value = pair
    return {"Key": key, "Value": value}


def tags(pairs: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags in the order in which they are listed."""
    return [tag(pair) for pair in listed(pairs)]


def permissions_boundary(row: User) -> dict[str, str] | None:
    """The permissions boundary of a user that has one."""
    boundary = row.permissions_boundary
    if boundary is None:
        return None
    return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary.arn}


def user(row: User) -> Described:
    """A user in the answer about a group or an assigned device."""
    return {
        "Path": row.path,
        "UserName": row.user_name,
        "UserId": row.user_id,
        "Arn": row.arn,
        "CreateDate": row.created_at,
    }


def listed_user(row: User) -> Described:
    return {**user(row), "PasswordLastUsed": row.password_last_used}


def whole_user(row: User) -> Described:
    """A user as GetUser returns it."""
    return {
        **listed_user(row),
        "PermissionsBoundary": permissions_boundary(row),
        "Tags": tags(row.tags) or None,
    }


def virtual_mfa_device(row: MFADevice) -> Described:
    """A virtual device without its seed. If it is assigned, its user is named."""
    if row.user is None:
        return {"SerialNumber": row.serial_number}
    return {
        "SerialNumber": row.serial_number,
        "User": user(row.user),
        "EnableDate": row.enable_date,
    }
