"""The list of the account's users.

ListUsers gives name, path, creation and last sign-in; whatever else a row shows is another call
about that user, decided and recorded by itself. The list is searched and sorted by what ListUsers
gives: an order by anything else would tell what may not be seen. MFA is the exception, for which
every user found is decided first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_USER,
    DELETE_USER,
    GET_ACCESS_KEY_LAST_USED,
    GET_LOGIN_PROFILE,
    LIST_ACCESS_KEYS,
    LIST_GROUPS_FOR_USER,
    LIST_MFA_DEVICES,
    LIST_USERS,
    Action,
)
from accounts.errors import NoSuchEntity
from accounts.models import User
from accounts.operations.groups import count_groups_of_each
from accounts.operations.users import list_users
from console.gate.calls import Reading
from console.gate.decorators import offers, offers_each, shows, signed_in
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import Panel, panel
from console.pages.components.tables import (
    Cell,
    Heading,
    Listing,
    Question,
    Row,
    listing,
    question_of,
)
from console.pages.credentials.panels import last_uses
from console.pages.users.columns import COLUMNS, SIZES, Preferences, chosen, keep, kept
from console.pages.users.page import last_activity
from console.targets.users import new_user, of_user, users_of_account
from credentials.models import AccessKey, MFADevice
from credentials.operations.access_keys import access_keys_of_each
from credentials.operations.mfa.mfa_devices import kinds_of_each
from credentials.operations.passwords import get_login_profile

OLD = timedelta(days=365)
ORDERS = {
    "name": Lower("user_name").asc(),
    "path": F("path").asc(),
    "sign-in": F("password_last_used").asc(nulls_first=True),
    "mfa": F("mfa").asc(),
    "created": F("created_at").asc(),
}
FILTERS = {"": "Any MFA", "none": "No MFA", "some": "With MFA"}
FILTERED = {"none": 0, "some": 1}
KINDS = {
    MFADevice.Kind.FIDO: "Passkey or security key",
    MFADevice.Kind.VIRTUAL: "Virtual",
    MFADevice.Kind.HARDWARE: "Hardware",
}
OF_EACH = (
    LIST_GROUPS_FOR_USER,
    LIST_MFA_DEVICES,
    GET_LOGIN_PROFILE,
    LIST_ACCESS_KEYS,
    GET_ACCESS_KEY_LAST_USED,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the users of one page hold, by the user's key, and which calls are allowed on whom."""

    now: datetime
    allowed: dict[tuple[Action, int], Judgement]
    groups: dict[int, int]
    kinds: dict[int, list[MFADevice.Kind]]
    keys: dict[int, list[AccessKey]]

    def allows(self, action: Action, user: User) -> bool:
        return (action, user.pk) in self.allowed

    def cell(self, user: User, action: Action, shown: Cell) -> Cell:
        """The cell where the action is allowed; the last use of keys needs the list of them too."""
        needed = (LIST_ACCESS_KEYS, action) if action == GET_ACCESS_KEY_LAST_USED else (action,)
        lacking = (each.id for each in needed if not self.allows(each, user))
        return next((Cell(needs=each) for each in lacking), shown)


@offers(CREATE_USER, on=new_user)
@offers_each(DELETE_USER, *OF_EACH, on=of_user)
@shows(LIST_USERS, on=users_of_account)
@signed_in(because="The page keeps its frame; the list in it is decided by itself, as in IAM's.")
@require_safe
def list_of_users(request: ConsoleRequest) -> HttpResponse:
    """The users whom the search finds, in the order of a column, page by page.

    With `rows` in the URL the preferences are kept, and the same list is shown in their way.
    """
    mfa = request.GET.get("mfa", "")
    question = question_of(request, ORDERS, "name", mfa=mfa if mfa in FILTERS else "")
    if "rows" in request.GET:
        response = redirect(f"{reverse('users')}{question.query()}")
        keep(response, chosen(request.GET))
        return response
    wanted = kept(request.COOKIES)
    users = panel(request.gate, LIST_USERS, lambda: _listing(request.gate, question, wanted))
    context = {
        "users": users,
        "question": question,
        "filters": FILTERS,
        "preferences": wanted,
        "sizes": SIZES,
        "headings": _headings(question, wanted),
        "rows": _rows(request.gate, users, wanted),
        "narrowed": bool(question.search or question.filters["mfa"]),
        "clear_url": reverse("users"),
    }
    return render(request, "users/list.html", context)


def _listing(gate: Gate, question: Question, wanted: Preferences) -> Listing:
    rows = list_users(account=gate.principal.account, containing=question.search)
    mfa = question.filters["mfa"]
    if mfa or question.column == "mfa":
        rows = _by_mfa(gate, rows, mfa)
    return listing(rows, question, ORDERS, then="name", size=wanted.size)


