"""The API, by granian and by gunicorn, beside moto's server, MiniStack with AUTH=true and a bare
Django view (`make bench`).

Every contender gets the same raw, signed requests over kept connections, in turns; reads were
signed before, a key's life is signed as it goes. Every caller has a policy that allows everything.
"""

import contextlib
import hashlib
import hmac
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import botocore.session
from botocore.client import BaseClient

from tests.bench.bare import bare
from tests.bench.load import Load, NextRequest, run
from tests.browser.server import ROOT, free_port, served

SECONDS, ROUNDS, CONNECTIONS, USERS = 0.6, 3, (1, 8, 32), 32
ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
FORM = "application/x-www-form-urlencoded; charset=utf-8"
SIGNED = "content-type;host;x-amz-date"
VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
READS = {
    "GetCallerIdentity": "sts",
    "GetUser": "iam",
    "ListAccessKeys": "iam",
    "ListMFADevices": "iam",
}
LIFE = "create + delete a key"
OURS, OTHER = "this server", "this server, gunicorn"
VIEW = "a bare Django view, one signature"
SESSION = botocore.session.Session()
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contender:
    """A server under load: where, its process, and an access key of each user by name."""

    address: str
    pid: int
    keys: dict[str, Key]


def signed(address: str, key: Key, action: str, service: str, **parameters: str) -> bytes:
    """A raw request, signed now. An SDK's signer would take as long as a server needs to answer."""
    sent = urlencode({"Action": action, "Version": VERSIONS[service], **parameters}).encode()
    host, now = urlsplit(address).netloc, time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{now[:8]}/us-east-1/{service}/aws4_request"
    canonical = (
        f"POST\n/\n\ncontent-type:{FORM}\nhost:{host}\nx-amz-date:{now}\n\n{SIGNED}\n"
        + hashlib.sha256(sent).hexdigest()
    )
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashed}"
    signature = hmac.digest(signing_key(key[1], scope), to_sign.encode(), "sha256").hex()
    return (
        f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: {FORM}\r\nX-Amz-Date: {now}\r\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential={key[0]}/{scope}, SignedHeaders={SIGNED}, "
        f"Signature={signature}\r\nContent-Length: {len(sent)}\r\n\r\n"
    ).encode() + sent


@lru_cache(maxsize=256)
def signing_key(secret: str, scope: str) -> bytes:
    """A secret's key for a scope."""
    parts = scope.encode().split(b"/")
    return reduce(
        lambda key, part: hmac.digest(key, part, "sha256"), parts, b"AWS4" + secret.encode()
    )


def read_again(raw: bytes) -> NextRequest:
    return lambda _: raw


def life_of_a_key(contender: Contender, user: str) -> NextRequest:
    """Create a key, then delete the one that the answer names, and so on."""

    def following(answer: bytes) -> bytes:
        made = re.search(rb"<AccessKeyId>(\w+)<", answer)
        more = {"AccessKeyId": made.group(1).decode()} if made else {}
        action = "DeleteAccessKey" if made else "CreateAccessKey"
        return signed(contender.address, contender.keys[user], action, "iam", UserName=user, **more)

    return following


def tidy(contender: Contender, user: str) -> None:
    """Delete what the last round's end left half done."""
    key = contender.keys[user]
    client = client_of(contender.address, key)
    for row in client.list_access_keys(UserName=user)["AccessKeyMetadata"]:
        if row["AccessKeyId"] != key[0]:
            client.delete_access_key(UserName=user, AccessKeyId=row["AccessKeyId"])


def client_of(address: str, key: Key) -> BaseClient:
    return SESSION.create_client(
        "iam", endpoint_url=address, region_name="us-east-1",
        aws_access_key_id=key[0], aws_secret_access_key=key[1],
    )  # fmt: skip


def fill(client: Callable[..., object], users: list[str]) -> dict[str, Key]:
    """Users with a policy, a key and a device each, over a peer's own API; it takes any code."""
    keys = {}
    for user in users:
        client("create_user", UserName=user)
        client("put_user_policy", UserName=user, PolicyName="all", PolicyDocument=ALLOW_ALL)
        made = client("create_access_key", UserName=user)["AccessKey"]  # type: ignore[index]
        keys[user] = (made["AccessKeyId"], made["SecretAccessKey"])
        device = client("create_virtual_mfa_device", VirtualMFADeviceName=user)
        client(
            "enable_mfa_device", UserName=user, AuthenticationCode1="123456",
            SerialNumber=device["VirtualMFADevice"]["SerialNumber"],  # type: ignore[index]
            AuthenticationCode2="654321",
        )  # fmt: skip
    return keys


