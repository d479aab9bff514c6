"""A third-party tool, unchanged: cloudsplaining reads the account and finds what is risky in it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from accounts.operations import groups
from accounts.operations.policies import attachments, inline_policies, policies
from tests.api.conftest import new_key
from tests.world import World

WIDE = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*",'
    '"iam:CreateAccessKey"],"Resource":"*"}]}'
)
EMBEDDED = WIDE.replace("iam:CreateAccessKey", "iam:PutUserPolicy")


def cloudsplaining(folder: Path, *words: str, **environment: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "cloudsplaining"), *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Error" not in done.stderr, done.stderr


def test_it_downloads_the_account_and_scans_it(live_server, world: World, tmp_path: Path):
    now = datetime.now(tz=UTC)
    group = groups.create_group(account=world.account, group_name="Ops", now=now)
    groups.add_user_to_group(group=group, user=world.carol)
    wide = policies.create_policy(account=world.account, policy_name="Wide", document=WIDE, now=now)
    attachments.attach_group_policy(group=group, policy=wide)
    inline_policies.put_user_policy(user=world.bob, policy_name="own", document=EMBEDDED)
    key = new_key(world.admin)
    cloudsplaining(
        tmp_path,
        "download",
        "--include-non-default-policy-versions",
        AWS_ENDPOINT_URL=live_server.url,
        AWS_DEFAULT_REGION="us-east-1",
        AWS_ACCESS_KEY_ID=key["AccessKeyId"],
        AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"],
    )
    found = json.loads((tmp_path / "default.json").read_text())
    assert [row["UserName"] for row in found["UserDetailList"]] == [
        "alice",
        "bob",
        "carol",
        "admin",
    ]
    assert {row["PolicyName"] for row in found["Policies"]} == {
        "AdministratorAccess",
        "Force_MFA",
        "Self_manage",
        "Wide",
    }
    cloudsplaining(
        tmp_path, "scan", "--input-file", "default.json", "--output", ".", "--skip-open-report"
    )
    results = json.loads((tmp_path / "iam-results-default.json").read_text())
    by_name = {row["PolicyName"]: row for row in results["customer_managed_policies"].values()}
    assert by_name["Wide"]["AttachedTo"]["groups"] == ["Ops"]
    assert by_name["Wide"]["ServiceWildcard"]["findings"] == ["s3"]
    assert by_name["Wide"]["CredentialsExposure"]["findings"] == ["iam:CreateAccessKey"]
    assert by_name["Self_manage"]["ServiceWildcard"]["findings"] == []
    (own,) = results["inline_policies"].values()
    assert own["AttachedTo"]["users"] == ["bob"]
    escalations = {one["type"] for one in own["PrivilegeEscalation"]["findings"]}
    assert "PutUserPolicy" in escalations
    assert (tmp_path / "iam-report-default.html").stat().st_size > 100_000
