"""A class of 30 over HTTP, all at once, while the board is open (`make bench`).

Everybody joins, signs in, enrols a virtual phone, signs in with MFA and looks at pages; then the
instructor starts a lab for all. Printed: how long pages take, what a look at the board costs, the
server's memory. That nobody gets what is another's is checked with every answer.
"""

import http.client
import re
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import pyotp

from tests.browser.server import Server, served

LEARNERS, LOOKS, NAME, LAB = 30, 100, "blue-otter", "first-day"
EVERY = 4.0  # seconds between two looks of an open board
BOARD = f"/training/classes/{NAME}/"
PAGES = {
    "/iam/security-credentials/": 200,
    "/": 200,
    "/iam/users/": 200,
    "/cloudtrail/events/": 403,
}
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ACCOUNT = re.compile(r"<dt>Account</dt>\s*<dd>([0-9-]{14})")
ALICE = re.compile(r'<dt>alice .*?class="code">([^<]+)<', re.DOTALL)
SECRET = re.compile(r'id="secret-key" value="([A-Z2-7]+)"')


class Browser:
    """One person's browser: its cookies, and how long each page took."""

    def __init__(self, address: str, times: dict[str, list[float]]) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.cookies: dict[str, str] = {}
        self.times = times
        self.page = ""

    def get(self, path: str, *, expected: int = 200) -> str:
        return self._ask("GET", path, None, expected)

    def post(self, path: str, fields: Mapping[str, str | list[str]], *, expected: int = 302) -> str:
        """Send a form of the page that was seen last."""
        token = CSRF.search(self.page)
        sent = {"csrfmiddlewaretoken": token.group(1) if token else "", **fields}
        return self._ask("POST", path, urlencode(sent, doseq=True), expected)

    def _ask(self, method: str, path: str, body: str | None, expected: int) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.times[f"{method} {path.split('?')[0]}"].append(time.perf_counter() - start)
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        if answer.status != expected:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {text[:500]}")
        self.page = text or self.page
        return answer.headers.get("Location", "") if answer.status == 302 else text


class Learner(threading.Thread):
    """Somebody of the class, from the join page to a session with MFA."""

    def __init__(self, browser: Browser, number: int) -> None:
        super().__init__()
        self.browser, self.person = browser, f"Learner {number}"
        self.account = ""
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            self._learn()
        except Exception as error:
            self.failure = error

    def _learn(self) -> None:
        browser = self.browser
        browser.get(f"/join/{NAME}/")
        seat = browser.get(browser.post(f"/join/{NAME}/", {"who": self.person}))
        found, password = ACCOUNT.search(seat), ALICE.search(seat)
        if not found or not password or self.person not in seat:
            raise RuntimeError("The seat is not the learner's.")
        self.account = found.group(1).replace("-", "")
        self._sign_in(password.group(1))
        phone = self._enrol()
        self._sign_in(password.group(1))
        time.sleep(max(0.0, 30 - time.time() % 30))  # the codes so far are used
        browser.get("/signin/mfa/app/")
        browser.post("/signin/mfa/app/", {"code": phone.now()})
        for path, status in PAGES.items():
            text = browser.get(path, expected=status)
            if f"@ {found.group(1)}" not in text:
                raise RuntimeError(f"{path} is of another account.")

    def _sign_in(self, password: str) -> None:
        self.browser.get("/signin/")
        fields = {"account": self.account, "username": "alice", "password": password}
        self.browser.post("/signin/", fields)

    def _enrol(self) -> pyotp.TOTP:
        """Scan the QR code and type two codes, the way a phone of a slow clock has them."""
        browser, base = self.browser, "/iam/security-credentials/mfa/"
        browser.get(f"{base}assign/")
        browser.get(browser.post(f"{base}assign/", {"name": "alice", "kind": "virtual"}))
        found = SECRET.search(browser.page)
        if found is None:
            raise RuntimeError("No secret key is shown.")
        phone = pyotp.TOTP(found.group(1))
        now = time.time()
        codes = {"code1": phone.at(now - 30), "code2": phone.at(now)}
        browser.post(f"{base}set-up/", codes)
        browser.get("/iam/security-credentials/")
        browser.post("/signout/", {})
        return phone


def instructor(address: str, times: dict[str, list[float]]) -> Browser:
    browser = Browser(address, times)
    browser.get("/signin/")
    fields = {"account": "training", "username": "admin", "password": "admin-training-1"}
    browser.post("/signin/", fields)
    return browser


def processor_time(server: Server) -> float:
    """Seconds that the server and its workers have used."""
    root = psutil.Process(server.pid)
    found = [root, *root.children(recursive=True)]
    return sum(each.cpu_times().user + each.cpu_times().system for each in found)


def memory(server: Server) -> float:
    """The server's memory in MB, what its processes share counted once."""
    root = psutil.Process(server.pid)
    found = [root, *root.children(recursive=True)]
    return float(sum(each.memory_full_info().pss for each in found) / 2**20)


def look(browser: Browser, stop: threading.Event) -> None:
    """The board as a browser that has it open asks for it."""
    while not stop.wait(EVERY):
        browser.get(f"{BOARD}parts/")


def cost_of_a_look(server: Server, browser: Browser) -> float:
    """Milliseconds of processor time for one, of some that follow each other."""
    browser.get(f"{BOARD}parts/")
    before = processor_time(server)
    for _ in range(LOOKS):
        browser.get(f"{BOARD}parts/")
    return (processor_time(server) - before) * 1000 / LOOKS


def class_of(server: Server, times: dict[str, list[float]]) -> None:
    """Thirty learners at once; a RuntimeError for the first that was not served."""
    learners = [Learner(Browser(_address(server), times), each) for each in range(LEARNERS)]
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
    for learner in learners:
        if learner.failure is not None:
            raise RuntimeError(f"{learner.person}: {learner.failure}") from learner.failure
    if len({learner.account for learner in learners}) != LEARNERS:
        raise RuntimeError("Two learners got one account.")


def _address(server: Server) -> str:
    return server.address.replace("localhost", "127.0.0.1")


def main() -> None:
    times: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "data") as server:
        start = time.perf_counter()
        server.manage("class", "create", NAME, "--seats", str(LEARNERS))
        print(f"a class of {LEARNERS} created in {time.perf_counter() - start:.1f} s, with Python")
        board = instructor(_address(server), times)
        board.get(BOARD)
        stop = threading.Event()
        looking = threading.Thread(target=look, args=(board, stop))
        looking.start()
        start = time.perf_counter()
        class_of(server, times)
        print(f"{LEARNERS} learners from joining to MFA in {time.perf_counter() - start:.0f} s")
        stop.set()
        looking.join()
        print(f"{'milliseconds':<48}{'median':>9}{'99 of 100':>11}")
        for path, found in sorted(times.items()):
            milliseconds = sorted(1000 * each for each in found)
            worst = milliseconds[min(len(found) - 1, int(len(found) * 0.99))]
            print(f"{path:<48}{statistics.median(milliseconds):>9.0f}{worst:>11.0f}")
        board.get(BOARD)
        seats = {"seat": [str(number) for number in range(1, LEARNERS + 1)], "lab": LAB}
        start = time.perf_counter()
        board.post(f"{BOARD}change/begin-lab/", seats)
        print(f"a lab started for {LEARNERS} seats in {time.perf_counter() - start:.1f} s")
        print(f"a look at the board: {cost_of_a_look(server, board):.1f} ms of processor time")
        print(f"memory: {memory(server):.0f} MB")


if __name__ == "__main__":
    main()
