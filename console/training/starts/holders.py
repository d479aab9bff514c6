"""The users, groups and policies of a lab's start."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.editions import BY_NAME, edition
from accounts.models import Account, Group, Policy, User
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from accounts.operations.policies.attachments import attach_group_policy, attach_user_policy
from accounts.operations.policies.editions import apply_edition
from accounts.operations.policies.inline_policies import put_group_policy, put_user_policy
from accounts.operations.policies.managed_policies import ensure_managed_policy
from accounts.operations.policies.policies import create_policy
from accounts.operations.users import create_user
from console.training.labs.values import listed
from console.training.people import ADMINISTRATOR

Start = Mapping[str, Any]


def make_all(*, account: Account, start: Start, hashes: Mapping[str, str], now: datetime) -> None:
    """Make the policies, the groups and the users in an empty account; `now` is the account's.

    `hashes` are those of the users' passwords, by user name.
    """
    policies = {
        name: create_policy(account=account, policy_name=name, document=_text(given), now=now)
        for name, given in start.get("policies", {}).items()
    }
    groups = {}
    for name, given in start.get("groups", {}).items():
        groups[name] = create_group(
            account=account, group_name=name, path=given.get("path", "/"), now=now
        )
        _give_policies(groups[name], given, policies, now)
    for name, given in start.get("users", {}).items():
        user = _make_user(account, name, given, policies, now)
        _set_password(user, given.get("password", True), hashes.get(name), now)
        _give_policies(user, given, policies, now)
        for group in given.get("groups", []):
            add_user_to_group(group=groups[group], user=user)
    if "password_policy" in start:
        update_account_password_policy(
            account=account, settings=PasswordPolicySettings(**start["password_policy"])
        )


def has_password(given: Start) -> bool:
    """Whether a user of the start has a console password."""
    return given.get("password", True) is not False


def policies_in_words(given: Start) -> str:
    """The names of what a user gets, as a sheet shows them."""
    editions = [BY_NAME[name].policy_name for name in listed(given.get("edition", []))]
    named = [*(["AdministratorAccess"] if given.get("administrator") else []), *editions]
    return ", ".join([*named, *given.get("policies", []), *given.get("inline", {})])


def _make_user(
    account: Account, name: str, given: Start, policies: Mapping[str, Policy], now: datetime
) -> User:
    return create_user(
        account=account,
        user_name=name,
        path=given.get("path", "/"),
        permissions_boundary=_named(given["boundary"], policies) if "boundary" in given else None,
        tags=list(given.get("tags", {}).items()),
        now=now - timedelta(days=given.get("days_old", 0)),
    )


def _set_password(user: User, given: Any, encoded: str | None, now: datetime) -> None:
    if encoded is None:
        return
    asked = given if isinstance(given, Mapping) else {}
    user.password = encoded
    user.login_profile_created_at = user.created_at
    user.password_last_changed = now - timedelta(days=asked.get("days_old", 0))
    user.password_reset_required = asked.get("must_change", False)
    user.save()


def _give_policies(
    holder: User | Group, given: Start, policies: Mapping[str, Policy], now: datetime
) -> None:
    """Editions, managed policies by name, and inline ones."""
    first = [ADMINISTRATOR] if given.get("administrator") else []
    for name in [*first, *listed(given.get("edition", []))]:
        apply_edition(account=holder.account, to=holder, applied=BY_NAME[name], now=now)
    for name in given.get("policies", []):
        policy = _named(name, policies)
        if isinstance(holder, User):
            attach_user_policy(user=holder, policy=policy)
        else:
            attach_group_policy(group=holder, policy=policy)
    for name, document in given.get("inline", {}).items():
        if isinstance(holder, User):
            put_user_policy(user=holder, policy_name=name, document=_printed(document))
        else:
            put_group_policy(group=holder, policy_name=name, document=_printed(document))


def _named(name: str, policies: Mapping[str, Policy]) -> Policy:
    """A policy of the start, or AWS's own."""
    return policies[name] if name in policies else ensure_managed_policy(name)


def _text(given: Start) -> str:
    return edition(given["edition"]) if "edition" in given else _printed(given["document"])


def _printed(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2)
