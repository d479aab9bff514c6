"""The policies of a simulation: those of a user or a group, and texts from the request."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Q

from accounts.errors import InvalidInput, NoSuchEntity
from accounts.models import Account, Group, GroupPolicy, Policy, User
from accounts.operations import groups, users
from accounts.policy import (
    Document,
    MalformedPolicyDocument,
    compiled,
    parse,
    split_arn,
    variables_and_keys,
)
from accounts.values import arns

IDENTITY = "IAM Policy"
BOUNDARY = "Permissions Boundary Policy"
NOBODY = "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"
ACCOUNT_ID = re.compile("[0-9]{12}")

named_keys = lru_cache(maxsize=16)(variables_and_keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A policy with the name that results give it.

    `origin` is input, inline, aws-managed or user-managed; a managed policy has its `arn`, an
    inline one what it is embedded in: user or group, that one's name, the policy's name.
    """

    id: str
    text: str
    document: Document
    type: str = IDENTITY
    origin: str = "input"
    arn: str = ""
    embedded: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Policies of a principal to leave out: of an origin, of an ARN, or embedded just so.

    A managed policy is named by its ARN without its path; with it, nothing is left out (recorded).
    """

    origin: str = ""
    arn: str = ""
    embedded: tuple[str, str, str] | None = None

    def covers(self, source: Source) -> bool:
        return (
            (self.origin != "" and self.origin == source.origin)
            or (self.arn != "" and self.arn == _without_path(source.arn))
            or (self.embedded is not None and self.embedded == source.embedded)
        )


def find_principal(*, account: Account, arn: str) -> User | Group:
    """The user or group of an ARN, found by its name whatever the path, as on AWS.

    InvalidInput for an ARN of anything else; another account's is missing, like every role.
    """
    kind, name, account_id = entity_of_arn(arn)
    found: User | Group | None = None
    if account_id == account.account_id and kind == "user":
        found = users.find_user(account=account, user_name=name)
    elif account_id == account.account_id and kind == "group":
        found = groups.find_group(account=account, group_name=name)
    if found is None:
        raise NoSuchEntity("Unable to retrieve specified IAM entity.")
    return found


def caller_context(arn: str | None, account: Account) -> dict[str, str]:
    """The condition keys that a simulation has of its caller: a user, a group or a role.

    Without a caller AWS has a name in place of its id (recorded). InvalidInput for another ARN.
    """
    if arn is None:
        return {"aws:principalaccount": account.account_id, "aws:userid": NOBODY}
    kind, name, account_id = entity_of_arn(arn)
    keys = {"aws:principalarn": arn, "aws:principalaccount": account_id, "aws:userid": arn}
    return keys | {"aws:username": name} if kind == "user" else keys


def sources_of(principal: User | Group, exclusions: Sequence[Exclusion] = ()) -> list[Source]:
    """The policies of a user (its groups' included) or of a group, but for those left out."""
    if isinstance(principal, User):
        ours = Q(users=principal) | Q(groups__users=principal)
        in_groups = GroupPolicy.objects.filter(group__users=principal)
        own = [
            _inline("user", principal.user_name, policy.policy_name, policy.document)
            for policy in principal.inline_policies.order_by("pk")
        ]
    else:
        ours, own = Q(groups=principal), []
        in_groups = GroupPolicy.objects.filter(group=principal)
    own += [
        _inline("group", policy.group.group_name, policy.policy_name, policy.document)
        for policy in in_groups.select_related("group").order_by("pk")
    ]
    managed = Policy.objects.filter(ours).distinct().order_by("pk")
    found = [*map(_managed, managed), *own]
    return [source for source in found if not any(one.covers(source) for one in exclusions)]


def boundary_of(principal: User | Group) -> list[Source]:
    """The permissions boundary of a user that has one."""
    policy = principal.permissions_boundary if isinstance(principal, User) else None
    return [replace(_managed(policy), type=BOUNDARY)] if policy else []


def sources_sent(
    texts: Iterable[str], *, name: str = "PolicyInputList", type_: str = IDENTITY
) -> list[Source]:
    """Texts of a request as policies; InvalidInput for one that is none."""
    found = []
    for number, text in enumerate(texts, start=1):
        try:
            document = parse(text)
        except MalformedPolicyDocument as error:
            raise invalid_content(number) from error
        found.append(Source(id=f"{name}.{number}", text=text, document=document, type=type_))
    return found


def invalid_content(number: int) -> InvalidInput:
    """The error for a text of a request that is no policy; the first has the number 1."""
    return InvalidInput(f"Policy input list item {number} has invalid content")


def _managed(policy: Policy) -> Source:
    return Source(
        id=policy.policy_name,
        text=policy.document,
        document=compiled(policy.document),
        origin="user-managed" if policy.account_id else "aws-managed",
        arn=policy.arn,
    )


def _inline(kind: str, entity: str, name: str, text: str) -> Source:
    return Source(
        id=f"{kind}_{entity}_{name}",
        text=text,
        document=compiled(text),
        origin="inline",
        embedded=(kind, entity, name),
    )


def entity_of_arn(arn: str) -> tuple[str, str, str]:
    """The kind, name and account id of a user, group or role; InvalidInput for any other ARN."""
    parts = split_arn(arn)
    if parts is None or parts[1:4] != ["aws", "iam", ""] or "\0" in arn:
        raise _unclear(arn)
    kind, _, name = parts[5].partition("/")
    name = arns.name_in(name)
    if kind not in ("user", "group", "role") or not name or not ACCOUNT_ID.fullmatch(parts[4]):
        raise _unclear(arn)
    return kind, name, parts[4]


def _without_path(arn: str) -> str:
    """The ARN that a managed policy would have without its path; "" for an inline one."""
    owner, policy, path = arn.partition(":policy/")
    return f"{owner}{policy}{path.rpartition('/')[2]}"


def _unclear(arn: str) -> InvalidInput:
    return InvalidInput(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
