"""Replay: recorded calls under another policy, those that would have come out otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import GET_POLICY_VERSION, LIST_POLICIES, LOOKUP_EVENTS
from accounts.editions import BY_NAME, edition
from accounts.errors import AccessDenied
from accounts.models import Policy
from accounts.operations.policies.policies import policies_by_name
from accounts.policy import AppliedPolicy, compiled
from console import targets
from console.cloudtrail.lookups import Place, look_up, place_of
from console.cloudtrail.replays import BESIDE, Replayed, replay
from console.forms.cloudtrail.replay import HOW, ReplayForm
from console.gate.decorators import calls_by_itself, offers, offers_each, performs
from console.gate.requests import ConsoleRequest
from console.models import Event
from console.pages.cloudtrail.columns import TO_THE_SECOND, mfa_of
from console.pages.cloudtrail.question import parameters_of
from console.targets.policies import of_policy

CALLS = 500  # that one page replays
POLICIES_MAX = 100  # of the account's own, to choose from
FIELDS = ("policy", "how", "attribute", "value", "range", "start", "end")
AT_FIRST = {
    "policy": "2019-01-31-mfa-self-manage",
    "how": BESIDE,
    "attribute": "Username",
    "range": "7d",
}
PLACE_MAX = 80


@dataclass(frozen=True, slots=True)
class Row:
    """Calls that are alike and would have come out otherwise, or of which that is not known: the
    newest of them, and how many they are.
    """

    replayed: Replayed
    count: int

    @property
    def event(self) -> Event:
        return self.replayed.event

    @property
    def url(self) -> str:
        return reverse("event", args=[self.event.event_id])

    @property
    def time(self) -> str:
        return f"{self.event.event_time:{TO_THE_SECOND}}"

    @property
    def mfa(self) -> str:
        return mfa_of(self.event.record) or "Absent"


@offers(LIST_POLICIES, on=targets.account)
@offers_each(GET_POLICY_VERSION, on=of_policy)
@calls_by_itself
@performs(LOOKUP_EVENTS, on=targets.account)
@require_safe
def replay_events(request: ConsoleRequest) -> HttpResponse:
    """The form; with a policy in the URL, the calls that it would have changed."""
    own = _own_policies(request)
    sent = {name: request.GET.get(name, "") for name in FIELDS}
    asked = bool(sent["policy"])
    values = sent if asked else AT_FIRST
    form = ReplayForm(values, own=[(one.arn, one.policy_name) for one in own])
    context: dict[str, Any] = {"form": form, "asked": asked, "calls": CALLS}
    if asked and form.is_valid():
        policy = _chosen(request, form, own)
        if policy is not None:
            context |= _replayed(request, form, policy, sent)
    return render(request, "cloudtrail/replay.html", context)


def _own_policies(request: ConsoleRequest) -> list[Policy]:
    """The policies of the account that the caller may list; that is a call."""
    gate = request.gate
    if not gate.allows(LIST_POLICIES):
        return []
    gate.read(LIST_POLICIES, scope="Local")
    rows = policies_by_name(account=gate.principal.account, scope="Local")
    return list(rows[:POLICIES_MAX])


def _chosen(request: ConsoleRequest, form: ReplayForm, own: list[Policy]) -> AppliedPolicy | None:
    """The policy that is chosen; of the account's own, its default version is read first."""
    name = form.cleaned_data["policy"]
    if name in BY_NAME:
        return AppliedPolicy(BY_NAME[name].policy_name, None, compiled(edition(name)))
    policy = next(one for one in own if one.arn == name)
    asked = {"policyArn": policy.arn, "versionId": policy.default_version_id}
    try:
        with request.gate.perform_for(GET_POLICY_VERSION, policy, **asked):
            return AppliedPolicy(policy.policy_name, policy.arn, compiled(policy.document))
    except AccessDenied as error:
        form.add_error("policy", str(error))
        return None


def _replayed(
    request: ConsoleRequest, form: ReplayForm, policy: AppliedPolicy, sent: dict[str, str]
) -> dict[str, Any]:
    lookup = form.lookup(request.now)
    after = Place.of(request.GET.get("after", "")[:PLACE_MAX])
    events = look_up(
        account=request.gate.principal.account,
        lookup=lookup,
        real_now=request.real_now,
        size=CALLS + 1,
        after=after,
    )
    request.gate.read(LOOKUP_EVENTS, **parameters_of(lookup, size=CALLS))
    how, shown = form.cleaned_data["how"], events[:CALLS]
    replayed = [one for event in shown if (one := replay(event, policy, how=how))]
    older = urlencode({**sent, "after": place_of(shown[-1]).text}) if len(events) > CALLS else ""
    newest = urlencode(sent) if after else ""
    return {
        "policy": policy,
        "how": HOW[how],
        "rows": _rows(one for one in replayed if one.differs),
        "unknown": _rows(one for one in replayed if one.would is None),
        "not_known": sum(one.would is None for one in replayed),
        "decided": len(replayed),
        "undecided": len(shown) - len(replayed),
        "refused": sum(one.differs and one.was for one in replayed),
        "allowed": sum(one.differs and not one.was for one in replayed),
        "older_url": f"?{older}" if older else "",
        "newest_url": f"?{newest}" if newest else "",
        "done": True,
    }


def _rows(replayed: Iterable[Replayed]) -> list[Row]:
    """A row for all calls of one user that differ in nothing but their time."""
    alike: dict[tuple[Any, ...], list[Replayed]] = {}
    for one in replayed:
        event = one.event
        told = (event.event_name, event.user_name, event.resource_arn, mfa_of(event.record))
        alike.setdefault((*told, one.was, one.reason), []).append(one)
    return [Row(calls[0], len(calls)) for calls in alike.values()]
