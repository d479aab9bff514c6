"""What a call over the wire is checked against: found inside the caller's account, with its ARN.

A name that the account does not know has the ARN that it would have, so that who may not ask learns
nothing. What AWS prints in a refusal is not always an ARN.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accounts import arns
from accounts.actions import TAG_MFA_DEVICE, TAG_SESSION, TAG_USER, Action
from accounts.models import User
from console.requests import CallerRequest, caller_of
from console.targets import Target, groups, users
from console.targets.mfa_devices import of_serial_number
from console.targets.service_specific_credentials import SERVICE_NAME_KEY
from console.targets.users import BOUNDARY_KEY, of_user, with_boundary
from credentials.models import ServiceSpecificCredential

AGE_KEY = "iam:servicespecificcredentialagedays"


def named_user(request: CallerRequest, **_: str) -> Target:
    """The user of `UserName`, whatever the case of its letters, or the caller without one."""
    return users.named_user(request, parameters(request).get("UserName") or "")


def renamed_user(request: CallerRequest, **_: str) -> Target:
    """The named user, and whom `NewUserName` and `NewPath` make of it."""
    sent = parameters(request)
    return users.becoming(
        named_user(request), sent.get("NewUserName") or "", sent.get("NewPath") or ""
    )


def user_with_boundary(request: CallerRequest, **_: str) -> Target:
    """The named user, with the permissions boundary that it has."""
    return with_boundary(named_user(request))


def user_with_new_boundary(request: CallerRequest, **_: str) -> Target:
    """The named user, with the permissions boundary that the request names."""
    target = named_user(request)
    return replace(target, context={**target.context, **_boundary(request)})


def owner_of_access_keys(request: CallerRequest, **_: str) -> Target:
    """The same user; AWS prints `null` before the caller's name when none was sent."""
    target = named_user(request)
    if "UserName" in parameters(request):
        return target
    return replace(target, printed=f"user null{target.name}")


def owner_of_access_key(request: CallerRequest, **_: str) -> Target:
    """The user who owns the key of `AccessKeyId`; for an unknown key every user of the account.

    Only who may ask about all keys gets as far as AWS's own refusal of an unknown one.
    """
    key_id, account = parameters(request)["AccessKeyId"], caller_of(request).account
    owner = User.objects.filter(account=account, accesskey__access_key_id=key_id)
    found = owner.select_related("account").first()
    target = of_user(found) if found else Target(arns.iam(account.account_id, "user/*"), "")
    return replace(target, printed=f"access key {key_id}")


def user_with_tags(request: CallerRequest, **_: str) -> Target:
    """The named user, with the tags that the request carries."""
    target = named_user(request)
    return replace(target, context={**target.context, **requested_tags(request)})


def user_with_tag_keys(request: CallerRequest, **_: str) -> Target:
    """The named user, with the keys of the tags that the request would remove."""
    target, keys = named_user(request), parameters(request)["TagKeys"]
    return replace(target, context={**target.context, "aws:tagkeys": tuple(keys)})


def new_user(request: CallerRequest, **_: str) -> Target:
    """The user that the request would make, with its tags."""
    sent = parameters(request)
    arn = arns.user(account_id_of(request), sent.get("Path", "/"), sent["UserName"])
    target = Target(arn, arn, sent["UserName"], context=_boundary(request))
    return tagged_when_made(request, target, TAG_USER)


def named_group(request: CallerRequest, **_: str) -> Target:
    """The group of `GroupName`, whatever the case of its letters."""
    return groups.named_group(request, parameters(request)["GroupName"])


def renamed_group(request: CallerRequest, **_: str) -> Target:
    """The named group, and what `NewGroupName` and `NewPath` make of it."""
    sent = parameters(request)
    return groups.becoming(
        named_group(request), sent.get("NewGroupName") or "", sent.get("NewPath") or ""
    )


def new_group(request: CallerRequest, **_: str) -> Target:
    """The group that the request would make."""
    sent = parameters(request)
    arn = arns.group(account_id_of(request), sent.get("Path", "/"), sent["GroupName"])
    return Target(arn, arn, sent["GroupName"])


