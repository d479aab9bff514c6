"""The user of a service-specific credential, with the service's name as a condition key."""

from collections.abc import Callable
from dataclasses import replace

from accounts.models import User
from console.requests import CallerRequest
from console.targets import Target
from console.targets.parameters import named
from console.targets.users import named_user, of_user
from credentials.operations.service_specific_credentials import list_service_specific_credentials

SERVICE_NAME_KEY = "iam:servicespecificcredentialservicename"


def user_for_service(service_name: str) -> Callable[..., Target]:
    """The user in the URL, for a service-specific credential of this service."""

    def find(request: CallerRequest, **kwargs: str) -> Target:
        user = named_user(request, **kwargs)
        return replace(user, context={**user.context, SERVICE_NAME_KEY: service_name})

    return find


def of_user_for_service(pair: tuple[User, str]) -> Target:
    """A user, for a service-specific credential of this service."""
    user, service_name = pair
    target = of_user(user)
    return replace(target, context={**target.context, SERVICE_NAME_KEY: service_name})


def user_for_service_of_page(request: CallerRequest, service_name: str, **kwargs: str) -> Target:
    """The user in the URL, for a credential of the service that the page is about."""
    return user_for_service(service_name)(request, **kwargs)


def user_for_service_of_credential(request: CallerRequest, **kwargs: str) -> Target:
    """The user in the URL, with the service of the credential that the request names."""
    user = named_user(request, **kwargs)
    if user.row is None:
        return user
    row = (
        list_service_specific_credentials(user=user.row)
        .filter(service_specific_credential_id=named(request, "credential_id"))
        .first()
    )
    return user_for_service(row.service_name)(request, **kwargs) if row else user
