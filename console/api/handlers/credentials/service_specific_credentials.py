"""API operations on service-specific credentials (CodeCommit, Amazon Keyspaces)."""

from accounts.actions import (
    CREATE_SERVICE_SPECIFIC_CREDENTIAL,
    DELETE_SERVICE_SPECIFIC_CREDENTIAL,
    LIST_SERVICE_SPECIFIC_CREDENTIALS,
    RESET_SERVICE_SPECIFIC_CREDENTIAL,
    UPDATE_SERVICE_SPECIFIC_CREDENTIAL,
)
from accounts.errors import ValidationError
from console import serializers
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_rows
from console.api.targets.service_specific_credentials import (
    user_for_service,
    user_for_service_of_credential,
)
from console.api.targets.users import one_user_or_all
from console.gate.decorators import performs
from credentials.operations import service_specific_credentials
from credentials.operations.service_specific_credentials import Issued


@performs(CREATE_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service)
def create_service_specific_credential(call: ApiCall) -> Answer:
    issued = service_specific_credentials.create_service_specific_credential(
        user=call.user,
        service_name=call["ServiceName"],
        now=call.now,
        age_days=call.get("CredentialAgeDays"),
    )
    return _issued(issued)


@performs(LIST_SERVICE_SPECIFIC_CREDENTIALS, on=one_user_or_all)
def list_service_specific_credentials(call: ApiCall) -> Answer:
    """One user's, or with `AllUsers` the whole account's, which cannot name a user as well."""
    if call.get("AllUsers"):
        if call.get("UserName") is not None:
            raise ValidationError("UserName cannot be specified when AllUsers is set to true.")
        rows = service_specific_credentials.list_account_service_specific_credentials(
            account=call.account, service_name=call.get("ServiceName", "")
        )
    else:
        rows = service_specific_credentials.list_service_specific_credentials(
            user=call.user, service_name=call.get("ServiceName", "")
        )
    rows = rows.select_related("user")
    return page_of_rows(
        call, "ServiceSpecificCredentials", rows, serializers.service_specific_credential
    )


@performs(RESET_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_credential)
def reset_service_specific_credential(call: ApiCall) -> Answer:
    issued = service_specific_credentials.reset_service_specific_credential(
        user=call.user, credential_id=call["ServiceSpecificCredentialId"]
    )
    return _issued(issued)


@performs(UPDATE_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_credential)
def update_service_specific_credential(call: ApiCall) -> Answer:
    service_specific_credentials.update_service_specific_credential(
        user=call.user, credential_id=call["ServiceSpecificCredentialId"], status=call["Status"]
    )
    return None


@performs(DELETE_SERVICE_SPECIFIC_CREDENTIAL, on=user_for_service_of_credential)
def delete_service_specific_credential(call: ApiCall) -> Answer:
    service_specific_credentials.delete_service_specific_credential(
        user=call.user, credential_id=call["ServiceSpecificCredentialId"]
    )
    return None


def _issued(issued: Issued) -> Answer:
    described = serializers.service_specific_credential(issued.credential)
    return {"ServiceSpecificCredential": {**described, "ServicePassword": issued.password}}
