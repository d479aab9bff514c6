"""Settings as their text in the environment gives them; ImproperlyConfigured says what is wrong."""

import hashlib
import hmac
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from console.proxies import Network, network


def trusted_proxies(text: str) -> tuple[Network, ...]:
    """The networks of TRUSTED_PROXIES: IPv4 and IPv6 addresses and networks, comma-separated."""
    entries = [entry for entry in map(str.strip, text.split(",")) if entry]
    try:
        return tuple(map(network, entries))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES: {error}. Give addresses or networks, such as 127.0.0.1,10.0.0.0/8."
        ) from error


def installation_tag(secret_key: str, data_dir: Path) -> str:
    """Eight characters that tell this installation's cookies from those of another one.

    Installations differ in their key, which each makes for itself, or in their data.
    """
    key = secret_key.encode()
    return hmac.new(key, f"cookies of {data_dir}".encode(), hashlib.sha256).hexdigest()[:8]
