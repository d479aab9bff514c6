"""GetAccountAuthorizationDetails: the users, groups and policies of an account in detail.

Everything comes by a fixed number of queries, however many rows a page has: for each list one for
the ids, one for the rows and one for each thing that they hold.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Length, Lower

from accounts.errors import ValidationError
from accounts.models import Account, Group, GroupPolicy, Policy, PolicyVersion, User, UserPolicy
from accounts.operations.policies.policies import counted

LOCAL, OF_AWS = "LocalManagedPolicy", "AWSManagedPolicy"
KINDS = ("User", "Group", LOCAL, OF_AWS)
LISTS = ("users", "groups", "policies")
DOCUMENTS_MAX = 1_000_000
"""Characters of policy documents in a page: AWS, too, may answer fewer rows than were asked for."""
PLACE = re.compile(r"(users|groups|policies)/([0-9]{1,18})")


@dataclass
class Details:
    """One page: rows with what they hold loaded, and the place of the last one if more follow."""

    users: list[User] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    last: str = ""


def get_account_authorization_details(
    *, account: Account, kinds: Collection[str] = KINDS, after: str = "", size: int
) -> Details:
    """The rows of these kinds after a place ("" to begin), at most `size`: users, groups, policies.

    A policy has all of its versions; of AWS's own policies there are those that the account uses.
    A page whose documents would be too long ends earlier, but has a row. ValidationError for a
    place that is none.
    """
    first, last = _place(after)
    details, room = Details(), DOCUMENTS_MAX
    for name, found in _lists(account, kinds):
        if LISTS.index(name) < LISTS.index(first):
            continue
        rows = found.rows.filter(pk__gt=last) if name == first else found.rows
        weighed = rows.order_by("pk").values_list("pk", _weight(found.documents, found.holder))
        chosen: list[int] = []
        for pk, weight in weighed[: size + 1]:
            room -= weight
            if size == 0 or (room < 0 and details.last):
                _load(details, name, found, chosen)
                return details
            chosen.append(pk)
            details.last, size = f"{name}/{pk}", size - 1
        _load(details, name, found, chosen)
    details.last = ""
    return details


@dataclass(frozen=True, slots=True)
class _List:
    """A list's rows, how they are loaded with what they hold, and the documents that they have."""

    rows: QuerySet[Any]
    load: Callable[[QuerySet[Any]], QuerySet[Any]]
    documents: type[UserPolicy | GroupPolicy | PolicyVersion]
    holder: str


def _lists(account: Account, kinds: Collection[str]) -> Iterable[tuple[str, _List]]:
    if "User" in kinds:
        yield "users", _List(account.users.all(), _users, UserPolicy, "user")
    if "Group" in kinds:
        yield "groups", _List(account.groups.all(), _groups, GroupPolicy, "group")
    if LOCAL in kinds or OF_AWS in kinds:
        rows = counted(Policy.objects.filter(_of_kinds(account, kinds)), account)
        used = Q(attachment_count__gt=0) | Q(boundary_count__gt=0) | Q(account=account)
        yield "policies", _List(rows.filter(used), _policies, PolicyVersion, "policy")


def _of_kinds(account: Account, kinds: Collection[str]) -> Q:
    nothing = Q(pk__in=())
    return (Q(account=account) if LOCAL in kinds else nothing) | (
        Q(account=None) if OF_AWS in kinds else nothing
    )


def _users(rows: QuerySet[User]) -> QuerySet[User]:
    return rows.select_related("permissions_boundary").prefetch_related(
        Prefetch("groups", Group.objects.order_by(Lower("group_name"))),
        Prefetch("inline_policies", UserPolicy.objects.order_by("policy_name")),
        _attached(),
    )


def _groups(rows: QuerySet[Group]) -> QuerySet[Group]:
    inline = Prefetch("inline_policies", GroupPolicy.objects.order_by("policy_name"))
    return rows.prefetch_related(inline, _attached())


def _policies(rows: QuerySet[Policy]) -> QuerySet[Policy]:
    versions = Prefetch("versions", PolicyVersion.objects.order_by("-number"))
    return rows.defer("document").prefetch_related(versions)


def _attached() -> "Prefetch[str, QuerySet[Policy], str]":
    rows = Policy.objects.only("policy_name", "arn").order_by(Lower("policy_name"), "pk")
    return Prefetch("policies", rows)


def _load(details: Details, name: str, found: _List, chosen: list[int]) -> None:
    if chosen:
        rows = found.load(found.rows).filter(pk__in=chosen).order_by("pk")
        setattr(details, name, list(rows))


def _weight(documents: type[Any], holder: str) -> Coalesce:
    """The length of a row's documents, all together."""
    rows = documents.objects.filter(**{holder: OuterRef("pk")}).order_by().values(holder)
    return Coalesce(Subquery(rows.annotate(total=Sum(Length("document"))).values("total")), 0)


def _place(after: str) -> tuple[str, int]:
    if not after:
        return LISTS[0], 0
    place = PLACE.fullmatch(after)
    if place is None:
        raise ValidationError("Invalid Marker.")
    return place[1], int(place[2])
