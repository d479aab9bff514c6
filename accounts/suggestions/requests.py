"""Other requests of the caller that the policies may allow.

Proposals only: search.py asks the engine whether they do.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import islice

from accounts import actions
from accounts.actions import BY_ID
from accounts.constraints import NAME_CHARACTER
from accounts.policy import Context, Request, Statement, split_arn
from accounts.suggestions.situations import USER_NAME, Held, Situation
from accounts.suggestions.steps import Command, Kind, Step, Who
from accounts.values.mfa_keys import MFA, MFA_AGE

RESOURCES_MAX = 8
PATTERNS_MAX = 30
NAMES = re.compile(f"{NAME_CHARACTER}+(?:/{NAME_CHARACTER}+)*")
ALIKE = 0.8
ISSUED = "aws:tokenissuetime"
FEDERATED = "FederatedUser"


def changes(situation: Situation, places: Sequence[Held], deny: Statement | None) -> Iterator[Step]:
    """Other requests; `places` are the policies that did not allow, or that of the Deny."""
    yield from _anew(situation)
    yield from _with_mfa(situation)
    yield from _spelled(situation)
    yield from _on_other_resources(situation, places, deny)


def _anew(situation: Situation) -> Iterator[Step]:
    """The same in a session that begins now, where older ones were revoked."""
    context = situation.request.context
    now = context.get("aws:currenttime")
    if ISSUED not in context or not isinstance(now, str) or context.get(MFA) == "true":
        return
    yield Step(
        kind=Kind.NEW_SESSION,
        who=Who.CALLER,
        sentence="Sign out and sign in again, or request a new session.",
        after=situation.asking(context={**context, ISSUED: now}),
    )


def _with_mfa(situation: Situation) -> Iterator[Step]:
    """The same in a session that has just begun with MFA; a federated one never has MFA."""
    context = situation.request.context
    if context.get("aws:principaltype") == FEDERATED or not isinstance(context.get(USER_NAME), str):
        return
    state = context.get(MFA)
    fresh = {**context, MFA: "true", MFA_AGE: "0"}
    now = context.get("aws:currenttime")
    if isinstance(now, str):
        fresh[ISSUED] = now
    if state == "true":
        sentence = "Sign out, then sign in with MFA again."
    elif state is None:
        sentence = "Request a session with the code of an MFA device, and call with its keys."
    else:
        sentence = "Sign out, then sign in with the code of an MFA device."
    yield Step(
        kind=Kind.MFA,
        who=Who.CALLER,
        sentence=sentence,
        after=situation.asking(context=fresh),
        asked=_session_command() if state is None else None,
    )


def _session_command() -> Command:
    asked = {"SerialNumber": "<ARN of your MFA device>", "TokenCode": "<code>"}
    return Command(actions.GET_SESSION_TOKEN, asked)


def _spelled(situation: Situation) -> Iterator[Step]:
    """An action with a name like this one, where this one is not known here."""
    asked = situation.request.action
    known = {name.lower(): name for name in BY_ID}
    if asked.lower() in known:
        return
    for name in get_close_matches(asked.lower(), list(known), n=3, cutoff=ALIKE):
        yield Step(
            kind=Kind.SPELLING,
            who=Who.CALLER,
            sentence=f"Ask for {known[name]}. {asked} is no action that is known here.",
            after=situation.asking(action=known[name]),
        )


def _on_other_resources(
    situation: Situation, places: Sequence[Held], deny: Statement | None
) -> Iterator[Step]:
    found: dict[str, tuple[Held, str]] = {}
    for held, pattern in islice(_patterns(situation, places, deny), PATTERNS_MAX):
        arn = _concrete(pattern, situation.request)
        if arn:
            found.setdefault(arn, (held, pattern))
    for arn, (held, _) in islice(found.items(), RESOURCES_MAX):
        yield _elsewhere(situation, arn, held)


def _patterns(
    situation: Situation, places: Sequence[Held], deny: Statement | None
) -> Iterator[tuple[Held, str]]:
    """The resources that the statements about the action name."""
    request = situation.request
    for held in places:
        for statement in held.statements:
            spared = statement is deny and "NotResource" in statement.elements
            allows = statement.effect == "Allow" and "Resource" in statement.elements
            if (spared or allows) and statement.matches_action(request.action.lower()):
                for pattern in statement.resources(_kind(request.resource), request.context):
                    yield held, pattern


def _kind(resource: str) -> str:
    """What ARNs of this kind of resource contain.

    >>> _kind("arn:aws:iam::123456789012:mfa/alice"), _kind("*")
    ('mfa/', '')
    """
    parts = split_arn(resource)
    kind, slash, _ = parts[5].partition("/") if parts else ("", "", "")
    return kind + slash if slash else ""


def _concrete(pattern: str, request: Request) -> str:
    """A resource that a pattern names, of the kind and the account that is asked about, with the
    name that is asked for in the place of its last `*`; empty for none, and for the one asked for.
    """
    asked, parts = split_arn(request.resource), split_arn(pattern)
    if asked is None or parts is None:
        return ""
    kind = _kind(request.resource)
    name = asked[5].rpartition("/")[2]
    before, star, after = parts[5].rpartition("*")
    tail = before.replace("*", "") + (name if star else "") + after
    tail = tail.replace("?", "x").replace("//", "/")
    found = ":".join([*asked[:5], tail])
    if found == request.resource or not tail.startswith(kind) or not NAMES.fullmatch(tail):
        return ""
    return found


def _elsewhere(situation: Situation, arn: str, held: Held) -> Step:
    request = situation.request
    asked, other = _tail(request.resource), _tail(arn)
    name = other.rpartition("/")[2]
    action = BY_ID.get(request.action)
    if asked.startswith("user/") and asked.rpartition("/")[2] == name:
        return _moved(situation, arn, held, asked, other)
    is_new = action is not None and action.name.startswith("Create")
    wanted = f"Use the name {name}" if is_new else f"Ask for {other}"
    sentence = f"{wanted}: {held.words} allows {request.action} on {other}, not on {asked}."
    return Step(
        kind=Kind.RESOURCE,
        who=Who.CALLER,
        sentence=sentence,
        after=situation.asking(resource=arn),
    )


def _tail(arn: str) -> str:
    parts = split_arn(arn)
    return parts[5] if parts else arn


def _moved(situation: Situation, arn: str, held: Held, asked: str, other: str) -> Step:
    """A user under another path: the ARN that policies compare has it."""
    request = situation.request
    name = other.rpartition("/")[2]
    path = other.removeprefix("user").removesuffix(name)
    context: Context = request.context
    if context.get("aws:principalarn") == request.resource:
        context = {**context, "aws:principalarn": arn}
    return Step(
        kind=Kind.PATH,
        who=Who.ADMINISTRATOR,
        sentence=(
            f"Move the user {name} to the path {path}: {held.words} allows {request.action} on "
            f"{other}, not on {asked}."
        ),
        after=situation.asking(resource=arn, context=context),
        asked=Command(actions.UPDATE_USER, {"UserName": name, "NewPath": path}),
    )
