"""Every address of the console; those of a noun stand in a module of its name."""

from django.urls import path

from console import error_pages
from console.pages import appearance, editions, sign_in, sign_in_mfa
from console.urls import account, credentials, groups, policies, services, users
from credentials.models import MFADevice

Kind = MFADevice.Kind

urlpatterns = [
    path("signin/", sign_in.sign_in_page, name="sign_in"),
    path("signin/mfa/", sign_in_mfa.choose_kind, name="sign_in_mfa"),
    path("signin/mfa/app/", sign_in_mfa.code, {"kind": Kind.VIRTUAL}, "sign_in_authenticator_app"),
    path("signin/mfa/token/", sign_in_mfa.code, {"kind": Kind.HARDWARE}, "sign_in_hardware_token"),
    path("signin/mfa/passkey/", sign_in_mfa.passkey, name="sign_in_passkey"),
    path("signin/resync/", sign_in_mfa.resync, name="sign_in_resync"),
    path("signout/", sign_in.sign_out, name="sign_out"),
    path("appearance/", appearance.change_appearance, name="change_appearance"),
    path("iam/editions/", editions.compare_editions, name="compare_editions"),
    path("iam/editions/document/", editions.compare_document, name="compare_document"),
    path(
        "iam/editions/policy/<policy_arn:policy_arn>/",
        editions.compare_policy,
        name="compare_policy",
    ),
    *account.urlpatterns,
    *credentials.urlpatterns,
    *groups.urlpatterns,
    *policies.urlpatterns,
    *services.urlpatterns,
    *users.urlpatterns,
]

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler500 = error_pages.server_error
