"""S3 buckets: listed, never changed."""

from accounts.models import Account
from accounts.services.inventory import Bucket, buckets_of


def list_buckets(*, account: Account, prefix: str = "", region: str = "") -> list[Bucket]:
    """The account's buckets whose names begin so, of one region or of all, by name."""
    return [
        bucket
        for bucket in buckets_of(account.account_id)
        if bucket.name.startswith(prefix) and region in ("", bucket.region)
    ]
