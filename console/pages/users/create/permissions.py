"""Step 2 of the wizard that creates a user: groups, policies, or both as another user has them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.actions import (
    ADD_USER_TO_GROUP,
    ATTACH_USER_POLICY,
    CREATE_USER,
    LIST_ATTACHED_USER_POLICIES,
    LIST_GROUPS,
    LIST_GROUPS_FOR_USER,
    LIST_POLICIES,
    LIST_USERS,
)
from accounts.errors import ServiceError
from accounts.models import User
from accounts.operations.groups import list_groups_for_user
from accounts.operations.policies.attachments import list_attached_user_policies
from accounts.operations.users import find_user
from console.forms.users.create_user import COPY, GROUPS, POLICIES, NewUserForm
from console.gate.decorators import offers_each, performs, shows
from console.gate.gate import Gate
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import Panel, panel
from console.pages.components.tables import search_of
from console.pages.users.create.choices import (
    COPIED,
    STEPS,
    carried,
    group_choices,
    policy_choices,
    step,
    to_details,
    user_choices,
    wizard,
)
from console.targets.groups import groups_of_account, of_group
from console.targets.policies import of_user_and_policy, policies_of_account
from console.targets.users import new_user, of_user, users_of_account

TICKS = {GROUPS: "group_name", COPY: "copy_from", POLICIES: "policy_arn"}


@offers_each(ADD_USER_TO_GROUP, on=of_group)
@shows(LIST_GROUPS, on=groups_of_account)
@performs(CREATE_USER, on=new_user)
@require_safe
def groups(request: ConsoleRequest) -> HttpResponse:
    """Groups to put the user into."""
    gate, form = request.gate, NewUserForm(request.GET)
    if not form.is_valid():
        return to_details(request.GET)
    rows = panel(gate, LIST_GROUPS, lambda: group_choices(gate, form, search_of(request)))
    return _page(request, form, GROUPS, rows)


@offers_each(ATTACH_USER_POLICY, on=of_user_and_policy)
@shows(LIST_POLICIES, on=policies_of_account)
@performs(CREATE_USER, on=new_user)
@require_safe
def policies(request: ConsoleRequest) -> HttpResponse:
    """Policies to attach to the user."""
    gate, form = request.gate, NewUserForm(request.GET)
    if not form.is_valid():
        return to_details(request.GET)
    rows = panel(gate, LIST_POLICIES, lambda: policy_choices(gate, form, search_of(request)))
    return _page(request, form, POLICIES, rows)


@offers_each(*COPIED, on=of_user)
@shows(LIST_USERS, on=users_of_account)
@performs(CREATE_USER, on=new_user)
@require_safe
def copy(request: ConsoleRequest) -> HttpResponse:
    """A user whose groups and managed policies the new one gets: those of now, to be reviewed."""
    gate, form, sent = request.gate, NewUserForm(request.GET), request.GET
    if not form.is_valid():
        return to_details(sent)
    rows = panel(gate, LIST_USERS, lambda: user_choices(gate, form, search_of(request)))
    if "copy" not in sent:
        return _page(request, form, COPY, rows)
    name = "".join(form.cleaned_data["copy_from"][:1])
    source = find_user(account=gate.principal.account, user_name=name)
    if source is None:
        return _page(request, form, COPY, rows, error="Choose a user to copy permissions from.")
    try:
        names, arns = _permissions_of(gate, source)
    except ServiceError as error:
        return _page(request, form, COPY, rows, error=str(error), status=error.status)
    chosen = {"permissions": [COPY], "group_name": names, "policy_arn": arns}
    return redirect(step("create_user_review", sent, **chosen))


def _permissions_of(gate: Gate, user: User) -> tuple[list[str], list[str]]:
    """The names of a user's groups and the ARNs of its managed policies, a call each."""
    with gate.perform_for(LIST_GROUPS_FOR_USER, user, userName=user.user_name):
        names = [group.group_name for group in list_groups_for_user(user=user)]
    with gate.perform_for(LIST_ATTACHED_USER_POLICIES, user, userName=user.user_name):
        return names, [policy.arn for policy in list_attached_user_policies(user=user)]


def _page(
    request: ConsoleRequest,
    form: NewUserForm,
    way: str,
    choices: Panel,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    kept = carried(request.GET)
    context = {
        "error": error or form.too_many,
        "way": way,
        "ticks": TICKS[way],
        "choices": choices,
        "search": search_of(request),
        "carried": [pair for pair in kept if pair[0] not in (TICKS[way], "permissions")],
        "ways": [(each, step(STEPS[each], request.GET, permissions=each)) for each in STEPS],
        "steps": wizard(1, password=form.cleaned_data["console_access"]),
    }
    return render(request, "users/create/permissions.html", context, status=status)
