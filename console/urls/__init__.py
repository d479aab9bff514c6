"""Every URL of the console; each noun has a module here."""

from django.urls import path

from console.pages import appearance, help
from console.pages.permissions import compare_editions
from console.pages.sign_in import mfa, password
from console.urls import (
    account,
    boards,
    cloudtrail,
    credentials,
    groups,
    policies,
    services,
    simulator,
    training,
    troubleshooter,
    users,
)
from console.web import errors
from credentials.models import MFADevice

Kind = MFADevice.Kind

urlpatterns = [
    path("signin/", password.sign_in_page, name="sign_in"),
    path("signin/mfa/", mfa.choose_kind, name="sign_in_mfa"),
    path("signin/mfa/app/", mfa.code, {"kind": Kind.VIRTUAL}, "sign_in_authenticator_app"),
    path("signin/mfa/token/", mfa.code, {"kind": Kind.HARDWARE}, "sign_in_hardware_token"),
    path("signin/mfa/passkey/", mfa.passkey, name="sign_in_passkey"),
    path("signin/resync/", mfa.resync, name="sign_in_resync"),
    path("signout/", password.sign_out, name="sign_out"),
    path("appearance/", appearance.change_appearance, name="change_appearance"),
    path("help/", help.help_page, name="help"),
    path("help/tutorial/", help.tutorial, name="help_tutorial"),
    path("iam/editions/", compare_editions.compare_editions, name="compare_editions"),
    path("iam/editions/document/", compare_editions.compare_document, name="compare_document"),
    path(
        "iam/editions/policy/<policy_arn:policy_arn>/",
        compare_editions.compare_policy,
        name="compare_policy",
    ),
    *account.urlpatterns,
    *cloudtrail.urlpatterns,
    *credentials.urlpatterns,
    *groups.urlpatterns,
    *policies.urlpatterns,
    *services.urlpatterns,
    *simulator.urlpatterns,
    *training.urlpatterns,
    *boards.urlpatterns,  # after `create`, which is no class
    *troubleshooter.urlpatterns,
    *users.urlpatterns,
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
