"""What checks look at: an account as it is, and what was called since the step began.

Each kind of row is read once, when a check first asks for it; for many accounts at once it is read
for all of them (`facts_of_each`), so that the number of queries does not grow with them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import Account, User
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
    """The rows of several accounts, by the account's key; a table is read when first asked for."""

    def __init__(self, accounts: Iterable[int], since: int = 0) -> None:
        self.accounts = list(accounts)
        self.since = since
        self._read: dict[object, Rows] = {}

    def events(self) -> Rows:
        """The events after `since`, oldest first."""
        found = Event.objects.filter(account__in=self.accounts, pk__gt=self.since).order_by("-pk")
        most = EVENTS_MAX * len(self.accounts)
        return self._once(Event, lambda: reversed(found[:most]), lambda event: event.account_id)

    def users(self) -> Rows:
        """The users, with their account, boundary and its text."""
        found = User.objects.filter(account__in=self.accounts)
        found = found.select_related("account__password_policy", "permissions_boundary")
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

    def user(self, name: str) -> User | None:
        """The account's user of that name, whatever the case of its letters."""
        return next((each for each in self.users if each.user_name.lower() == name.lower()), None)


KINDS: dict[str, type[Model]] = {
    "access key": AccessKey,
    "certificate": SigningCertificate,
    "SSH key": SSHPublicKey,
    "service credential": ServiceSpecificCredential,
}
