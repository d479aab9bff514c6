"""The same figures of another commit and of this tree, in turns (`make bench BEFORE=<commit>`).

What the ratios compare is processor time of the server for each request, or of the engine for each
decision, and memory: the time that a request takes depends on what else the machine does. A ratio
above 1 is worse than before; beside it stand the quartiles of the rounds.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.bench.api import LIFE, READS, Contender, measure, names
from tests.bench.load import Load, run
from tests.bench.pages import sign_in
from tests.browser.server import ROOT, served

ROUNDS, SECONDS = 9, 0.6
PAGES = {
    "sign-in form": "/signin/",
    "credentials page (alice, refused)": "/iam/security-credentials/",
    "users": "/iam/users/",
    "policies": "/iam/policies/",
}
DECISIONS = Path(__file__).with_name("decisions.py")


@dataclass(frozen=True, slots=True)
class Tree:
    """The code of a commit, and the Python that has what it requires."""

    root: Path
    python: str


@dataclass(frozen=True, slots=True)
class Side:
    """A tree's server for API requests, and its server with the demo for pages."""

    tree: Tree
    api: Contender
    address: str
    pid: int
    cookies: dict[str, str]


def tree_of(commit: str) -> Tree:
    """The commit in a folder of .cache; with an environment of its own if it requires others."""
    described = ["git", "rev-parse", "--short", f"{commit}^{{commit}}"]
    name = subprocess.run(described, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    root = ROOT / ".cache" / "bench" / name.strip()
    if not root.exists():
        root.mkdir(parents=True)
        archive = subprocess.run(
            ["git", "archive", commit], cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
        subprocess.run(["tar", "-x", "-C", str(root)], input=archive.stdout, check=True)
    required = root / "requirements.txt"
    if required.read_text() == (ROOT / "requirements.txt").read_text():
        return Tree(root, sys.executable)
    python = root / ".venv" / "bin" / "python"
    if not python.exists():
        venv.create(root / ".venv", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", required], check=True)
    return Tree(root, str(python))


@contextmanager
def side(tree: Tree, folder: Path) -> Iterator[Side]:
    """Both servers of a tree, each with data of its own."""
    with (
        served(folder / "api", "--no-demo", root=tree.root, python=tree.python) as api,
        served(folder / "pages", root=tree.root, python=tree.python) as pages,
    ):
        made = subprocess.run(
            [tree.python, "-m", "tests.bench.fill", json.dumps(names())],
            cwd=tree.root, env=api.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        keys = {user: (key[0], key[1]) for user, key in json.loads(made.stdout).items()}
        address = pages.address.replace("localhost", "127.0.0.1")
        cookies = {user: sign_in(address, user) for user in ("alice", "admin")}
        api_address = api.address.replace("localhost", "127.0.0.1")
        yield Side(tree, Contender(api_address, api.pid, keys), address, pages.pid, cookies)


def page(one: Side, path: str, connections: int) -> Load:
    user = "alice" if "security" in path else "admin"
    cookie = f"Cookie: {one.cookies[user]}\r\n" if path != "/signin/" else ""
    raw = f"GET {path} HTTP/1.1\r\nHost: {urlsplit(one.address).netloc}\r\n{cookie}\r\n".encode()
    return run(one.address, [lambda _: raw] * connections, SECONDS, one.pid)


def decision(one: Side, what: str) -> float:
    """Microseconds of a decision, in a process of its own."""
    done = subprocess.run(
        [one.tree.python, str(DECISIONS), what], cwd=one.tree.root, capture_output=True, text=True,
        check=True, env=os.environ | {"PYTHONPATH": str(one.tree.root)},
    )  # fmt: skip
    return float(done.stdout)


def memory(one: Side) -> float:
    """Megabytes of all processes of the server of pages, shared ones counted once."""
    process = psutil.Process(one.pid)
    found = (process, *process.children(recursive=True))
    return sum(each.memory_full_info().pss for each in found) / 2**20


def figures() -> dict[str, Callable[[Side], float]]:
    """By name: what is measured of a side, once each round."""
    found: dict[str, Callable[[Side], float]] = {}
    for what in (*READS, LIFE):
        for connections in (1, 8):
            found[f"{what}, {connections} connections, us"] = (
                lambda one, what=what, connections=connections: (
                    measure(one.api, what, connections, SECONDS).cpu
                )
            )
    for name, path in PAGES.items():
        found[f"{name}, us"] = lambda one, path=path: page(one, path, 1).cpu
    for what in ("warm", "cold"):
        found[f"a decision, {what}, us"] = lambda one, what=what: decision(one, what)
    return found | {"memory of the server, MB": memory}


def main(commit: str) -> None:
    before, now = tree_of(commit), Tree(ROOT, sys.executable)
    print(f"{'':<44}{commit[:10]:>10}{'now':>10}{'now / before':>14}{'quartiles':>16}")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sides = [
            stack.enter_context(side(before, folder / "before")),
            stack.enter_context(side(now, folder / "now")),
        ]
        for name, figure in figures().items():
            for one in sides:
                figure(one)  # what is loaded and compiled once
            rounds = [[figure(one) for one in sides] for _ in range(ROUNDS)]
            then, here = (statistics.median(found) for found in zip(*rounds, strict=True))
            low, middle, high = statistics.quantiles([new / old for old, new in rounds])
            print(
                f"{name:<44}{then:>10.1f}{here:>10.1f}{middle:>14.2f}{low:>9.2f} -{high:>5.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1])
