"""The client's address and scheme, as a trusted proxy in front of the server states them.

A proxy names the client in `X-Forwarded-For` and the scheme in `X-Forwarded-Proto`. Any client can
send these headers too, so they are read only where the connection comes from one of
TRUSTED_PROXIES. Of a chain of proxies each appends the address that it saw: the client is the last
address that is not a trusted proxy's own; what stands before it was written by the client.
"""

from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network
FOR, PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
HOPS_MAX = 32  # of a chain of proxies; a longer list was written by somebody else
ADDRESS_MAX = 64  # characters of one address with its port
MAPPED = IPv6Network("::ffff:0:0/96")


def network(text: str) -> Network:
    """The addresses of TRUSTED_PROXIES that one entry names; ValueError for anything else.

    >>> network("10.0.0.5"), network("::ffff:10.0.0.0/104")
    (IPv4Network('10.0.0.5/32'), IPv4Network('10.0.0.0/8'))
    """
    found = ip_network(text.strip())
    if isinstance(found, IPv6Network) and found.prefixlen >= 96 and found.subnet_of(MAPPED):
        address = found.network_address.ipv4_mapped
        return IPv4Network((int(address or 0), found.prefixlen - 96))
    return found


@lru_cache(maxsize=1024)
def address_of(text: str) -> str:
    """An address in its shortest form, without port and zone; "" if it is none.

    An IPv4-mapped IPv6 address, by which a socket for both families names an IPv4 client, is that
    IPv4 address (RFC 4291, 2.5.5.2).

    >>> [address_of(text) for text in ("::ffff:192.0.2.1", "192.0.2.1:80", "[2001:DB8::0]:80", "x")]
    ['192.0.2.1', '192.0.2.1', '2001:db8::', '']
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def settle(environment: dict[str, Any], trusted: Collection[Network]) -> None:
    """Make REMOTE_ADDR the client's address and `wsgi.url_scheme` the scheme that it used.

    `environment` is WSGI's. The proxies' headers are taken out, so nobody can read them later by
    mistake and a second time changes nothing.
    """
    peer = address_of(str(environment.get("REMOTE_ADDR") or ""))
    chain, scheme = environment.pop(FOR, ""), environment.pop(PROTO, "")
    if _is_trusted(peer, trusted):
        peer = _client(peer, chain, trusted)
        last = scheme.rpartition(",")[2].strip().lower()
        if last in ("http", "https"):
            environment["wsgi.url_scheme"] = last
    environment["REMOTE_ADDR"] = peer or "127.0.0.1"  # a Unix socket has no address


def _is_trusted(address: str, trusted: Collection[Network]) -> bool:
    return bool(trusted and address) and any(ip_address(address) in one for one in trusted)


def _client(peer: str, chain: str, trusted: Collection[Network]) -> str:
    """The last address of the chain that is no trusted proxy's; what is no address ends it."""
    for hop in reversed(chain.rsplit(",", HOPS_MAX)):
        address = address_of(hop) if len(hop) <= ADDRESS_MAX else ""
        if not address:
            break
        peer = address
        if not _is_trusted(peer, trusted):
            break
    return peer
