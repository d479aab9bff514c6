"""What the event history tells of the days before a lab: calls that nobody makes, but are decided.

The policies of the start decide each. One that they refuse is recorded as refused, one that they
allow as done. It changes nothing: what came of it, the start makes itself.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from accounts.actions import ALL
from accounts.models import Account, User
from accounts.principals import Principal
from accounts.values import arns
from console.cloudtrail.events import Call, record_calls
from console.gate.decisions import Decisions
from console.gate.recording import record_refused
from console.requests import ApiRequest, CallerRequest, with_caller
from console.targets import Target
from console.training.clock import seconds_of
from console.training.starts.sheet import Sheet

ACTIONS = {action.id: action for action in ALL}
MFA = {"absent": None, "without": False, "with": True}
ADDRESS, BROWSER, TERMINAL = "192.0.2.10", "Mozilla/5.0", "aws-cli/2.15.30"
SESSION = timedelta(minutes=5)  # how long before its call a session began
Given = Mapping[str, Any]


def record(*, account: Account, past: Sequence[Given], sheet: Sheet, real_now: datetime) -> None:
    """Write the events of these calls, the oldest first."""
    users = {user.user_name: user for user in account.users.select_related("account")}
    calls = [(time, given) for given in past for time in _times(given, real_now)]
    for time, given in sorted(calls, key=lambda call: call[0]):
        _record(given, _caller(given, users[given["as"]], sheet, account.time_at(time)), time)


def _times(given: Given, real_now: datetime) -> Iterator[datetime]:
    """When the call was made: `ago`, and on the days before that if `times` says so."""
    latest = real_now - timedelta(seconds=seconds_of(given["ago"]))
    for day in range(given.get("times", 1)):
        yield latest - timedelta(days=day)


def _caller(given: Given, user: User, sheet: Sheet, time: datetime) -> Principal:
    """The user with an access key, or in a session that began with or without MFA.

    `time` is the account's.
    """
    mfa = MFA[given.get("mfa", "absent")]
    if mfa is None:
        key = sheet.keys_of(user.user_name)[given.get("key", 1) - 1]
        return Principal(user, None, None, None, key.key_id)
    began = time - SESSION
    return Principal(user, mfa, began if mfa else None, began)


def _record(given: Given, caller: Principal, real_time: datetime) -> None:
    action, arn = ACTIONS[given["call"]], _arn(given.get("about", "*"), caller)
    request = _request(given, caller, real_time)
    decisions = Decisions(request, caller)
    judgement = decisions.judge(action, Target(arn, arn))
    if judgement.allowed:
        call = Call(action, given.get("with"), given.get("answered"), resource=arn)
        record_calls(request, [call])
    else:
        record_refused(decisions, [judgement])


def _arn(about: str, caller: Principal) -> str:
    """An ARN or "*" as it is; "user/alice" is one of the account."""
    whole = about == "*" or about.startswith("arn:")
    return about if whole else arns.iam(caller.account.account_id, about)


def _request(given: Given, caller: Principal, real_time: datetime) -> CallerRequest:
    """The request as it would have come: from a browser, or signed with a key."""
    request, signed = HttpRequest(), caller.mfa is None
    request.META["REMOTE_ADDR"] = given.get("from", ADDRESS)
    request.META["HTTP_USER_AGENT"] = given.get("agent", TERMINAL if signed else BROWSER)
    service, _, operation = given["call"].partition(":")
    asked = ApiRequest(service, operation, {}, str(uuid.uuid4())) if signed else None
    return with_caller(request, caller, real_now=real_time, api_request=asked)
