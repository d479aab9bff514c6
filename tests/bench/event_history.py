"""The event history with ten events and with 200,000, beside each other (`make bench`): the pages,
and LookupEvents.

Two servers answer in turn, so that what else the machine does weighs on both alike; the time is
the lower quartile. A page has 20 rows: many events are twice the rows of ten, and more where a
lookup finds one of the ten.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.bench.pages import sign_in
from tests.browser.server import ROOT, Server, served

FEW, MANY, ROUNDS = 10, 200_000, 40
HISTORY = "/cloudtrail/events/"
TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
PAGES = {
    "event history": HISTORY,
    "event history, every event": f"{HISTORY}?attribute=EventName",
    "event history, by a user": f"{HISTORY}?attribute=Username&value=user-0",
    "event history, by a name": f"{HISTORY}?attribute=EventName&value=CreateAccessKey",
    "event history, by a resource": f"{HISTORY}?attribute=ResourceName&value=user-0",
    "event history, by a key": f"{HISTORY}?attribute=AccessKeyId&value=AKIA{0:016d}",
    "event history, nothing found": f"{HISTORY}?attribute=Username&value=nobody",
}
LOOKUPS: dict[str, dict[str, Any]] = {
    "LookupEvents, every event": {"MaxResults": 10},
    "LookupEvents, what writes": {"LookupAttributes": [("ReadOnly", "false")], "MaxResults": 1},
    "LookupEvents, by a user": {"LookupAttributes": [("Username", "user-0")], "MaxResults": 1},
    "LookupEvents, by a source": {
        "LookupAttributes": [("EventSource", "iam.amazonaws.com")], "MaxResults": 10,
    },
    "LookupEvents, by a resource": {
        "LookupAttributes": [("ResourceType", "AWS::IAM::User")], "MaxResults": 1,
    },
}  # fmt: skip
Asked = tuple[str, str, bytes, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Contender:
    """A server with its events: a connection, a session's cookie, a key."""

    address: str
    connection: http.client.HTTPConnection
    cookie: str
    key: dict[str, str]

    def page(self, path: str) -> Asked:
        return "GET", path, b"", {"Cookie": self.cookie}

    def lookup(self, sent: dict[str, Any]) -> Asked:
        """A request that is signed for some minutes."""
        attributes = [
            {"AttributeKey": key, "AttributeValue": value}
            for key, value in sent.get("LookupAttributes", [])
        ]
        body = json.dumps({**sent, "LookupAttributes": attributes})
        headers = {"X-Amz-Target": TARGET, "Content-Type": "application/x-amz-json-1.1"}
        request = AWSRequest("POST", f"{self.address}/", data=body, headers=headers)
        SigV4Auth(Credentials(**self.key), "cloudtrail", "us-east-1").add_auth(request)
        return "POST", "/", body.encode(), dict(request.headers.items())

    def seconds(self, asked: Asked) -> float:
        start = time.perf_counter()
        self.connection.request(*asked)
        answer = self.connection.getresponse()
        found = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{asked[1]} answered {answer.status}: {found[:200]!r}")
        return time.perf_counter() - start


def fill(server: Server, events: int) -> dict[str, str]:
    """Events beside those of the demo, in the server's own data; a key of the administrator's."""
    printed = subprocess.run(
        [sys.executable, "-m", "tests.bench.fill_events", str(events)],
        cwd=ROOT,
        env=os.environ | server.environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    key: dict[str, str] = json.loads(printed)
    return key


def contender(stack: ExitStack, events: int) -> Contender:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    server = stack.enter_context(served(Path(folder) / "data"))
    key = fill(server, events)
    address = server.address.replace("localhost", "127.0.0.1")
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    return Contender(address, connection, sign_in(address, "admin"), key)


def main() -> None:
    with ExitStack() as stack:
        both = [contender(stack, events) for events in (FEW, MANY)]
        print(f"{'':<32}{FEW:>9} events{MANY:>9} events{'ratio':>8}")
        asked = [(name, [each.page(path) for each in both]) for name, path in PAGES.items()]
        asked += [(name, [each.lookup(sent) for each in both]) for name, sent in LOOKUPS.items()]
        for name, requests in asked:
            times: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for found, each, request in zip(times, both, requests, strict=True):
                    found.append(each.seconds(request))
            few, many = (statistics.quantiles(found)[0] * 1e3 for found in times)
            print(f"{name:<32}{few:>13.1f} ms{many:>13.1f} ms{many / few:>8.2f}")


if __name__ == "__main__":
    main()
