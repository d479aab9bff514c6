"""WSGI's environment (PEP 3333) of a request that came over the ASGI interface."""

import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

ALWAYS = {
    "GATEWAY_INTERFACE": "CGI/1.1",
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}
UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def _key(name: str) -> str:
    """A header's key in the environment; "" for a name that has `_` itself."""
    return "" if "_" in name else UNPREFIXED.get(name) or f"HTTP_{name.upper().replace('-', '_')}"


USUAL = """
    accept accept-encoding accept-language amz-sdk-invocation-id amz-sdk-request authorization
    connection content-length content-type cookie host origin referer user-agent
    x-amz-content-sha256 x-amz-date x-amz-security-token x-amz-target
    x-forwarded-for x-forwarded-proto
"""  # names of headers; any other one is spelled as a key each time
KEYS = {name.encode(): _key(name) for name in USUAL.split()}


def environment_of(scope: Mapping[str, Any]) -> dict[str, Any]:
    """The environment without its body (`wsgi.input`); `scope` is ASGI's.

    Every text holds the bytes that were sent, one character each, as PEP 3333 has it: an address
    or a header in whatever encoding reaches the application. A header's name becomes a key in
    which `-` is `_`. A name that has `_` itself is dropped, as nginx, Apache and gunicorn do: it
    could pass for the one that a proxy sets; so is an empty Host, which granian adds where none was
    sent. Several headers of one name are joined by commas, cookies by semicolons.
    """
    server, port = scope["server"]
    environment: dict[str, Any] = ALWAYS | {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0].strip("[]"),
        "wsgi.url_scheme": scope["scheme"],
    }
    for sent_name, sent_value in scope["headers"]:
        key = KEYS.get(sent_name) or _key(sent_name.decode("latin-1"))
        value = sent_value.decode("latin-1")
        if not key or (key == "HTTP_HOST" and not value):
            continue
        if key in environment:
            separator = "; " if key == "HTTP_COOKIE" else ","
            value = f"{environment[key]}{separator}{value}"
        environment[key] = value
    return environment
