"""Apply a published version of a policy to a user or a group."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.editions import BY_NAME, EDITIONS, Edition
from accounts.errors import ServiceError
from accounts.models import Account, Group, Policy, User
from accounts.operations.policies.editions import steps_to_apply
from accounts.operations.policies.policies import get_policy
from console.gate.operator import perform_all_as_operator
from console.management.accounts import account_of, add_account_option, group_of, user_of
from console.requests import time_of


class Command(BaseCommand):
    help = (
        "Attach a published version of a policy to a user or a group. The policy is created if "
        "it does not exist; else it gets that text as its default version, for everyone who has it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", nargs="?", help="a name that --list prints")
        parser.add_argument(
            "--list", action="store_true", help="print the published versions, change nothing"
        )
        whom = parser.add_mutually_exclusive_group()
        whom.add_argument("--user", metavar="NAME", help="the user to attach it to")
        whom.add_argument("--group", metavar="NAME", help="the group to attach it to")
        parser.add_argument("--policy-name", help="another name for the account's own policy")
        add_account_option(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list(as_json=options["json"])
            return
        applied = _edition(options["edition"], options["policy_name"])
        account = account_of(options["account"])
        to = _whom(account, options)
        try:
            policy = _apply(account, to, applied, options["policy_name"] or "")
        except ServiceError as error:
            raise CommandError(str(error)) from error
        version_id = f"v{policy.default_version}"
        if options["json"]:
            sheet = {"edition": applied.name, "policy_arn": policy.arn, "version_id": version_id}
            self.stdout.write(json.dumps(sheet | {"attached_to": to.arn}))
            return
        self.stdout.write(f"{policy.arn} {version_id} is {applied.name}.")
        self.stdout.write(f"It is attached to {to.arn}.")

    def _list(self, *, as_json: bool) -> None:
        rows = [_described(one) for one in EDITIONS]
        if as_json:
            self.stdout.write(json.dumps(rows))
            return
        for row in rows:
            self.stdout.write(
                f"{row['edition']}\n  {row['dated']}: {row['title']}\n  {row['purpose']}"
            )
            if row["simplified"]:
                self.stdout.write(f"  Simplified: {row['simplified']}")


@transaction.atomic
def _apply(account: Account, to: User | Group, applied: Edition, policy_name: str) -> Policy:
    now = time_of(account)
    steps = steps_to_apply(
        account=account, to=to, applied=applied, now=now, policy_name=policy_name
    )
    perform_all_as_operator(account, steps, command="apply_edition", now=now)
    return get_policy(account=account, policy_arn=steps[-1].policy.arn)


def _described(one: Edition) -> dict[str, str]:
    return {
        "edition": one.name,
        "dated": one.dated,
        "title": one.title,
        "purpose": one.purpose,
        "source": one.source,
        "policy_name": one.policy_name,
        "simplified": one.simplified,
    }


def _edition(name: str | None, policy_name: str | None) -> Edition:
    if name not in BY_NAME:
        said = name or "without a name"
        raise CommandError(f"There is no published version {said}: --list prints them.")
    if policy_name and BY_NAME[name].managed:
        raise CommandError(f"{BY_NAME[name].policy_name} is AWS's own and keeps its name.")
    return BY_NAME[name]


def _whom(account: Account, options: dict[str, Any]) -> User | Group:
    if options["user"]:
        return user_of(account, options["user"])
    if options["group"]:
        return group_of(account, options["group"])
    raise CommandError("Say whom to attach it to: --user NAME or --group NAME.")
