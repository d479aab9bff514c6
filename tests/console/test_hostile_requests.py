"""One request against a served console: its memory stays, and a neighbour is answered meanwhile.

The bounds themselves are tested in tests/whole/test_bounds.py and where each parameter is read.
"""

import http.client
import json
import re
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from tests.api.policies.test_simulation_cost import HOSTILE, document, resource
from tests.api.raw import FORM, Key, body_of, credentials
from tests.browser.server import Server, served

TIMEOUT = 60  # a request that is not answered by then hangs
Send = Callable[["Site"], int]


class Site:
    """The served console, an administrator's key and a signed-in browser's cookies."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.where = urlsplit(server.address)
        made = json.loads(
            server.manage(
                "bootstrap", "--account-id", "111122223333", "--user", "teacher",
                "--password", "a password", "--access-key", "--json",
            )
        )  # fmt: skip
        self.key: Key = {
            "AccessKeyId": made["access_key_id"],
            "SecretAccessKey": made["secret_access_key"],
        }
        self.cookies: dict[str, str] = {}
        sign_in = {"account": "111122223333", "username": "teacher", "password": "a password"}
        assert self.post("/signin/", sign_in) == 302

    def processes(self) -> list[psutil.Process]:
        whole = psutil.Process(self.server.pid)
        return [whole, *whole.children(recursive=True)]

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """The status and the text of an answer; cookies are kept."""
        assert self.where.hostname
        connection = http.client.HTTPConnection(
            self.where.hostname, self.where.port, timeout=TIMEOUT
        )
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {"Cookie": kept, **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.msg.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(cookie).items()}
        connection.close()
        return answer.status, text

    def post(self, path: str, fields: dict[str, str]) -> int:
        """Send a page's form, with the token that the page gives."""
        _, page = self.ask("GET", path, b"", {})
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page[:300]
        body = urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        return self.ask("POST", path, body, {"Content-Type": FORM})[0]

    def call(self, body: str, **headers: str) -> int:
        """Send a signed call."""
        sent = {"Content-Type": FORM, **headers}
        request = AWSRequest("POST", f"{self.server.address}/", data=body, headers=sent)
        SigV4Auth(credentials(self.key), "iam", "us-east-1").add_auth(request)
        return self.ask("POST", "/", body.encode(), dict(request.headers.items()))[0]

    def raw(self, head: str, body: bytes) -> int:
        """Send bytes as they are; the status, or 0 where the connection was closed on us."""
        with socket.create_connection((self.where.hostname, self.where.port)) as connection:
            connection.settimeout(TIMEOUT)
            text = f"{head}\r\nHost: localhost:{self.where.port}\r\n\r\n"
            try:
                connection.sendall(text.encode() + body)
                answer = connection.recv(4096)
            except ConnectionError:
                return 0
        return int(answer.split(b" ")[1]) if answer else 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("hostile") / "data", "--no-demo") as server:
        site = Site(server)
        for _ in range(20):  # both workers have loaded what calls and pages need
            assert site.call(body_of("ListUsers")) == 200
            assert site.ask("GET", "/iam/policies/create/", b"", {})[0] == 200
        yield site


def memory(process: psutil.Process, name: str) -> int:
    """A line of /proc/<pid>/status in bytes: VmRSS now, VmHWM at most so far."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def length(number: str, sent: bytes) -> Send:
    head = f"POST / HTTP/1.1\r\nContent-Type: {FORM}\r\nContent-Length: {number}"
    return lambda site: site.raw(head, sent)


def form(path: str, length: str) -> Send:
    head = f"POST {path} HTTP/1.1\r\nContent-Type: {FORM}\r\nContent-Length: {length}"
    return lambda site: site.raw(head, b"a" * 3_000_000)


def signed_headers(site: Site) -> int:
    """A known key's id, one header of 20 KB signed 5,000 times over."""
    names = "host" + ";x-odd" * 5000
    scope = "20260305/us-east-1/iam/aws4_request"
    said = f"Credential={site.key['AccessKeyId']}/{scope}, SignedHeaders={names}, Signature=0"
    head = (
        f"POST / HTTP/1.1\r\nContent-Type: {FORM}\r\nContent-Length: 33\r\n"
        f"X-Odd: {'a' * 20_000}\r\nX-Amz-Date: 20260305T000000Z\r\n"
        f"Authorization: AWS4-HMAC-SHA256 {said}"
    )
    return site.raw(head, b"Action=GetUser&Version=2010-05-08")


