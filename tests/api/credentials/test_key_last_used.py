"""GetAccessKeyLastUsed through boto3."""

from console.requests import real_now
from credentials.models import AccessKey
from credentials.operations.access_keys import create_access_key
from tests.api.conftest import Connect
from tests.api.refusals import refused
from tests.world import World


def test_when_a_key_was_last_used(world: World, connect: Connect):
    iam = connect(world.admin)
    unused, _ = create_access_key(user=world.bob, now=real_now())
    found = iam.get_access_key_last_used(AccessKeyId=unused.access_key_id)
    assert found["UserName"] == "bob"
    assert found["AccessKeyLastUsed"] == {"ServiceName": "N/A", "Region": "N/A"}
    AccessKey.objects.filter(pk=unused.pk).update(
        last_used_at=real_now(), last_used_service="iam", last_used_region="us-east-1"
    )
    used = iam.get_access_key_last_used(AccessKeyId=unused.access_key_id)["AccessKeyLastUsed"]
    assert set(used) == {"LastUsedDate", "ServiceName", "Region"}
    assert (used["ServiceName"], used["Region"]) == ("iam", "us-east-1")


def test_an_unknown_key_is_refused_even_to_an_administrator(world: World, connect: Connect):
    foreign, _ = create_access_key(user=world.stranger, now=real_now())
    for key_id in ("AKIAIOSFODNN7EXAMPLE", foreign.access_key_id):
        with refused(
            "AccessDenied",
            "User: arn:aws:iam::123456789012:user/admin is not authorized to perform "
            f"iam:GetAccessKeyLastUsed on resource: access key {key_id}",
            403,
        ):
            connect(world.admin).get_access_key_last_used(AccessKeyId=key_id)
    own, _ = create_access_key(user=world.bob, now=real_now())
    for key_id in ("AKIAIOSFODNN7EXAMPLE", own.access_key_id):
        with refused(
            "AccessDenied",
            "User: arn:aws:iam::123456789012:user/carol is not authorized to perform: "
            f"iam:GetAccessKeyLastUsed on resource: access key {key_id} because no identity-based "
            "policy allows the iam:GetAccessKeyLastUsed action",
            403,
        ):
            connect(world.carol).get_access_key_last_used(AccessKeyId=key_id)
