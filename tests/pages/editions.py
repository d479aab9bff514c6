"""Every edition, as its pages look: what they offer and what they refuse, with MFA and without.

`python -m tests.pages.editions` writes tests/golden/pages.txt; the test compares.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import setup_databases, setup_test_environment, teardown_databases
from django.urls import URLPattern, resolve, reverse

from accounts.editions import EDITIONS, Edition
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.policies.editions import apply_edition
from accounts.operations.policies.inline_policies import put_group_policy, put_user_policy
from console.checks import views
from console.gate.decorators import mark_of
from tests.support.controls import Control, Page, read
from tests.support.holdings import document, give_credentials
from tests.support.urls import ARGUMENTS
from tests.world import World, make_world, sign_in

PATH = Path(__file__).resolve().parent.parent / "golden/pages.txt"
SESSIONS = ("without MFA", "with MFA")
WIDTHS = (80, 44)
INTRODUCTION = [
    "# What alice sees with an edition as her only managed policy: her pages, bob's, and the rest.",
    "# Both hold a credential of each kind, an MFA device and an unassigned one of their name,",
    "# belong to a group, and have an inline policy that allows nothing that is asked here.",
    "# A page is open or refused. Its controls, by panel: on, off (drawn, with the action that it",
    "# needs or the reason why not), - (not drawn). Actions that a panel or cell needs: refused,",
    "# unseen.",
]


@dataclass(frozen=True)
class Seen:
    """A page as one session sees it; `status` is the answer's, `refused` what the gate refused."""

    status: int
    page: Page

    @property
    def refused(self) -> str:
        return self.page.refusals[0][1] if self.status == 403 else ""

    def has(self, control: Control) -> Control | None:
        same = (control.panel, control.text)
        return next((one for one in self.page.controls if (one.panel, one.text) == same), None)


class Stage:
    """alice with her holdings, in a session that began without MFA and in one that has it."""

    def __init__(self, world: World) -> None:
        self.world, self.entered = world, dict[tuple[str, str], bool]()
        alice, bob = world.alice, world.bob
        clients = [sign_in(Client(), alice)]
        ids = give_credentials(alice)
        give_credentials(bob, number=2)
        self._give_groups_and_policies(ARGUMENTS["group_name"], ARGUMENTS["policy_name"])
        clients.append(sign_in(Client(), alice, device=alice.mfa_devices.get()))
        self.sessions = dict(zip(SESSIONS, clients, strict=True))
        self.ids = {kind: found[0] for kind, found in ids.items()}
        self.keys = {user: user.sshpublickey_set.get() for user in (alice, bob)}

    def _give_groups_and_policies(self, group_name: str, policy_name: str) -> None:
        """What the pages that an address names are about, and a group to be added to."""
        account, now, text = self.world.account, datetime.now(tz=UTC), document("nothing")
        create_group(account=account, group_name="Operators", now=now)
        group = create_group(account=account, group_name=group_name, now=now)
        put_group_policy(group=group, policy_name=policy_name, document=text)
        for user in (self.world.alice, self.world.bob):
            add_user_to_group(group=group, user=user)
            put_user_policy(user=user, policy_name=policy_name, document=text)
        self.world.carol.policies.add(*self.world.alice.policies.all())

    @contextmanager
    def under(self, edition: Edition) -> Iterator[None]:
        """Within the block the edition is alice's only policy; then all is as it was before."""
        alice, now = self.world.alice, datetime.now(tz=UTC)
        self.entered.clear()
        with transaction.atomic():
            alice.policies.clear()
            apply_edition(account=alice.account, to=alice, applied=edition, now=now)
            yield
            transaction.set_rollback(True)

    def look(self, session: str, path: str) -> Seen:
        owner = self.world.bob if "/bob/" in path else self.world.alice
        query = urlencode({"ssh_public_key_id": self.keys[owner]})
        response = self.sessions[session].get(f"{path}?{query}")
        page = read(path, response.content.decode(errors="replace"))
        page.controls = [one for one in page.controls if not one.plain or _is_control(one)]
        for control in page.controls:
            for kind, value in self.ids.items():
                control.text = control.text.replace(value, f"<{kind}>")
        return Seen(response.status_code, page)

    def enters(self, session: str, url: str) -> bool:
        """Whether the gate lets the view be entered: it is asked in a way that no view answers, and
        of a refusal the page, which takes most of the time, is not drawn."""
        if (session, url) not in self.entered:
            with patch("console.refusals.page", return_value=HttpResponse(status=403)):
                status = self.sessions[session].options(url).status_code
            assert status in (403, 405), (url, status)
            self.entered[session, url] = status != 403
        return self.entered[session, url]


