"""AWS's own managed policies that ship here: their ids, dates, descriptions and versions. Data.

Sources: AWS's managed policy reference guide, and public recordings of ListPolicies and
GetPolicyVersion. Only versions whose text is known are here.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.editions.changes import text_of_file


@dataclass(frozen=True, slots=True)
class ManagedVersion:
    """A version of one of AWS's own policies: its number, when it was made (UTC), and its text."""

    number: int
    created: str
    file: str

    @property
    def created_at(self) -> datetime:
        return datetime.fromisoformat(self.created)

    @property
    def document(self) -> str:
        return text_of_file(self.file)


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """One of AWS's own policies, made at a time (UTC); its newest version is the default one."""

    name: str
    policy_id: str
    description: str
    created: str
    versions: tuple[ManagedVersion, ...]

    @property
    def created_at(self) -> datetime:
        return datetime.fromisoformat(self.created)

    @property
    def default(self) -> ManagedVersion:
        return self.versions[-1]


def _only(number: int, created: str, file: str) -> tuple[ManagedVersion, ...]:
    return (ManagedVersion(number, created, file),)


MANAGED = (
    ManagedPolicy(
        "AdministratorAccess",
        "ANPAIWMBCKSKIEE64ZLYK",
        "Provides full access to AWS services and resources.",
        "2015-02-06T18:39:46Z",
        _only(1, "2015-02-06T18:39:46Z", "administrator-access"),
    ),
    ManagedPolicy(
        "AmazonEC2FullAccess",
        "ANPAI3VAJF5ZCRZ7MCQE6",
        "Provides full access to Amazon EC2 via the AWS Management Console.",
        "2015-02-06T18:40:15Z",
        _only(5, "2018-11-27T02:16:56Z", "amazon-ec2-full-access"),
    ),
    ManagedPolicy(
        "AmazonS3ReadOnlyAccess",
        "ANPAIZTJ4DXE7G6AGAE6M",
        "Provides read only access to all buckets via the AWS Management Console.",
        "2015-02-06T18:40:59Z",
        (
            ManagedVersion(1, "2015-02-06T18:40:59Z", "of_aws/amazon-s3-read-only-access-v1"),
            ManagedVersion(2, "2021-09-27T20:24:58Z", "of_aws/amazon-s3-read-only-access-v2"),
            ManagedVersion(3, "2023-08-10T21:31:39Z", "amazon-s3-read-only-access"),
        ),
    ),
    ManagedPolicy(
        "AWSCloudShellFullAccess",
        "ANPAZKAPJZG4HEDUXFSA3",
        "Grants using AWS CloudShell with all features",
        "2020-12-15T18:07:44Z",
        _only(1, "2020-12-15T18:07:44Z", "of_aws/aws-cloud-shell-full-access"),
    ),
    ManagedPolicy(
        "AWSCloudTrail_ReadOnlyAccess",
        "ANPAZKAPJZG4CTRDONLY7",
        "This policy provides read only access to AWS CloudTrail.",
        "2022-06-14T17:19:05Z",
        _only(1, "2022-06-14T17:19:05Z", "of_aws/aws-cloud-trail-read-only-access"),
    ),
    ManagedPolicy(
        "AWSSupportAccess",
        "ANPAJSNKQX2OW67GF4S7E",
        "Allows users to access the AWS Support Center.",
        "2015-02-06T18:41:11Z",
        _only(4, "2026-02-12T17:59:31Z", "of_aws/aws-support-access"),
    ),
    ManagedPolicy(
        "IAMUserChangePassword",
        "ANPAJ4L4MM2A7QIEB56MS",
        "Provides the ability for an IAM user to change their own password.",
        "2016-11-15T00:25:16Z",
        (
            ManagedVersion(2, "2016-11-15T23:18:55Z", "of_aws/iam-user-change-password-v2"),
            ManagedVersion(3, "2025-05-29T21:52:06Z", "iam-user-change-password"),
            ManagedVersion(4, "2026-02-11T22:16:11Z", "iam-user-change-password"),
            ManagedVersion(5, "2026-02-12T17:58:57Z", "iam-user-change-password"),
        ),
    ),
    ManagedPolicy(
        "ReadOnlyAccess",
        "ANPAILL3HVNFSB6DCOWYQ",
        "Provides read-only access to AWS services and resources.",
        "2015-02-06T18:39:48Z",
        _only(182, "2026-04-03T15:27:12Z", "read-only-access"),
    ),
    ManagedPolicy(
        "SecurityAudit",
        "ANPAIX2T3QCXHR2OGGCTO",
        "The security audit template grants access to read security configuration metadata. It is "
        "useful for software that audits the configuration of an AWS account.",
        "2015-02-06T18:41:01Z",
        _only(86, "2026-05-01T03:12:13Z", "of_aws/security-audit"),
    ),
)
MANAGED_BY_NAME = {policy.name: policy for policy in MANAGED}
