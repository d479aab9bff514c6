"""TEACH=0: no page explains, whoever opens it; docs/settings.md lists what is off."""

from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from console.models import AuthorizationRecord
from tests.support.holdings import give_everything
from tests.support.sending import addresses
from tests.support.urls import CLOSED
from tests.world import World, sign_in

EXPLAINS = (
    "Why was this refused?",
    "Show every step",
    "What would have allowed it",
    "The way of the decision",
    "Every statement",
    "Try what if",
    "In one sentence",
    'class="info-link"',
    'href="/help/',
    "Start here",
    'class="why-code"',
)


def pages(world: World) -> Iterator[str]:
    """Each page that is opened by a URL, as the administrator and as alice get it, who is refused
    almost everything; and the explanation of a refusal."""
    clients = [sign_in(Client(), user) for user in (world.admin, world.alice)]
    ids = give_everything(world.alice)
    for client in clients:
        for view in CLOSED:
            kwargs, _ = next(addresses(view, ids, ids))
            response = client.get(reverse(view.name or "", kwargs=kwargs))
            if response.headers["Content-Type"].startswith("text/html"):
                yield response.content.decode()
    refused = AuthorizationRecord.objects.filter(caller_arn=world.alice.arn).last()
    assert refused
    path = reverse("authorization_details", args=[refused.authorization_id])
    for client in clients:
        yield client.get(path).content.decode()


def found(world: World) -> set[str]:
    shown = list(pages(world))
    return {text for text in EXPLAINS if any(text in page for page in shown)}


def test_nothing_of_it_is_on_any_page(world: World, settings):
    settings.TEACH = False
    assert found(world) == set()


def test_else_it_is_there(world: World):
    """What is looked for above is what pages say; the demo's people and wrong codes have tests of
    their own."""
    assert found(world) == set(EXPLAINS) - {"Start here", 'class="why-code"'}


def test_a_refusal_says_what_aws_says(world: World, settings):
    settings.TEACH = False
    html = sign_in(Client(), world.alice).get("/iam/users/").content.decode()
    for text in ("is not authorized to perform: iam:ListUsers", "<summary>Details</summary>"):
        assert text in html
    assert "On resource(s):" in html
    assert "DenyAllExceptListedIfNoMFA" not in html


def test_own_refusals_are_read_as_on_aws(world: World, settings):
    settings.TEACH = False
    alice, admin = sign_in(Client(), world.alice), sign_in(Client(), world.admin)
    alice.get("/iam/users/")
    path = reverse(
        "authorization_details", args=[AuthorizationRecord.objects.get().authorization_id]
    )
    refused = alice.get(path)
    assert refused.status_code == 403
    assert "iam:GetRequestAuthorizationDetails" in refused.content.decode()
    html = admin.get(f"{path}?mfa=true").content.decode()
    assert "Explicit deny" in html
    assert "What if" not in html
