"""WSGI's environment (PEP 3333) of a request that came over granian's RSGI interface."""

import sys
from typing import Any

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


def environment_of(scope: Any) -> dict[str, Any]:
    """The environment without its body (`wsgi.input`); `scope` is RSGI's.

    A header's name becomes a key in which `-` is `_`. A name that has `_` itself is dropped, as
    nginx, Apache and gunicorn do: it could pass for the one that a proxy sets. Several headers of
    one name are joined by commas, cookies by semicolons.
    """
    server, _, port = scope.server.rpartition(":")
    environment: dict[str, Any] = ALWAYS | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = UNPREFIXED.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        if key in environment:
            separator = "; " if name == "cookie" else ","
            value = f"{environment[key]}{separator}{value}"
        environment[key] = value
    return environment
