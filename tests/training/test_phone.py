"""The page of the virtual phone, and the links that lead to it; tests/browser/ uses it."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote

from django.test import Client

from credentials.models import MFADevice
from tests.pages.helpers import text_of
from tests.support.rows import rows
from tests.world import PAGE, World

PHONE = "/training/phone/"
LINK = re.compile(rf'href="{PHONE}#([^"]+)" target="_blank" rel="noopener"')


def test_it_is_the_same_for_everybody_and_writes_nothing(
    world: World, signed_in: Callable[..., Client]
):
    clients = [Client(), signed_in(world.alice)]
    before = rows()
    for client in clients:
        response = client.get(PHONE)
        html = text_of(response)
        assert response.status_code == 200
        assert "Training, not AWS" in html
        assert "This page needs JavaScript" in html
        assert "js/phone/phone.js" in html
        assert "style=" not in html
    assert clients[0].post(PHONE).status_code == 405
    assert rows() == before


def test_pages_with_a_qr_code_hand_its_text_over_in_the_fragment(
    world: World, signed_in: Callable[..., Client]
):
    client = signed_in(world.alice)
    client.post(f"{PAGE}mfa/assign/", {"kind": "virtual", "name": "alice"})
    device = MFADevice.objects.get(user=None)
    for path in ("mfa/set-up/", "mfa/set-up/qr-code/"):
        handed = LINK.findall(text_of(client.get(PAGE + path)))
        assert [unquote(unescape(text)) for text in handed] == [device.otpauth_uri]
        assert re.fullmatch(r"[A-Za-z0-9%._-]+", handed[0]), "nothing ends the fragment early"
