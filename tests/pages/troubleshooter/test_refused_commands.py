"""What a panel or a page refuses is refused to the aws command that it shows, in the same words."""

from collections.abc import Callable

from django.test import Client

from accounts.models import UserPolicy
from tests.pages.helpers import USERS, address, text_of
from tests.support.refusals import DENY_ALL
from tests.world import PAGE, World

SignedIn = Callable[..., Client]


def test_refused_panels_show_their_command(world: World, signed_in: SignedIn):
    client = signed_in(world.alice)
    html = text_of(client.get(PAGE))
    for command in (
        "aws iam list-access-keys --user-name alice",
        "aws iam list-signing-certificates --user-name alice",
        "aws iam get-account-summary",
    ):
        assert f'data-copy-bare="{command}"' in html
    assert 'data-copy-bare="aws iam get-user' not in html  # one command in each refused panel
    assert 'data-copy-bare="aws iam list-users"' in text_of(client.get(USERS))
    assert 'data-copy-bare="aws ec2 describe-instances"' in text_of(client.get("/ec2/instances/"))
    assert 'data-copy-bare="aws s3api list-buckets"' in text_of(client.get("/s3/buckets/"))


def test_a_refused_page_shows_its_command_where_all_is_known(world: World, signed_in: SignedIn):
    UserPolicy.objects.create(user=world.bob, policy_name="Nothing", document=DENY_ALL)
    client = signed_in(world.bob)
    html = text_of(client.get(address("carol", "delete/")))
    assert 'data-copy-bare="aws iam delete-user --user-name carol"' in html
    assert "--endpoint-url" in html
    assert "AWS CLI command" not in text_of(client.get("/iam/users/create/"))
