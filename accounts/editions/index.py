"""Every published version of a policy (an edition, in the code): name, date, source, purpose.

Data, not code. One is a JSON file of its name, or another one (`base`) with `changes`.
"""

from dataclasses import dataclass

from accounts.editions.changes import Change

GUIDE = "AWS IAM user guide"
HISTORY = f"{GUIDE}, its public change history"
REFERENCE = "AWS managed policy reference guide"
BESIDE = f"{GUIDE}, at the time of the self-manage policy of 2019-01-31"
DOCUMENT = "2019-01-31-mfa-self-manage"
DENY = "DenyAllExceptListedIfNoMFA"
FORCE_MFA = "Force_MFA"  # the name that AWS's tutorial gives to its self-manage policy

LATER = "AWS's self-manage policy (MFA required)"
VARIATION = "Its variations, as AWS's guide describes them"
OTHERS = "AWS's other self-manage policies"
MANAGED = "AWS managed policies"


@dataclass(frozen=True, slots=True)
class Edition:
    """A published policy.

    dated        the day from which AWS published this text, or in words what is known of it
    purpose      what it is for, or what differs from the edition before it
    policy_name  the managed policy that it is applied as; editions of one policy share it
    managed      one of AWS's own policies, which belong to no account
    simplified   what is left out of AWS's text; "" for a whole one
    """

    name: str
    kind: str
    dated: str
    title: str
    source: str
    purpose: str
    policy_name: str
    base: str = ""
    changes: tuple[Change, ...] = ()
    managed: bool = False
    simplified: str = ""


def _later(day: str, dated: str, source: str, purpose: str, base: str, *changes: Change) -> Edition:
    title = "AWS's self-manage policy (MFA required)"
    name = f"{day}-mfa-self-manage"
    return Edition(name, LATER, dated, title, source, purpose, FORCE_MFA, base, changes)


def _variation(name: str, title: str, purpose: str, base: str, *changes: Change) -> Edition:
    return Edition(
        name=f"{DOCUMENT}-{name}",
        kind=VARIATION,
        dated="2019-01-31",
        title=title,
        source=f"{GUIDE}, in the words of the page with the policy",
        purpose=purpose,
        policy_name=FORCE_MFA,
        base=base,
        changes=changes,
    )


def _other(
    name: str, policy_name: str, title: str, purpose: str, base: str = "", *changes: Change
) -> Edition:
    name = f"2019-01-31-{name}"
    return Edition(name, OTHERS, "2019-01-31", title, BESIDE, purpose, policy_name, base, changes)


def _managed(
    name: str, policy_name: str, dated: str, purpose: str, simplified: str = ""
) -> Edition:
    return Edition(
        name=name,
        kind=MANAGED,
        dated=dated,
        title=policy_name,
        source=REFERENCE,
        purpose=purpose,
        policy_name=policy_name,
        managed=True,
        simplified=simplified,
    )


_NO_MFA_HALF = (
    Change("AllowManageOwnVirtualMFADevice", removed=True),
    Change("AllowManageOwnUserMFA", removed=True),
    Change(DENY, removed=True),
)

