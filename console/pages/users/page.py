"""A user's page: its summary, and what its tabs have in common.

A view that is a tab of the page is marked `@user_tab`, takes its user as
`request.gate.row(GET_USER)` and renders a template that extends `users/frame.html` with
`frame(request.gate, user, tab)` in its context.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actions import (
    DELETE_USER,
    GET_ACCESS_KEY_LAST_USED,
    GET_LOGIN_PROFILE,
    GET_USER,
    LIST_ACCESS_KEYS,
    LIST_MFA_DEVICES,
    UPDATE_USER,
)
from accounts.models import User
from console.gate.decorators import View, offers, performs, shows
from console.gate.gate import Gate
from console.pages.components.panels import Panel, panel
from console.pages.credentials.panels import read_last_use
from console.targets.users import named_user
from credentials.models import AccessKey
from credentials.operations import access_keys
from credentials.operations.mfa import mfa_devices


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page's summary shows beside the user itself; each is a panel's value or refusal.

    `console_access` is whether the user has a console password, `with_mfa` whether an MFA device,
    `access_keys` the user's keys, oldest first. `last_activity` is for who may see when keys were
    used.
    """

    console_access: Panel
    with_mfa: Panel
    access_keys: Panel
    last_activity: datetime | None


def user_tab(view: View) -> View:
    """The marks of each tab: reading the user, what its summary shows, and the user's actions."""
    view = offers(GET_ACCESS_KEY_LAST_USED, DELETE_USER, UPDATE_USER, on=named_user)(view)
    view = shows(GET_LOGIN_PROFILE, LIST_MFA_DEVICES, LIST_ACCESS_KEYS, on=named_user)(view)
    return performs(GET_USER, on=named_user)(view)


def frame(gate: Gate, user: User, tab: str, *, shows_keys: bool = False) -> dict[str, Any]:
    """What all tabs show: the user, its summary, and which tab it is.

    `tab` is "permissions", "groups", "tags" or "security_credentials"; one that `shows_keys` asks
    for their last use itself.
    """
    keys = panel(gate, LIST_ACCESS_KEYS, lambda: access_keys.access_keys_of(user))
    if keys.value and not shows_keys and gate.allows(GET_ACCESS_KEY_LAST_USED):
        read_last_use(gate, keys.value)
    devices = panel(
        gate, LIST_MFA_DEVICES, lambda: mfa_devices.list_mfa_devices(user=user).exists()
    )
    profile = panel(gate, GET_LOGIN_PROFILE, user.has_usable_password)
    summary = Summary(profile, devices, keys, last_activity(user, keys.value or ()))
    return {"user": user, "user_tab": tab, "user_summary": summary}


def last_activity(user: User, keys: Iterable[AccessKey]) -> datetime | None:
    """When the user last signed in or used a key, whichever was later."""
    moments = [user.password_last_used, *(key.last_used_at for key in keys)]
    return max((moment for moment in moments if moment), default=None)
