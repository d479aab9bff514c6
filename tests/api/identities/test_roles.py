"""Kinds of things that cannot exist here, through boto3: empty lists, and AWS's words for one."""

import base64
import json
from typing import Any

import boto3
import pytest

from accounts.models import UserPolicy
from console.models import Event
from tests.api.conftest import Connect, new_key
from tests.api.refusals import missing, refused
from tests.support.rows import rows
from tests.world import ACCOUNT_ID, World, code, give_device

ARN = f"arn:aws:iam::{ACCOUNT_ID}:"
ROLE, OTHER = f"{ARN}role/deploy", "arn:aws:iam::999999999999:role/x/deploy"
OIDC = f"{ARN}oidc-provider/token.actions.githubusercontent.com"
SAML = f"{ARN}saml-provider/idp"
ROLE_TEXT = "The role with name deploy cannot be found."
PROFILE_TEXT = "Instance Profile web cannot be found."
CERTIFICATE_TEXT = "The Server Certificate with name www cannot be found."
OIDC_TEXT = f"OpenIDConnect Provider not found for arn {OIDC}"
SAML_TEXT = f"Manifest not found for arn {SAML}"
SESSION_NAME = {"RoleSessionName": "session"}
ALLOW = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE},
    }
)


def test_lists_of_what_cannot_exist_are_empty(world: World, connect: Connect):
    iam = connect(world.admin)
    assert iam.list_roles(PathPrefix="/x/", MaxItems=5)["Roles"] == []
    assert iam.list_instance_profiles()["InstanceProfiles"] == []
    assert iam.list_saml_providers()["SAMLProviderList"] == []
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []
    found = iam.list_server_certificates()
    assert (found["ServerCertificateMetadataList"], found["IsTruncated"]) == ([], False)
    assert iam.list_delegation_requests()["DelegationRequests"] == []
    assert Event.objects.filter(error_code="").count() == 6
    with refused("ValidationError", "Invalid Marker.", 400):
        iam.list_roles(Marker="x")


def test_what_cannot_exist_is_not_found(world: World, connect: Connect):
    iam, role = connect(world.admin), {"RoleName": "deploy"}
    profile, certificate = {"InstanceProfileName": "web"}, {"ServerCertificateName": "www"}
    for call, parameters, text in (
        (iam.get_role, role, ROLE_TEXT),
        (iam.get_role_policy, {**role, "PolicyName": "p"}, ROLE_TEXT),
        (iam.list_role_policies, role, ROLE_TEXT),
        (iam.list_attached_role_policies, role, ROLE_TEXT),
        (iam.list_role_tags, role, ROLE_TEXT),
        (iam.list_instance_profiles_for_role, role, ROLE_TEXT),
        (iam.get_instance_profile, profile, PROFILE_TEXT),
        (iam.list_instance_profile_tags, profile, PROFILE_TEXT),
        (iam.get_server_certificate, certificate, CERTIFICATE_TEXT),
        (iam.list_server_certificate_tags, certificate, CERTIFICATE_TEXT),
        (iam.get_open_id_connect_provider, {"OpenIDConnectProviderArn": OIDC}, OIDC_TEXT),
        (iam.list_open_id_connect_provider_tags, {"OpenIDConnectProviderArn": OIDC}, OIDC_TEXT),
        (iam.get_saml_provider, {"SAMLProviderArn": SAML}, SAML_TEXT),
        (iam.list_saml_provider_tags, {"SAMLProviderArn": SAML}, SAML_TEXT),
    ):
        with missing(text):
            call(**parameters)
    for call, parameters in (
        (iam.get_delegation_request, {"DelegationRequestId": "a" * 16}),
        (iam.get_organizations_access_report, {"JobId": "a" * 36}),
        (
            iam.get_service_linked_role_deletion_status,
            {"DeletionTaskId": "task/aws-service-role/x"},
        ),
    ):
        with pytest.raises(iam.exceptions.NoSuchEntityException):
            call(**parameters)
    with pytest.raises(iam.exceptions.FeatureDisabledException):
        iam.get_outbound_web_identity_federation_info()
    with pytest.raises(iam.exceptions.OrganizationNotFoundException):
        iam.list_organizations_features()
    names = set(Event.objects.values_list("error_code", flat=True))
    assert names == {
        "FeatureDisabledException", "NoSuchEntityException", "OrganizationNotFoundException",
    }  # fmt: skip


