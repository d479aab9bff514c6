"""Virtual MFA devices as targets, and a user who gets an MFA device.

A device is decided on its own ARN. Its target's row is the user in the URL.
"""

from dataclasses import replace

from accounts.constraints import database_safe
from accounts.models import Account
from accounts.values import arns
from console.authentication import sessions
from console.requests import CallerRequest, caller_of
from console.targets import ACCOUNT_WIDE, Target
from console.targets.parameters import named
from console.targets.tags import with_resource_tags
from console.targets.users import named_user
from credentials.models import MFADevice
from credentials.operations.mfa.mfa_device_names import is_device_name
from credentials.token_files import SERIAL_NUMBER

REGISTER_KEY = "iam:registersecuritykey"


def user_registering_security_key(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, for whom a key is made (GET) or activated (POST)."""
    user = named_user(request, **kwargs)
    value = "Activate" if request.method == "POST" else "Create"
    return replace(user, context={**user.context, REGISTER_KEY: value})


def user_being_assigned_mfa_device(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, who is about to be assigned a device of the posted kind.

    Before a kind is posted, any will do: a policy may allow security keys and nothing else.
    """
    user = named_user(request, **kwargs)
    security_key = replace(user, context={**user.context, REGISTER_KEY: "Create"})
    if request.method != "POST":
        return replace(user, otherwise=security_key)
    return security_key if request.POST.get("kind") == MFADevice.Kind.FIDO else user


def virtual_mfa_devices(request: CallerRequest, **_: str) -> Target:
    """The account's virtual MFA devices; the action supports no resource, the text prints one."""
    account_id = caller_of(request).account.account_id
    return Target(ACCOUNT_WIDE, arns.iam(account_id, "mfa/"))


def new_virtual_mfa_device(request: CallerRequest, **kwargs: str) -> Target:
    """The virtual device named in the form.

    Before one is named, or when the name is malformed (AWS validates before it authorises), the
    device named after the user in the URL. That user may be missing: creating a device is about no
    user yet.
    """
    user = named_user(request, **kwargs)
    return replace(_new(request, user, _name_in_form(request, user)), missing=None)


def some_virtual_mfa_device(request: CallerRequest) -> Target:
    """A virtual device whose name is still to be chosen."""
    arn = f"{_prefix(request)}*"
    return Target(arn, arn)


def present_virtual_mfa_device(request: CallerRequest, **kwargs: str) -> Target:
    """The virtual device that has the name in the form already."""
    user = named_user(request, **kwargs)
    return _present(request, user, _name_in_form(request, user))


def namesake_virtual_mfa_device(request: CallerRequest, **kwargs: str) -> Target:
    """The virtual device named after the user in the URL."""
    user = named_user(request, **kwargs)
    return _present(request, user, user.name)


def virtual_mfa_device_in_set_up(request: CallerRequest, **kwargs: str) -> Target:
    """The virtual device that this sign-in created for the user in the URL and has not enabled, or
    the user's namesake.
    """
    user = named_user(request, **kwargs)
    serial_number = sessions.in_set_up(request, user.row, "serial_number") if user.row else ""
    return _new(request, user, serial_number.removeprefix(_prefix(request)) or user.name)


def removed_virtual_mfa_device(request: CallerRequest, **kwargs: str) -> Target:
    """The virtual device whose serial number the request carries, or the user's namesake."""
    user, prefix = named_user(request, **kwargs), _prefix(request)
    serial_number = named(request, "serial_number", SERIAL_NUMBER)
    name = serial_number.removeprefix(prefix)
    name = name if serial_number.startswith(prefix) and name else user.name
    return _present(request, user, name)


def of_serial_number(account: Account, serial_number: str) -> Target:
    """The account's device of this serial number, with its tags, or as it would be."""
    found = MFADevice.objects.filter(
        account=account, serial_number=database_safe(serial_number)
    ).first()
    return of_device(found or MFADevice(account=account, serial_number=serial_number))


def of_device(device: MFADevice) -> Target:
    """A device with its tags; a serial number that is no ARN becomes one."""
    arn = serial_number = device.serial_number
    if not serial_number.startswith("arn:"):
        arn = arns.mfa(device.account.account_id, "/", serial_number)
    return with_resource_tags(Target(arn, arn, serial_number), device.tags)


def _prefix(request: CallerRequest) -> str:
    return arns.iam(caller_of(request).account.account_id, "mfa/")


def _name_in_form(request: CallerRequest, user: Target) -> str:
    name = request.POST.get("name", "").strip()
    return name if is_device_name(name) else user.name


def _new(request: CallerRequest, user: Target, name: str) -> Target:
    """A device to be made, which has no tags yet."""
    arn = arns.mfa(caller_of(request).account.account_id, "/", name)
    return Target(arn, arn, name, row=user.row, missing=user.missing)


def _present(request: CallerRequest, user: Target, name: str) -> Target:
    new = _new(request, user, name)
    found = of_serial_number(caller_of(request).account, new.arn)
    return replace(new, context=found.context, variants=found.variants)