def call(action: str, **sent: str) -> Send:
    return lambda site: site.call(body_of(action, **sent))


def editor(text: str) -> Send:
    fields = {"policy_name": "p", "document": text, "check": "1"}
    return lambda site: site.post("/iam/policies/create/", fields)


def many(name: str, number: int, value: str = "x") -> str:
    return "&".join(f"{name}.member.{index}={value}" for index in range(1, number + 1))


SID = {"Sid": "a", "Effect": "Allow", "Action": "a:b", "Resource": "*"}
DEEP = "[" * 120_000
PATTERNS = document(*[resource("*" + "?" * 400 + "b*", 5)] * 8)
REQUESTS: dict[str, tuple[Send, set[int]]] = {
    "a long body behind zeros": (length("0" * 12 + "400000000", b"a" * 3_000_000), {413, 0}),
    "a length of 5,000 digits": (length("9" * 5000, b"a" * 3_000_000), {400, 413, 0}),
    "a long form behind zeros": (form("/signin/", "0" * 12 + "400000000"), {413, 0}),
    "signed headers repeated": (signed_headers, {403}),
    "400 KB of headers": (
        lambda site: site.raw(
            "GET /signin/ HTTP/1.1\r\n" + "\r\n".join(["X: " + "a" * 5000] * 80), b""
        ),
        {400, 431, 0},
    ),
    "100,000 parameters": (
        lambda site: site.call(body_of("ListUsers") + "&" + "&".join(["a=1"] * 100_000)),
        {400},
    ),
    "a list of 30,000": (
        lambda site: site.call(body_of("TagUser") + "&" + many("TagKeys", 30_000)),
        {400},
    ),
    "a list of 4,900": (
        lambda site: site.call(body_of("SimulateCustomPolicy") + "&" + many("ActionNames", 4900)),
        {400},
    ),
    "deep names": (
        lambda site: site.call(body_of("TagUser") + "&Tags" + ".member.1" * 50_000),
        {400},
    ),
    "deep JSON": (
        call("GetContextKeysForCustomPolicy", **{"PolicyInputList.member.1": DEEP}),
        {400},
    ),
    "a deep document": (call("CreatePolicy", PolicyName="p", PolicyDocument=DEEP), {400}),
    "a document of patterns": (
        call("CreatePolicy", PolicyName="p", PolicyDocument=PATTERNS),
        {200, 409},
    ),
    "a long marker": (call("ListUsers", Marker="QUFB" * 100_000), {400}),
    "a number of 900,000 digits": (call("ListUsers", MaxItems="9" * 900_000), {400}),
    "a name of a megabyte": (
        call("CreateVirtualMFADevice", VirtualMFADeviceName="x" * 900_000),
        {400},
    ),
    "patterns simulated": (lambda site: site.call(HOSTILE["patterns of ?, many actions"]), {400}),
    "variables simulated": (lambda site: site.call(HOSTILE["variables"]), {400}),
    "a deep document in the editor": (editor("[" * 15_000), {200}),
    "a document of patterns in the editor": (editor(PATTERNS), {200}),
    "a document of Sids in the editor": (
        editor(document(*[SID] * 500)),
        {200},
    ),
}


@pytest.mark.parametrize("what", REQUESTS)
def test_a_request_neither_fills_the_memory_nor_keeps_a_neighbour_waiting(site: Site, what: str):
    send, expected = REQUESTS[what]
    rest = {process: memory(process, "VmRSS") for process in site.processes()}
    statuses: list[int] = []
    hostile = threading.Thread(target=lambda: statuses.append(send(site)), daemon=True)
    hostile.start()
    neighbours = 0
    while neighbours < 2 or hostile.is_alive():
        with urllib.request.urlopen(f"{site.server.address}/signin/", timeout=10) as answer:  # noqa: S310
            assert answer.status == 200
        neighbours += 1
    assert statuses, "the hostile request was not answered"
    assert statuses[0] in expected
    assert {process.pid for process in rest} == {process.pid for process in site.processes()}
    for process, usual in rest.items():
        assert memory(process, "VmHWM") < 2 * usual, "twice what it had at rest"
