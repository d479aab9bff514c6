"""A policy that refuses everything; and one way to say: this call is refused with that error and
that text, and nothing is written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings

from accounts.errors import ServiceError
from tests.support.rows import rows

DENY_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'

BY_POLICY = re.compile(
    r"User: \S+ is not authorized to perform: (?:iam|sts):.+ (?:with an explicit deny|because no) ",
    re.DOTALL,
)


def without_id(text: str) -> str:
    """A text without the sentence that names a refusal's authorization id.

    What policies refuse of IAM and STS ends with it, word by word, with one id in both places; no
    other text has it.
    """
    if not BY_POLICY.match(text):
        assert "authorization id" not in text
        return text
    sentence, authorization_id = text[: -len(_explained("0" * 25))], text[-25:]
    assert re.fullmatch("[0-9a-z]{25}", authorization_id)
    assert text == sentence + _explained(authorization_id)
    return sentence


def _explained(authorization_id: str) -> str:
    return (
        f". Go to {settings.BASE_URL}/iam/authorization-details/{authorization_id}/ for complete "
        "details, or call the GetRequestAuthorizationDetails API with the following authorization "
        f"id: {authorization_id}"
    )


@contextmanager
def refused(error: type[ServiceError], text: str) -> Iterator[None]:
    """The block raises this error with exactly this text and leaves every row as it was."""
    before = rows()
    with pytest.raises(error) as caught:
        yield
    assert str(caught.value) == text
    assert rows() == before
