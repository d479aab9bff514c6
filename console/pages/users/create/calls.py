"""API calls after CreateUser: the new user's password, groups and policies.

One list is both what the review says will be made and what is then called. Each call is decided,
recorded and done by itself, as in AWS's console: what one refuses does not undo another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from accounts.actions import (
    ADD_USER_TO_GROUP,
    ATTACH_USER_POLICY,
    CREATE_LOGIN_PROFILE,
    Action,
)
from accounts.errors import ServiceError
from accounts.models import Policy, User
from accounts.operations import groups
from accounts.operations.policies import attachments
from accounts.operations.policies.policy_arns import is_of_aws
from accounts.values import arns
from console import serializers
from console.forms.users.create_user import NewUserForm
from console.gate.gate import Gate
from console.gate.series import recorded
from console.targets.groups import group_of_name
from credentials.operations import passwords

Response = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class NewUserCall:
    """A call about a new user.

    `row` is what its decision is about, `name` and `kind` what the pages call it; `perform` does it
    and gives what its event answers. `options` are its parameters as its aws command has them,
    without the secret, `parameters` as its event does.
    """

    action: Action
    row: Any
    name: str
    kind: str
    perform: Callable[[], Response]
    options: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def joins_group(self) -> bool:
        return self.action == ADD_USER_TO_GROUP


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of the review, and whether the caller's policies allow its call."""

    call: NewUserCall
    allowed: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """A call that did not succeed, and AWS's answer to it."""

    call: NewUserCall
    error: ServiceError


def planned(gate: Gate, form: NewUserForm, user: User, now: datetime) -> list[Planned]:
    """What would be called about a user who is not made yet."""
    calls = [*_password(form, user, "", now), *_permissions(form, user)]
    return [Planned(call, gate.allows_for(call.action, call.row)) for call in calls]


def perform(
    gate: Gate, form: NewUserForm, user: User, password: str, now: datetime
) -> list[Failed]:
    """Make each call; returns those that failed."""
    calls = [*_password(form, user, password, now), *_permissions(form, user)]
    tried = [(call, _error_of(gate, call)) for call in calls]
    return [Failed(call, error) for call, error in tried if error]


def _error_of(gate: Gate, call: NewUserCall) -> ServiceError | None:
    try:
        with gate.perform_for(call.action, call.row, **call.parameters) as answer:
            answer.response = call.perform()
    except ServiceError as error:
        return error
    return None


def _password(form: NewUserForm, user: User, password: str, now: datetime) -> list[NewUserCall]:
    if not form.cleaned_data["console_access"]:
        return []
    required = form.must_change_password

    def create() -> Response:
        passwords.create_login_profile(
            user=user, password=password, reset_required=required, now=now
        )
        return {"LoginProfile": serializers.login_profile(user)}

    ids = {"userName": user.user_name, "passwordResetRequired": required}
    options = {"UserName": user.user_name, "Password": "<password>"}
    flag = {"PasswordResetRequired": ""} if required else {}
    return [
        NewUserCall(
            CREATE_LOGIN_PROFILE,
            user,
            "Console password",
            "Login profile",
            create,
            options | flag,
            ids,
        )
    ]


def _permissions(form: NewUserForm, user: User) -> list[NewUserCall]:
    added = [_add_to_group(user, name) for name in form.chosen_groups]
    return added + [_attach(user, arn) for arn in form.chosen_policies]


def _add_to_group(user: User, name: str) -> NewUserCall:
    """Add the user to a group. A group that is not there is decided as if it were; then the call
    fails."""
    row = group_of_name(user.account, name)

    def add() -> None:
        groups.add_user_to_group(group=row, user=user)

    ids = {"UserName": user.user_name, "GroupName": row.group_name}
    return NewUserCall(ADD_USER_TO_GROUP, row, row.group_name, "Group", add, ids, recorded(ids))


def _attach(user: User, arn: str) -> NewUserCall:
    """Attach a policy to the user. The decision needs no more of the policy than its ARN."""

    def attach() -> None:
        get = partial(attachments.get_attachable_policy, account=user.account)
        attachments.attach_user_policy(user=user, policy=get(policy_arn=arn))

    kind = "AWS managed" if is_of_aws(arn) else "Customer managed"
    name, row = arns.name_in(arn), (user, Policy(arn=arn))
    ids = {"UserName": user.user_name, "PolicyArn": arn}
    return NewUserCall(ATTACH_USER_POLICY, row, name, kind, attach, ids, recorded(ids))
