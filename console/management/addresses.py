"""Where the server listens, and what may be typed to reach it."""

import socket

from django.core.management.base import CommandError

from console.installation.addresses import in_url, own_addresses

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


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


def names_of(host: str) -> list[str]:
    """What may be typed to reach a server that listens there, the likeliest first."""
    if host in EVERYWHERE:
        return own_addresses()
    return ["localhost"] if host == "127.0.0.1" else [in_url(host)]
