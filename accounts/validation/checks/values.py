"""Values of conditions: whether their operator can compare them, and what they come to."""

import ipaddress
import re

from accounts.policy import literals
from accounts.validation.findings import Found
from accounts.validation.global_keys import REGIONS
from accounts.validation.nodes import Literal, Node
from accounts.validation.statements import Condition, Policy, text_of

BOOLEANS = ("true", "false")
SOURCE_IP = "aws:sourceip"
VPC = re.compile(r"vpc-([0-9a-z]{8}|[0-9a-z]{17})", re.ASCII)
VPCE = re.compile(r"vpce-([0-9a-z]{8}|[0-9a-z]{17})", re.ASCII)
VARIABLE = re.compile(r"\$\{[^}]*\}")
PLAIN_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt].*)?", re.ASCII)
EMPTY = "EMPTY_ARRAY_CONDITION"
# Whether an operator can compare a value, and the finding for one that it cannot.
READ = {
    "Numeric": (literals.number, "TYPE_MISMATCH_NUMBER"),
    "Date": (literals.date, "TYPE_MISMATCH_DATE"),
    "IpAddress": (literals.network, "TYPE_MISMATCH_IP_RANGE"),
    "NotIpAddress": (literals.network, "TYPE_MISMATCH_IP_RANGE"),
    "Binary": (literals.binary, "TYPE_MISMATCH_STRING"),
}


def check(policy: Policy, found: Found) -> None:
    for statement in policy.statements:
        for condition in statement.conditions:
            if condition.held.kind == "array" and not condition.held.items:
                _empty(condition, found)
            elif condition.split and condition.held.kind != "object":
                _values(condition, found)


def _empty(condition: Condition, found: Found) -> None:
    if condition.prefix:
        code = f"{EMPTY}_{condition.prefix.rstrip(':').upper()}"
    else:
        code = f"{EMPTY}_IFEXISTS" if condition.if_exists else EMPTY
    found.add(code, condition.held, key=condition.key.value)


def _values(condition: Condition, found: Found) -> None:
    nodes = [node for node in condition.held.listed if node.kind == "scalar"]
    operator = condition.name.value
    if len({_json_type(node) for node in nodes}) > 1:
        found.add("INVALID_CONDITION_DATA_TYPE", condition.held)
    for node in nodes:
        _readable(condition, node, found)
        _formed(condition, node, found)
    if condition.base in ("Bool", "Null"):
        if len(nodes) > 1:
            found.add("INVALID_CONDITION_MULTIPLE_BOOLEAN", condition.held)
        for node in nodes:
            if text_of(node).lower() not in BOOLEANS:
                found.add("TYPE_MISMATCH_BOOLEAN", node, operator=operator)
    if condition.base.startswith(("NumericLess", "NumericGreater")) and len(nodes) > 1:
        which = "greatest" if "Less" in condition.base else "least"
        said = {"operator": operator, "which": which, "key": condition.key.value}
        found.add("REDUNDANT_CONDITION_VALUE_NUM", condition.held, **said)
    if condition.lowered == SOURCE_IP and condition.base in ("IpAddress", "NotIpAddress"):
        _private(condition, nodes, found)


def _json_type(node: Node) -> str:
    if isinstance(node.value, Literal):
        return "number"
    return type(node.value).__name__


def _readable(condition: Condition, node: Node, found: Found) -> None:
    text = text_of(node)
    for family, (read, code) in READ.items():
        if condition.base.startswith(family):
            if read(text) is None:
                found.add(code, node, operator=condition.name.value)
            elif family == "Date" and not PLAIN_DATE.fullmatch(text):
                found.add("INVALID_DATE_VALUE", node, date=text)
            elif family in ("IpAddress", "NotIpAddress"):
                _host_bits(node, text, found)
    like = condition.base.startswith("String") and "Like" not in condition.base
    if like and any(sign in VARIABLE.sub("", text) for sign in "*?"):
        found.add("WILDCARD_WITHOUT_LIKE_OPERATOR", node)


def _host_bits(node: Node, text: str, found: Found) -> None:
    network = literals.network(text)
    address = literals.address(text.partition("/")[0])
    if network and "/" in text and address and address != network.network_address:
        found.add("IMPROVE_IP_RANGE", node, address=network)


def _formed(condition: Condition, node: Node, found: Found) -> None:
    """Identifiers that AWS gives a form."""
    text = text_of(node)
    if VARIABLE.search(text) or any(sign in text for sign in "*?") or condition.base == "Null":
        return
    if condition.lowered == "aws:sourcevpc" and not VPC.fullmatch(text):
        found.add("INVALID_VPC_FORMAT", node)
    if condition.lowered == "aws:sourcevpce" and not VPCE.fullmatch(text):
        found.add("INVALID_VPCE_FORMAT", node)
    if condition.lowered == "aws:requestedregion" and text not in REGIONS:
        found.add("INVALID_REGION", node, region=text)


def _private(condition: Condition, nodes: list[Node], found: Found) -> None:
    networks = [literals.network(text_of(node)) for node in nodes]
    private = [_is_private(one) for one in networks if one is not None]
    if not any(private):
        return
    word = "PRIVATE_NOT_IP_ADDRESS" if condition.base == "NotIpAddress" else "PRIVATE_IP_ADDRESS"
    found.add(word if all(private) else f"{word}_SUBSET", condition.held)


def _is_private(network: literals.Network) -> bool:
    """Whether nobody on the internet has an address of this block."""
    ours = [one for one in PRIVATE if one.version == network.version]
    return any(network.subnet_of(one) for one in ours)  # type: ignore[arg-type]


PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
