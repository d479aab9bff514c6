"""A simulation as it is asked for, by the API and by the page: what is sent, and whose policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Account, Group, User
from accounts.policy import ContextValue
from accounts.simulation.context import Entry, context_of
from accounts.simulation.simulate import Simulation
from accounts.simulation.sources import (
    BOUNDARY,
    Exclusion,
    Source,
    boundary_of,
    caller_context,
    sources_of,
    sources_sent,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a request sends beside the principal: texts of policies, resources, context entries.

    `organization` holds the service control policies' texts level by level; without `caller_arn` a
    user is its own caller.
    """

    policies: Sequence[str] = ()
    boundary: Sequence[str] = ()
    organization: Sequence[Sequence[str]] = ()
    resources: Sequence[str] = ()
    entries: Sequence[Entry] = ()
    caller_arn: str | None = None


def of_principal(
    principal: User | Group, sent: Sent, exclusions: Sequence[Exclusion] = ()
) -> Simulation:
    """The principal's own policies, but for those left out, and those that were sent.

    A permissions boundary that was sent is tried in place of the principal's own. InvalidInput for
    a text that is no policy, or context entries that are none.
    """
    found = [*sources_of(principal, exclusions), *sources_sent(sent.policies)]
    own_arn = principal.arn if isinstance(principal, User) else None
    context, given = _context(sent.caller_arn or own_arn, sent, principal.account)
    boundary = _boundary(sent) or boundary_of(principal)
    return Simulation(
        policies=found,
        boundary=boundary,
        organization=_organization(sent),
        resources=sent.resources,
        context=context,
        given=given,
    )


def of_texts(account: Account, sent: Sent) -> Simulation:
    """The policies that were sent, and nobody's; refused like `of_principal`."""
    found = sources_sent(sent.policies)
    context, given = _context(sent.caller_arn, sent, account)
    return Simulation(
        policies=found,
        boundary=_boundary(sent),
        organization=_organization(sent),
        resources=sent.resources,
        context=context,
        given=given,
    )


def _context(
    caller_arn: str | None, sent: Sent, account: Account
) -> tuple[Mapping[str, ContextValue], Sequence[str]]:
    given = context_of(sent.entries)
    return {**caller_context(caller_arn, account), **given}, list(given)


def _boundary(sent: Sent) -> list[Source]:
    name = "PermissionsBoundaryPolicyInputList"
    return sources_sent(sent.boundary, name=name, type_=BOUNDARY)


def _organization(sent: Sent) -> list[list[Source]]:
    return [sources_sent(level) for level in sent.organization]
