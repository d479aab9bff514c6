"""System checks that keep the gate closed: `manage.py check` fails on an unmarked view."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import actions
from console.api.catalogue import OPERATIONS
from console.api.catalogue import named as operation_named
from console.gate.decorators import mark_of
from console.protocol.service_models import operation
from console.training.labs.labs import problems

GATE = "console.middleware.AuthorizationMiddleware"
BEFORE_GATE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "console.middleware.PrincipalMiddleware",
)


def views() -> Iterator[URLPattern]:
    """Every pattern of the URLconf, nested ones included."""
    pending: list[Any] = list(get_resolver().url_patterns)
    while pending:
        entry = pending.pop(0)
        if isinstance(entry, URLResolver):
            pending.extend(entry.url_patterns)
        else:
            yield entry


@register()
def every_view_is_marked(**_: Any) -> list[CheckMessage]:
    """Every view has exactly one mark: the action that it performs, or why it needs none."""
    errors: list[CheckMessage] = []
    for pattern in views():
        mark = mark_of(pattern.callback)
        said = (mark.performs, mark.public, mark.signed_in) if mark else ()
        if not any(said):
            errors.append(Error(f"{pattern.pattern} is not marked.", id="console.E001"))
        elif sum(map(bool, said)) > 1:
            errors.append(Error(f"{pattern.pattern} is open and gated.", id="console.E002"))
        if not pattern.name:
            errors.append(Error(f"{pattern.pattern} has no name.", id="console.E003"))
    return errors


@register()
def the_gate_stands(**_: Any) -> list[CheckMessage]:
    """The authorisation middleware is the last one, after those that it relies on."""
    installed = list(settings.MIDDLEWARE)
    if not installed or installed[-1] != GATE:
        return [Error("AuthorizationMiddleware is not the last middleware.", id="console.E004")]
    missing = [name for name in BEFORE_GATE if name not in installed]
    return [Error(f"{name} is missing before the gate.", id="console.E005") for name in missing]


@register()
def every_operation_is_marked(**_: Any) -> list[CheckMessage]:
    """An operation of the API performs an action that the service model knows."""
    errors: list[CheckMessage] = []
    for perform in OPERATIONS:
        mark = mark_of(perform)
        name = f"{perform.__module__}.{perform.__name__}"
        if mark is None or mark.performs is None:
            errors.append(Error(f"{name} is not marked.", id="console.E007"))
        elif mark.public or operation(*operation_named(perform)) is None:
            errors.append(Error(f"{name} is public, or AWS has no such call.", id="console.E008"))
    if len({operation_named(perform) for perform in OPERATIONS}) < len(OPERATIONS):
        errors.append(Error("Two functions perform one operation.", id="console.E009"))
    return errors


@register()
def every_action_is_reachable(**_: Any) -> list[CheckMessage]:
    """Every action is named by a view or an operation of the API, or it is a permission only, which
    targets name.
    """
    marks = [mark_of(perform) for perform in OPERATIONS]
    named = set(actions.PERMISSION_ONLY)
    named |= {mark.performs[0] for mark in marks if mark and mark.performs}
    for pattern in views():
        mark = mark_of(pattern.callback)
        if mark:
            pairs = (*((mark.performs,) if mark.performs else ()), *mark.shows, *mark.offers)
            named |= {action for action, _ in (*pairs, *mark.each)}
    return [
        Error(f"Nothing performs {action.id}.", id="console.E006")
        for action in actions.ALL
        if action not in named
    ]


@register()
def labs_can_be_read(**_: Any) -> list[CheckMessage]:
    """Every lab can be read, of LABS_DIR too. A broken one is left out of the list."""
    return [Warning(problem, id="console.W001") for problem in problems()]
