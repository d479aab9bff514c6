"""Build ARNs, and find the names in them. Pure functions.

The shapes are those of the AWS IAM reference, "IAM identifiers".
"""


def iam(account_id: str, resource: str) -> str:
    """The ARN of an IAM resource of an account.

    >>> iam("123456789012", "user/alice")
    'arn:aws:iam::123456789012:user/alice'
    """
    return f"arn:aws:iam::{account_id}:{resource}"


def name_in(arn: str) -> str:
    """The name at the end of the ARN of a user, a group or a policy, behind its path.

    >>> name_in("arn:aws:iam::123456789012:policy/division/Force_MFA")
    'Force_MFA'
    """
    return arn.rpartition("/")[2]


def user(account_id: str, path: str, user_name: str) -> str:
    """A user's ARN; the path begins and ends with a slash.

    >>> user("123456789012", "/division/", "alice")
    'arn:aws:iam::123456789012:user/division/alice'
    """
    return iam(account_id, f"user{path}{user_name}")


def group(account_id: str, path: str, group_name: str) -> str:
    """A group's ARN.

    >>> group("123456789012", "/", "students")
    'arn:aws:iam::123456789012:group/students'
    """
    return iam(account_id, f"group{path}{group_name}")


def policy(account_id: str | None, path: str, policy_name: str) -> str:
    """A managed policy's ARN; AWS's own policies have no account.

    >>> policy(None, "/", "AdministratorAccess")
    'arn:aws:iam::aws:policy/AdministratorAccess'
    """
    return iam(account_id or "aws", f"policy{path}{policy_name}")


def mfa(account_id: str, path: str, device_name: str) -> str:
    """A virtual MFA device's ARN, which is also its serial number.

    >>> mfa("123456789012", "/", "alice")
    'arn:aws:iam::123456789012:mfa/alice'
    """
    return iam(account_id, f"mfa{path}{device_name}")


def u2f(account_id: str, user_name: str, device_name: str, suffix: str) -> str:
    """The serial number of a passkey or security key; `suffix` is 26 upper-case base32 characters.

    >>> u2f("123456789012", "alice", "yubikey", "A" * 26)
    'arn:aws:iam::123456789012:u2f/user/alice/yubikey-AAAAAAAAAAAAAAAAAAAAAAAAAA'
    """
    return iam(account_id, f"u2f/user/{user_name}/{device_name}-{suffix}")


def federated_user(account_id: str, name: str) -> str:
    """The ARN of a session of GetFederationToken.

    >>> federated_user("123456789012", "visitor")
    'arn:aws:sts::123456789012:federated-user/visitor'
    """
    return f"arn:aws:sts::{account_id}:federated-user/{name}"


def training_class(account_id: str, name: str) -> str:
    """The ARN of a class: of a service of ours, in the shape of AWS's.

    >>> training_class("123456789012", "blue-otter")
    'arn:aws:training::123456789012:class/blue-otter'
    """
    return f"arn:aws:training::{account_id}:class/{name}"


def training_clock(account_id: str) -> str:
    """The ARN of an account's clock.

    >>> training_clock("123456789012")
    'arn:aws:training::123456789012:clock'
    """
    return f"arn:aws:training::{account_id}:clock"
