"""EC2's list of sample instances."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import DESCRIBE_INSTANCES
from accounts.services import instances
from console import targets
from console.gate.decorators import shows, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import panel


@shows(DESCRIBE_INSTANCES, on=targets.account)
@signed_in(because="The page keeps its frame; the list in it is decided by itself, as in EC2's.")
@require_safe
def list_instances(request: ConsoleRequest) -> HttpResponse:
    account = request.gate.principal.account
    found = panel(
        request.gate,
        DESCRIBE_INSTANCES,
        lambda: instances.describe_instances(account=account),
    )
    return render(request, "services/instances/list.html", {"instances": found})
