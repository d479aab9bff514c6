"""STS: the caller's identity, temporary credentials, and the account of a key."""

from accounts.actions import (
    DECODE_AUTHORIZATION_MESSAGE,
    GET_ACCESS_KEY_INFO,
    GET_CALLER_IDENTITY,
    GET_FEDERATION_TOKEN,
    GET_SESSION_TOKEN,
)
from accounts.errors import AccessDenied, ServiceError, ValidationError
from accounts.principals import Federation
from console import targets
from console.api.call import Answer, ApiCall
from console.api.targets.federated_users import federated_user
from console.gate.decorators import performs, undeniable
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
    caller = call.caller
    return {"UserId": caller.user_id, "Account": call.account.account_id, "Arn": caller.arn}


@undeniable(because="AWS gives every user a session; no policy can refuse it.")
@performs(GET_SESSION_TOKEN, on=targets.account)
def get_session_token(call: ApiCall) -> Answer:
    token, text = session_tokens.get_session_token(
        caller=call.caller,
        now=call.now,
        real_now=call.real_now,
        seconds=call.get("DurationSeconds", session_tokens.DEFAULT_SECONDS),
        serial_number=call.get("SerialNumber", ""),
        token_code=call.get("TokenCode", ""),
    )
    return {"Credentials": _credentials(token, text)}


@performs(GET_FEDERATION_TOKEN, on=federated_user)
def get_federation_token(call: ApiCall) -> Answer:
    federation = Federation(
        name=call["Name"],
        policy=call.get("Policy", ""),
        policy_arns=tuple(each["arn"] for each in call.get("PolicyArns", ()) if "arn" in each),
        tags=tuple((tag["Key"], tag["Value"]) for tag in call.get("Tags", ())),
    )
    token, text = session_tokens.get_federation_token(
        caller=call.caller,
        federation=federation,
        now=call.now,
        seconds=call.get("DurationSeconds", session_tokens.DEFAULT_SECONDS),
    )
    account_id = call.account.account_id
    return {
        "Credentials": _credentials(token, text),
        "FederatedUser": {
            "FederatedUserId": f"{account_id}:{federation.name}",
            "Arn": call.target.arn,
        },
        "PackedPolicySize": session_tokens.packed_size(federation),
    }


def _credentials(token: session_tokens.SessionToken, text: str) -> dict[str, object]:
    return {
        "AccessKeyId": token.access_key_id,
        "SecretAccessKey": token.secret,
        "SessionToken": text,
        "Expiration": token.expires_at,
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
