"""The credentials page and sign-in beside a bare Django view (`make bench`)."""

import http.client
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.bench.bare import bare
from tests.browser.server import served

SECONDS, ROUNDS = 1.0, 3
Call = Callable[[http.client.HTTPConnection], int]


def sign_in(address: str, user: str) -> str:
    """The Cookie header of a fresh session."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", "/signin/")
    answer = connection.getresponse()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', answer.read().decode())
    csrf = (answer.getheader("Set-Cookie") or "").split(";")[0]
    body = urlencode(
        {
            "csrfmiddlewaretoken": token.group(1) if token else "",
            "account": "training",
            "username": user,
            "password": f"{user}-training-1",
        }
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": csrf}
    connection.request("POST", "/signin/", body, headers)
    answer = connection.getresponse()
    answer.read()
    cookies = [c.split(";")[0] for n, c in answer.getheaders() if n.lower() == "set-cookie"]
    return "; ".join(cookies)


def get(path: str, cookie: str = "") -> Call:
    def call(connection: http.client.HTTPConnection) -> int:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    return call


def load(address: str, call: Call, clients: int) -> list[float]:
    """Seconds of each answer that `clients` connections got within the time."""
    times: list[float] = []
    end = time.perf_counter() + SECONDS

    def run() -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        while time.perf_counter() < end:
            start = time.perf_counter()
            if call(connection) != 200:
                raise RuntimeError("not 200")
            times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        served(Path(name) / "data") as server,
        bare() as (plain, _),
    ):
        address = server.address.replace("localhost", "127.0.0.1")
        page = "/iam/security-credentials/"
        rows: dict[str, tuple[str, Call]] = {
            "a bare Django view, 20 KB": (plain, get("/signin/")),
            "sign-in form": (address, get("/signin/")),
            "credentials page (bob)": (address, get(page, sign_in(address, "bob"))),
            "credentials page (alice, refused)": (address, get(page, sign_in(address, "alice"))),
            "sign-in, password checked": (address, lambda _: 200 if sign_in(address, "bob") else 0),
        }
        print(f"{'':<36}{'clients':>8}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'x bare':>8}")
        for clients in (1, 8):
            found: dict[str, list[list[float]]] = {row: [] for row in rows}
            for _ in range(ROUNDS):
                for row, (where, call) in rows.items():
                    found[row].append(load(where, call, clients))
            report(found, clients)


def report(found: dict[str, list[list[float]]], clients: int) -> None:
    base = None
    for row, rounds in found.items():
        rate = statistics.median(len(times) / SECONDS for times in rounds)
        times = sorted(value for one in rounds for value in one)
        p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
        base = base or rate
        print(
            f"{row:<36}{clients:>8}{rate:>9.0f}{p50 * 1e3:>9.2f}{p99 * 1e3:>9.2f}"
            f"{base / rate:>8.1f}"
        )


if __name__ == "__main__":
    main()
