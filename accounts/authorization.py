"""Principal, action, resource and context -> the policies that apply -> a Decision."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.database.prepared import NUMBER, Prepared
from accounts.editions import edition
from accounts.models import Group, GroupPolicy, Policy, User, UserPolicy
from accounts.operations.password_policies import custom_policy
from accounts.policy import (
    AppliedPolicy,
    Context,
    ContextValue,
    Decision,
    Request,
    compiled,
    decide,
)
from accounts.principals import Principal
from accounts.values import arns
from accounts.values.times import in_iso

ACCOUNT_SETTING = "Account password policy"
SESSION = "Session policy"
ALLOWS_NOTHING = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":"*","Resource":"*"}}'
)
Applying = tuple[str, str | None, str, int, str | None]
NONE = Value(None, output_field=CharField())


def policies_of(user: User) -> tuple[AppliedPolicy, ...]:
    """Every identity-based policy that applies to a user, in one query.

    Managed policies attached to the user or to one of its groups, the user's inline policies and
    its groups' inline policies. They are read at request time, so a change bites at once. An
    account password policy that lets users change their own password grants that to each of them
    (no query where it was selected with the user). A permissions boundary is one more query.
    """
    return _policies(user, _applying(user.pk))


def policies_of_each(users: Sequence[User]) -> dict[int, tuple[AppliedPolicy, ...]]:
    """The same for several users, by the user's key; in one query.

    Their account with its password policy and their boundary are selected with them.
    """
    found: dict[int, list[Applying]] = {user.pk: [] for user in users}
    for *applying, user_id in _policies_with_users([user.pk for user in users]):
        found[user_id].append(cast(Applying, tuple(applying)))
    return {user.pk: _policies(user, found[user.pk]) for user in users}


def _policies(user: User, applying: Iterable[Applying]) -> tuple[AppliedPolicy, ...]:
    found: dict[Applying, list[str | None]] = {}
    for name, arn, document, key, group in applying:
        # one managed policy may come by several ways
        found.setdefault((name, arn, document, key, None if arn else group), []).append(group)
    return (
        *(
            AppliedPolicy(name, arn, compiled(document), attached_to=_holders(user, groups))
            for (name, arn, document, *_), groups in found.items()
        ),
        *_password_policy_grant(user),
        *_boundary(user),
    )


def _holders(user: User, groups: list[str | None]) -> tuple[str, ...]:
    """The ARNs of the groups, each given as its path and name; None is the user itself."""
    account_id = user.account.account_id
    return tuple(
        user.arn if group is None else arns.group(account_id, group, "") for group in groups
    )


def session_policies_of(principal: Principal) -> tuple[AppliedPolicy, ...]:
    """The policies that bound a session of GetFederationToken; none for any other caller.

    Of a session without any there is one that allows nothing. A managed policy is read at the time
    of the request; when one is gone the session is allowed nothing, whatever the others allow: it
    may have been the one that denied.
    """
    federation = principal.federation
    if federation is None:
        return ()
    usable = Q(account=principal.account) | Q(account=None)
    managed = Policy.objects.filter(usable, arn__in=federation.policy_arns)
    found = [
        AppliedPolicy(policy.policy_name, policy.arn, compiled(policy.document), session=True)
        for policy in managed
    ]
    is_whole = len(found) == len(set(federation.policy_arns))
    if federation.policy:
        found.append(AppliedPolicy(SESSION, None, compiled(federation.policy), session=True))
    if found and is_whole:
        return tuple(found)
    return (AppliedPolicy(SESSION, None, compiled(ALLOWS_NOTHING), session=True),)


def policies_of_new_user(
    user: User, *, groups: Sequence[Group], arns: Sequence[str]
) -> tuple[AppliedPolicy, ...]:
    """What would apply to a user that is not stored yet, in these groups and with these managed
    policies attached, in two queries.
    """
    keys = [group.pk for group in groups if group.pk]
    managed = Q(arn__in=arns) | Q(groups__in=keys)
    usable = Policy.objects.filter(Q(account=user.account) | Q(account=None))
    found = usable.filter(managed).distinct().order_by("pk")
    embedded = GroupPolicy.objects.filter(group__in=keys).order_by("pk")
    return (
        *(AppliedPolicy(each.policy_name, each.arn, compiled(each.document)) for each in found),
        *(AppliedPolicy(each.policy_name, None, compiled(each.document)) for each in embedded),
        *_password_policy_grant(user),
    )


def _boundary(user: User) -> tuple[AppliedPolicy, ...]:
    policy = user.permissions_boundary
    if policy is None:
        return ()
    document = compiled(policy.document)
    return (
        AppliedPolicy(
            policy.policy_name, policy.arn, document, boundary=True, attached_to=(user.arn,)
        ),
    )


def _policies_by_user_id(user_id: int) -> QuerySet[Any, Any]:
    """Name, ARN, document, id, and the path and name of the group it comes by: managed policies,
    the user's own, then its groups' own."""
    arms = (
        (Policy.objects.filter(users=user_id), F("arn"), NONE),
        (Policy.objects.filter(groups__users=user_id), F("arn"), _path_and_name("groups")),
        (UserPolicy.objects.filter(user=user_id), NONE, NONE),
        (GroupPolicy.objects.filter(group__users=user_id), NONE, _path_and_name("group")),
    )
    first, *others = (
        rows.annotate(named_arn=arn, by=group).values_list(
            "policy_name", "named_arn", "document", "pk", "by"
        )
        for rows, arn, group in arms
    )
    return first.union(*others, all=True)


def _policies_with_users(user_ids: list[int]) -> QuerySet[Any, Any]:
    """The same for several users, with the user's id behind."""
    arms = (
        (Policy.objects.filter(users__in=user_ids), F("arn"), NONE, "users"),
        (
            Policy.objects.filter(groups__users__in=user_ids),
            F("arn"),
            _path_and_name("groups"),
            "groups__users",
        ),
        (UserPolicy.objects.filter(user__in=user_ids), NONE, NONE, "user"),
        (
            GroupPolicy.objects.filter(group__users__in=user_ids),
            NONE,
            _path_and_name("group"),
            "group__users",
        ),
    )
    first, *others = (
        rows.annotate(named_arn=arn, by=group, of=F(user)).values_list(
            "policy_name", "named_arn", "document", "pk", "by", "of"
        )
        for rows, arn, group, user in arms
    )
    return first.union(*others, all=True)


