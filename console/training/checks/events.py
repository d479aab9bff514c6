"""The check `event`: a call that was made since the step began."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.policy import text_matcher
from console.models import Event
from console.training.checks.facts import Facts
from console.training.checks.verdict import Verdict, done, not_yet
from console.training.labs.values import listed

SIGN_IN = "ConsoleLogin"
Asked = Mapping[str, Any]


def check(asked: Asked, facts: Facts) -> Verdict:
    """Whether such a call was made as often as is asked; else how near it came."""
    named = [event for event in facts.events if _is_named(event, asked)]
    found = [event for event in named if not _differs(event, asked)]
    wanted = asked.get("count", 1)
    if len(found) >= wanted:
        return done(found[wanted - 1].pk)
    if found:
        return not_yet(f"{_did(asked)} {len(found)} of {wanted} times.", len(found) / wanted)
    if named:
        return not_yet(_differs(named[-1], asked))
    return not_yet(f"{_did_not(asked)} since this step began.")


def used_mfa(event: Event) -> bool:
    """Whether the session that called had MFA, or the sign-in used it."""
    record = event.record
    if event.event_name == SIGN_IN:
        return (record.get("additionalEventData") or {}).get("MFAUsed") == "Yes"
    session = record.get("userIdentity", {}).get("sessionContext", {})
    return session.get("attributes", {}).get("mfaAuthenticated") == "true"


def is_by_key(event: Event) -> bool:
    """Whether an access key, or a session's credentials, signed the call."""
    record = event.record
    console = "sessionCredentialFromConsole" in record
    return record.get("eventType") == "AwsApiCall" and not console


def _is_named(event: Event, asked: Asked) -> bool:
    """Whether it is a call of that name, by that user, about that resource."""
    if event.event_name not in listed(asked["name"]):
        return False
    if "user" in asked and event.user_name.lower() != asked["user"].lower():
        return False
    return "about" not in asked or text_matcher(asked["about"], variables=False)(
        event.resource_arn, {}
    )


def _differs(event: Event, asked: Asked) -> str:
    """In which way the call is not the one that is asked for, as a sentence; "" for none."""
    name, error = event.event_name, event.error_code
    wanted = asked.get("error", "none")
    if wanted == "none" and error:
        return f"{_called(event)}, but it was refused: {error}."
    if wanted not in ("none", "any") and not _is_error(error, wanted):
        got = f"it was answered {error}" if error else "it succeeded"
        return f"{_called(event)}, but {got}; this step is about {wanted}."
    if "mfa" in asked and used_mfa(event) != asked["mfa"]:
        return f"{_called(event)} {'with' if used_mfa(event) else 'without'} MFA."
    if "by_key" in asked and is_by_key(event) != asked["by_key"]:
        where = "with an access key" if is_by_key(event) else "in the console"
        return f"{_called(event)} {where}."
    if "says" in asked and asked["says"].lower() not in _text(event).lower():
        return f"{name} was called, but its answer was another one."
    return ""


def _is_error(recorded: str, wanted: str) -> bool:
    """Whether it is this error, by its code in the record or by the one that the caller was given.

    >>> _is_error("EntityAlreadyExistsException", "EntityAlreadyExists")
    True
    >>> _is_error("Client.UnauthorizedOperation", "UnauthorizedOperation")
    True
    >>> _is_error("", "AccessDenied")
    False
    """
    return wanted in (
        recorded,
        recorded.removesuffix("Exception"),
        recorded.removeprefix("Client."),
    )


def _text(event: Event) -> str:
    return str(event.record.get("errorMessage", ""))


def _called(event: Event) -> str:
    if event.event_name == SIGN_IN:
        return f"{event.user_name} {'tried to sign in' if event.error_code else 'signed in'}"
    return f"{event.user_name} called {event.event_name}"


def _did(asked: Asked) -> str:
    return f"{_names(asked)} was called"


def _did_not(asked: Asked) -> str:
    who = asked.get("user", "Nobody")
    verb = "has not" if "user" in asked else "has"
    if listed(asked["name"]) == [SIGN_IN]:
        return f"{who} {verb} signed in"
    return f"{who} {verb} called {_names(asked)}"


def _names(asked: Asked) -> str:
    names: Sequence[str] = listed(asked["name"])
    return " or ".join(names)