@contextlib.contextmanager
def ours(folder: Path, by: str, **environment: str) -> Iterator[Contender]:
    with served(folder / "data", "--no-demo", "--server", by, **environment) as server:
        address = server.address.replace("localhost", "127.0.0.1")
        made = subprocess.run(
            [sys.executable, "-m", "tests.bench.fill", json.dumps(names())],
            cwd=ROOT, env=os.environ | {"DATA_DIR": str(folder / "data")},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        keys = {user: (key[0], key[1]) for user, key in json.loads(made.stdout).items()}
        yield Contender(address, server.pid, keys)


@contextlib.contextmanager
def peer(command: list[str], probe: str, **environment: str) -> Iterator[Contender]:
    port = free_port()
    named = [part.replace("PORT", str(port)) for part in command]
    settings = {name: value.replace("PORT", str(port)) for name, value in environment.items()}
    process = subprocess.Popen(
        named, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address + probe)
        client = client_of(address, ("test", "test"))
        keys = fill(lambda call, **sent: getattr(client, call)(**sent), names())
        yield Contender(address, process.pid, keys)
    finally:
        process.terminate()
        process.wait()


def names() -> list[str]:
    return [f"user{number}" for number in range(USERS)]


def measure(contender: Contender, what: str, connections: int, seconds: float = SECONDS) -> Load:
    users = names()[:connections]
    if what == LIFE:
        time.sleep(0.3)  # for what the last round left under way
        for user in users:
            tidy(contender, user)
        following = [life_of_a_key(contender, user) for user in users]
    else:
        following = [
            read_again(
                signed(
                    contender.address, contender.keys[user], what, READS[what], **_of(what, user)
                )
            )
            for user in users
        ]
    return run(contender.address, following, seconds, contender.pid)


def main() -> None:
    binaries = ROOT / ".cache" / "bench"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address, pid = stack.enter_context(bare())
        contenders = {
            VIEW: Contender(address, pid, dict.fromkeys(names(), ("AKIA", "secret"))),
            OURS: stack.enter_context(ours(folder / "granian", "granian")),
            OTHER: stack.enter_context(ours(folder / "gunicorn", "gunicorn")),
            "MiniStack, AUTH=true": stack.enter_context(
                peer(
                    [str(binaries / "ministack/bin/ministack")], "/_ministack/health",
                    AUTH="true", GATEWAY_PORT="PORT",
                )
            ),
            "moto's server": stack.enter_context(
                peer([str(binaries / "moto/bin/moto_server"), "-p", "PORT"], "/moto-api/")
            ),
        }  # fmt: skip
        print(
            f"{'':<24}{'connections':>12}  {'':<34}{'req/s':>8}{'p50 ms':>8}{'CPU us':>8}"
            f"{'ours x':>12}{'gunicorn x':>12}"
        )
        for what in (*READS, LIFE):
            for connections in CONNECTIONS:
                compare(contenders, what, connections)


def compare(contenders: dict[str, Contender], what: str, connections: int) -> None:
    """Some rounds in turns; the medians, and how many times its requests per second ours make."""
    found: dict[str, list[Load]] = {}
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            if not (name == VIEW and what == LIFE):
                found.setdefault(name, []).append(measure(contender, what, connections))
    for name, loads in found.items():
        rate, median, cpu = (
            statistics.median(getattr(load, part) for load in loads)
            for part in ("rate", "median", "cpu")
        )
        ratios = "".join(f"{_ratio(found[mine], loads):>12.2f}" for mine in (OURS, OTHER))
        print(
            f"{what:<24}{connections:>12}  {name:<34}{rate:>8.0f}{median:>8.2f}{cpu:>8.0f}{ratios}"
        )


def _ratio(mine: list[Load], loads: list[Load]) -> float:
    """How many times the requests per second of the others, round by round."""
    return statistics.median(one.rate / load.rate for one, load in zip(mine, loads, strict=True))


def _of(what: str, user: str) -> dict[str, str]:
    return {"UserName": user} if READS[what] == "iam" else {}


def _wait(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310
                return
        except OSError as error:
            if isinstance(error, urllib.error.HTTPError):
                return
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer")


if __name__ == "__main__":
    main()
