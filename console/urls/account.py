"""The addresses of what is the account's own: its settings and its credential report."""

from django.urls import path

from console.pages import account_aliases, account_settings, credential_reports, password_policies

SETTINGS = "iam/account-settings/"
POLICY = f"{SETTINGS}password-policy/"
ALIAS = f"{SETTINGS}alias/"
REPORT = "iam/credential-report/"

urlpatterns = [
    path(SETTINGS, account_settings.settings_of_account, name="account_settings"),
    path(f"{POLICY}edit/", password_policies.edit, name="edit_password_policy"),
    path(f"{POLICY}delete/", password_policies.delete, name="delete_password_policy"),
    path(f"{ALIAS}edit/", account_aliases.edit, name="edit_account_alias"),
    path(f"{ALIAS}delete/", account_aliases.delete, name="delete_account_alias"),
    path(REPORT, credential_reports.report, name="credential_report"),
    path(f"{REPORT}download/", credential_reports.download, name="download_credential_report"),
]
