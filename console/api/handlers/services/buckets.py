"""S3: ListBuckets on sample buckets."""

import base64
import binascii

from accounts.actions import LIST_ALL_MY_BUCKETS
from accounts.errors import ServiceError
from accounts.services import buckets
from accounts.services.inventory import Bucket
from console import targets
from console.api.call import Answer, ApiCall
from console.api.s3_requests import BUCKETS_MAX
from console.gate.decorators import performs


class InvalidArgument(ServiceError):
    code, status, modelled = "InvalidArgument", 400, False


@performs(LIST_ALL_MY_BUCKETS, on=targets.account)
def list_buckets(call: ApiCall) -> Answer:
    """A page of buckets by name; with a filter or a page size each one's region is included."""
    found = buckets.list_buckets(
        account=call.account, prefix=call.get("Prefix", ""), region=call.get("BucketRegion", "")
    )
    after, size = _after(call), call.get("MaxBuckets", BUCKETS_MAX)
    rest = [bucket for bucket in found if bucket.name > after]
    page = rest[:size]
    answer = {
        "Owner": {"ID": call.account.canonical_user_id},
        "Buckets": [
            _listed(bucket, with_region=bool(call.api_request.parameters)) for bucket in page
        ],
        "Prefix": call.get("Prefix"),
    }
    if len(rest) > size:
        answer["ContinuationToken"] = base64.urlsafe_b64encode(page[-1].name.encode()).decode()
    return answer


def _after(call: ApiCall) -> str:
    """The name to go on after; before every name to begin."""
    try:
        return base64.b64decode(call.get("ContinuationToken", ""), b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise InvalidArgument("The continuation token provided is incorrect") from error


def _listed(bucket: Bucket, *, with_region: bool) -> dict[str, object]:
    return {
        "Name": bucket.name,
        "CreationDate": bucket.created_at,
        "BucketRegion": bucket.region if with_region else None,
    }
