"""What an action is checked against: found inside the caller's account, with its ARN."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from accounts import arns
from accounts.errors import ServiceError
from accounts.models import name_validator
from console.requests import named
from credentials.models import MFADevice
from credentials.operations.service_specific_credentials import list_service_specific_credentials
from credentials.token_files import SERIAL_NUMBER

if TYPE_CHECKING:
    from accounts.principals import Principal
    from console.requests import ConsoleRequest

ACCOUNT_WIDE = "*"
DEVICE_NAME_MAX = 128
IN_SET_UP = "mfa_device_in_set_up"
SERVICE_NAME_KEY = "iam:servicespecificcredentialservicename"
REGISTER_KEY = "iam:registersecuritykey"


@dataclass(frozen=True, slots=True)
class Target:
    """The resource of a request.

    `arn` is what the policy compares ("*" where the action supports no resource), `printed` what
    AWS's refusal prints, `name` the friendly name that the operation takes, `context` the condition
    keys (lower case) that this action has beyond the global ones, `row` what was found, if asked.
    `otherwise` is tried when this one is refused, where either will do; `also` must be allowed as
    well, where both are needed; `missing` says that what
    the address names is not there, which only who is allowed to ask is told.
    """

    arn: str
    printed: str
    name: str = ""
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    row: Any = None
    otherwise: "Target | None" = None
    also: "Target | None" = None
    missing: ServiceError | None = None


def own_user(request: "ConsoleRequest", **_: str) -> Target:
    """The caller's own user."""
    user = principal_of(request).user
    return Target(user.arn, f"user {user.user_name}", user.user_name)


def own_user_for_service(service_name: str) -> Callable[..., Target]:
    """The caller's own user, for a service-specific credential of this service."""

    def find(request: "ConsoleRequest", **_: str) -> Target:
        context = {SERVICE_NAME_KEY: service_name}
        return replace(own_user(request), context=context)

    return find


def own_user_for_service_of_page(request: "ConsoleRequest", service_name: str, **_: str) -> Target:
    """The caller's own user, for a credential of the service that the page is about."""
    return own_user_for_service(service_name)(request)


def own_user_for_service_of_credential(request: "ConsoleRequest", **_: str) -> Target:
    """The caller's own user, with the service of the credential that the request names."""
    row = (
        list_service_specific_credentials(user=principal_of(request).user)
        .filter(service_specific_credential_id=named(request, "credential_id"))
        .first()
    )
    return own_user_for_service(row.service_name)(request) if row else own_user(request)


def own_user_registering_security_key(request: "ConsoleRequest", **_: str) -> Target:
    """The caller's own user, who has a key made (GET) or activates it (POST)."""
    value = "Activate" if request.method == "POST" else "Create"
    return replace(own_user(request), context={REGISTER_KEY: value})


def own_user_assigning_mfa_device(request: "ConsoleRequest", **_: str) -> Target:
    """The caller's own user, who is about to assign a device of the posted kind.

    Before a kind is posted, any will do: a policy may allow security keys and nothing else.
    """
    own = own_user(request)
    security_key = replace(own, context={REGISTER_KEY: "Create"})
    if request.method != "POST":
        return replace(own, otherwise=security_key)
    return security_key if request.POST.get("kind") == MFADevice.Kind.FIDO else own


def account(request: "ConsoleRequest", **_: str) -> Target:
    """The account, for actions that support no resource."""
    return Target(ACCOUNT_WIDE, ACCOUNT_WIDE)


def virtual_mfa_devices(request: "ConsoleRequest", **_: str) -> Target:
    """The account's virtual MFA devices; the action supports no resource, the text prints one."""
    account_id = principal_of(request).account.account_id
    return Target(ACCOUNT_WIDE, arns.iam(account_id, "mfa/"))


def new_virtual_mfa_device(request: "ConsoleRequest", **_: str) -> Target:
    """The virtual device named in the form.

    Before one is named, or when the name is malformed (AWS validates before it authorises), the
    device named after the caller.
    """
    name = request.POST.get("name", "").strip()
    return _mfa(request, name if is_device_name(name) else principal_of(request).user.user_name)


def own_virtual_mfa_device(request: "ConsoleRequest", **_: str) -> Target:
    """The virtual device named after the caller."""
    return _mfa(request, principal_of(request).user.user_name)


def virtual_mfa_device_in_set_up(request: "ConsoleRequest", **_: str) -> Target:
    """The virtual device that this sign-in created and has not enabled, or the namesake."""
    serial_number = request.session.get(IN_SET_UP, "")
    prefix = arns.iam(principal_of(request).account.account_id, "mfa/")
    name = serial_number.removeprefix(prefix)
    return _mfa(request, name) if name else own_virtual_mfa_device(request)


def removed_virtual_mfa_device(request: "ConsoleRequest", **_: str) -> Target:
    """The virtual device whose serial number the request carries, or the caller's namesake."""
    own = own_virtual_mfa_device(request)
    serial_number = named(request, "serial_number", SERIAL_NUMBER)
    prefix = arns.iam(principal_of(request).account.account_id, "mfa/")
    name = serial_number.removeprefix(prefix)
    return _mfa(request, name) if serial_number.startswith(prefix) and name else own


def is_device_name(name: str) -> bool:
    """Whether a virtual MFA device may have this name."""
    try:
        name_validator(name)
    except ValidationError:
        return False
    return len(name) <= DEVICE_NAME_MAX


def _mfa(request: "ConsoleRequest", name: str) -> Target:
    arn = arns.mfa(principal_of(request).account.account_id, "/", name)
    return Target(arn, arn, name)


def principal_of(request: "ConsoleRequest") -> "Principal":
    """The caller; a target is never asked for nobody."""
    if request.principal is None:
        raise LookupError("a target needs a caller")
    return request.principal
