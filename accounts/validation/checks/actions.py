"""Actions: whether there are such."""

import re

from accounts.policy import text_matcher
from accounts.validation import names
from accounts.validation.findings import Found
from accounts.validation.nodes import Node
from accounts.validation.statements import Policy

WILD = re.compile(r"[*?]")
GUESSES_MAX = 10  # similar names are looked for in a document; each looks at a service's names


class Guesses:
    """Looking for similar names costs time: a document has so many of them."""

    def __init__(self) -> None:
        self._left = GUESSES_MAX

    def action(self, service: str, name: str) -> str:
        """The action that was meant, "service:Name" or ""."""
        self._left -= 1
        meant = names.similar(name, names.actions(service)) if self._left >= 0 else ""
        return f"{service}:{meant}" if meant else ""

    def service(self, service: str) -> str:
        """The service that was meant, or ""."""
        self._left -= 1
        known = {name: name for name in names.services()}
        return names.similar(service, known) if self._left >= 0 else ""


def check(policy: Policy, found: Found) -> None:
    guesses = Guesses()
    seen: set[str] = set()
    for statement in policy.statements:
        for node in statement.actions:
            if node.value in seen or node.value == "*":
                continue
            seen.add(node.value)
            _action(node, guesses, found)


def _action(node: Node, guesses: Guesses, found: Found) -> None:
    service, colon, name = str(node.value).partition(":")
    lowered = service.lower()
    if "${" in service or "${" in name:
        return  # the checks of variables say so
    if not colon:
        found.add("INVALID_ACTION", node, action=node.value, meant="")
    elif "*" in service or "?" in service:
        found.add("WILDCARD_IN_SERVICE_NAME", node)
    elif lowered not in names.services():
        meant = guesses.service(lowered)
        found.add("INVALID_SERVICE_IN_ACTION", node, service=service, meant=meant)
    elif found.may_read(lowered) and not exists(lowered, name.lower(), found):
        meant = guesses.action(lowered, name.replace("*", "").replace("?", ""))
        found.add("INVALID_ACTION", node, action=node.value, meant=meant)


def exists(service: str, pattern: str, found: Found) -> bool:
    """Whether a service has an action that fits (both in lower case)."""
    known = names.actions(service)
    wild = WILD.search(pattern)
    if wild is None:
        return pattern in known
    if not found.may_spend(1 + len(known) // 32):
        return True
    begun = pattern[: wild.start()]
    candidates = [name for name in known if name.startswith(begun)]
    if pattern == f"{begun}*" or not found.may_spend(len(candidates)):
        return bool(candidates)
    fits = text_matcher(pattern, variables=False)
    return any(fits(name, {}) for name in candidates)
