"""What a client is told: AWS's error, exactly."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from botocore.exceptions import ClientError

from tests.support.refusals import without_id
from tests.support.rows import rows

LAST_USED = "credentials.AccessKey"


@contextmanager
def refused(code: str, text: str, status: int) -> Iterator[None]:
    """The call in the block fails with this code, text and status, and writes but its event and
    its record. The text stands without its authorization id.

    That the key was used is no part of what the call was to do.
    """
    before = rows()
    with pytest.raises(ClientError) as caught:
        yield
    answer = caught.value.response
    said = without_id(answer["Error"].get("Message", ""))
    assert (answer["Error"]["Code"], said) == (code, text)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
    after = rows()
    before.pop(LAST_USED), after.pop(LAST_USED)
    assert after == before


def missing(text: str):  # type: ignore[no-untyped-def]
    """The call in the block fails with NoSuchEntity and this text."""
    return refused("NoSuchEntity", text, 404)
