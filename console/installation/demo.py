"""The demo account and its people. Everybody may know their passwords: they stand here."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Account, User
from accounts.operations.accounts import create_account
from console.training.people import Person, hashed, make_people
from credentials.operations.mfa.hardware_tokens import import_tokens
from credentials.token_files import Token
from credentials.totp import new_seed

ACCOUNT_ID, ALIAS = "123456789012", "training"
SERIAL_NUMBER = "GAHT12345678"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A user of the demo: what the user is allowed, and what it shows to sign in as that one."""

    made: Person
    policy: str
    shows: str


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo installation offers to try: the account's alias or id, and people of it."""

    account: str
    people: list[DemoPerson]

    def person(self, user_name: str) -> DemoPerson | None:
        """The one of this name, if it can be tried."""
        named = (person for person in self.people if person.made.user_name == user_name)
        return next(named, None)


PEOPLE = (
    DemoPerson(
        Person("alice", "alice-training-1", "2019-01-31-mfa-self-manage"),
        "Force_MFA: AWS's self-manage policy (MFA required)",
        "Refused almost everything until a sign-in with MFA.",
    ),
    DemoPerson(
        Person("bob", "bob-training-1", "2019-01-31-self-manage-no-mfa"),
        "Self_manage_no_MFA: self-manage, no MFA",
        "The same pages, and nobody asks for MFA.",
    ),
    DemoPerson(
        Person("admin", "admin-training-1", "administrator-access"),
        "AdministratorAccess",
        "May do everything, for alice and bob too.",
    ),
)
BY_NAME = {person.made.user_name: person for person in PEOPLE}


@transaction.atomic
def make_demo(*, now: datetime) -> Account:
    """Make the demo account: its people, and a hardware token in software."""
    account = create_account(account_id=ACCOUNT_ID, alias=ALIAS, now=now)
    account.is_demo = True
    account.save(update_fields=["is_demo"])
    people = [person.made for person in PEOPLE]
    make_people(account=account, people=people, now=now, hashes=hashed(people))
    token = Token(SERIAL_NUMBER, new_seed())
    import_tokens(account=account, tokens=[token], now=now, in_software=True)
    return account


def demo_to_try() -> Demo | None:
    """The demo account and those of its people who are as they were made, their passwords included;
    one query.

    None where this installation has no demo account: nothing but `make_demo` says that one is.
    """
    as_made = User.objects.filter(
        account__is_demo=True,
        user_name__in=BY_NAME,
        created_at=F("account__created_at"),
        password_last_changed=F("account__created_at"),
    )
    found = dict(as_made.values_list("user_name", "account__alias"))
    if not found:
        return None
    account = next(iter(found.values())) or ACCOUNT_ID
    return Demo(account, [person for name, person in BY_NAME.items() if name in found])
