"""Create, deactivate, activate and delete access keys."""

import uuid

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.actions import (
    CREATE_ACCESS_KEY,
    DELETE_ACCESS_KEY,
    GET_ACCESS_KEY_LAST_USED,
    TAG_USER,
    UPDATE_ACCESS_KEY,
)
from accounts.errors import NoSuchEntity, ServiceError
from accounts.models import User
from accounts.operations.tags import tag_user
from console import serializers
from console.forms.credentials.access_keys import (
    USE_CASES,
    DeleteForm,
    DescriptionForm,
    UseCaseForm,
)
from console.gate.decorators import offers, performs
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.pages.components.wizard import steps
from console.pages.credentials.statuses import Switch, set_status
from console.refusals import failed
from console.targets.users import named_user
from console.web import flashes
from console.web.command_lines import exports, powershell_exports
from console.web.downloads import csv_uri
from console.web.subject import subject_url
from credentials.models import AccessKey, Status
from credentials.operations import access_keys
from credentials.operations.idempotency import AlreadyCreated

WIZARD = ("Access key best practices & alternatives", "Set description tag", "Retrieve access keys")
OPTIONAL = "Set description tag"
SWITCH = Switch(
    noun="Access key",
    action=UPDATE_ACCESS_KEY,
    parameter="accessKeyId",
    argument="access_key_id",
    find=access_keys.get_access_key,
    update=access_keys.update_access_key,
    template="credentials/access_keys/status.html",
)


@performs(CREATE_ACCESS_KEY, on=named_user)
@require_safe
def choose_use_case(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Step 1: the use case, and that the reader has seen the alternatives."""
    form = UseCaseForm(request.GET) if "use_case" in request.GET else UseCaseForm()
    if form.is_bound and form.is_valid():
        return redirect(subject_url(request, "create_access_key"))
    context = {
        "form": form,
        "use_cases": USE_CASES,
        "steps": steps(WIZARD, active=0, optional=OPTIONAL),
    }
    return render(request, "credentials/access_keys/use_case.html", context)


@offers(TAG_USER, on=named_user)
@performs(CREATE_ACCESS_KEY, on=named_user)
@require_safe_or_post
def create(request: ConsoleRequest, **_: str) -> HttpResponse:
    """Step 2, the description; step 3, the secret, in the answer to this POST and never again."""
    if request.method == "POST":
        form = DescriptionForm(request.POST)
        if form.is_valid():
            return _created(request, form)
    else:
        form = DescriptionForm(initial={"client_token": uuid.uuid4()})
    return _description_page(request, form)


def _created(request: ConsoleRequest, form: DescriptionForm) -> HttpResponse:
    user = request.gate.row(CREATE_ACCESS_KEY)
    try:
        with request.gate.perform(CREATE_ACCESS_KEY, userName=user.user_name) as answer:
            access_key, secret = access_keys.create_access_key(
                user=user, now=request.now, client_token=form.cleaned_data["client_token"]
            )
            answer.response = {"AccessKey": serializers.access_key(access_key, user)}
    except AlreadyCreated:
        flashes.warning(
            request,
            "This access key was created already",
            "Its secret was shown once, in the answer to the first time that this form was sent. "
            "If you do not have it, delete the key and create another.",
        )
        return redirect(subject_url(request, "security_credentials"))
    except ServiceError as error:
        return _description_page(request, form, error=error)
    _describe(request, access_key, form.cleaned_data["description"])
    context = {
        "access_key": access_key,
        "secret": secret,
        "csv_uri": csv_uri(
            ("Access key ID", "Secret access key"), (access_key.access_key_id, secret)
        ),
        "csv_name": f"{user.user_name}_accessKeys.csv",
        "steps": steps(WIZARD, active=2, optional=OPTIONAL),
        "exports": exports(settings.BASE_URL, access_key.access_key_id, secret),
        "powershell_exports": powershell_exports(
            settings.BASE_URL, access_key.access_key_id, secret
        ),
    }
    return render(request, "credentials/access_keys/retrieve.html", context)


@offers(GET_ACCESS_KEY_LAST_USED, on=named_user)
@performs(UPDATE_ACCESS_KEY, on=named_user)
@require_safe_or_post
def deactivate(request: ConsoleRequest, access_key_id: str, **_: str) -> HttpResponse:
    return set_status(request, SWITCH, access_key_id, Status.INACTIVE)


@performs(UPDATE_ACCESS_KEY, on=named_user)
@require_safe_or_post
def activate(request: ConsoleRequest, access_key_id: str, **_: str) -> HttpResponse:
    return set_status(request, SWITCH, access_key_id, Status.ACTIVE)


@offers(GET_ACCESS_KEY_LAST_USED, UPDATE_ACCESS_KEY, on=named_user)
@performs(DELETE_ACCESS_KEY, on=named_user)
@require_safe_or_post
def delete(request: ConsoleRequest, access_key_id: str, **_: str) -> HttpResponse:
    """Delete a key: it must be inactive, and its id typed to confirm."""
    user = request.gate.row(DELETE_ACCESS_KEY)
    form = DeleteForm(sent(request), access_key_id=access_key_id)
    asked = {"userName": user.user_name, "accessKeyId": access_key_id}
    try:
        access_key = request.gate.find(
            DELETE_ACCESS_KEY,
            lambda: access_keys.get_access_key(user=user, access_key_id=access_key_id),
            **asked,
        )
        if not access_key.is_active and form.is_valid():
            with request.gate.perform(DELETE_ACCESS_KEY, **asked):
                access_keys.delete_access_key(user=user, access_key_id=access_key_id)
            flashes.success(
                request, "Access key deleted", f"{access_key_id} was permanently deleted."
            )
            return redirect(subject_url(request, "security_credentials"))
    except NoSuchEntity as error:
        return failed(request, error, heading="Access key not deleted")
    context = {"access_key": access_key, "form": form}
    return render(request, "credentials/access_keys/delete.html", context)


def _description_page(
    request: ConsoleRequest, form: DescriptionForm, error: ServiceError | None = None
) -> HttpResponse:
    context = {"form": form, "steps": steps(WIZARD, active=1, optional=OPTIONAL)}
    return render_with_error(request, "credentials/access_keys/description.html", context, error)


def _describe(request: ConsoleRequest, access_key: AccessKey, description: str) -> None:
    """Keep the description as a tag of the user, where the policy allows it."""
    if not description or not request.gate.allows(TAG_USER):
        return
    user: User = request.gate.row(TAG_USER)
    tags = {access_key.access_key_id: description}
    try:
        with request.gate.perform(TAG_USER, userName=user.user_name, tags=tags):
            tag_user(user=user, tags=list(tags.items()))
    except ServiceError as error:
        flashes.warning(request, "The description was not kept", str(error))
