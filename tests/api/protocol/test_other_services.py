"""Services that are not here, asked by real clients: each is told so in its own protocol."""

import json
import subprocess
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from django.test import Client

from console.models import Event
from tests.api.conftest import SESSION, new_key
from tests.world import World

UNKNOWN = "UnknownOperationException"
SCOPE = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/{}/aws4_request"
# One operation of a service in each protocol that SDKs speak, and what is answered.
CALLS: list[tuple[str, str, dict[str, Any], int]] = [
    ("organizations", "list_accounts", {}, 400),  # JSON 1.1
    ("dynamodb", "list_tables", {}, 400),  # JSON 1.0
    ("kms", "list_keys", {}, 400),
    ("cloudwatch", "list_metrics", {}, 400),  # CBOR
    ("accessanalyzer", "list_analyzers", {}, 404),  # REST and JSON
    ("accessanalyzer", "get_analyzer", {"analyzerName": "x"}, 404),
    ("lambda", "list_functions", {}, 404),
    ("efs", "delete_file_system", {"FileSystemId": "fs-12345678"}, 404),
    ("route53", "list_hosted_zones", {}, 404),  # REST and XML
    ("cloudfront", "list_distributions", {}, 404),
]  # fmt: skip
QUERY = [
    ("sns", "list_topics"),
    ("cloudformation", "list_stacks"),
    ("rds", "describe_db_instances"),
]


def client_of(world: World, service: str, address: str) -> BaseClient:
    key = new_key(world.admin)
    return SESSION.create_client(
        service,
        region_name="eu-west-1",
        endpoint_url=address,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )


@pytest.mark.parametrize(("service", "name", "parameters", "status"), CALLS)
def test_each_protocol_is_answered_in_itself(
    world: World, live_server: Any, service: str, name: str, parameters: Any, status: int
):
    client = client_of(world, service, live_server.url)
    with pytest.raises(ClientError) as caught:
        getattr(client, name)(**parameters)
    answer = caught.value.response
    assert answer["Error"]["Code"] == UNKNOWN
    said = answer["Error"].get("Message") or answer["message"]
    assert "This server answers for IAM, STS" in said
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
    assert answer["ResponseMetadata"]["RequestId"]
    assert not Event.objects.exists()


@pytest.mark.parametrize(("service", "name"), QUERY)
def test_services_of_the_query_protocol(world: World, live_server: Any, service: str, name: str):
    client = client_of(world, service, live_server.url)
    with pytest.raises(ClientError, match="InvalidAction"):
        getattr(client, name)()
    assert not Event.objects.exists()


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/", "/x/y", "/iam/users/", "/signin/", "/static/css/a.css", "//"]
)
@pytest.mark.parametrize("service", ["iam", "sts", "ec2", "lambda", "route53", "a b", "x" * 99])
def test_what_is_signed_is_never_a_page(db: None, method: str, path: str, service: str):
    header = SCOPE.format(service) + ", SignedHeaders=host, Signature=0"
    response = Client().generic(method, path, headers={"Authorization": header})
    kind = response.headers["Content-Type"].partition(";")[0]
    assert kind in ("application/json", "text/xml")
    assert 400 <= response.status_code < 500
    assert bool(response.content) == (method != "HEAD")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "AWS4-HMAC-SHA256"},
        {"Authorization": "AWS4-ECDSA-P256-SHA256 Credential=A/20260101/lambda/aws4_request"},
        {"Authorization": SCOPE.format("/x" * 30_000)},
        {"X-Amz-Target": "AWSOrganizationsV20161128.DescribeOrganization"},
        {"X-Amz-Target": ""},
        {"Smithy-Protocol": "rpc-v2-cbor"},
        {"Smithy-Protocol": "other"},
        {"Amz-Sdk-Invocation-Id": "x"},
        {"Amz-Sdk-Invocation-Id": "x", "X-Amz-Sso-Bearer-Token": "x"},
        {"Amz-Sdk-Invocation-Id": "x", "Authorization": "Bearer x"},
    ],
)  # fmt: skip
def test_what_an_sdk_sends_is_never_a_page(db: None, headers: dict[str, str]):
    for method in ("GET", "POST"):
        response = Client().generic(method, "/iam/users/", headers=headers)
        assert 400 <= response.status_code < 500
        assert not response.headers["Content-Type"].startswith("text/html")
        assert len(response.content) < 500


def test_the_version_of_json_is_that_of_the_request(db: None):
    for sent in ("1.0", "1.1"):
        kind = f"application/x-amz-json-{sent}"
        response = Client().post("/", b"{}", content_type=kind, headers={"X-Amz-Target": "A.B"})
        assert response.headers["Content-Type"] == kind
        assert json.loads(response.content)["__type"] == UNKNOWN


def test_nobody_reads_of_s3_without_a_signature(world: World, live_server: Any):
    s3 = SESSION.create_client(
        "s3",
        region_name="us-east-1",
        endpoint_url=live_server.url,
        config=Config(signature_version=UNSIGNED, s3={"addressing_style": "path"}),
    )
    for call in (s3.list_buckets, lambda: s3.list_objects_v2(Bucket="documents-123456789012")):
        with pytest.raises(ClientError) as caught:
            call()
        answer = caught.value.response
        assert (answer["Error"]["Code"], answer["Error"]["Message"]) == (
            "AccessDenied", "Access Denied",
        )  # fmt: skip
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert not Event.objects.exists()


def test_a_service_of_ours_at_a_longer_address(world: World, live_server: Any):
    client = client_of(world, "iam", f"{live_server.url}/api")
    with pytest.raises(ClientError, match="The endpoint of iam is at /") as caught:
        client.get_user()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_git_is_told_that_there_are_no_repositories(world: World, live_server: Any, tmp_path):
    address = live_server.url.replace("//", "//alice-at-123456789012:secret@")
    done = subprocess.run(
        ["git", "clone", f"{address}/v1/repos/X", str(tmp_path / "X")],
        capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": "/usr/bin:/bin", "GIT_TERMINAL_PROMPT": "0", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode != 0
    assert "There are no repositories here" in done.stderr
    assert "501" in done.stderr
    assert not Event.objects.exists()
