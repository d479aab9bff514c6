"""Characters that one database keeps and another does not, in every field of every page."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.holdings import give_everything
from tests.support.rows import rows
from tests.support.sending import CONFIRM, IDS, OTHERS, addresses
from tests.support.urls import CLOSED
from tests.world import World, sign_in


@pytest.mark.parametrize("text", ["a\0b", "a\x01\uffff\U0001f600"], ids=["NUL", "others"])
def test_every_field_takes_any_text(world: World, text: str):
    """Whatever is typed is answered, on every database, and NUL is kept nowhere."""
    client = sign_in(Client(raise_request_exception=False), world.admin)
    cookies, ids = client.cookies.copy(), give_everything(world.admin)
    failed = []
    for view in CLOSED:
        kwargs = next(iter(addresses(view, ids, ids)))[0]
        sent = dict.fromkeys([*IDS, *OTHERS, CONFIRM], text)
        for method in ("get", "post"):
            client.cookies = cookies.copy()
            response = getattr(client, method)(reverse(view.name, kwargs=kwargs), sent)
            if response.status_code >= 500:
                failed.append((view.name, method, response.status_code))
    assert failed == []
    assert "\0" not in str(rows())
