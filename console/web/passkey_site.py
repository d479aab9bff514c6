"""Whether passkeys work at this request's URL, and at which URL they do."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import HttpRequest

from credentials.webauthn import Site


def site_of(request: HttpRequest) -> Site | None:
    """Where a passkey ceremony takes place; None where browsers offer none.

    They want a host name, not an address, and https, for which localhost counts as well. Of what
    the request says of itself only the host is believed, which is one of ALLOWED_HOSTS: the scheme
    and the port are those of BASE_URL, or this is not where the console is.
    """
    parts = urlsplit(f"{request.scheme}://{request.get_host()}")
    name = parts.hostname or ""
    local = name == "localhost" or name.endswith(".localhost")
    if _is_address(name) or not (request.is_secure() or local) or not _is_served(parts):
        return None
    return Site(rp_id=name, origin=f"{parts.scheme}://{parts.netloc}")


def passkey_url(request: HttpRequest) -> str:
    """The URL of this server at which passkeys work, if it is known; else ""."""
    parts = urlsplit(f"{request.scheme}://{request.get_host()}")
    if not _is_served(parts):
        return ""
    if not _is_address(parts.hostname or "") or not ip_address(parts.hostname or "").is_loopback:
        return ""
    return f"{parts.scheme}://localhost{f':{parts.port}' if parts.port else ''}/"


def _is_served(parts: SplitResult) -> bool:
    """Whether the console is configured for this scheme and port."""
    base = urlsplit(settings.BASE_URL)
    return _scheme_and_port(parts) == _scheme_and_port(base)


def _scheme_and_port(parts: SplitResult) -> tuple[str, int]:
    return parts.scheme, parts.port or (443 if parts.scheme == "https" else 80)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
