"""Where the server listens, and this machine's names and IP addresses."""

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from django.core.management.base import CommandError

from console.installation.configuration import HOST_NAME

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
# Linux's lists of its addresses.
IF_INET6 = Path("/proc/net/if_inet6")
FIB_TRIE = Path("/proc/net/fib_trie")
LOCAL = re.compile(r"\|-- ([0-9.]+)\n\s*/32 host LOCAL")
# Used to find this machine's own address; nothing is sent (RFC 5737, RFC 3849).
ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def free_port(host: str, text: str) -> int:
    """The port of that number, or for 0 one that is free; CommandError if it cannot be used."""
    if not (text.isascii() and text.isdecimal() and int(text[:6]) < 65536):
        raise CommandError(f"{text!r} is no port: a number from 1 to 65535, or 0 for a free one.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(text)))
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "not a host name"
            raise CommandError(
                f"{host}:{text} cannot be used ({reason}). Choose another one: make run PORT=8001"
            ) from error
        return int(probe.getsockname()[1])


def in_url(host: str) -> str:
    """A host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def names_of(host: str) -> list[str]:
    """What may be typed to reach a server that listens there, the likeliest first."""
    if host in EVERYWHERE:
        return own_addresses()
    return ["localhost"] if host == "127.0.0.1" else [in_url(host)]


def own_addresses() -> list[str]:
    """This machine's addresses and names, the one that others in the room would type first."""
    name = socket.gethostname()
    names = [each for each in (name, f"{name}.local") if HOST_NAME.fullmatch(each)]
    return list(dict.fromkeys([*_addresses(), *names])) or ["localhost"]


def _addresses() -> list[str]:
    found = []
    for family, elsewhere in ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            found.append(in_url(probe.getsockname()[0]))
    with suppress(OSError):
        found += [each for each in LOCAL.findall(FIB_TRIE.read_text()) if _is_reached(each)]
    with suppress(OSError):
        for line in IF_INET6.read_text().splitlines():
            address = IPv6Address(int(line.split()[0], 16))
            if not (address.is_loopback or address.is_link_local):
                found.append(in_url(str(address)))
    return found


def _is_reached(address: str) -> bool:
    """Whether neighbours can reach an IPv4 address of this machine."""
    known = IPv4Address(address)
    return not (known.is_loopback or known.is_link_local)
