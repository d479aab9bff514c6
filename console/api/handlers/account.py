"""API operations on the account's alias, summary and credential report."""

from accounts.actions import (
    CREATE_ACCOUNT_ALIAS,
    DELETE_ACCOUNT_ALIAS,
    GENERATE_CREDENTIAL_REPORT,
    GET_ACCOUNT_SUMMARY,
    GET_CREDENTIAL_REPORT,
    LIST_ACCOUNT_ALIASES,
)
from accounts.operations import accounts
from console import targets as own
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items
from console.gate.decorators import performs
from credentials.operations.reports import account_summary, credential_reports


@performs(CREATE_ACCOUNT_ALIAS, on=own.account)
def create_account_alias(call: ApiCall) -> Answer:
    accounts.create_account_alias(account=call.account, alias=call["AccountAlias"])
    return None


@performs(DELETE_ACCOUNT_ALIAS, on=own.account)
def delete_account_alias(call: ApiCall) -> Answer:
    accounts.delete_account_alias(account=call.account, alias=call["AccountAlias"])
    return None


@performs(LIST_ACCOUNT_ALIASES, on=own.account)
def list_account_aliases(call: ApiCall) -> Answer:
    aliases = accounts.list_account_aliases(account=call.account)
    return page_of_items(call, "AccountAliases", aliases, str, key=str)


@performs(GET_ACCOUNT_SUMMARY, on=own.account)
def get_account_summary(call: ApiCall) -> Answer:
    return {"SummaryMap": account_summary.get_account_summary(account=call.account)}


@performs(GENERATE_CREDENTIAL_REPORT, on=own.account)
def generate_credential_report(call: ApiCall) -> Answer:
    found = credential_reports.generate_credential_report(account=call.account, now=call.now)
    return {"State": found.state, "Description": found.description or None}


@performs(GET_CREDENTIAL_REPORT, on=own.account)
def get_credential_report(call: ApiCall) -> Answer:
    report = credential_reports.get_credential_report(account=call.account, now=call.now)
    return {
        "Content": report.content.encode(),
        "ReportFormat": "text/csv",
        "GeneratedTime": report.generated_at,
    }