def user_for_service(request: CallerRequest, **_: str) -> Target:
    """The named user, for a new credential of the service that the request names."""
    target, sent = named_user(request), parameters(request)
    context = {**target.context, SERVICE_NAME_KEY: sent["ServiceName"].lower()}
    if "CredentialAgeDays" in sent:
        context[AGE_KEY] = str(sent["CredentialAgeDays"])
    return replace(target, context=context)


def user_for_service_of_credential(request: CallerRequest, **_: str) -> Target:
    """The named user, with the service of the credential that the request names."""
    target = named_user(request)
    credential = ServiceSpecificCredential.objects.filter(
        user=target.row,
        service_specific_credential_id=parameters(request)["ServiceSpecificCredentialId"],
    ).first()
    if target.row is None or credential is None:
        return target
    return replace(target, context={**target.context, SERVICE_NAME_KEY: credential.service_name})


def one_user_or_all(request: CallerRequest, **_: str) -> Target:
    """The named user, or with `AllUsers` every user of the account."""
    if not parameters(request).get("AllUsers"):
        return named_user(request)
    arn = arns.iam(account_id_of(request), "user/*")
    return Target(arn, arn)


def new_virtual_mfa_device(request: CallerRequest, **_: str) -> Target:
    """The virtual device that the request names."""
    sent = parameters(request)
    arn = arns.mfa(account_id_of(request), sent.get("Path", "/"), sent["VirtualMFADeviceName"])
    target = Target(arn, arn, sent["VirtualMFADeviceName"])
    return tagged_when_made(request, target, TAG_MFA_DEVICE)


def mfa_device(request: CallerRequest, **_: str) -> Target:
    """The device of `SerialNumber`."""
    return of_serial_number(caller_of(request).account, parameters(request)["SerialNumber"])


def mfa_device_with_tags(request: CallerRequest, **_: str) -> Target:
    """The same device, with the tags that the request carries."""
    target = mfa_device(request)
    return replace(target, context={**target.context, **requested_tags(request)})


def mfa_device_with_tag_keys(request: CallerRequest, **_: str) -> Target:
    """The same device, with the keys of the tags that the request would remove."""
    target, keys = mfa_device(request), tuple(parameters(request)["TagKeys"])
    return replace(target, context={**target.context, "aws:tagkeys": keys})


def _boundary(request: CallerRequest) -> dict[str, str | tuple[str, ...]]:
    arn = parameters(request).get("PermissionsBoundary")
    return {BOUNDARY_KEY: arn} if arn else {}


def tagged_when_made(request: CallerRequest, target: Target, action: Action) -> Target:
    """What the request would make, with its tags: to give it any needs the tagging action too.

    Recorded of roles: who may create one but not tag it is refused the tagging action.
    """
    tags = requested_tags(request)
    if not tags:
        return target
    return replace(target, context={**target.context, **tags}, tagging=action)


def requested_tags(request: CallerRequest) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of the tags that the request carries."""
    tags = parameters(request).get("Tags")
    if not tags:
        return {}
    context: dict[str, str | tuple[str, ...]] = {
        f"aws:requesttag/{tag['Key'].lower()}": tag["Value"] for tag in tags
    }
    return {**context, "aws:tagkeys": tuple(tag["Key"] for tag in tags)}


def federated_user(request: CallerRequest, **_: str) -> Target:
    """The federated user of `Name`; to give it tags needs `sts:TagSession` too."""
    name = parameters(request)["Name"]
    arn = arns.federated_user(account_id_of(request), name)
    return tagged_when_made(request, Target(arn, arn, name), TAG_SESSION)


def account_id_of(request: CallerRequest) -> str:
    """The caller's account."""
    return caller_of(request).account.account_id


def parameters(request: CallerRequest) -> Mapping[str, Any]:
    """The parameters of a call, by the model's names."""
    if request.wire is None:
        raise LookupError("a call over the wire has parameters")
    return request.wire.parameters
