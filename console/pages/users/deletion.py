"""Delete users with what they hold: a call for each thing, then DeleteUser."""

from collections.abc import Callable
from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actions import (
    DEACTIVATE_MFA_DEVICE,
    DELETE_ACCESS_KEY,
    DELETE_LOGIN_PROFILE,
    DELETE_SERVICE_SPECIFIC_CREDENTIAL,
    DELETE_SIGNING_CERTIFICATE,
    DELETE_SSH_PUBLIC_KEY,
    DELETE_USER,
    DELETE_USER_POLICY,
    DELETE_VIRTUAL_MFA_DEVICE,
    DETACH_USER_POLICY,
    GET_LOGIN_PROFILE,
    LIST_ACCESS_KEYS,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUPS_FOR_USER,
    LIST_MFA_DEVICES,
    LIST_SERVICE_SPECIFIC_CREDENTIALS,
    LIST_SIGNING_CERTIFICATES,
    LIST_SSH_PUBLIC_KEYS,
    LIST_USER_POLICIES,
    LIST_USERS,
    REMOVE_USER_FROM_GROUP,
    Action,
)
from accounts.models import Group, User
from accounts.operations import groups, users
from accounts.operations.locks import lock_entities
from accounts.operations.names import is_name
from accounts.operations.users import NAME_MAX, list_users
from accounts.principals import Principal
from console.forms.components.confirmation import DeletionConfirmationForm
from console.gate.decorators import View, offers, offers_each, performs
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.gate.requests import ConsoleRequest
from console.gate.series import Step
from console.pages.components.deletion import (
    Deletion,
    Holding,
    Item,
    delete_named,
    delete_planned,
    item,
    plan_of,
)
from console.pages.components.deletion_items import (
    attached_policies,
    embedded_policies,
    membership,
)
from console.pages.components.forms import require_safe_or_post, sent
from console.targets import Target
from console.targets.groups import of_group
from console.targets.mfa_devices import of_device
from console.targets.policies import of_user_and_policy
from console.targets.service_specific_credentials import of_user_for_service
from console.targets.users import named_user, of_bounded_user, of_user, users_of_account
from console.web import flashes
from credentials.models import MFADevice
from credentials.operations import (
    access_keys,
    passwords,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations.mfa import mfa_devices

LISTINGS = {
    "Memberships in groups": LIST_GROUPS_FOR_USER,
    "Attachments of policies": LIST_ATTACHED_USER_POLICIES,
    "Inline policies": LIST_USER_POLICIES,
    "Console password": GET_LOGIN_PROFILE,
    "MFA devices": LIST_MFA_DEVICES,
    "Access keys": LIST_ACCESS_KEYS,
    "Signing certificates": LIST_SIGNING_CERTIFICATES,
    "SSH public keys": LIST_SSH_PUBLIC_KEYS,
    "Credentials for services": LIST_SERVICE_SPECIFIC_CREDENTIALS,
}
SEVERAL_MAX = 50  # users in one step: nine calls find what each holds
GONE = "Not all of the chosen users are there any more. Choose again."
GUARDED = f"Your own MFA devices. {mfa_devices.GUARD_TEXT}"


def _groups(user: User) -> list[Item]:
    found = groups.list_groups_for_user(user=user).select_related("account")
    return [membership(group, user, group.group_name) for group in found]


def _password(user: User) -> list[Item]:
    if not user.has_usable_password():
        return []
    delete = partial(passwords.delete_login_profile, user=user)
    return [item("", DELETE_LOGIN_PROFILE, user, delete, UserName=user.user_name)]


def _devices(caller: Principal, user: User) -> list[Item]:
    rows = mfa_devices.list_mfa_devices(user=user).select_related("account")
    return [Item(device.name, _device_steps(caller, user, device)) for device in rows]


def _device_steps(caller: Principal, user: User, device: MFADevice) -> list[Step]:
    """A virtual device is deleted too, so that its name is free; a hardware token stays."""
    serial = {"SerialNumber": device.serial_number}
    deactivate = Step(
        DEACTIVATE_MFA_DEVICE,
        user,
        {"UserName": user.user_name, **serial},
        partial(
            mfa_devices.deactivate_mfa_device,
            caller=caller,
            user=user,
            serial_number=device.serial_number,
        ),
    )
    delete = partial(
        mfa_devices.delete_virtual_mfa_device,
        account=user.account,
        serial_number=device.serial_number,
    )
    if device.kind != MFADevice.Kind.VIRTUAL:
        return [deactivate]
    return [deactivate, Step(DELETE_VIRTUAL_MFA_DEVICE, device, serial, delete)]


def _keys(user: User) -> list[Item]:
    delete = partial(access_keys.delete_access_key, user=user)
    return [
        _own(user, DELETE_ACCESS_KEY, "AccessKeyId", key, partial(delete, access_key_id=key))
        for key in access_keys.list_access_keys(user=user).values_list("access_key_id", flat=True)
    ]


def _certificates(user: User) -> list[Item]:
    delete = partial(signing_certificates.delete_signing_certificate, user=user)
    rows = signing_certificates.list_signing_certificates(user=user)
    action = DELETE_SIGNING_CERTIFICATE
    return [
        _own(user, action, "CertificateId", id, partial(delete, certificate_id=id))
        for id in rows.values_list("certificate_id", flat=True)
    ]


def _ssh_keys(user: User) -> list[Item]:
    delete = partial(ssh_public_keys.delete_ssh_public_key, user=user)
    rows = ssh_public_keys.list_ssh_public_keys(user=user)
    action = DELETE_SSH_PUBLIC_KEY
    return [
        _own(user, action, "SSHPublicKeyId", id, partial(delete, ssh_public_key_id=id))
        for id in rows.values_list("ssh_public_key_id", flat=True)
    ]


def _service_credentials(user: User) -> list[Item]:
    delete = partial(service_specific_credentials.delete_service_specific_credential, user=user)
    rows = service_specific_credentials.list_service_specific_credentials(user=user)
    return [
        item(
            row.service_user_name,
            DELETE_SERVICE_SPECIFIC_CREDENTIAL,
            (user, row.service_name),
            partial(delete, credential_id=row.service_specific_credential_id),
            UserName=user.user_name,
            ServiceSpecificCredentialId=row.service_specific_credential_id,
        )
        for row in rows
    ]


def _own(
    user: User, action: Action, parameter: str, value: str, perform: Callable[[], object]
) -> Item:
    """What the user alone holds and the calls name by an id."""
    ids = {"UserName": user.user_name, parameter: value}
    return item(value, action, user, perform, **ids)


def _lock(found: QuerySet[User]) -> None:
    """Lock the groups, then the users, as all code does."""
    memberships = Group.users.through.objects.filter(user__in=found)
    of_them = Group.objects.filter(pk__in=memberships.values("group_id"))
    lock_entities(groups=of_them, users=found)


def _deletion(gate: Gate, user: User, judge: Callable[[Action], Judgement]) -> Deletion:
    name = {"UserName": user.user_name}
    finders: tuple[Callable[[User], list[Item]], ...] = (
        _groups,
        attached_policies,
        embedded_policies,
        _password,
        partial(_devices, gate.principal),
        _keys,
        _certificates,
        _ssh_keys,
        _service_credentials,
    )
    return Deletion(
        noun="user",
        plural="users",
        title="User",
        holder=user,
        name=user.user_name,
        holdings=[
            Holding(title, action, partial(find, user))
            for (title, action), find in zip(LISTINGS.items(), finders, strict=True)
        ],
        last=Step(DELETE_USER, user, name, partial(users.delete_user, user=user)),
        lock=partial(_lock, User.objects.filter(pk=user.pk)),
        judge=judge,
        in_the_way=[GUARDED] if gate.request.guard.covers(user) else [],
    )


def _with_calls(view: View) -> View:
    """Mark a view with the calls that take away what a user holds, each decided by itself."""
    of_each: dict[Callable[..., Target], tuple[Action, ...]] = {
        of_user: (
            DELETE_LOGIN_PROFILE,
            DEACTIVATE_MFA_DEVICE,
            DELETE_ACCESS_KEY,
            DELETE_SIGNING_CERTIFICATE,
            DELETE_SSH_PUBLIC_KEY,
            DELETE_USER,
        ),
        of_group: (REMOVE_USER_FROM_GROUP,),
        of_user_and_policy: (DETACH_USER_POLICY,),
        of_bounded_user: (DELETE_USER_POLICY,),
        of_device: (DELETE_VIRTUAL_MFA_DEVICE,),
        of_user_for_service: (DELETE_SERVICE_SPECIFIC_CREDENTIAL,),
    }
    for target, actions in of_each.items():
        view = offers_each(*actions, on=target)(view)
    return view


@_with_calls
@offers(*LISTINGS.values(), on=named_user)
@performs(DELETE_USER, on=named_user)
@require_safe_or_post
def delete(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Delete a user, and all that it holds, in one step or not at all."""
    user: User = request.gate.row(DELETE_USER)
    return delete_named(request, _deletion(request.gate, user, request.gate.judgements.__getitem__))


@_with_calls
@offers_each(*LISTINGS.values(), on=of_user)
@performs(LIST_USERS, on=users_of_account)
@require_safe_or_post
def delete_several(request: ConsoleRequest) -> HttpResponse:
    """Delete the users in the URL or in the form, with all that they hold, or nobody."""
    gate, named = request.gate, request.POST if request.method == "POST" else request.GET
    names = list(
        dict.fromkeys(name for name in named.getlist("user") if is_name(name, maximum=NAME_MAX))
    )
    if not names or len(names) > SEVERAL_MAX:
        flashes.error(request, "Users not deleted", f"Choose one to {SEVERAL_MAX} users.")
        return redirect("users")
    if len(names) == 1:
        return redirect("delete_user", names[0])
    found = list_users(account=gate.principal.account).filter(user_name__in=names)
    users = list(found.select_related("account"))
    form = DeletionConfirmationForm(sent(request))
    if len(users) < len(names):
        form.add_error(None, GONE)
    plans = [plan_of(gate, _deletion_of_one(gate, user)) for user in users]
    context = {
        "plans": plans,
        "names": names,
        "in_the_way": list(dict.fromkeys(one for p in plans for one in p.deletion.in_the_way)),
        "back": reverse("users"),
    }
    done = "Users deleted", f"{', '.join(names)} were permanently deleted."
    lock = partial(_lock, User.objects.filter(pk__in=[user.pk for user in users]))
    return delete_planned(request, plans, form, lock, "users/delete_several.html", context, done)


def _deletion_of_one(gate: Gate, user: User) -> Deletion:
    return _deletion(gate, user, lambda action: gate.judge_for(action, user))
