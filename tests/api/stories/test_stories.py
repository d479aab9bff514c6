"""The aws command, boto3 and the JavaScript SDK, unchanged, against what `make run` serves."""

import http.cookiejar
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path
from urllib.parse import unquote, urlencode

import boto3
import pytest

from accounts.actions import CREATE_USER, DELETE_USER
from accounts.services.inventory import buckets_of, instances_of
from console.web.command_lines import command_line, endpoint_option
from tests.browser.server import ROOT
from tests.world import ACCOUNT_ID

SDK = ("@aws-sdk/client-iam@3.1169.0", "@aws-sdk/client-sts@3.1174.0")
CREATE = "/iam/security-credentials/access-keys/create/description/"


@pytest.fixture(scope="module")
def administrator(console_server: str) -> dict[str, str]:
    """An access key that the administrator made on the page."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )

    def submit(path: str, **fields: str) -> str:
        form = browser.open(console_server + path).read().decode()
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', form)
        fields["csrfmiddlewaretoken"] = token.group(1) if token else ""
        return browser.open(console_server + path, urlencode(fields).encode()).read().decode()

    submit("/signin/", account="training", username="admin", password="admin-training-1")
    page = submit(CREATE, description="", client_token=str(uuid.uuid4()))
    row = re.search(r"(AKIA\w{16})%2C([A-Za-z0-9%/]+?)%0D", page)
    assert row, page
    secret = unquote(row.group(2))
    assert len(secret) == 40
    return {"AccessKeyId": row.group(1), "SecretAccessKey": secret}


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        command,
        cwd=folder,
        env=clean | {"HOME": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_the_document_lived_from_a_terminal(
    console_server: str, administrator: dict[str, str], tmp_path: Path
):
    done = run(
        ["bash", str(ROOT / "docs/story.sh")],
        tmp_path,
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        AWS_ENDPOINT_URL=console_server,
        ADMIN_KEY=administrator["AccessKeyId"],
        ADMIN_SECRET=administrator["SecretAccessKey"],
        PHONE=f"{sys.executable} {ROOT / 'tests/api/stories/phone.py'}",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "with an explicit deny in an identity-based policy" in done.stderr
    assert '"Arn": "arn:aws:iam::123456789012:user/alice"' in done.stdout
    assert '"Status": "Active"' in done.stdout
    assert '"alice-at-123456789012"' in done.stdout
    assert done.stdout.splitlines()[-1] == "0"


def test_other_services_from_the_aws_command(
    console_server: str, administrator: dict[str, str], tmp_path: Path
):
    def aws(*words: str) -> list[str]:
        done = run(
            [str(Path(sys.executable).parent / "aws"), *words, "--output", "text"],
            tmp_path,
            AWS_ENDPOINT_URL=console_server,
            AWS_DEFAULT_REGION="us-east-1",
            AWS_ACCESS_KEY_ID=administrator["AccessKeyId"],
            AWS_SECRET_ACCESS_KEY=administrator["SecretAccessKey"],
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    ids = [instance.instance_id for instance in instances_of(ACCOUNT_ID)]
    names = [bucket.name for bucket in buckets_of(ACCOUNT_ID)]
    query = "Reservations[].Instances[].InstanceId"
    assert aws("ec2", "describe-instances", "--query", query) == ids
    stopped = ("--filters", "Name=instance-state-name,Values=stopped")
    assert aws("ec2", "describe-instances", "--query", query, *stopped) == ids[2:]
    assert aws("s3api", "list-buckets", "--query", "Buckets[].Name") == names
    assert aws("s3", "ls")[2::3] == names


def test_events_from_the_aws_command(
    console_server: str, administrator: dict[str, str], tmp_path: Path
):
    """Pages are turned by the command itself."""
    key = administrator["AccessKeyId"]

    def aws(*words: str) -> str:
        done = run(
            [str(Path(sys.executable).parent / "aws"), *words, "--output", "text"],
            tmp_path,
            AWS_ENDPOINT_URL=console_server,
            AWS_DEFAULT_REGION="us-east-1",
            AWS_ACCESS_KEY_ID=key,
            AWS_SECRET_ACCESS_KEY=administrator["SecretAccessKey"],
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    aws("iam", "create-group", "--group-name", f"g-{key.lower()}")
    found = aws(
        "cloudtrail", "lookup-events",
        "--lookup-attributes", f"AttributeKey=ResourceName,AttributeValue=g-{key.lower()}",
        "--start-time", "2026-01-01T00:00:00Z",
        "--query", "Events[].[EventName,Username,AccessKeyId,ReadOnly]",
    )  # fmt: skip
    assert found.split() == ["CreateGroup", "admin", key, "false"]
    mine = f"AttributeKey=AccessKeyId,AttributeValue={key}"
    names = aws(
        "cloudtrail", "lookup-events", "--lookup-attributes", mine, "--page-size", "1",
        "--query", "Events[].EventName",
    )  # fmt: skip
    assert names.split().count("CreateGroup") == 1
    assert names.split().count("LookupEvents") >= 1
    aws("iam", "delete-group", "--group-name", f"g-{key.lower()}")


def test_a_command_of_a_page_runs_as_it_is_copied(
    console_server: str, administrator: dict[str, str], tmp_path: Path
):
    """A name may begin with a hyphen; the endpoint is in the line, not in the environment."""
    name = "-x"
    lines = [
        f"{command_line(action, UserName=name)} {endpoint_option(console_server)} --output text"
        for action in (CREATE_USER, DELETE_USER)
    ]
    done = run(
        ["bash", "-e", "-c", "\n".join(lines)],
        tmp_path,
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        AWS_DEFAULT_REGION="us-east-1",
        AWS_ACCESS_KEY_ID=administrator["AccessKeyId"],
        AWS_SECRET_ACCESS_KEY=administrator["SecretAccessKey"],
    )
    assert done.returncode == 0, done.stderr
    assert "user/-x" in done.stdout


@pytest.mark.skipif(shutil.which("npm") is None, reason="the JavaScript SDK needs node")
def test_the_javascript_sdk(console_server: str, administrator: dict[str, str]):
    folder = ROOT / ".cache" / "sdk"
    folder.mkdir(parents=True, exist_ok=True)
    versions = [name.rpartition("@") for name in SDK]
    if not all(_installed(folder, name) == version for name, _, version in versions):
        (folder / "package.json").write_text('{"private": true}')
        done = run(["npm", "install", "--no-audit", "--no-fund", *SDK], folder)
        assert done.returncode == 0, done.stderr
    shutil.copy(ROOT / "tests/api/stories/story.mjs", folder)
    done = run(
        ["node", "story.mjs"],
        folder,
        AWS_ENDPOINT_URL=console_server,
        AWS_ACCESS_KEY_ID=administrator["AccessKeyId"],
        AWS_SECRET_ACCESS_KEY=administrator["SecretAccessKey"],
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "arn": "arn:aws:iam::123456789012:user/admin",
        "secret": 40,
        "created": True,
        "rows": 1,
        "refused": [
            "NoSuchEntityException",
            "The user with name nobody cannot be found.",
            404,
        ],
        "invalid": "InvalidClientTokenId",
    }


def _installed(folder: Path, name: str) -> str:
    package = folder / "node_modules" / name / "package.json"
    return str(json.loads(package.read_text())["version"]) if package.exists() else ""


def test_boto3_itself(console_server: str, administrator: dict[str, str]):
    session = boto3.Session(
        aws_access_key_id=administrator["AccessKeyId"],
        aws_secret_access_key=administrator["SecretAccessKey"],
        region_name="us-east-1",
    )
    user = session.resource("iam", endpoint_url=console_server).User("alice")
    assert user.arn == "arn:aws:iam::123456789012:user/alice"


def test_the_readme_prints_the_story():
    assert (ROOT / "docs/story.sh").read_text() in (ROOT / "README.md").read_text()
