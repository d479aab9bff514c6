"""The `aws` command line that does what a control of the console does."""

import re
import shlex

from accounts.actions import Action

SPOKEN = {"s3": "s3api", "tag": "resourcegroupstaggingapi"}  # as the command calls a service's API
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+\d*|[A-Z]+\d*|[a-z]+")


def kebab(name: str) -> str:
    """A name as the aws command spells it.

    >>> kebab("ListMFADevices"), kebab("SSHPublicKeyId"), kebab("AuthenticationCode1")
    ('list-mfa-devices', 'ssh-public-key-id', 'authentication-code1')
    >>> kebab("authorizationId")
    'authorization-id'
    """
    return "-".join(WORD.findall(name)).lower()


def command_line(action: Action, **parameters: str) -> str:
    """The command for an action with these parameters, named as in the API.

    A value in angle brackets is a placeholder: a secret or a code that is not shown. An empty one
    belongs to an option that takes no value. One that begins with a hyphen is tied to its option:
    the command would take it for an option of its own.

    >>> from accounts.actions import UPDATE_ACCESS_KEY
    >>> command_line(UPDATE_ACCESS_KEY, AccessKeyId="AKIA", Status="Inactive")
    'aws iam update-access-key --access-key-id AKIA --status Inactive'
    >>> command_line(UPDATE_ACCESS_KEY, UserName="-x")
    'aws iam update-access-key --user-name=-x'
    >>> from accounts.actions import LIST_ALL_MY_BUCKETS
    >>> command_line(LIST_ALL_MY_BUCKETS)
    'aws s3api list-buckets'
    """
    words = ["aws", SPOKEN.get(action.api, action.api), kebab(action.operation)]
    for name, value in parameters.items():
        words += _option(kebab(name), value)
    return shlex.join(words)


def endpoint_option(endpoint: str) -> str:
    """The option that sends a command to an endpoint, not to AWS.

    >>> endpoint_option("http://localhost:8000")
    '--endpoint-url http://localhost:8000'
    """
    return shlex.join(_option("endpoint-url", endpoint))


def is_call(line: str) -> bool:
    """Whether a line of a terminal calls a service, and so takes an endpoint.

    >>> is_call("aws s3 ls"), is_call("aws configure list"), is_call("unset AWS_PROFILE")
    (True, False, False)
    """
    return line.startswith("aws ") and not line.startswith("aws configure")


def _option(name: str, value: str) -> list[str]:
    if value.startswith("-"):
        return [f"--{name}={value}"]
    return [f"--{name}", value] if value else [f"--{name}"]


def exports(endpoint: str, access_key_id: str = "", secret: str = "") -> str:
    """The shell lines that point every AWS client at an endpoint; placeholders for no key.

    Some clients read AWS_REGION, others AWS_DEFAULT_REGION. What would be preferred to the key or
    sent with it goes: a session's token, a profile.
    """
    key_id = shlex.quote(access_key_id or "<access key ID>")
    return "\n".join(
        (
            "unset AWS_SESSION_TOKEN AWS_PROFILE",
            f"export AWS_ENDPOINT_URL={shlex.quote(endpoint)}",
            "export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1",
            f"export AWS_ACCESS_KEY_ID={key_id}",
            f"export AWS_SECRET_ACCESS_KEY={shlex.quote(secret or '<secret access key>')}",
        )
    )


def powershell_exports(endpoint: str, access_key_id: str = "", secret: str = "") -> str:
    """The same for PowerShell.

    >>> powershell_exports("http://localhost:8000").splitlines()[1]
    "$Env:AWS_ENDPOINT_URL = 'http://localhost:8000'"
    """
    variables = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": access_key_id or "<access key ID>",
        "AWS_SECRET_ACCESS_KEY": secret or "<secret access key>",
    }
    quoted = {name: value.replace("'", "''") for name, value in variables.items()}
    return "\n".join(
        (
            "Remove-Item Env:AWS_SESSION_TOKEN, Env:AWS_PROFILE -ErrorAction Ignore",
            *(f"$Env:{name} = '{value}'" for name, value in quoted.items()),
        )
    )
