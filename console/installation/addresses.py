"""This machine's names and IP addresses, as others in the room type them."""

import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from console.installation.configuration import HOST_NAME

# Linux's lists of its addresses.
IF_INET6 = Path("/proc/net/if_inet6")
FIB_TRIE = Path("/proc/net/fib_trie")
LOCAL = re.compile(r"\|-- ([0-9.]+)\n\s*/32 host LOCAL")
# Used to find this machine's own address; nothing is sent (RFC 5737, RFC 3849).
ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def in_url(host: str) -> str:
    """A host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def is_of_this_machine_alone(host: str) -> bool:
    """Whether a host, as it stands in a URL, leads everybody to their own machine.

    >>> [is_of_this_machine_alone(each) for each in ("localhost", "127.0.0.1", "[::1]", "10.0.0.5")]
    [True, True, True, False]
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


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
