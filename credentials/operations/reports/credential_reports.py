"""The credential report: one CSV row for each user of the account, kept for four hours.

Columns, texts and order were recorded from AWS, whose guide says otherwise in places.
"""

import csv
import io
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction

from accounts.errors import ReportExpired, ReportInProgress, ReportNotPresent
from accounts.models import Account, User
from accounts.operations.locks import lock_account
from accounts.values import arns
from accounts.values.times import in_iso
from credentials.models import AccessKey, CredentialReport, MFADevice, SigningCertificate
from credentials.operations.access_keys import PER_USER as KEYS
from credentials.operations.passwords import expires_at
from credentials.operations.signing_certificates import PER_USER as CERTIFICATES

Row = TypeVar("Row", AccessKey, SigningCertificate)

KEPT = timedelta(hours=4)
TAKES = timedelta(seconds=2)
STARTED_TEXT = "No report exists. Starting a new report generation task"
NONE = "N/A"
NEVER = "no_information"
HEADER = (
    "user", "arn", "user_creation_time", "password_enabled", "password_last_used",
    "password_last_changed", "password_next_rotation", "mfa_active", "access_key_1_active",
    "access_key_1_last_rotated", "access_key_1_last_used_date", "access_key_1_last_used_region",
    "access_key_1_last_used_service", "access_key_2_active", "access_key_2_last_rotated",
    "access_key_2_last_used_date", "access_key_2_last_used_region",
    "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated", "cert_2_active",
    "cert_2_last_rotated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Generation:
    """What GenerateCredentialReport answers: STARTED with a text, INPROGRESS or COMPLETE."""

    state: str
    description: str = ""


@transaction.atomic
def generate_credential_report(*, account: Account, now: datetime) -> Generation:
    """Begin a report unless the account has one that is less than four hours old.

    It says what is true at this moment, and can be fetched after two seconds: as on AWS, a client
    has to ask again.
    """
    lock_account(account)
    report = CredentialReport.objects.filter(account=account).first()
    age = now - report.generated_at if report else KEPT
    if timedelta(0) <= age < KEPT:
        return Generation("INPROGRESS" if age < TAKES else "COMPLETE")
    CredentialReport.objects.update_or_create(
        account=account, defaults={"content": _content(account), "generated_at": now}
    )
    return Generation("STARTED", STARTED_TEXT)


def get_credential_report(*, account: Account, now: datetime) -> CredentialReport:
    """The report, the same bytes for four hours; ReportNotPresent, -InProgress or -Expired.

    One from after now is not there: the account's clock was set back.
    """
    report = CredentialReport.objects.filter(account=account).first()
    if report is None or report.generated_at > now:
        raise ReportNotPresent
    age = now - report.generated_at
    if age < TAKES:
        raise ReportInProgress
    if age >= KEPT:
        raise ReportExpired
    return report


def _content(account: Account) -> str:
    """The rows of root and of all users by name, separated by LF."""
    account = Account.objects.select_related("password_policy").get(pk=account.pk)
    with_mfa = set(MFADevice.objects.filter(account=account).values_list("user_id", flat=True))
    keys, certificates = defaultdict(list), defaultdict(list)
    for key in AccessKey.objects.filter(user__account=account).order_by("access_key_id"):
        keys[key.user_id].append(key)
    rows = SigningCertificate.objects.filter(account=account).order_by("-status", "created_at")
    for certificate in rows:
        certificates[certificate.user_id].append(certificate)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerow(_root(account))
    for user in sorted(account.users.all(), key=lambda user: user.user_name.lower()):
        writer.writerow(
            [
                *_user(user),
                _boolean(user.pk in with_mfa),
                *_keys(keys[user.pk]),
                *_certificates(certificates[user.pk]),
            ]
        )
    return text.getvalue().removesuffix("\n")


def _root(account: Account) -> list[str]:
    """The root user, which has no credentials here.

    `password_last_used` of a root user that never signed in is `no_information`, never `N/A`: what
    reads these reports takes that or a date. A root user's password has no rotation.
    """
    arn = arns.iam(account.account_id, "root")
    password = ["false", NEVER, NONE, "not_supported"]
    return [
        "<root_account>", arn, _date(account.created_at), *password, "false", *_keys([]),
        *_certificates([]),
    ]  # fmt: skip


def _user(user: User) -> list[str]:
    password = ["false", NONE, NONE, NONE]
    if user.has_usable_password():
        used = user.password_last_used
        password = [
            "true",
            _date(used) if used else NEVER,
            _date(user.password_last_changed),
            _date(expires_at(user)),
        ]
    return [user.user_name, user.arn, _date(user.created_at), *password]


def _keys(keys: Sequence[AccessKey]) -> Iterator[str]:
    """Two slots; an inactive key keeps its dates."""
    for key in _slots(keys, KEYS):
        if key is None:
            yield from ("false", NONE, NONE, NONE, NONE)
        else:
            yield from (_boolean(key.is_active), _date(key.created_at), _date(key.last_used_at))
            yield from (key.last_used_region, key.last_used_service)


def _certificates(certificates: Sequence[SigningCertificate]) -> Iterator[str]:
    """Two slots; an inactive certificate keeps its date."""
    for certificate in _slots(certificates, CERTIFICATES):
        if certificate is None:
            yield from ("false", NONE)
        else:
            yield from (_boolean(certificate.is_active), _date(certificate.created_at))


def _slots(rows: Sequence[Row], number: int) -> Iterator[Row | None]:
    yield from rows[:number]
    yield from itertools.repeat(None, number - len(rows))


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _date(moment: datetime | None) -> str:
    return in_iso(moment) if moment else NONE