EDITIONS = (
    _later(
        "2019-01-31",
        "2019-01-31",
        f"{GUIDE}, the page that this software recreates",
        "Users manage all of their own credentials once they signed in with MFA, and until then "
        "can do little more than set it up.",
        "",
    ),
    _later(
        "2021-05-13",
        "2021-05-13",
        HISTORY,
        "The account summary is no longer shown, so the page has no canonical user ID.",
        DOCUMENT,
        Change("AllowViewAccountInfo", drops=("iam:GetAccountSummary",)),
    ),
    _later(
        "2022-11-23",
        "2022-11-23",
        f"{HISTORY}: the release of several MFA devices for one user",
        "A virtual MFA device may have any name, and nobody may delete one.",
        "2021-05-13-mfa-self-manage",
        Change(
            "AllowManageOwnVirtualMFADevice",
            drops=("iam:DeleteVirtualMFADevice",),
            resource="arn:aws:iam::*:mfa/*",
        ),
    ),
    _later(
        "current",
        "between 2023 and 2025",
        f"{GUIDE}, newer copies; the day of the change is not known",
        "Users see when a key of theirs was last used, and the details of a security key, the "
        "latter without MFA too.",
        "2022-11-23-mfa-self-manage",
        Change("AllowManageOwnAccessKeys", adds=("iam:GetAccessKeyLastUsed",)),
        Change("AllowManageOwnUserMFA", adds=("iam:GetMFADevice",)),
        Change(DENY, adds=("iam:GetMFADevice",)),
    ),
    _variation(
        "password-at-sign-in",
        "Self-manage (MFA required) and a password change while signing in",
        "New users and users with an expired password can change it before they have MFA. AWS "
        "advises against it.",
        DOCUMENT,
        Change(DENY, adds=("iam:ChangePassword", "iam:GetAccountPasswordPolicy")),
    ),
    _variation(
        "users-page",
        "Self-manage (MFA required) and the Users page",
        "Users can open the list of users, to find themselves in it, with MFA or without.",
        DOCUMENT,
        Change("AllowViewAccountInfo", adds=("iam:ListUsers",)),
        Change(DENY, adds=("iam:ListUsers",)),
    ),
    _variation(
        "own-user-page",
        "Self-manage (MFA required) and the password on one's own user page",
        "With MFA, users manage their console password on their own user page.",
        DOCUMENT,
        Change(
            "AllowManageOwnPasswords",
            adds=(
                "iam:CreateLoginProfile",
                "iam:DeleteLoginProfile",
                "iam:GetLoginProfile",
                "iam:UpdateLoginProfile",
            ),
        ),
    ),
    _variation(
        "own-user-page-no-mfa",
        "Self-manage (MFA required) and a password on one's own user page without MFA",
        "The same, and making a console password there needs no MFA.",
        f"{DOCUMENT}-own-user-page",
        Change(DENY, adds=("iam:CreateLoginProfile",)),
    ),
    _other(
        "self-manage-no-mfa",
        "Self_manage_no_MFA",
        "AWS's self-manage policy, no MFA",
        "The self-manage policy without its MFA half: no MFA devices, and nothing is denied "
        "without one.",
        DOCUMENT,
        Change("AllowViewAccountInfo", drops=("iam:ListVirtualMFADevices",)),
        *_NO_MFA_HALF,
    ),
    _other(
        "self-manage-password-access-keys-ssh",
        "Self_manage_password_access_keys_SSH",
        "Manage one's own password, access keys and SSH keys",
        "No MFA, no Git credentials, and no X.509 certificates, although AWS's description of it "
        "mentions those.",
        "2019-01-31-self-manage-no-mfa",
        Change("AllowManageOwnSigningCertificates", removed=True),
        Change("AllowManageOwnGitCredentials", removed=True),
    ),
    _other(
        "self-manage-mfa-only",
        "Self_manage_MFA_only",
        "Manage one's own MFA device only",
        "The MFA half alone: users set MFA up and have no right to any other credential.",
        DOCUMENT,
        Change(
            "AllowViewAccountInfo",
            drops=("iam:GetAccountPasswordPolicy", "iam:GetAccountSummary"),
        ),
        Change("AllowManageOwnPasswords", removed=True),
        Change("AllowManageOwnAccessKeys", removed=True),
        Change("AllowManageOwnSigningCertificates", removed=True),
        Change("AllowManageOwnSSHPublicKeys", removed=True),
        Change("AllowManageOwnGitCredentials", removed=True),
        Change("AllowManageOwnUserMFA", adds=("iam:GetUser",)),
    ),
    _other(
        "self-manage-password-only",
        "Self_manage_password_only",
        "Change one's own password only",
        "Users see themselves and the rules for passwords, and change their own password.",
    ),
    _managed(
        "administrator-access",
        "AdministratorAccess",
        "2015-02-06",
        "Everything, for the administrator of AWS's tutorial.",
    ),
    _managed(
        "iam-user-change-password",
        "IAMUserChangePassword",
        "2025-05-29",
        "Users change their own password, whatever the path in their ARN. The console attaches it "
        "to a new user who must change the password.",
    ),
    _managed(
        "amazon-ec2-full-access",
        "AmazonEC2FullAccess",
        "2018-11-27",
        "What the users of AWS's tutorial may do once they have MFA.",
    ),
    _managed(
        "amazon-s3-read-only-access",
        "AmazonS3ReadOnlyAccess",
        "2023-08-10",
        "Reading in another service than IAM, to see what the self-manage policy's Deny reaches.",
    ),
    _managed(
        "read-only-access",
        "ReadOnlyAccess",
        "changes often",
        "Reading everywhere, to see what remains of it beside the self-manage policy without MFA.",
        simplified="AWS's text lists the reading actions of every service, one by one. Here are "
        "patterns for those of IAM, STS, EC2 and S3.",
    ),
)

BY_NAME = {edition.name: edition for edition in EDITIONS}
