"""Give a user another name or path."""

from django.http import HttpResponse

from accounts.actions import UPDATE_USER
from console.forms.users.users import EditUserForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import require_safe_or_post
from console.pages.permissions import rename
from console.targets.users import renamed_user


@performs(UPDATE_USER, on=renamed_user)
@require_safe_or_post
def edit(request: ConsoleRequest, user_name: str) -> HttpResponse:
    """Give a user another name, another path, or both."""
    return rename.edit(request, request.gate.row(UPDATE_USER), EditUserForm)
