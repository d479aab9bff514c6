"""The account that a command is about."""

from django.core.management.base import CommandError, CommandParser

from accounts.errors import no_such
from accounts.models import Account, Group, User
from accounts.operations.groups import find_group
from accounts.operations.users import find_user


def add_account_option(parser: CommandParser) -> None:
    parser.add_argument("--account", help="account ID or alias; may be left out if there is one")


def account_of(identifier: str | None) -> Account:
    """The account of this id or alias, or the only one that there is beside those of learners."""
    accounts = Account.objects.all() if identifier else Account.objects.filter(seat=None)
    if identifier:
        accounts = accounts.filter(account_id=identifier) | accounts.filter(alias=identifier)
    found = list(accounts[:2])
    if not found:
        raise CommandError("There is no such account.")
    if len(found) > 1:
        raise CommandError("There are several accounts: say which with --account.")
    return found[0]


def user_of(account: Account, user_name: str) -> User:
    """A user of the account, by name."""
    user = find_user(account=account, user_name=user_name)
    if user is None:
        raise CommandError(str(no_such("user", user_name)))
    return user


def group_of(account: Account, group_name: str) -> Group:
    """A group of the account, by name."""
    group = find_group(account=account, group_name=group_name)
    if group is None:
        raise CommandError(str(no_such("group", group_name)))
    return group
