"""The user whose credential for one service it is, as the API names both."""

from dataclasses import replace

from console.api.targets.parameters import parameters
from console.api.targets.users import named_user
from console.requests import CallerRequest
from console.targets import Target
from console.targets.service_specific_credentials import SERVICE_NAME_KEY
from credentials.models import ServiceSpecificCredential

AGE_KEY = "iam:servicespecificcredentialagedays"


def user_for_service(request: CallerRequest, **_: str) -> Target:
    """The named user, for a new credential of the service that the request names."""
    target, sent = named_user(request), parameters(request)
    context = {**target.context, SERVICE_NAME_KEY: sent["ServiceName"].lower()}
    if "CredentialAgeDays" in sent:
        context[AGE_KEY] = str(sent["CredentialAgeDays"])
    return replace(target, context=context)


def user_for_service_of_credential(request: CallerRequest, **_: str) -> Target:
    """The named user, with the service of the credential that the request names."""
    target = named_user(request)
    credential = ServiceSpecificCredential.objects.filter(
        user=target.row,
        service_specific_credential_id=parameters(request)["ServiceSpecificCredentialId"],
    ).first()
    if target.row is None or credential is None:
        return target
    return replace(target, context={**target.context, SERVICE_NAME_KEY: credential.service_name})
