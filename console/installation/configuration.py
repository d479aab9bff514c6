"""Settings as their text in the environment gives them; ImproperlyConfigured says what is wrong.

No message repeats a setting that may hold a secret.
"""

import hashlib
import hmac
import os
import re
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from console.web.proxies import Network, network

ON, OFF = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
SCHEMES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
# As Django reads the Host header: no name with an underscore is answered.
DAYS_MAX = 3650
HOST_NAME = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.?")


def base_url(text: str) -> SplitResult:
    """BASE_URL: the scheme, host and port that people type, without a path."""
    try:
        parts = urlsplit(text)
        host_in_url(parts)
        whole = text.lower() == f"{parts.scheme}://{parts.netloc}".lower() and "@" not in text
        if whole and parts.scheme in ("http", "https") and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise ImproperlyConfigured(
        f"BASE_URL: {text!r} is not a scheme with a host and nothing else, such as "
        "http://localhost:8000 or https://iam.example.org."
    )


def host_in_url(parts: SplitResult) -> str:
    """The host as browsers send it in the Host header: IPv6 in brackets, other letters in ASCII.

    ValueError if there is none, or one that no Host header may name.

    >>> host_in_url(urlsplit("http://[2001:DB8::0:5]:8000")), host_in_url(urlsplit("http://bücher"))
    ('[2001:db8::5]', 'xn--bcher-kva')
    """
    name = parts.hostname or ""
    if ":" in name:
        if "%" in name:
            raise ValueError(f"an address with the zone of one machine: {name!r}")
        return f"[{IPv6Address(name)}]"
    name = name.encode("idna").decode()
    if not HOST_NAME.fullmatch(name):
        raise ValueError(f"not a host name: {name!r}")
    return name


def allowed_hosts(entries: list[str]) -> list[str]:
    """ALLOWED_HOSTS: names, names with a leading dot for all below them, addresses, or `*`."""
    return [_host(entry) for entry in map(str.strip, entries) if entry]


def _host(entry: str) -> str:
    if entry == "*":
        return entry
    dot = "." if entry.startswith(".") else ""
    bare = entry.removeprefix(".")
    try:
        if ":" in bare:
            return f"[{IPv6Address(bare.removeprefix('[').removesuffix(']'))}]"
        if re.search("[/?#@]", bare):
            raise ValueError(bare)
        return dot + host_in_url(urlsplit(f"//{bare}"))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS: {entry!r} is not a host name or an address without scheme and port."
        ) from error


def days(name: str, text: str) -> int:
    """A setting of whole days, from 1 to 3,650.

    >>> days("EVENT_DAYS", "90")
    90
    """
    if text.isascii() and text.isdecimal() and len(text) <= 4 and 1 <= int(text) <= DAYS_MAX:
        return int(text)
    raise ImproperlyConfigured(
        f"{name}: {text[:20]!r} is not a number of days from 1 to {DAYS_MAX}."
    )


def trusted_proxies(text: str) -> tuple[Network, ...]:
    """TRUSTED_PROXIES: IPv4 and IPv6 addresses and networks, comma-separated."""
    entries = [entry for entry in map(str.strip, text.split(",")) if entry]
    try:
        return tuple(map(network, entries))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES: {error}. Give addresses or networks, such as 127.0.0.1,10.0.0.0/8."
        ) from error


def switch(name: str, text: str) -> bool:
    """A setting that is on or off."""
    if text.lower() not in ON + OFF:
        raise ImproperlyConfigured(f"{name}: {text!r} is neither 1 nor 0.")
    return text.lower() in ON


def checked_sealing_keys(keys: list[str]) -> list[str]:
    """SEALING_KEYS: Fernet's, 32 bytes each in URL-safe base64."""
    for number, key in enumerate(keys, 1):
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"SEALING_KEYS: key {number} is not 32 bytes in URL-safe base64. Make one with "
                "`openssl rand -base64 32 | tr '+/' '-_'`."
            ) from error
    return keys


def database(text: str, data_dir: Path) -> dict[str, Any]:
    """DATABASE_URL as Django's settings of a database; SQLite in DATA_DIR if it is empty."""
    if not text:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "db.sqlite3")}
    scheme, separator, rest = text.partition("://")
    wrong = scheme not in SCHEMES or not separator
    wrong |= scheme == "sqlite" and bool(re.search("[?#]", rest))
    found: dict[str, Any] = {}
    try:
        found = {} if wrong else environ.Env.db_url_config(text)
    except ValueError:
        wrong = True
    if wrong or found.get("NAME") in (None, "", ":memory:"):
        raise ImproperlyConfigured(
            "DATABASE_URL is neither sqlite:////folder/db.sqlite3 nor postgres://user:password@"
            "host:5432/name. Inside a part of it, # ? % and others are written %23 %3F %25."
        )
    return found


def installation_tag(secret_key: str, data_dir: Path) -> str:
    """Eight characters that tell this installation's cookies from those of another one.

    Installations differ in their key, which each makes for itself, or in their data.
    """
    text = b"cookies of " + os.fsencode(data_dir)
    return hmac.new(secret_key.encode(), text, hashlib.sha256).hexdigest()[:8]
