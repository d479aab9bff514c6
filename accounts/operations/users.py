"""Users: create, look up, list, rename, move, delete."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.db.models.functions import Lower

from accounts.errors import DeleteConflict, EntityAlreadyExists, LimitExceeded, no_such
from accounts.models import Account, Policy, User
from accounts.operations.locks import lock_account, locked_user
from accounts.operations.names import check_name, check_path, named, under
from accounts.operations.tags import Tag, new_user_tags

NAME_MAX = 64
PER_ACCOUNT = 5000
REFERENCED = "must remove referenced objects first."


@transaction.atomic
def create_user(
    *,
    account: Account,
    user_name: str,
    now: datetime,
    password: str | None = None,
    path: str = "/",
    permissions_boundary: Policy | None = None,
    tags: Sequence[Tag] = (),
) -> User:
    """Make a user, with a console password and a permissions boundary or without.

    EntityAlreadyExists when the account has a user of that name, whatever the case of its letters;
    LimitExceeded at 5000 users.
    """
    check_name("userName", user_name, maximum=NAME_MAX)
    check_path(path)
    user = User(
        account=account,
        user_name=user_name,
        path=path,
        permissions_boundary=permissions_boundary,
        created_at=now,
        tags=new_user_tags(tags),
    )
    user.set_password(password)
    if password is not None:
        user.login_profile_created_at = user.password_last_changed = now
    lock_account(account)
    _refuse_taken(account.users.all(), user_name)
    if account.users.count() >= PER_ACCOUNT:
        raise LimitExceeded(f"Cannot exceed quota for UsersPerAccount: {PER_ACCOUNT}")
    user.save()
    return user


def find_user(*, account: Account, user_name: str) -> User | None:
    """The account's user of that name, whatever the case of its letters; None without one."""
    users = account.users.select_related("account__password_policy")
    return named(users, "user_name", user_name).first()


def get_user(*, account: Account, user_name: str) -> User:
    """The same, or NoSuchEntity."""
    user = find_user(account=account, user_name=user_name)
    if user is None:
        raise no_such("user", user_name)
    return user


def list_users(*, account: Account, path_prefix: str = "/", containing: str = "") -> QuerySet[User]:
    """The account's users under a path, by name; those whose name contains a text, in any case."""
    rows = under(account.users.order_by(Lower("user_name")), path_prefix)
    return rows.filter(user_name__icontains=containing) if containing else rows


@transaction.atomic
def update_user(
    *, user: User, new_user_name: str | None = None, new_path: str | None = None
) -> None:
    """Rename or move a user, or both; its ARN changes at once, its id and credentials stay.

    EntityAlreadyExists for a name that is taken, also where it is the user's own in other letters:
    AWS refuses that too (reported, with the text). The same name again is no change.
    """
    lock_account(user.account)
    row = locked_user(user)
    if new_user_name is not None:
        check_name("newUserName", new_user_name, maximum=NAME_MAX)
        if new_user_name != row.user_name:
            _refuse_taken(user.account.users.all(), new_user_name)
        row.user_name = new_user_name
    if new_path is not None:
        check_path(new_path, "newPath")
        row.path = new_path
    row.save(update_fields=["user_name", "path"])
    user.user_name, user.path = row.user_name, row.path


@transaction.atomic
def delete_user(*, user: User) -> None:
    """Delete a user that has nothing left.

    DeleteConflict names what is left: groups, policies, the console password, or a credential.
    Credentials point at their user with PROTECT and say themselves what must be done.
    """
    row = locked_user(user)
    if row.groups.exists():
        raise DeleteConflict("Cannot delete entity, must remove users from group first.")
    if row.policies.exists():
        raise DeleteConflict("Cannot delete entity, must detach all policies first.")
    if row.inline_policies.exists():
        raise DeleteConflict("Cannot delete entity, must delete policies first.")
    if row.has_usable_password():
        raise DeleteConflict("Cannot delete entity, must delete login profile first.")
    try:
        row.delete()
    except ProtectedError as error:
        raise DeleteConflict(f"Cannot delete entity, {_what_is_left(error)}") from error


def _what_is_left(error: ProtectedError) -> str:
    """What must be removed first, by the first kind of row found; the order is fixed."""
    kinds: set[type[Model]] = {type(row) for row in error.protected_objects}
    first = min(kinds, key=lambda kind: kind._meta.label)
    return str(getattr(first, "delete_conflict", REFERENCED))


def _refuse_taken(users: QuerySet[User], user_name: str) -> None:
    if named(users, "user_name", user_name).exists():
        raise EntityAlreadyExists(f"User with name {user_name} already exists.")
