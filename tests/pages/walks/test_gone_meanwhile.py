"""What an address names goes away after the gate has found it and before the page acts on it.

Another administrator's request does that on a busy server. Here a middleware of this file does it
in between, so that each view meets it: nothing breaks, and nothing is left behind.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.db.models import ForeignKey
from django.http import HttpRequest, HttpResponse

from accounts.models import Group, Policy, User
from credentials.models import MFADevice
from tests.support.holdings import Ids, give_everything
from tests.support.rows import rows
from tests.support.sending import OTHERS, Sender, addresses
from tests.support.urls import CLOSED
from tests.world import World, code

GoAway = Callable[[], None]
NAMING = ("user_name", "group_name", "policy_arn")
VIEWS = [view for view in CLOSED if set(view.pattern.converters) & set(NAMING)]
waiting: list[GoAway] = []


class Meanwhile:
    """Runs what waits, once, after the middleware before it has let the request through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, *_: object) -> None:
        while waiting:
            waiting.pop()()


@dataclass
class Stage:
    """The administrator's browser, and alice, who holds everything once."""

    sender: Sender
    ids: Ids
    alice: User


@pytest.fixture
def stage(world: World, settings, monkeypatch: pytest.MonkeyPatch) -> Stage:
    sender = Sender(world.admin)
    ids = give_everything(world.alice)
    phone = MFADevice.objects.get(serial_number=ids["SerialNumber"][0])
    monkeypatch.setitem(OTHERS, "code1", code(phone, -1))
    monkeypatch.setitem(OTHERS, "code2", code(phone))
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.{Meanwhile.__name__}"]
    waiting.clear()
    return Stage(sender, ids, world.alice)


def take_away(row: User | Group | Policy) -> None:
    """The row and all that hangs on it, as its administrator's deletion leaves them."""
    for relation in row._meta.related_objects:
        if isinstance(relation.field, ForeignKey):
            held = relation.related_model._default_manager.filter(**{relation.field.name: row})
            if relation.field.null:
                held.update(**{relation.field.name: None})
            else:
                for each in held:
                    take_away(each)
    for many in (*row._meta.many_to_many, *row._meta.related_objects):
        if many.many_to_many:
            name = many.name if many in row._meta.many_to_many else many.get_accessor_name()
            getattr(row, name).clear()
    type(row)._default_manager.filter(pk=row.pk).delete()


def gone(stage: Stage, name: str) -> GoAway:
    """The function that deletes the row which the URL names by this parameter."""
    rows_of = {
        "user_name": lambda: stage.alice,
        "group_name": lambda: Group.objects.get(group_name=stage.ids["GroupName"][0]),
        "policy_arn": lambda: Policy.objects.get(arn=stage.ids["PolicyArn"][0]),
    }
    return lambda: take_away(rows_of[name]())


# What these two do is about no user: a device is made, or one that belongs to nobody is deleted.
OF_NOBODY = {"assign_mfa_device", "delete_virtual_mfa_device"}


@pytest.mark.parametrize("name", NAMING)
def test_a_form_breaks_nothing_and_leaves_nothing(world: World, stage: Stage, name: str):
    for view in VIEWS:
        if name in view.pattern.converters:
            kwargs, _ = next(addresses(view, stage.ids, stage.ids))
            with transaction.atomic():
                after: dict[str, object] = {}
                waiting.append(lambda kept=after: (gone(stage, name)(), kept.update(rows())))
                response = stage.sender.send(view, "post", kwargs, stage.ids, 0)
                assert not waiting, view
                assert response.status_code < 500, view
                changed = {table for table, held in rows().items() if held != after[table]}
                connection.check_constraints()
                assert changed <= ({"credentials.MFADevice"} if view.name in OF_NOBODY else set())
                transaction.set_rollback(True)


@pytest.mark.parametrize("name", NAMING)
def test_a_page_is_still_answered(world: World, stage: Stage, name: str):
    for view in VIEWS:
        if name in view.pattern.converters:
            kwargs, _ = next(addresses(view, stage.ids, stage.ids))
            with transaction.atomic():
                waiting.append(gone(stage, name))
                response = stage.sender.send(view, "get", kwargs, stage.ids, 0)
                assert not waiting, view
                assert response.status_code < 500, view
                transaction.set_rollback(True)
