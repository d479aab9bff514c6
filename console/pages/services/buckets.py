"""S3's list of sample buckets."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import LIST_ALL_MY_BUCKETS
from accounts.services import buckets
from console import targets
from console.gate.decorators import shows, signed_in
from console.gate.requests import ConsoleRequest
from console.pages.components.panels import panel


@shows(LIST_ALL_MY_BUCKETS, on=targets.account)
@signed_in(because="The page keeps its frame; the list in it is decided by itself, as in S3's.")
@require_safe
def list_buckets(request: ConsoleRequest) -> HttpResponse:
    account = request.gate.principal.account
    found = panel(request.gate, LIST_ALL_MY_BUCKETS, lambda: buckets.list_buckets(account=account))
    return render(request, "services/buckets/list.html", {"buckets": found})
