"""Access keys through boto3."""

from tests.api.conftest import Connect
from tests.world import World


def test_the_life_of_a_key(world: World, connect: Connect):
    iam = connect(world.bob)
    made = iam.create_access_key()["AccessKey"]
    assert made["UserName"] == "bob"
    assert made["Status"] == "Active"
