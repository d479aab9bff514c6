"""Create, list and remove classes."""  # noqa: N999  the command's name

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import CREATE_CLASS, DELETE_CLASS
from accounts.editions import BY_NAME
from accounts.editions.index import DOCUMENT
from accounts.errors import ServiceError
from accounts.models import Account
from console.gate.operator import perform_as_operator
from console.management.accounts import account_of, add_account_option
from console.requests import real_now
from console.training import classes
from console.training.codes import shown
from console.training.join_urls import join_url
from console.training.labs.labs import all_labs
from console.training.models import Class
from console.training.rosters import ROSTER_MAX, BadRoster, names
from console.training.slips import slips_file

COMMAND = "class"


class Command(BaseCommand):
    help = (
        "Classes: create one with its seats, list them, remove one with its seats and their "
        "accounts. An account is made when its seat is joined. Asks nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="create|list|remove")
        create = verbs.add_parser("create", help="make a class and print its seat codes")
        create.add_argument("name", help="such as blue-otter")
        create.add_argument("--seats", type=int, help="how many; as many as names if left out")
        create.add_argument("--names", help="a file of names: one a line, or CSV with Name")
        create.add_argument("--labs", default="", help="names of labs, with commas between them")
        create.add_argument("--edition", default=DOCUMENT, help="the published version of alice")
        create.add_argument("--passwords", choices=Class.Passwords.values, default="easy")
        create.add_argument("--joining", choices=Class.Joining.values, default="open")
        create.add_argument("--slips", help="write slips to this HTML file, to be printed")
        listed = verbs.add_parser("list", help="print the classes")
        remove = verbs.add_parser("remove", help="delete a class with everything in it")
        remove.add_argument("name")
        for verb in (create, listed, remove):
            add_account_option(verb)
            verb.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        account = account_of(options["account"])
        work = {"create": self._create, "list": self._list, "remove": self._remove}
        try:
            work[verb](account, options)
        except (ServiceError, BadRoster, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error

    def _create(self, account: Account, options: dict[str, Any]) -> None:
        facts = _facts(options)
        with perform_as_operator(
            account,
            CREATE_CLASS,
            command=COMMAND,
            now=real_now(),
            className=options["name"],
            seats=facts["seats"],
            labs=facts["labs"],
        ):
            made = classes.create_class(
                account=account, name=options["name"], now=real_now(), **facts
            )
        if options["slips"]:
            Path(options["slips"]).write_text(slips_file(made, settings.BASE_URL))
        self._print(made, as_json=options["json"])

    def _print(self, made: Class, *, as_json: bool) -> None:
        found = [
            {"seat": seat.number, "code": shown(seat.code), "name": seat.name}
            for seat in made.seats.order_by("number")
        ]
        url = join_url(settings.BASE_URL, made)
        if as_json:
            self.stdout.write(json.dumps({"class": made.name, "join_url": url, "seats": found}))
            return
        self.stdout.write(f"{made.name}: {len(found)} seats. Learners join at {url}")
        for each in found:
            line = f"{each['seat']:>4}  {each['code']}  {each['name']}"
            self.stdout.write(line.rstrip())

    def _list(self, account: Account, options: dict[str, Any]) -> None:
        found = [
            {"class": one.name, "seats": one.seat_count, "joined": one.joined_count}
            for one in classes.list_classes(account=account)
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"classes": found}))
            return
        for each in found:
            self.stdout.write(f"{each['class']}: {each['joined']} of {each['seats']} have joined")
        if not found:
            self.stdout.write("There are no classes.")

    def _remove(self, account: Account, options: dict[str, Any]) -> None:
        found = classes.find_class(account=account, name=options["name"])
        with perform_as_operator(
            account, DELETE_CLASS, command=COMMAND, now=real_now(), className=found.name
        ):
            count = classes.delete_class(of=found)
        if options["json"]:
            self.stdout.write(json.dumps({"class": found.name, "accounts_removed": count}))
            return
        self.stdout.write(f"{found.name} and its {count} accounts are gone.")


def _facts(options: dict[str, Any]) -> dict[str, Any]:
    """What `create_class` is given, beside the name."""
    people = names(_read(options["names"])) if options["names"] else []
    seats = len(people) if options["seats"] is None else options["seats"]
    if seats < len(people):
        raise CommandError(f"There are {len(people)} names, more than seats.")
    if not seats:
        raise CommandError("Say how many seats there are, or give a file of --names.")
    if options["edition"] not in BY_NAME:
        raise CommandError("There is no such published version. apply_edition --list has them.")
    return {
        "names": people,
        "seats": seats,
        "labs": _labs(options["labs"].split(",")),
        "edition": options["edition"],
        "passwords": options["passwords"],
        "joining": options["joining"],
    }


def _read(name: str) -> str:
    """The text of a file of names, no more than a class can have."""
    with open(name, encoding="utf-8-sig", newline="") as file:
        return file.read(ROSTER_MAX + 1)


def _labs(slugs: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(slug.strip() for slug in slugs if slug.strip()))
    known = {lab.slug for lab in all_labs()}
    for slug in chosen:
        if slug not in known:
            raise CommandError(f"There is no lab {slug}. There are: {', '.join(sorted(known))}")
    return chosen
