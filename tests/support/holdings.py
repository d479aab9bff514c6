"""Everything that a user and its account can hold, once each, made by the operations."""

import uuid
from datetime import UTC, datetime

from accounts.authorization import policies_of
from accounts.editions.index import DOCUMENT as EDITION
from accounts.models import User
from accounts.operations import groups
from accounts.operations.policies import (
    attachments,
    inline_policies,
    policies,
    policy_versions,
)
from accounts.operations.policies.permissions_boundaries import put_user_permissions_boundary
from accounts.operations.tags import tag_user
from accounts.values.times import in_iso
from console.authorization_details.ids import authorization_id_of
from console.authorization_details.policies import keep_policies
from console.cloudtrail.last_accessed import generate_service_last_accessed_details
from console.models import AuthorizationRecord, Event
from console.training import classes
from console.training.models import Seat, Snapshot
from console.training.snapshots.packing import packed
from credentials.operations import (
    access_keys,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations.mfa import hardware_tokens, mfa_device_tags, mfa_devices
from credentials.token_files import Token
from credentials.totp import new_seed
from tests.credentials.material import ssh_key, valid_certificate
from tests.credentials.mfa.test_passkeys import authenticator, register
from tests.world import administrator_access, give_device

Ids = dict[str, list[str]]
DOCUMENT = (
    '{{"Version":"2012-10-17","Statement":{{"Sid":"{}","Effect":"Allow","Action":"s3:GetObject",'
    '"Resource":"arn:aws:s3:::{}/*"}}}}'
)


def document(name: str) -> str:
    """A policy that tells by its Sid whose it is."""
    return DOCUMENT.format(name.replace("-", "").title(), name)


def give_credentials(user: User, number: int = 1) -> Ids:
    """A credential of each kind, and an unassigned virtual device of the user's name.

    Of one account's users each needs a `number` of its own, which tells the certificates apart.
    """
    now, number = datetime.now(tz=UTC), number * 10 + int(user.account.account_id[0])
    key, _ = access_keys.create_access_key(user=user, now=now)
    certificate = signing_certificates.upload_signing_certificate(
        user=user, body=valid_certificate(number), now=now
    )
    ssh = ssh_public_keys.upload_ssh_public_key(user=user, body=ssh_key(number), now=now)
    services = [
        service_specific_credentials.create_service_specific_credential(
            user=user, service_name=service, now=now
        ).credential.service_specific_credential_id
        for service in service_specific_credentials.SERVICES
    ]
    phone = give_device(user, f"{user.user_name}-phone")
    leftover = mfa_devices.create_virtual_mfa_device(
        account=user.account, name=user.user_name, now=now
    )
    return {
        "AccessKeyId": [key.access_key_id],
        "CertificateId": [certificate.certificate_id],
        "SSHPublicKeyId": [ssh.ssh_public_key_id],
        "ServiceSpecificCredentialId": services,
        "SerialNumber": [phone.serial_number, leftover.serial_number],
    }


def give_record(user: User) -> str:
    """The record of a call of the user's that was refused; its id."""
    now, event_id = datetime.now(tz=UTC), str(uuid.uuid4())
    asked = {"action": "s3:ListAllMyBuckets", "resource": "*", "context": {}}
    record = AuthorizationRecord.objects.create(
        authorization_id=authorization_id_of(event_id), event_id=event_id, created_at=now,
        account=user.account, caller_arn=user.arn, user_id=user.user_id,
        context={"aws:username": user.user_name, "aws:currenttime": in_iso(now)},
        is_whole=True,
        evaluations=[{**asked, "effect": "implicitDeny"}],
        policies=keep_policies(policies_of(user), real_now=now),
    )  # fmt: skip
    return record.authorization_id


def give_class(user: User) -> Ids:
    """A class of the user's account, with a seat and a saved state; none in that of a learner."""
    account, now = user.account, datetime.now(tz=UTC)
    if Seat.objects.filter(account=account).exists():
        return {}
    made = classes.create_class(
        account=account, name=f"{user.user_name}-{account.account_id[:4]}", names=["Red"], seats=1,
        edition=EDITION, now=now,
    )  # fmt: skip
    saved = Snapshot.objects.create(
        in_class=made, name=f"state of {made.name}", created_at=now, data=packed([])
    )
    return {"ClassName": [made.name], "SnapshotNumber": [str(saved.pk)]}


def give_everything(user: User, number: int = 1) -> Ids:
    """Credentials, devices, a group, policies, a boundary, tags; their ids by AWS's names.

    Of one account's users each needs a `number` of its own, which tells the certificates apart.
    """
    account, name, now = user.account, user.user_name, datetime.now(tz=UTC)
    ids = give_credentials(user, number)
    mfa_device_tags.tag_mfa_device(
        account=account, serial_number=ids["SerialNumber"][1], tags=[("Of", f"{name}-device-tag")]
    )
    tag_user(user=user, tags=[("Of", f"{name}-of-{account.account_id}")])
    passkey = register(user, authenticator(), name=f"{name}-passkey")
    tokens = hardware_tokens.import_tokens(
        account=account, tokens=[Token(f"GAHT-{name}-{account.account_id}", new_seed())], now=now
    )
    policy = policies.create_policy(
        account=account, policy_name=f"{name}-policy", document=document(f"{name}-first"), now=now,
        description=f"What {name} of {account.account_id} may do",
    )  # fmt: skip
    policy_versions.create_policy_version(
        policy=policy, document=document(f"{name}-second"), now=now
    )
    group = groups.create_group(account=account, group_name=f"{name}-group", now=now)
    groups.add_user_to_group(group=group, user=user)
    attachments.attach_user_policy(user=user, policy=policy)
    attachments.attach_group_policy(group=group, policy=policy)
    put_user_permissions_boundary(user=user, policy=administrator_access())
    for put, whom in (
        (inline_policies.put_user_policy, {"user": user}),
        (inline_policies.put_group_policy, {"group": group}),
    ):
        put(**whom, policy_name=f"{name}-inline", document=document(f"{name}-inline"))
    report = generate_service_last_accessed_details(account=account, arn=user.arn, now=now)
    event = Event.objects.create(
        account=account, event_time=now, event_source="iam.amazonaws.com", event_name="GetUser",
        user_name=name, read_only=True, record={"userIdentity": {"arn": user.arn}},
    )  # fmt: skip
    ids |= give_class(user)
    return ids | {
        "AuthorizationId": [give_record(user)],
        "Arn": [user.arn, group.arn, policy.arn],
        "EventId": [str(event.event_id)],
        "JobId": [str(report.job_id)],
        "SerialNumber": [*ids["SerialNumber"], passkey.serial_number, *tokens],
        "GroupName": [group.group_name],
        "PolicyArn": [policy.arn],
        "PolicyName": [f"{name}-inline"],
        "PolicySourceArn": [user.arn, group.arn],
        "UserName": [name],
    }
