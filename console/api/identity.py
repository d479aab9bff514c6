"""STS: who calls, temporary credentials, and whose a key is."""

from accounts.actions import (
    DECODE_AUTHORIZATION_MESSAGE,
    GET_ACCESS_KEY_INFO,
    GET_CALLER_IDENTITY,
    GET_SESSION_TOKEN,
)
from accounts.errors import AccessDenied, ServiceError, ValidationError
from console import targets
from console.api.calls import Answer, ApiCall
from console.guards import performs, undeniable
from credentials import ids
from credentials.operations import session_tokens


class InvalidAuthorizationMessage(ServiceError):
    code, status, modelled = "InvalidAuthorizationMessageException", 400, False


@performs(DECODE_AUTHORIZATION_MESSAGE, on=targets.account)
def decode_authorization_message(call: ApiCall) -> Answer:
    """EC2 encodes no refusal here, so every message is somebody else's."""
    raise InvalidAuthorizationMessage("Message is not valid")


@undeniable(because="AWS tells every caller who they are.")
@performs(GET_CALLER_IDENTITY, on=targets.account)
def get_caller_identity(call: ApiCall) -> Answer:
    user = call.caller.user
    return {"UserId": user.user_id, "Account": call.account.account_id, "Arn": user.arn}


@undeniable(because="AWS gives every user a session; no policy can refuse it.")
@performs(GET_SESSION_TOKEN, on=targets.account)
def get_session_token(call: ApiCall) -> Answer:
    token, text = session_tokens.get_session_token(
        caller=call.caller,
        now=call.now,
        seconds=call.get("DurationSeconds", session_tokens.DEFAULT_SECONDS),
        serial_number=call.get("SerialNumber", ""),
        token_code=call.get("TokenCode", ""),
    )
    return {
        "Credentials": {
            "AccessKeyId": token.access_key_id,
            "SecretAccessKey": token.secret,
            "SessionToken": text,
            "Expiration": token.expires_at,
        }
    }


@performs(GET_ACCESS_KEY_INFO, on=targets.account)
def get_access_key_info(call: ApiCall) -> Answer:
    """The account that an id carries, of whatever account and state; the key need not exist."""
    if call.caller.mfa is not None:
        raise AccessDenied("Cannot call GetAccessKeyInfo with session credentials")
    try:
        return {"Account": ids.account_of(call["AccessKeyId"])}
    except ValueError as error:
        raise ValidationError("The access key ID carries no account.") from error