def _path_and_name(group: str) -> Concat:
    return Concat(f"{group}__path", f"{group}__group_name", output_field=CharField())


_applying: Prepared[Applying] = Prepared(_policies_by_user_id, NUMBER)


def _password_policy_grant(user: User) -> tuple[AppliedPolicy, ...]:
    policy = custom_policy(user.account)
    if policy is None or not policy.allow_users_to_change_password:
        return ()
    document = compiled(edition("allow-users-to-change-password"))
    return (AppliedPolicy(ACCOUNT_SETTING, None, document),)


def principal_context(principal: Principal, now: datetime) -> dict[str, ContextValue]:
    """The global condition keys of the caller and the clock (lower-case names).

    Source: AWS IAM user guide, "AWS global condition context keys". The HTTP request's own keys
    (source address, user agent, TLS) are added by `console`.
    """
    user, account = principal.user, principal.account
    context: dict[str, ContextValue] = {
        "aws:currenttime": in_iso(now),
        "aws:epochtime": str(int(now.timestamp())),
        "aws:principalaccount": account.account_id,
        "aws:principalarn": principal.arn,
        "aws:principalisawsservice": "false",
        "aws:principaltype": "User",
        "aws:requestedregion": "us-east-1",
        "aws:userid": principal.user_id,
        "aws:username": user.user_name,
        "aws:viaawsservice": "false",
    }
    if principal.mfa is not None:
        context["aws:multifactorauthpresent"] = "true" if principal.mfa else "false"
    if principal.mfa_at is not None:
        context["aws:multifactorauthage"] = str(int((now - principal.mfa_at).total_seconds()))
    if principal.issued_at is not None:
        context["aws:tokenissuetime"] = in_iso(principal.issued_at)
    tags = user.tags
    if principal.federation is not None:
        context["aws:principaltype"] = "FederatedUser"
        del context["aws:username"]
        tags = dict(principal.federation.tags)
    for key, value in tags.items():
        context[f"aws:principaltag/{key.lower()}"] = value
    return context


def named_resources(
    policies: tuple[AppliedPolicy, ...], *, action: str, containing: str, context: Context
) -> Iterator[str]:
    """The resource patterns that the statements about an action name, if they contain a text."""
    for policy in policies:
        for statement in policy.document.statements:
            if statement.matches_action(action.lower()):
                yield from statement.resources(containing, context)


def authorize(
    policies: tuple[AppliedPolicy, ...],
    *,
    action: str,
    resource: str,
    context: Context,
    session: tuple[AppliedPolicy, ...] = (),
) -> Decision:
    """Decide one action on one resource ("*" where the action supports none).

    `session` are the policies that bound the caller's session, if there are any.
    """
    return decide(policies, session, Request(action, resource, context))
