"""What a call over the wire is checked against: found inside the caller's account, with its ARN.

A name that the account does not know has the ARN that it would have, so that who may not ask learns
nothing. What AWS prints in a refusal is not always an ARN.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accounts import arns
from accounts.errors import ServiceError
from accounts.models import Account, User
from accounts.operations import groups
from accounts.operations.names import named
from accounts.operations.policy_sources import find_principal
from console.requests import ConsoleRequest
from console.targets import ACCOUNT_WIDE, SERVICE_NAME_KEY, Target
from credentials.models import ServiceSpecificCredential

POLICY_ARN_KEY = "iam:policyarn"
AGE_KEY = "iam:servicespecificcredentialagedays"


def named_user(request: ConsoleRequest, **_: str) -> Target:
    """The user of `UserName`, whatever the case of its letters, or the caller without one."""
    name = _parameters(request).get("UserName")
    caller = request.gate.principal.user
    if name is None or name.lower() == caller.user_name.lower():
        return _user(caller)
    found = find_user(request.gate.principal.account, name)
    if found is not None:
        return _user(found)
    arn = arns.user(_account_id(request), "/", name)
    return Target(arn, f"user {name}", name)


def owner_of_access_keys(request: ConsoleRequest, **_: str) -> Target:
    """The same user; AWS prints `null` before the caller's name when none was sent."""
    target = named_user(request)
    if "UserName" in _parameters(request):
        return target
    return replace(target, printed=f"user null{target.name}")


def owner_of_access_key(request: ConsoleRequest, **_: str) -> Target:
    """The user who owns the key of `AccessKeyId`; for an unknown key every user of the account.

    Only who may ask about all keys gets as far as AWS's own refusal of an unknown one.
    """
    key_id, account = _parameters(request)["AccessKeyId"], request.gate.principal.account
    owner = User.objects.filter(account=account, accesskey__access_key_id=key_id)
    found = owner.select_related("account").first()
    target = _user(found) if found else Target(arns.iam(account.account_id, "user/*"), "")
    return replace(target, printed=f"access key {key_id}")


def caller(request: ConsoleRequest, **_: str) -> Target:
    """The caller's own user, whatever the parameters say."""
    return _user(request.gate.principal.user)


def user_with_tags(request: ConsoleRequest, **_: str) -> Target:
    """The named user, with the tags that the request carries."""
    target = named_user(request)
    return replace(target, context={**target.context, **requested_tags(request)})


def user_with_tag_keys(request: ConsoleRequest, **_: str) -> Target:
    """The named user, with the keys of the tags that the request would remove."""
    target, keys = named_user(request), _parameters(request)["TagKeys"]
    return replace(target, context={**target.context, "aws:tagkeys": tuple(keys)})


def new_user(request: ConsoleRequest, **_: str) -> Target:
    """The user that the request would make, with its tags."""
    sent = _parameters(request)
    arn = arns.user(_account_id(request), sent.get("Path", "/"), sent["UserName"])
    return Target(arn, arn, sent["UserName"], context=requested_tags(request))


