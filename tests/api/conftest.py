"""Real boto3 clients against a live server."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.config import Config

from accounts.models import User
from credentials.operations.access_keys import create_access_key
from tests import world as worlds

SESSION = botocore.session.Session()
QUICK = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20)
Connect = Callable[..., BaseClient]


@pytest.fixture
def world(live_server: Any, transactional_db: None) -> worlds.World:
    return worlds.make_world()


@pytest.fixture
def connect(live_server: Any) -> Connect:
    """`connect(user)`, `connect(user, "sts")`: a client that signs with a key of the user.

    `credentials` are those that GetSessionToken answered, in place of a long-term key.
    """
    clients: list[BaseClient] = []
    keys: dict[int, tuple[str, str]] = {}

    def make(
        user: User | None = None,
        service: str = "iam",
        *,
        credentials: dict[str, str] | None = None,
        **more: Any,
    ) -> BaseClient:
        if user is not None and user.pk not in keys:
            access_key, secret = create_access_key(user=user, now=datetime.now(tz=UTC))
            keys[user.pk] = (access_key.access_key_id, secret)
        key_id, secret = keys[user.pk] if user else ("", "")
        given = {
            "aws_access_key_id": credentials["AccessKeyId"] if credentials else key_id,
            "aws_secret_access_key": credentials["SecretAccessKey"] if credentials else secret,
            "aws_session_token": credentials["SessionToken"] if credentials else None,
            "region_name": "us-east-1",
            "endpoint_url": live_server.url,
            "config": QUICK,
        }
        client = SESSION.create_client(service, **(given | more))
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()
