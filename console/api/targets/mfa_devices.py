"""MFA devices as the API names them."""

from accounts.actions import TAG_MFA_DEVICE
from accounts.values import arns
from console.api.targets.parameters import account_id_of, parameters
from console.api.targets.tags import tagged_when_made, with_tag_keys, with_tags
from console.requests import CallerRequest, caller_of
from console.targets import Target
from console.targets.mfa_devices import of_serial_number


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
    return with_tags(request, mfa_device(request))


def mfa_device_with_tag_keys(request: CallerRequest, **_: str) -> Target:
    """The same device, with the keys of the tags that the request would remove."""
    return with_tag_keys(request, mfa_device(request))
