"""Values of context keys with which the conditions of a statement come out otherwise.

Proposals only: search.py asks the engine whether they do.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from accounts import actions
from accounts.policy import Context, ContextValue, Request, Statement, split_arn
from accounts.policy.conditions import Condition
from accounts.policy.literals import date
from accounts.suggestions.documents import name_of
from accounts.suggestions.situations import Held, Situation
from accounts.suggestions.steps import Command, Kind, Step, Who
from accounts.suggestions.values import holds_without, value_for, without

NEAR_MAX = 10  # statements that would allow but for their conditions
KEYS_MAX = 3  # values that one step changes
ABSENT = "absent"
OF_CALLER = (
    "aws:multifactorauth", "aws:principalaccount", "aws:principalarn", "aws:principalisaws",
    "aws:principalorg", "aws:principaltype", "aws:resourceaccount", "aws:resourceorg",
    "aws:userid", "aws:username", "aws:tokenissuetime", "aws:viaawsservice",
)  # fmt: skip
"""Keys whose values nobody chooses, or that a step of their own changes."""


def changes(situation: Situation, places: Sequence[Held], deny: Statement | None) -> Iterator[Step]:
    """The same request with other values: the Deny no longer applies, or an Allow does."""
    if deny is not None:
        for condition in deny.conditions:
            yield from _step(situation, places[0], deny, [condition], wanted=False)
        return
    for held, statement in islice(_near(situation, places), NEAR_MAX):
        failing = [
            one for one in statement.conditions if not one.matches(situation.request.context)
        ]
        if 0 < len(failing) <= KEYS_MAX:
            yield from _step(situation, held, statement, failing, wanted=True)


def _near(situation: Situation, places: Sequence[Held]) -> Iterator[tuple[Held, Statement]]:
    request = situation.request
    for held in places:
        for statement in held.statements:
            if (
                statement.effect == "Allow"
                and statement.conditions
                and statement.matches_action(request.action.lower())
                and statement.matches_resource(request)
            ):
                yield held, statement


def _step(
    situation: Situation,
    held: Held,
    statement: Statement,
    conditions: Sequence[Condition],
    *,
    wanted: bool,
) -> Iterator[Step]:
    context: Context = situation.request.context
    words: list[str] = []
    who = Who.CALLER
    command: Command | None = None
    for condition in conditions:
        key = condition.key.lower()
        change = _changed(key)
        if change is None:
            return
        value = value_for(condition, context, wanted=wanted)
        if value is None and change.removable and holds_without(condition, context) is wanted:
            context = without(context, key)
        elif value is None or _is_past(key, value, context):
            return
        else:
            context = {**context, key: value}
        words.append(change.say(condition, value))
        if change.who is Who.ADMINISTRATOR:
            who, command = change.who, _command(condition.key, value, situation.request)
    why = "Then the Deny statement" if statement.effect == "Deny" else "Then the statement"
    applies = "does not apply" if statement.effect == "Deny" else "applies"
    yield Step(
        kind=Kind.VALUE,
        who=who,
        sentence=f"{' '.join(words)} {why} {name_of(statement)} of {held.words} {applies}.",
        after=situation.asking(context=context),
        asked=command if len(conditions) == 1 else None,
    )


class _Change:
    """Who gives a key another value, the words for it, and whether the key can be left out."""

    def __init__(
        self,
        say: Callable[[Condition, ContextValue | None], str],
        who: Who = Who.CALLER,
        removable: bool = False,
    ) -> None:
        self.say, self.who, self.removable = say, who, removable


def _text(value: ContextValue | None) -> str:
    if value is None:
        return ABSENT
    return value if isinstance(value, str) else ", ".join(value)


def _policy_values(condition: Condition) -> str:
    found = ", ".join(condition.values[:3])
    return f"{condition.operator} {found}" + (" and others" if len(condition.values) > 3 else "")


def _say_time(_: Condition, value: ContextValue | None) -> str:
    return f"Wait until {_text(value)}."


def _say_address(condition: Condition, value: ContextValue | None) -> str:
    return f"Call from another address, such as {_text(value)} ({_policy_values(condition)})."


def _say_transport(_: Condition, value: ContextValue | None) -> str:
    return "Call over HTTPS." if value == "true" else "Call over plain HTTP."


def _say_region(_: Condition, value: ContextValue | None) -> str:
    return f"Call in the region {_text(value)}."


def _say_request_tag(condition: Condition, value: ContextValue | None) -> str:
    tag = condition.key.partition("/")[2]
    return f"Send the tag {tag} {_with(value)}." if value is not None else f"Send no tag {tag}."


def _say_tag_of_user(condition: Condition, value: ContextValue | None) -> str:
    tag = condition.key.partition("/")[2]
    if value is None:
        return f"Remove the tag {tag} from the user."
    return f"Give the user the tag {tag} {_with(value)}."


def _say_tag_of_resource(condition: Condition, value: ContextValue | None) -> str:
    tag = condition.key.partition("/")[2]
    if value is None:
        return f"Remove the tag {tag} from the resource."
    return f"Give the resource the tag {tag} {_with(value)}."


def _with(value: ContextValue | None) -> str:
    return f"with the value {_text(value)}" if value else "with an empty value"


def _say_other(condition: Condition, value: ContextValue | None) -> str:
    if value is None:
        return f"Call without a value of {condition.key}."
    return f"Call with {condition.key} {_text(value)}."


TIMES = ("aws:currenttime", "aws:epochtime")
CHANGES = {
    "aws:currenttime": _Change(_say_time),
    "aws:epochtime": _Change(_say_time),
    "aws:sourceip": _Change(_say_address),
    "aws:securetransport": _Change(_say_transport),
    "aws:requestedregion": _Change(_say_region),
}
TAGS = {
    "aws:requesttag/": _Change(_say_request_tag, removable=True),
    "aws:principaltag/": _Change(_say_tag_of_user, Who.ADMINISTRATOR, removable=True),
    "aws:resourcetag/": _Change(_say_tag_of_resource, Who.ADMINISTRATOR, removable=True),
    "iam:resourcetag/": _Change(_say_tag_of_resource, Who.ADMINISTRATOR, removable=True),
}
OTHER = _Change(_say_other, removable=True)


def _changed(key: str) -> _Change | None:
    if key in CHANGES:
        return CHANGES[key]
    for prefix, change in TAGS.items():
        if key.startswith(prefix):
            return change
    return None if key.startswith(OF_CALLER) else OTHER


def _is_past(key: str, value: ContextValue, context: Context) -> bool:
    """Whether the value is a time that does not come again."""
    now = context.get(key)
    if key not in TIMES or not isinstance(value, str) or not isinstance(now, str):
        return False
    then, present = date(value), date(now)
    return then is None or present is None or then <= present


def _command(key: str, value: ContextValue | None, request: Request) -> Command | None:
    """The operation that gives a user a tag, or takes it away."""
    prefix, _, tag = key.partition("/")
    name = request.context.get("aws:username") if "rincipal" in prefix else _user(request.resource)
    if not isinstance(name, str) or not name:
        return None
    if value is None:
        return Command(actions.UNTAG_USER, {"UserName": name, "TagKeys": tag})
    return Command(actions.TAG_USER, {"UserName": name, "Tags": f"Key={tag},Value={_text(value)}"})


def _user(resource: str) -> str:
    parts = split_arn(resource)
    tail = parts[5] if parts else ""
    return tail.rpartition("/")[2] if tail.startswith("user/") else ""