def users_of_account(request: ConsoleRequest, **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints all users."""
    return Target(ACCOUNT_WIDE, arns.iam(_account_id(request), "user/"))


def named_group(request: ConsoleRequest, **_: str) -> Target:
    """The group of `GroupName`, whatever the case of its letters."""
    name, account = _parameters(request)["GroupName"], request.gate.principal.account
    found = groups.find_group(account=account, group_name=name)
    arn = found.arn if found else arns.group(account.account_id, "/", name)
    return Target(arn, f"group {found.group_name if found else name}", name, row=found)


def new_group(request: ConsoleRequest, **_: str) -> Target:
    """The group that the request would make."""
    sent = _parameters(request)
    arn = arns.group(_account_id(request), sent.get("Path", "/"), sent["GroupName"])
    return Target(arn, arn, sent["GroupName"])


def groups_of_account(request: ConsoleRequest, **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints all groups."""
    return Target(ACCOUNT_WIDE, arns.iam(_account_id(request), "group/"))


def new_policy(request: ConsoleRequest, **_: str) -> Target:
    """The managed policy that the request would make, with its tags."""
    sent = _parameters(request)
    name = sent["PolicyName"]
    arn = arns.policy(_account_id(request), sent.get("Path", "/"), name)
    return Target(arn, f"policy {name}", name, context=requested_tags(request))


def policy(request: ConsoleRequest, **_: str) -> Target:
    """The managed policy of `PolicyArn`, as it is spelled."""
    arn = _parameters(request)["PolicyArn"]
    return Target(arn, f"policy {arn}", arn)


def policies_of_account(request: ConsoleRequest, **_: str) -> Target:
    """The account, for an action that supports no resource; the text prints a path."""
    return Target(ACCOUNT_WIDE, f"policy path {_parameters(request).get('PathPrefix', '/')}")


def user_with_policy(request: ConsoleRequest, **_: str) -> Target:
    """The named user, with the managed policy that the request names."""
    return _with_policy(request, named_user(request))


def group_with_policy(request: ConsoleRequest, **_: str) -> Target:
    """The named group, with the managed policy that the request names."""
    return _with_policy(request, named_group(request))


def policy_source(request: ConsoleRequest, **_: str) -> Target:
    """The user or group whose policies are asked; a path that it does not have is set right."""
    arn = _parameters(request)["PolicySourceArn"]
    try:
        found = find_principal(account=request.gate.principal.account, arn=arn)
    except ServiceError:
        return Target(arn, arn)
    return Target(found.arn, found.arn)


def user_for_service(request: ConsoleRequest, **_: str) -> Target:
    """The named user, for a new credential of the service that the request names."""
    target, sent = named_user(request), _parameters(request)
    context = {**target.context, SERVICE_NAME_KEY: sent["ServiceName"].lower()}
    if "CredentialAgeDays" in sent:
        context[AGE_KEY] = str(sent["CredentialAgeDays"])
    return replace(target, context=context)


def user_for_service_of_credential(request: ConsoleRequest, **_: str) -> Target:
    """The named user, with the service of the credential that the request names."""
    target = named_user(request)
    credential = ServiceSpecificCredential.objects.filter(
        user=target.row,
        service_specific_credential_id=_parameters(request)["ServiceSpecificCredentialId"],
    ).first()
    if target.row is None or credential is None:
        return target
    return replace(target, context={**target.context, SERVICE_NAME_KEY: credential.service_name})


def one_user_or_all(request: ConsoleRequest, **_: str) -> Target:
    """The named user, or with `AllUsers` every user of the account."""
    if not _parameters(request).get("AllUsers"):
        return named_user(request)
    arn = arns.iam(_account_id(request), "user/*")
    return Target(arn, arn)


def new_virtual_mfa_device(request: ConsoleRequest, **_: str) -> Target:
    """The virtual device that the request names."""
    sent = _parameters(request)
    arn = arns.mfa(_account_id(request), sent.get("Path", "/"), sent["VirtualMFADeviceName"])
    return Target(arn, arn, sent["VirtualMFADeviceName"], context=requested_tags(request))


def mfa_device(request: ConsoleRequest, **_: str) -> Target:
    """The device of `SerialNumber`: an ARN is its own, another serial number becomes one."""
    serial = _parameters(request)["SerialNumber"]
    arn = serial if serial.startswith("arn:") else arns.mfa(_account_id(request), "/", serial)
    return Target(arn, arn, serial)


def mfa_device_with_tags(request: ConsoleRequest, **_: str) -> Target:
    """The same device, with the tags that the request carries."""
    return replace(mfa_device(request), context=requested_tags(request))


def mfa_device_with_tag_keys(request: ConsoleRequest, **_: str) -> Target:
    """The same device, with the keys of the tags that the request would remove."""
    keys = tuple(_parameters(request)["TagKeys"])
    return replace(mfa_device(request), context={"aws:tagkeys": keys})


def requested_tags(request: ConsoleRequest) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of the tags that the request carries."""
    tags = _parameters(request).get("Tags")
    if not tags:
        return {}
    context: dict[str, str | tuple[str, ...]] = {
        f"aws:requesttag/{tag['Key'].lower()}": tag["Value"] for tag in tags
    }
    return {**context, "aws:tagkeys": tuple(tag["Key"] for tag in tags)}


def find_user(account: Account, name: str) -> User | None:
    """The account's user of that name, whatever the case of its letters."""
    users = User.objects.select_related("account__password_policy").filter(account=account)
    return named(users, "user_name", name).first()


def _user(user: User) -> Target:
    context: dict[str, str | tuple[str, ...]] = {"aws:resourceaccount": user.account.account_id}
    for key, value in user.tags.items():
        context[f"aws:resourcetag/{key.lower()}"] = value
        context[f"iam:resourcetag/{key.lower()}"] = value
    return Target(user.arn, f"user {user.user_name}", user.user_name, context, user)


def _with_policy(request: ConsoleRequest, target: Target) -> Target:
    arn = _parameters(request)["PolicyArn"]
    return replace(target, context={**target.context, POLICY_ARN_KEY: arn})


def _account_id(request: ConsoleRequest) -> str:
    return request.gate.principal.account.account_id


def _parameters(request: ConsoleRequest) -> Mapping[str, Any]:
    if request.wire is None:
        raise LookupError("a call over the wire has parameters")
    return request.wire.parameters
