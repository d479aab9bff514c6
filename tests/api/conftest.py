"""Real boto3 clients against a live server; every answer is held against the service model."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel

from accounts.models import User
from credentials.operations.access_keys import create_access_key
from tests import world as worlds
from tests.api.answers import check_answer
from tests.browser.server import served
from tests.support.refusals import without_id

SESSION = botocore.session.Session()
QUICK = Config(
    retries={"total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=20,
    parameter_validation=False,
)
Connect = Callable[..., BaseClient]
Refused = tuple[int, str, str]


@pytest.fixture
def world(live_server: Any, transactional_db: None) -> worlds.World:
    return worlds.make_world()


@pytest.fixture
def people(db: None) -> worlds.World:
    """The world without a server, for requests made by hand."""
    return worlds.make_world()


@pytest.fixture
def key(people: worlds.World) -> dict[str, str]:
    """An access key of the administrator."""
    return new_key(people.admin)


@pytest.fixture
def connect(live_server: Any) -> Iterator[Connect]:
    """`connect(user)`, `connect(user, "sts")`: a client that signs with a key of the user.

    `credentials` are those that CreateAccessKey or GetSessionToken answered, in place of the key
    that is made for the user on first use.
    """
    clients: list[BaseClient] = []
    keys: dict[int, dict[str, str]] = {}

    def make(
        user: User | None = None,
        service: str = "iam",
        *,
        credentials: dict[str, Any] | None = None,
        **more: Any,
    ) -> BaseClient:
        if user is not None and user.pk not in keys:
            keys[user.pk] = new_key(user)
        given = credentials or (keys[user.pk] if user else {})
        client = SESSION.create_client(
            service,
            **{
                "aws_access_key_id": given.get("AccessKeyId"),
                "aws_secret_access_key": given.get("SecretAccessKey"),
                "aws_session_token": given.get("SessionToken"),
                "region_name": "us-east-1",
                "endpoint_url": live_server.url,
                "config": QUICK,
                **more,
            },
        )
        client.meta.events.register("before-parse", hold_against_the_model)
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


def new_key(user: User) -> dict[str, str]:
    access_key, secret = create_access_key(user=user, now=datetime.now(tz=UTC))
    return {"AccessKeyId": access_key.access_key_id, "SecretAccessKey": secret}


def hold_against_the_model(
    operation_model: OperationModel, response_dict: dict[str, Any], **_: Any
) -> None:
    check_answer(operation_model, response_dict["status_code"], response_dict["body"])


def refused(call: Callable[..., Any], **parameters: Any) -> Refused:
    """The status, code and text of the error that a call answers, without an authorization id."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    answer = caught.value.response
    assert answer["ResponseMetadata"]["RequestId"]
    error = answer["Error"]
    said = without_id(error["Message"])
    return answer["ResponseMetadata"]["HTTPStatusCode"], error["Code"], said


@pytest.fixture(scope="session", params=["gunicorn", "granian"])
def console_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The console as `make run` serves it, by either server: data of its own, the demo account."""
    with served(tmp_path_factory.mktemp("api") / "data", "--server", request.param) as server:
        yield server.address.replace("localhost", "127.0.0.1")
