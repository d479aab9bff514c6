"""Resources: ARNs of a form that their service has."""

import re

from accounts.policy.resources import split_pattern
from accounts.validation import names
from accounts.validation.findings import Found
from accounts.validation.global_keys import PARTITIONS, REGIONS
from accounts.validation.nodes import Node
from accounts.validation.statements import Policy

FIELDS = 6
ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)
WILD = re.compile(r"[*?]|\$\{")
HOLE = re.compile(r"\$\{[^}]*\}")
OWN = ("aws", "amazon", "cloudfront")  # stand in place of an account's id


def check(policy: Policy, found: Found) -> None:
    seen: set[str] = set()
    for statement in policy.statements:
        for node in statement.resources:
            if node.value not in seen:
                seen.add(node.value)
                _resource(node, found)


def _resource(node: Node, found: Found) -> None:
    text = str(node.value)
    if text == "*" or text.startswith("${"):
        return
    if not text.startswith("arn:"):
        found.add("INVALID_ARN_PREFIX", node)
        return
    if text.count(":") < FIELDS - 1:
        found.add("MISSING_ARN_FIELD", node, fields=FIELDS)
        return
    _, partition, service, region, account, path = split_pattern(text)
    _fields(node, partition, service, region, account, found)
    formats = _formats(service, found, node)
    if formats is None:
        return
    if not found.may_spend(len(formats) // 4):
        return
    near = [parts for parts in formats if _near(parts[5], path)]
    if not near:
        found.add("INVALID_ARN_RESOURCE", node)
        return
    _region(node, service, region, near, found)
    if account and not WILD.search(account) and not any(parts[4] for parts in near):
        found.add("ARN_ACCOUNT_NOT_ALLOWED", node, service=service)


def _fields(
    node: Node, partition: str, service: str, region: str, account: str, found: Found
) -> None:
    """What each field may be, whatever the service."""
    if partition not in PARTITIONS and not WILD.search(partition):
        said = {"service": service, "partition": partition, "partitions": ", ".join(PARTITIONS)}
        found.add("INVALID_PARTITION", node, **said)
    is_id = not account or account in OWN or WILD.search(account) or ACCOUNT.fullmatch(account)
    if not is_id:
        found.add("INVALID_ARN_ACCOUNT", node, account=account)
    if region and region not in REGIONS and not WILD.search(region):
        found.add("INVALID_ARN_REGION", node, region=region)


def _formats(service: str, found: Found, node: Node) -> list[list[str]] | None:
    """The formats of a service's ARNs in their six parts; None where nothing more can be said."""
    if WILD.search(service):
        found.add("WILDCARD_IN_SERVICE_NAME", node)
        return None
    known = names.resource_formats()
    if service in known:
        return [one.split(":", 5) for one in known[service]]
    if service.lower() in known or service.lower() in names.services():
        if service != service.lower():
            found.add("INVALID_ARN_SERVICE_CASE", node, service=service)
        return None
    found.add("INVALID_SERVICE", node, service=service)
    return None


def _region(node: Node, service: str, region: str, near: list[list[str]], found: Found) -> None:
    if region and not WILD.search(region) and not any(parts[3] for parts in near):
        found.add("ARN_REGION_NOT_ALLOWED", node, service=service)
    if not region and all(parts[3] for parts in near):
        found.add("MISSING_ARN_REGION", node, service=service)


def _near(known: str, path: str) -> bool:
    """Whether a resource may be of a format: they begin alike as far as both are literal."""
    literal, sign, _ = known.partition("${")
    wild = WILD.search(path)
    begun = path[: wild.start()] if wild else path
    if wild is None and not sign:
        return begun == literal
    if wild is None:
        return begun.startswith(literal) and _has_pieces(known, begun)
    return begun.startswith(literal) or literal.startswith(begun)


def _has_pieces(known: str, path: str) -> bool:
    """Whether the literal pieces of a format stand in a path in order, the last at its end."""
    place, pieces = 0, HOLE.split(known)
    for piece in pieces:
        place = path.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return path.endswith(pieces[-1])
