"""So many users in the demo's account, in the data of DATA_DIR, with 50 groups and 200 policies."""

import os
import sys
from datetime import UTC, datetime, timedelta

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "console.settings"
    django.setup()

from accounts.models import Account, Group, Policy, PolicyVersion, User
from accounts.values import arns
from credentials import ids, sealing
from credentials.models import AccessKey, MFADevice
from credentials.totp import new_seed

GROUPS, POLICIES = 50, 200
DOCUMENT = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}'
)


def groups_and_policies(account: Account) -> tuple[list[Group], list[Policy]]:
    """New groups and policies of the account."""
    now = datetime.now(tz=UTC)
    groups = Group.objects.bulk_create(
        Group(account=account, group_name=f"group-{number}", created_at=now)
        for number in range(GROUPS)
    )
    policies = Policy.objects.bulk_create(
        Policy(
            account=account,
            policy_name=f"policy-{number}",
            arn=arns.policy(account.account_id, "/", f"policy-{number}"),
            document=DOCUMENT,
            created_at=now,
            updated_at=now,
        )
        for number in range(POLICIES)
    )
    PolicyVersion.objects.bulk_create(
        PolicyVersion(policy=policy, number=1, document=DOCUMENT, created_at=now)
        for policy in policies
    )
    return groups, policies


def add_users(
    account: Account, numbers: range, groups: list[Group], policies: list[Policy]
) -> None:
    """Users of these numbers, each with a group, a policy, a password, a key and a device."""
    now, password = datetime.now(tz=UTC), User.objects.filter(account=account)[0].password
    users = User.objects.bulk_create(
        User(
            account=account,
            user_name=f"user-{number:05}",
            path=f"/team-{number % 40}/",
            password=password,
            created_at=now - timedelta(hours=number),
            password_last_changed=now - timedelta(hours=number),
            password_last_used=now - timedelta(minutes=number * 7919 % 90_000),
        )
        for number in numbers
    )
    give(account, users, groups, policies, now)


def give(
    account: Account,
    users: list[User],
    groups: list[Group],
    policies: list[Policy],
    now: datetime,
) -> None:
    """To each user a group, a policy, a key and a device."""
    members, attached = Group.users.through, Policy.users.through
    members.objects.bulk_create(
        members(user=user, group=groups[at % GROUPS]) for at, user in enumerate(users)
    )
    attached.objects.bulk_create(
        attached(user=user, policy=policies[at % POLICIES]) for at, user in enumerate(users)
    )
    secret, seed = sealing.seal(ids.secret_access_key()), sealing.seal(new_seed())
    AccessKey.objects.bulk_create(
        AccessKey(
            user=user,
            access_key_id=ids.access_key_id(account.account_id),
            sealed_secret=secret,
            created_at=now,
        )
        for user in users
    )
    MFADevice.objects.bulk_create(
        MFADevice(
            account=account,
            user=user,
            name=user.user_name,
            serial_number=arns.mfa(account.account_id, "/", user.user_name),
            sealed_seed=seed,
            created_at=now,
            enable_date=now,
        )
        for user in users
    )


def main(count: int) -> None:
    """`count` users in all, those of the demo included."""
    account = Account.objects.get()
    missing = range(1, count - account.users.count() + 1)
    add_users(account, missing, *groups_and_policies(account))


if __name__ == "__main__":
    main(int(sys.argv[1]))
