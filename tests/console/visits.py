"""Every command that calls actions, for tests/golden/events.txt: what it leaves."""

from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

from console.management import commands as folder
from tests.events import KNOWN, UNKNOWN, Visit, taken_back, visited
from tests.support.holdings import give_class, give_credentials
from tests.support.strangers import nobodys
from tests.world import make_world

ACCOUNT = "--account=training"
# What is sent, by the kind of its id or as it is; the option names the id as well.
SENT = {
    "apply_edition": (ACCOUNT, "2021-05-13-mfa-self-manage", "--user=alice"),
    "class": ("remove", ACCOUNT, "{ClassName[0]}"),
    "clock": (ACCOUNT, "+90d"),
    "deactivate_mfa_device": (ACCOUNT, "alice", "{SerialNumber[0]}"),
    "delete_virtual_mfa_device": ("{SerialNumber[1]}",),
    "reset_user": (ACCOUNT, "--password=Another-horse-2", "alice"),
    "unlock_user": (ACCOUNT, "alice"),
}
# These begin an account, or call no action of one.
OTHERS = {"bootstrap", "clear_events", "demo", "import_tokens", "lab", "reseal", "serve", "token"}
EVERY = {path.stem for path in Path(folder.__path__[0]).glob("[!_]*.py")}


def commands() -> Iterator[tuple[str, list[Visit]]]:
    """Every such command with an id that is there, and with one that nobody has."""
    with taken_back():
        alice = make_world().alice
        ids = give_credentials(alice) | give_class(alice)
        for name, arguments in SENT.items():
            visits = []
            for case in (KNOWN, UNKNOWN):
                sent = [argument.format(**ids) for argument in arguments]
                if case == UNKNOWN:
                    sent[-1] = nobodys(sent[-1])
                with taken_back():
                    visits.append(visited("", case, partial(_run, name, sent)))
            yield f"manage.py {name}", visits


def _run(name: str, sent: list[str]) -> int:
    """The exit status of the command."""
    try:
        call_command(name, *sent, stdout=StringIO())
    except CommandError as error:
        return error.returncode
    return 0
