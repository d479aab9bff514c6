"""The address of the policy simulator with a suggestion's request and policies filled in."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts.policy import Request
from accounts.suggestions import Edit, Held, Situation, Suggestion
from accounts.suggestions.documents import compact_text
from accounts.values.mfa_keys import MFA

ADDRESS_MAX = 6000  # characters of a query string that the simulator's page shares
KEYS_MAX = 15
USER_NAME = "aws:username"
KNOWN = (MFA, USER_NAME, "aws:principalarn", "aws:principalaccount", "aws:userid")
"""Keys that the simulator has of the principal, or a field of its own for."""

Pairs = list[tuple[str, str]]


def simulator_url(suggestion: Suggestion) -> str:
    """The simulator's page that answers "allowed" for the suggestion; empty where it cannot: for a
    session's policies, for several policies that change, and for texts that are too long.
    """
    asked = question_of(suggestion)
    query = urlencode(asked or [])
    return f"{reverse('policy_simulator')}?{query}" if 0 < len(query) <= ADDRESS_MAX else ""


def question_of(suggestion: Suggestion) -> Pairs | None:
    """The parameters of that page, as its view names them."""
    after = suggestion.after
    request, name = after.request, after.request.context.get(USER_NAME)
    edits = [step.edit for step in suggestion.steps if step.edit]
    changed = _changed(edits[0]) if edits else []
    if not isinstance(name, str) or after.session or len(edits) > 1 or changed is None:
        return None
    resource = [("resource", request.resource)] if request.resource != "*" else []
    return [
        ("principal", name),
        ("action", request.action),
        *resource,
        ("mfa", _mfa(request)),
        *changed,
        *_keys(after),
    ]


def _mfa(request: Request) -> str:
    held = request.context.get(MFA)
    return held if isinstance(held, str) else "absent"


def _changed(edit: Edit) -> Pairs | None:
    """One policy that is another one, or one more, or one less."""
    before, after = edit.before, edit.after
    text = compact_text(after.policy.document) if after else ""
    if edit.held.policy.boundary:
        return [("boundary", "custom"), ("boundary_document", text)] if after else None
    if before is None:
        return [("document", text)]
    id_ = _id(before)
    if not id_:
        return None
    return [("edit", id_), ("document", text)] if after else [("without", id_)]


def _id(held: Held) -> str:
    """What the simulator's page names a policy by."""
    if held.policy.arn is not None:
        return held.policy.arn
    if held.user or held.group:
        kind = "user" if held.user else "group"
        return f"{kind}/{held.user or held.group}/{held.policy.name}"
    return ""


def _keys(after: Situation) -> Pairs:
    """The request's values of the keys that conditions of the policies name, by turns."""
    named = {
        condition.key.lower(): condition.key
        for held in after.held
        for statement in held.statements
        for condition in statement.conditions
    }
    context = after.request.context
    found = [(named[key], context[key]) for key in named if key in context and key not in KNOWN]
    values = [
        (key, value if isinstance(value, str) else ",".join(value))
        for key, value in found[:KEYS_MAX]
    ]
    return [pair for key, value in values for pair in (("key", key), ("value", value))]
