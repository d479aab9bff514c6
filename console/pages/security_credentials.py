"""The page of the document: My security credentials."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_ACCESS_KEY,
    CREATE_VIRTUAL_MFA_DEVICE,
    DEACTIVATE_MFA_DEVICE,
    DELETE_ACCESS_KEY,
    DELETE_VIRTUAL_MFA_DEVICE,
    ENABLE_MFA_DEVICE,
    GET_ACCESS_KEY_LAST_USED,
    GET_ACCOUNT_SUMMARY,
    GET_USER,
    LIST_ACCESS_KEYS,
    LIST_MFA_DEVICES,
    LIST_VIRTUAL_MFA_DEVICES,
    RESYNC_MFA_DEVICE,
    TAG_USER,
    UPDATE_ACCESS_KEY,
    Action,
)
from console import targets
from console.events import Call, record_calls
from console.gate import Gate
from console.guards import offers, performs, public, shows
from console.refusals import Refusal, refusal_of
from console.requests import ConsoleRequest
from credentials.models import MFADevice
from credentials.operations import access_keys, mfa_devices


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel's rows, or its refusal."""

    rows: Any = None
    refusal: Refusal | None = None


@public(because="It only sends the reader on to the credentials page.")
@require_safe
def home(request: ConsoleRequest) -> HttpResponse:
    return redirect("security_credentials")


@offers(LIST_VIRTUAL_MFA_DEVICES, on=targets.virtual_mfa_devices)
@offers(CREATE_VIRTUAL_MFA_DEVICE, DELETE_VIRTUAL_MFA_DEVICE, on=targets.own_virtual_mfa_device)
@offers(ENABLE_MFA_DEVICE, DEACTIVATE_MFA_DEVICE, RESYNC_MFA_DEVICE, on=targets.own_user)
@offers(CREATE_ACCESS_KEY, UPDATE_ACCESS_KEY, DELETE_ACCESS_KEY, on=targets.own_user)
@offers(GET_ACCESS_KEY_LAST_USED, TAG_USER, on=targets.own_user)
@shows(LIST_MFA_DEVICES, LIST_ACCESS_KEYS, on=targets.own_user)
@shows(GET_ACCOUNT_SUMMARY, on=targets.account)
@performs(GET_USER, on=targets.own_user)
@require_safe
def security_credentials(request: ConsoleRequest) -> HttpResponse:
    """Account details, MFA devices, access keys: each panel its rows or its own refusal."""
    gate = request.gate
    user = gate.principal.user
    devices = _panel(gate, LIST_MFA_DEVICES, lambda: list(mfa_devices.list_mfa_devices(user=user)))
    keys = _panel(gate, LIST_ACCESS_KEYS, lambda: list(access_keys.list_access_keys(user=user)))
    context = {
        "user": user,
        "summary": _panel(gate, GET_ACCOUNT_SUMMARY, lambda: user.account),
        "mfa_devices": devices,
        "access_keys": keys,
        "key_cards": _key_cards(gate, keys),
        "leftover": _leftover(gate),
        "keys_full": keys.rows is not None and len(keys.rows) >= access_keys.PER_USER,
        "may_assign": _may_assign(gate),
    }
    return render(request, "security_credentials/page.html", context)


def _may_assign(gate: Gate) -> bool:
    """Whether assigning would work: the policy allows it, and so does the service's own guard."""
    guarded = not gate.principal.mfa and gate.has_mfa_device
    policy = gate.allows(CREATE_VIRTUAL_MFA_DEVICE) and gate.allows(ENABLE_MFA_DEVICE)
    return policy and not guarded


def _panel(gate: Gate, action: Action, rows: Callable[[], Any]) -> Panel:
    judgement = gate.judgements[action]
    if judgement.allowed:
        return Panel(rows=rows())
    return Panel(refusal=refusal_of(gate, judgement))


def _key_cards(gate: Gate, keys: Panel) -> list[dict[str, object]]:
    """The keys with their descriptions; a read last use is a call of its own."""
    rows = keys.rows or []
    if rows and gate.allows(GET_ACCESS_KEY_LAST_USED):
        record_calls(
            gate.request,
            [Call(GET_ACCESS_KEY_LAST_USED, {"accessKeyId": key.access_key_id}) for key in rows],
        )
    tags = gate.principal.user.tags
    return [{"key": key, "description": tags.get(key.access_key_id, "")} for key in rows]


def _leftover(gate: Gate) -> MFADevice | None:
    """The unassigned device that a cancelled set-up left under the user's name, if visible."""
    if not gate.allows(LIST_VIRTUAL_MFA_DEVICES):
        return None
    user = gate.principal.user
    record_calls(gate.request, [Call(LIST_VIRTUAL_MFA_DEVICES)])
    devices = mfa_devices.list_virtual_mfa_devices(account=user.account)
    return devices.filter(user=None, name=user.user_name).first()
