"""The URLs of the account's settings and of its credential report."""

from django.urls import path

from console.pages.account import alias, credential_report, password_policy, settings

SETTINGS = "iam/account-settings/"
POLICY = f"{SETTINGS}password-policy/"
ALIAS = f"{SETTINGS}alias/"
REPORT = "iam/credential-report/"

urlpatterns = [
    path(SETTINGS, settings.settings_of_account, name="account_settings"),
    path(f"{POLICY}edit/", password_policy.edit, name="edit_password_policy"),
    path(f"{POLICY}delete/", password_policy.delete, name="delete_password_policy"),
    path(f"{ALIAS}edit/", alias.edit, name="edit_account_alias"),
    path(f"{ALIAS}delete/", alias.delete, name="delete_account_alias"),
    path(REPORT, credential_report.report, name="credential_report"),
    path(f"{REPORT}download/", credential_report.download, name="download_credential_report"),
]
