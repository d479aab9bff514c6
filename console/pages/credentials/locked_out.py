"""Whether the policies would let a user create the new password that is demanded of the user.

A session whose password must be changed can open only the page that changes it, which performs
iam:ChangePassword. A policy that demands MFA for everything refuses that to a user without MFA.
This is a simulation, so it needs the action SimulatePrincipalPolicy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.actions import CHANGE_PASSWORD, LIST_MFA_DEVICES, SIMULATE_PRINCIPAL_POLICY
from accounts.authorization import authorize, policies_of, policies_of_new_user, principal_context
from accounts.models import Group, User
from accounts.policy import AppliedPolicy, Decision, Effect
from accounts.principals import Principal
from console.gate.gate import Gate
from console.requests import request_context
from console.targets.users import of_user
from credentials.operations.mfa.mfa_devices import list_mfa_devices

EDITION = "2019-01-31-mfa-self-manage-password-at-sign-in"


@dataclass(frozen=True, slots=True)
class LockOut:
    """Why the user could not create the password, and where the policies are changed.

    `links` are pairs of a title and a URL.
    """

    user_name: str
    sentence: str
    links: Sequence[tuple[str, str]] = ()


def of_existing_user(gate: Gate, user: User) -> LockOut | None:
    """Why a user who must create a new password could not, in the session of the next sign-in.

    For a user with an MFA device the session has MFA; if the caller may not list the devices, the
    session has none. None where the password could be created, or where this may not be asked.
    """
    if not gate.allows(SIMULATE_PRINCIPAL_POLICY):
        return None
    asked = {"policySourceArn": user.arn, "actionNames": [CHANGE_PASSWORD.id]}
    gate.read(SIMULATE_PRINCIPAL_POLICY, **asked)
    mfa = False
    if gate.allows(LIST_MFA_DEVICES):
        gate.read(LIST_MFA_DEVICES)
        mfa = list_mfa_devices(user=user).exists()
    apply = reverse("apply_edition_to_user", args=[user.user_name]) + f"?edition={EDITION}"
    return _lock_out(gate, user, policies_of(user), mfa, [_applying(user.user_name, apply)])


def of_new_user(
    gate: Gate, user: User, groups: Sequence[Group], arns: Sequence[str]
) -> LockOut | None:
    """The same of a user that is not made yet, in these groups and with these policies attached.

    None where the password could be created, or where this may not be asked.
    """
    if not gate.allows(SIMULATE_PRINCIPAL_POLICY):
        return None
    links = [
        _applying(
            group.group_name,
            reverse("apply_edition_to_group", args=[group.group_name]) + f"?edition={EDITION}",
        )
        for group in groups
    ]
    policies = policies_of_new_user(user, groups=groups, arns=arns)
    return _lock_out(gate, user, policies, False, links)


def _lock_out(
    gate: Gate,
    user: User,
    policies: tuple[AppliedPolicy, ...],
    mfa: bool,
    links: list[tuple[str, str]],
) -> LockOut | None:
    decision = _decision(gate, user, policies, mfa=mfa)
    if decision.allowed:
        return None
    helps = not mfa and _decision(gate, user, policies, mfa=True).allowed
    until = f", until {user.user_name} signs in with MFA" if helps else ""
    denied = helps and decision.effect is Effect.EXPLICIT_DENY
    return LockOut(user.user_name, f"{_why(decision)}{until}.", links if denied else ())


def _decision(
    gate: Gate, user: User, policies: tuple[AppliedPolicy, ...], *, mfa: bool
) -> Decision:
    """The decision about a user who changes the own password, in a session that begins now from
    this IP address."""
    now, target = gate.request.now, of_user(user)
    session = Principal(user=user, mfa=mfa, mfa_at=now if mfa else None, issued_at=now)
    context = principal_context(session, now) | request_context(gate.request)
    owner = {"aws:resourceaccount": user.account.account_id}
    return authorize(
        policies,
        action=CHANGE_PASSWORD.id,
        resource=target.arn,
        context={**context, **owner, **target.context},
    )


def _why(decision: Decision) -> str:
    policy, action = decision.policy, CHANGE_PASSWORD.id
    if policy is None:
        return f"No policy allows {action}"
    if decision.effect is Effect.EXPLICIT_DENY:
        return f"The policy {policy.name} denies {action}"
    return f"The permissions boundary {policy.name} does not allow {action}"


def _applying(holder: str, url: str) -> tuple[str, str]:
    what = "the published version that lets a password be changed while signing in"
    return f"Apply to {holder} {what}", url