def _by_mfa(gate: Gate, rows: QuerySet[User], mfa: str) -> QuerySet[User]:
    """The rows with `mfa`: 0 without a device, 1 with one, 2 where that may not be seen.

    Neither an order nor a filter tells of a device that may not be listed. A filter leaves out whom
    it is not told of.
    """
    found = list(rows.select_related("account"))
    hidden = [user.pk for user in found if not gate.allows_for(LIST_MFA_DEVICES, user)]
    has_one = MFADevice.objects.filter(user=OuterRef("pk")).order_by()
    known = Case(When(Exists(has_one), then=1), default=0)
    state = Case(When(pk__in=hidden, then=2), default=known) if hidden else known
    rows = rows.annotate(mfa=state)
    return rows.filter(mfa=FILTERED[mfa]) if mfa else rows


def _headings(question: Question, wanted: Preferences) -> list[Heading]:
    titles = {"name": "User name"} | {name: COLUMNS[name].title for name in wanted.columns}
    return [
        question.heading(name, title) if name in ORDERS else Heading(title)
        for name, title in titles.items()
    ]


def _rows(gate: Gate, users: Panel, wanted: Preferences) -> list[Row]:
    """The rows of the page: three queries for all of them, and one insert of their events.

    No query is made for a column that is not shown.
    """
    if users.refusal:
        return []
    page: list[User] = list(users.value.page)
    asked = [action for action in OF_EACH if action in wanted.calls]
    judged = {(action, user.pk): gate.judge_for(action, user) for user in page for action in asked}
    allowed = {key: judgement for key, judgement in judged.items() if judgement.allowed}

    def those(action: Action) -> list[User]:
        return [user for user in page if (action, user.pk) in allowed]

    found = Found(
        gate.request.now,
        allowed,
        count_groups_of_each(those(LIST_GROUPS_FOR_USER)),
        kinds_of_each(those(LIST_MFA_DEVICES)),
        access_keys_of_each(those(LIST_ACCESS_KEYS)),
    )
    gate.read_each(reading for user in page for reading in _readings(found, user))
    may_delete = partial(gate.allows_for, DELETE_USER)
    return [replace(_row(found, user, wanted), allowed=may_delete(user)) for user in page]


def _readings(found: Found, user: User) -> Iterator[Reading]:
    """The calls that a row is made of, as AWS's console makes them."""
    for action in OF_EACH:
        judgement = found.allowed.get((action, user.pk))
        if judgement is None:
            continue
        if action == GET_ACCESS_KEY_LAST_USED:
            yield from last_uses(judgement, found.keys.get(user.pk, ()))
        else:
            error = _no_profile(user) if action == GET_LOGIN_PROFILE else None
            yield Reading(judgement, error=error)


def _no_profile(user: User) -> NoSuchEntity | None:
    """A user without a console password is one without a login profile, which is an error."""
    try:
        get_login_profile(user=user)
    except NoSuchEntity as error:
        return error
    return None


def _row(found: Found, user: User, wanted: Preferences) -> Row:
    keys, url = found.keys.get(user.pk, []), reverse("user", args=[user.user_name])
    kinds = [KINDS[kind] for kind in found.kinds.get(user.pk, ())]
    groups = str(found.groups.get(user.pk, 0))
    cells: dict[str, Callable[[], Cell]] = {
        "path": lambda: Cell((user.path,)),
        "groups": lambda: found.cell(user, LIST_GROUPS_FOR_USER, Cell((groups,))),
        "activity": lambda: found.cell(user, GET_ACCESS_KEY_LAST_USED, _activity(user, keys)),
        "mfa": lambda: found.cell(user, LIST_MFA_DEVICES, Cell((", ".join(kinds) or "-",))),
        "password-age": lambda: found.cell(user, GET_LOGIN_PROFILE, _password_age(user, found.now)),
        "sign-in": lambda: Cell(moment=user.password_last_used, exact=True),
        "key-ids": lambda: found.cell(user, LIST_ACCESS_KEYS, _key_ids(keys)),
        "key-age": lambda: found.cell(user, LIST_ACCESS_KEYS, _key_age(keys, found.now)),
        "created": lambda: Cell(moment=user.created_at),
    }
    return Row(user.user_name, url, tuple(cells[name]() for name in wanted.columns))


def _activity(user: User, keys: Sequence[AccessKey]) -> Cell:
    last = last_activity(user, keys)
    return Cell(state="success", moment=last) if last else Cell(("Never",), "stopped")


def _password_age(user: User, now: datetime) -> Cell:
    if not user.has_usable_password():
        return Cell()
    return _age(user.password_last_changed or user.created_at, now)


def _key_ids(keys: Sequence[AccessKey]) -> Cell:
    return Cell(tuple(f"{key.status} - {key.access_key_id}" for key in keys))


def _key_age(keys: Sequence[AccessKey], now: datetime) -> Cell:
    oldest = min((key.created_at for key in keys if key.is_active), default=None)
    return _age(oldest, now) if oldest else Cell()


def _age(since: datetime, now: datetime) -> Cell:
    """In days; a year is a warning."""
    days = (now - since).days
    text = f"{days} day{pluralize(days)}"
    return Cell((text,), "warning" if now - since > OLD else "success")
