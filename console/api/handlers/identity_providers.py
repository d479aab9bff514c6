"""Identity providers: there are none, so no assertion or token is accepted."""

import base64
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from accounts.actions import (
    GET_OPEN_ID_CONNECT_PROVIDER,
    GET_OUTBOUND_WEB_IDENTITY_FEDERATION_INFO,
    GET_SAML_PROVIDER,
    LIST_OPEN_ID_CONNECT_PROVIDER_TAGS,
    LIST_OPEN_ID_CONNECT_PROVIDERS,
    LIST_SAML_PROVIDER_TAGS,
    LIST_SAML_PROVIDERS,
)
from accounts.errors import NoSuchEntity, ServiceError
from console import targets
from console.api.call import Answer, ApiCall
from console.api.handlers.absent import not_found
from console.api.targets import absent
from console.gate.decorators import performs

ISSUER_MAX = 500
NO_JWT = (
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)


class FeatureDisabled(ServiceError):
    code, status = "FeatureDisabled", 404


class InvalidIdentityToken(ServiceError):
    code, status = "InvalidIdentityToken", 400


def _no_open_id_connect_provider(arn: str) -> NoSuchEntity:
    return NoSuchEntity(f"OpenIDConnect Provider not found for arn {arn}")


def _no_saml_provider(arn: str) -> NoSuchEntity:
    return NoSuchEntity(f"Manifest not found for arn {arn}")


_of_open_id_connect_provider = partial(
    not_found, on=absent.of_arn("OpenIDConnectProviderArn"), error=_no_open_id_connect_provider
)
get_open_id_connect_provider = _of_open_id_connect_provider(GET_OPEN_ID_CONNECT_PROVIDER)
list_open_id_connect_provider_tags = _of_open_id_connect_provider(
    LIST_OPEN_ID_CONNECT_PROVIDER_TAGS
)
_of_saml_provider = partial(not_found, on=absent.of_arn("SAMLProviderArn"), error=_no_saml_provider)
get_saml_provider = _of_saml_provider(GET_SAML_PROVIDER)
list_saml_provider_tags = _of_saml_provider(LIST_SAML_PROVIDER_TAGS)


@performs(GET_OUTBOUND_WEB_IDENTITY_FEDERATION_INFO, on=targets.account)
def get_outbound_web_identity_federation_info(call: ApiCall) -> Answer:
    raise FeatureDisabled("Outbound web identity federation is not enabled for your account.")


@performs(LIST_OPEN_ID_CONNECT_PROVIDERS, on=absent.every("oidc-provider/*"))
def list_open_id_connect_providers(call: ApiCall) -> Answer:
    return {"OpenIDConnectProviderList": []}


@performs(LIST_SAML_PROVIDERS, on=absent.every("saml-provider/*"))
def list_saml_providers(call: ApiCall) -> Answer:
    return {"SAMLProviderList": []}


def assume_role_with_saml(sent: Mapping[str, Any]) -> ServiceError:
    """The error that refuses an assertion. It needs no signature and may name a role of any
    account."""
    absent.check_role_arn(sent["RoleArn"])
    try:
        base64.b64decode(sent["SAMLAssertion"], validate=True)
    except ValueError:
        return InvalidIdentityToken("Invalid base64 SAMLResponse")
    return InvalidIdentityToken("Specified provider doesn't exist")


def assume_role_with_web_identity(sent: Mapping[str, Any]) -> ServiceError:
    """The error that refuses a token. It names the issuer, which is no provider of any account."""
    absent.check_role_arn(sent["RoleArn"])
    issuer = _issuer(sent["WebIdentityToken"])
    if not issuer:
        return InvalidIdentityToken(NO_JWT)
    return InvalidIdentityToken(
        f"No OpenIDConnect provider found in your account for {issuer[:ISSUER_MAX]}"
    )


def _issuer(token: str) -> str:
    """The issuer that a JSON web token names; "" for a text that is no token."""
    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (ValueError, RecursionError):
        return ""
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    return issuer if isinstance(issuer, str) else ""