def _is_control(link: Control) -> bool:
    """Home lists the pages of services as the side navigation does, whoever may open them."""
    return link.panel != "services" and _changes(link.url)


def _changes(url: str) -> bool:
    """Whether a link leads to what performs a writing action."""
    if not url.startswith("/"):
        return False
    mark = mark_of(resolve(url.partition("?")[0]).func)
    return bool(mark and mark.performs and not mark.performs[0].read_only)


def paths() -> list[str]:
    """The pages that only read; those of a user twice, alice's own and bob's; each view once."""
    found = {}
    for pattern in views():
        mark, names = mark_of(pattern.callback), tuple(pattern.pattern.converters)
        if mark.signed_in or (mark.performs and mark.performs[0].read_only):
            found.setdefault((pattern.callback, names), pattern)
    return sorted(
        _path(pattern, ARGUMENTS | {"user_name": user_name})
        for (_, names), pattern in found.items()
        for user_name in (("alice", "bob") if "user_name" in names else ("alice",))
    )


def _path(pattern: URLPattern, arguments: dict[str, str]) -> str:
    kwargs = {name: arguments[name] for name in pattern.pattern.converters}
    return reverse(pattern.name, kwargs=kwargs)


def seen(stage: Stage, edition: Edition) -> dict[str, dict[str, Seen]]:
    """Each page, as each session sees it under the edition."""
    with stage.under(edition):
        return {path: {name: stage.look(name, path) for name in SESSIONS} for path in paths()}


def lines_of(edition: Edition, pages: dict[str, dict[str, Seen]]) -> list[str]:
    """The section of an edition."""
    rows = [_row(f"== {edition.name}", SESSIONS)]
    for path, by_session in pages.items():
        found = [by_session[name] for name in SESSIONS]
        rows.append(_row(path, [_status(one) for one in found]))
        if {one.status for one in found} != {403}:
            rows += [_row(f"  {label}", cells) for label, cells in _details(found)]
    return ["", *rows]


def _row(label: str, cells: Iterable[str]) -> str:
    return (f"{label:<{WIDTHS[0]}}" + "".join(f"{cell:<{WIDTHS[1]}}" for cell in cells)).rstrip()


def _status(one: Seen) -> str:
    if one.status == 200:
        return "open"
    return f"refused {one.refused}" if one.refused else str(one.status)


def _details(found: list[Seen]) -> Iterator[tuple[str, list[str]]]:
    """What stands in an open page, by panel: refusals, what is unseen, controls."""
    opened = [one for one in found if one.status == 200]
    for panel, action in _all(one.page.refusals for one in opened):
        refused = [one in opened and (panel, action) in one.page.refusals for one in found]
        yield f"{panel}: {action}", ["refused" if one else "-" for one in refused]
    for action in sorted({action for one in opened for action in one.page.unseen}):
        yield f"cells: {action}", ["unseen" if action in one.page.unseen else "-" for one in found]
    drawn = _all(((one.panel, one.text) for one in each.page.controls) for each in opened)
    for panel, text in drawn:
        control = Control(panel, text)
        yield f"{panel}: {text}", [_state(one, control) for one in found]


def _all(lists: Iterable[Iterable[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Everything in these lists once, panel by panel."""
    return sorted({each for found in lists for each in found})


def _state(one: Seen, control: Control) -> str:
    drawn = one.has(control) if one.status == 200 else None
    if drawn is None:
        return "-"
    return "on" if drawn.on else f"off: {drawn.needs or drawn.why}"


def main() -> None:
    """Write the file, from a database that is made for it and taken away again."""
    logging.disable()
    databases = setup_databases(verbosity=0, interactive=False)
    setup_test_environment()
    try:
        stage = Stage(make_world())
        found = [line for one in EDITIONS for line in lines_of(one, seen(stage, one))]
        PATH.write_text("\n".join([*INTRODUCTION, *found]) + "\n")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
