"""The pages of users with ten users and with 5,000, beside each other (`make bench`).

Each account has 50 groups and 200 policies; each user a group, a policy, a password, a key and an
MFA device. Two servers answer in turn, so that what else the machine does weighs on both alike; the
time is the lower quartile. A page has 20 rows at most, so many users are twice the rows of ten.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.pages import sign_in
from tests.browser.server import ROOT, Server, served

FEW, MANY, ROUNDS = 10, 5000, 40
ARN = "arn:aws:iam::123456789012:policy/policy-0"
PAGES = {
    "users": "/iam/users/",
    "users, the last page": "/iam/users/?page=9999",
    "users, searched": "/iam/users/?search=user-0000",
    "users, sorted by path": "/iam/users/?sort=path",
    "users, sorted by last sign-in": "/iam/users/?sort=-sign-in",
    "users, sorted by creation": "/iam/users/?sort=-created",
    "a user: permissions": "/iam/users/details/user-00001/",
    "a user: groups": "/iam/users/details/user-00001/groups/",
    "a user: credentials": "/iam/users/details/user-00001/security-credentials/",
    "a user: more groups": "/iam/users/details/user-00001/groups/add/",
    "a user: more policies": "/iam/users/details/user-00001/permissions/attach/",
    "groups": "/iam/groups/",
    "a group: users": "/iam/groups/details/group-0/",
    "a group: permissions": "/iam/groups/details/group-0/permissions/",
    "a group: more users": "/iam/groups/details/group-0/users/add/",
    "policies": "/iam/policies/",
    "policies, sorted by use": "/iam/policies/?sort=-used",
    "a policy: permissions": f"/iam/policies/details/{ARN}/",
    "a policy: entities attached": f"/iam/policies/entities/{ARN}/",
    "a policy: more entities": f"/iam/policies/attach/{ARN}/",
    "account settings": "/iam/account-settings/",
    "credential report": "/iam/credential-report/",
}


def seconds(connection: http.client.HTTPConnection, path: str, cookie: str) -> float:
    start = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return time.perf_counter() - start


def fill(server: Server, users: int) -> None:
    """Users beside those of the demo, in the server's own data."""
    subprocess.run(
        [sys.executable, "-m", "tests.bench.fill_users", str(users)],
        cwd=ROOT,
        env=os.environ | server.environment,
        check=True,
    )


def main() -> None:
    with ExitStack() as stack:
        clients = []
        for users in (FEW, MANY):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            server = stack.enter_context(served(Path(folder) / "data"))
            fill(server, users)
            address = server.address.replace("localhost", "127.0.0.1")
            connection = http.client.HTTPConnection(urlsplit(address).netloc)
            clients.append((connection, sign_in(address, "admin")))
        print(f"{'':<34}{FEW:>7} users{MANY:>7} users{'ratio':>8}")
        for name, path in PAGES.items():
            times: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for found, (connection, cookie) in zip(times, clients, strict=True):
                    found.append(seconds(connection, path, cookie))
            few, many = (statistics.quantiles(found)[0] * 1e3 for found in times)
            print(f"{name:<34}{few:>10.1f} ms{many:>10.1f} ms{many / few:>8.2f}")


if __name__ == "__main__":
    main()