def test_resources_of_boto3(world: World, live_server: Any):
    key = new_key(world.admin)
    iam = boto3.resource(
        "iam",
        region_name="eu-central-1",
        endpoint_url=live_server.url,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    for found in (iam.roles, iam.instance_profiles, iam.saml_providers, iam.server_certificates):
        assert list(found.all()) == []
    assert {user.name for user in iam.users.all()} >= {"alice", "bob", "admin"}
    with pytest.raises(iam.meta.client.exceptions.NoSuchEntityException):
        iam.Role("deploy").load()


@pytest.mark.parametrize(
    ("name", "parameters", "printed"),
    [
        ("list_roles", {}, f"{ARN}role/"),
        ("list_instance_profiles", {}, f"{ARN}instance-profile/"),
        ("list_server_certificates", {}, f"{ARN}server-certificate/"),
        ("list_open_id_connect_providers", {}, f"{ARN}oidc-provider/*"),
        ("list_saml_providers", {}, f"{ARN}saml-provider/*"),
        ("get_role", {"RoleName": "deploy"}, "role deploy"),
        ("get_instance_profile", {"InstanceProfileName": "web"}, "instance profile web"),
        ("get_saml_provider", {"SAMLProviderArn": SAML}, SAML),
    ],
)
def test_who_may_not_ask(world: World, connect: Connect, name: str, parameters: Any, printed: str):
    client = connect(world.carol)
    action = client.meta.method_to_api_mapping[name]
    text = (
        f"User: {world.carol.arn} is not authorized to perform: iam:{action} "
        f"on resource: {printed} because no identity-based policy allows the iam:{action} action"
    )
    with refused("AccessDenied", text, 403):
        getattr(client, name)(**parameters)


def test_no_role_is_assumed(world: World, connect: Connect):
    """Without a policy AWS says which is missing, with one nothing: not whether there is a role."""
    sts = connect(world.carol, "sts")
    base = f"User: {world.carol.arn} is not authorized to perform: sts:AssumeRole on resource: "
    because = " because no identity-based policy allows the sts:AssumeRole action"
    with refused("AccessDenied", f"{base}{ROLE}{because}", 403):
        sts.assume_role(RoleArn=ROLE, **SESSION_NAME)
    UserPolicy.objects.create(user=world.carol, policy_name="p", document=ALLOW)
    device = give_device(world.carol)
    with_code = {"SerialNumber": device.serial_number, "TokenCode": code(device)}
    with refused("AccessDenied", f"{base}{ROLE}", 403):
        sts.assume_role(RoleArn=ROLE, **SESSION_NAME, **with_code)
    with refused("AccessDenied", f"{base}{OTHER}{because}", 403):
        sts.assume_role(RoleArn=OTHER, **SESSION_NAME)
    for event in Event.objects.all():
        assert (event.event_name, event.error_code) == ("AssumeRole", "AccessDenied")
        assert with_code["TokenCode"] not in str(event.record)
    # The code was not looked at, so it is still good.
    given = sts.get_session_token(**with_code)["Credentials"]
    session = connect(credentials=given, service="sts")
    with refused("AccessDenied", f"{base}{ROLE}", 403):
        session.assume_role(RoleArn=ROLE, **SESSION_NAME)


@pytest.mark.parametrize(
    "arn", [f"{ARN}user/alice", "arn:aws:s3:::a-bucket-of-mine", "x" * 20, f"{ARN}role/"]
)
def test_the_arn_of_no_role(world: World, connect: Connect, arn: str):
    sts = connect(world.admin, "sts")
    with refused("ValidationError", "Request ARN is invalid", 400):
        sts.assume_role(RoleArn=arn, **SESSION_NAME)
    with refused("ValidationError", "Request ARN is invalid", 400):
        sts.assume_role_with_web_identity(RoleArn=arn, WebIdentityToken="a.b.c", **SESSION_NAME)


def token(claims: Any) -> str:
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return f"e30.{base64.urlsafe_b64encode(body).decode().rstrip('=')}.c2ln"


NO_JWT = (
    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
)
NO_PROVIDER = "No OpenIDConnect provider found in your account for {}"


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (token({"iss": "https://accounts.example.com"}),
         NO_PROVIDER.format("https://accounts.example.com")),
        (token({"iss": "<b>\u00e9" + "x" * 600}), NO_PROVIDER.format("<b>\u00e9" + "x" * 496)),
        (token({"sub": "x"}), NO_JWT),
        (token({"iss": ["x"]}), NO_JWT),
        (token([1]), NO_JWT),
        (token(b"[" * 12_000), NO_JWT),
        (token(b"\xff\xfe"), NO_JWT),
        ("abcd", NO_JWT),
        ("aa.bb", NO_JWT),
        ("a.%%%.c", NO_JWT),
        ("....", NO_JWT),
    ],
)  # fmt: skip
def test_no_token_of_a_provider_is_taken(world: World, connect: Connect, sent: str, text: str):
    """It is not signed: SDKs send it with no credentials at all."""
    sts = connect(None, "sts")
    before = rows()
    with refused("InvalidIdentityToken", text, 400):
        sts.assume_role_with_web_identity(RoleArn=ROLE, WebIdentityToken=sent, **SESSION_NAME)
    assert rows() == before


def test_no_assertion_of_a_provider_is_taken(world: World, connect: Connect):
    sts = connect(None, "sts")
    assertion = base64.b64encode(b"<Response/>").decode()
    for sent, text in (
        (assertion, "Specified provider doesn't exist"),
        ("%%%%", "Invalid base64 SAMLResponse"),
    ):
        with refused("InvalidIdentityToken", text, 400):
            sts.assume_role_with_saml(RoleArn=ROLE, PrincipalArn=SAML, SAMLAssertion=sent)
    with pytest.raises(sts.exceptions.ClientError, match="1 validation error detected"):
        sts.assume_role_with_saml(RoleArn=ROLE, PrincipalArn=SAML, SAMLAssertion="x")
    assert not Event.objects.exists()


def test_messages_that_nobody_encoded(world: World, connect: Connect):
    sts = connect(world.admin, "sts")
    with refused("InvalidAuthorizationMessageException", "Message is not valid", 400):
        sts.decode_authorization_message(EncodedMessage="x")
    with pytest.raises(sts.exceptions.ClientError, match="no identity-based policy allows"):
        connect(world.carol, "sts").decode_authorization_message(EncodedMessage="x")
