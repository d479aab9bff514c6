"""Classes, found by name among those of the caller's account, and its clock, as targets."""

from accounts.errors import no_such
from accounts.values import arns
from console.requests import CallerRequest, caller_of
from console.targets import Target, new_name
from console.training.models import CLASS_NAME_MAX, Class


def own_clock(request: CallerRequest, **_: str) -> Target:
    """The clock of the caller's account."""
    arn = arns.training_clock(caller_of(request).account.account_id)
    return Target(arn, arn)


def named_class(request: CallerRequest, class_name: str = "", **_: str) -> Target:
    """The class whose name is in the URL."""
    account = caller_of(request).account
    arn = arns.training_class(account.account_id, class_name)
    row = Class.objects.select_related("account").filter(account=account, name=class_name).first()
    missing = None if row else no_such("class", class_name)
    asked = {"className": class_name}
    return Target(arn, arn, class_name, row=row, missing=missing, parameters=asked)


def new_class(request: CallerRequest, **_: str) -> Target:
    """The class that the form names, or any of the account."""
    sent = request.POST.get("name", "")
    name, unnamed = new_name(request, sent, maximum=CLASS_NAME_MAX)
    arn = arns.training_class(caller_of(request).account.account_id, name)
    return Target(arn, arn, name, unnamed=unnamed)
