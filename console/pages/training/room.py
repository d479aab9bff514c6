"""Where a room reaches this server, and whether it can."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from console.installation.addresses import in_url, is_of_this_machine_alone, own_addresses
from console.training.join_urls import join_url
from console.training.models import Class


def base_of(request: HttpRequest) -> str:
    """The server's scheme, host and port, as this request came to it."""
    return f"{request.scheme}://{request.get_host()}"


def room(request: HttpRequest, of: Class) -> dict[str, object]:
    """What a page says of the address of a class: `join_url`, and `elsewhere`, the addresses of
    this machine for others, where the first one leads everybody to their own machine."""
    base = base_of(request)
    return {
        "join_url": join_url(base, of),
        "elsewhere": [join_url(each, of) for each in _others(base)],
    }


def _others(base: str) -> list[str]:
    parts = urlsplit(base)
    if not is_of_this_machine_alone(in_url(parts.hostname or "")):
        return []
    port = f":{parts.port}" if parts.port else ""
    found = [host for host in own_addresses() if not is_of_this_machine_alone(host)]
    return [f"{parts.scheme}://{host}{port}" for host in found]
