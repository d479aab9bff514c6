"""What checks look at: an account as it is, and what was called since the step began.

Each kind of row is read once, when a check first asks for it; for many accounts at once it is read
for all of them (`facts_of_each`), so that the number of queries does not grow with them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from accounts.authorization import policies_of_each
from accounts.models import Account, Policy, User, UserPolicy
from accounts.policy import AppliedPolicy
from console.models import Event
from console.training.starts.sheet import Sheet
from credentials.models import (
    AccessKey,
    MFADevice,
    ServiceSpecificCredential,
    SigningCertificate,
    SSHPublicKey,
)

EVENTS_MAX = 2000  # since a step began; older ones are not looked at
Rows = Mapping[int, Sequence[Any]]


class Shelf:
    """The rows of several accounts, by the account's key; a table is read when first asked for.

    Of the events only those after `since` and of these `names` are read, all names without any.
    """

    def __init__(
        self, accounts: Iterable[int], since: int = 0, names: Collection[str] = ()
    ) -> None:
        self.accounts = list(accounts)
        self.since = since
        self.names = names
        self._read: dict[object, Rows] = {}
        self._policies: Mapping[int, tuple[AppliedPolicy, ...]] | None = None

    def events(self) -> Rows:
        """The events after `since`, oldest first."""
        found = Event.objects.filter(account__in=self.accounts, pk__gt=self.since).order_by("-pk")
        if self.names:
            found = found.filter(event_name__in=self.names)
        most = EVENTS_MAX * len(self.accounts)
        return self._once(Event, lambda: reversed(found[:most]), lambda event: event.account_id)

    def users(self) -> Rows:
        """The users, with their account, boundary, groups and managed policies."""
        found = User.objects.filter(account__in=self.accounts).order_by("pk")
        found = found.select_related("account__password_policy", "permissions_boundary")
        found = found.prefetch_related("groups", "policies")
        return self._once(User, lambda: found, lambda user: user.account_id)

    def devices(self) -> Rows:
        """The MFA devices, assigned or not, with their users."""
        found = MFADevice.objects.filter(account__in=self.accounts).select_related("user")
        return self._once(MFADevice, lambda: found, lambda device: device.account_id)

    def credentials(self, table: type[Model]) -> Rows:
        """The credentials of one kind, with their users."""
        found: QuerySet[Any] = table._default_manager.filter(user__account__in=self.accounts)
        found = found.select_related("user")
        return self._once(table, lambda: found, lambda row: row.user.account_id)

    def policies(self) -> Mapping[int, tuple[AppliedPolicy, ...]]:
        """What applies to each user, by the user's key."""
        if self._policies is None:
            users = [user for found in self.users().values() for user in found]
            self._policies = policies_of_each(users)
        return self._policies

    def managed_policies(self) -> Rows:
        """The accounts' own managed policies."""
        found = Policy.objects.filter(account__in=self.accounts).order_by("pk")
        return self._once(Policy, lambda: found, lambda policy: policy.account_id)

    def inline_policies(self) -> Rows:
        """The inline policies of users."""
        found = UserPolicy.objects.filter(user__account__in=self.accounts).order_by("pk")
        found = found.select_related("user")
        return self._once(UserPolicy, lambda: found, lambda policy: policy.user.account_id)

    def _once(
        self, name: object, read: Callable[[], Iterable[Any]], key: Callable[[Any], int]
    ) -> Rows:
        if name not in self._read:
            rows: dict[int, list[Any]] = defaultdict(list)
            for row in read():
                rows[key(row)].append(row)
            self._read[name] = rows
        return self._read[name]


@dataclass
class Facts:
    """One account for the checks of one step.

    since   the id of the newest event when the step began
    answer  what the learner answered last, "" for nothing
    sheet   what the start made
    now     the account's time
    """

    account: Account
    now: datetime
    since: int = 0
    answer: str = ""
    sheet: Sheet = field(default_factory=Sheet)
    shelf: Shelf | None = None

    def _shelf(self) -> Shelf:
        if self.shelf is None:
            self.shelf = Shelf([self.account.pk], self.since)
        return self.shelf

    @property
    def events(self) -> list[Event]:
        """Those since the step began, oldest first."""
        found = self._shelf().events().get(self.account.pk, ())
        return [event for event in found if event.pk > self.since]

    @property
    def users(self) -> Sequence[User]:
        return self._shelf().users().get(self.account.pk, ())

    @property
    def devices(self) -> Sequence[MFADevice]:
        return self._shelf().devices().get(self.account.pk, ())

    def credentials(self, table: type[Model]) -> Sequence[Any]:
        return self._shelf().credentials(table).get(self.account.pk, ())

    def policies_of(self, user: User) -> tuple[AppliedPolicy, ...]:
        """All that applies to one of the users."""
        return self._shelf().policies()[user.pk]

    def policy(self, name: str) -> Policy | UserPolicy | None:
        """The account's own policy of that name, or a user's inline one, in any case of letters."""
        key, shelf = self.account.pk, self._shelf()
        found = [*shelf.managed_policies().get(key, ()), *shelf.inline_policies().get(key, ())]
        return next((each for each in found if each.policy_name.lower() == name.lower()), None)

    def user(self, name: str) -> User | None:
        """The account's user of that name, whatever the case of its letters."""
        return next((each for each in self.users if each.user_name.lower() == name.lower()), None)


KINDS: dict[str, type[Model]] = {
    "access key": AccessKey,
    "certificate": SigningCertificate,
    "SSH key": SSHPublicKey,
    "service credential": ServiceSpecificCredential,
}
