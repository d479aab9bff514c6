"""A policy that refuses everything; and one way to say: this call is refused with that error and
that text, and nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from accounts.errors import ServiceError
from tests.support.rows import rows

DENY_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'


@contextmanager
def refused(error: type[ServiceError], text: str) -> Iterator[None]:
    """The block raises this error with exactly this text and leaves every row as it was."""
    before = rows()
    with pytest.raises(error) as caught:
        yield
    assert str(caught.value) == text
    assert rows() == before
