"""The condition keys of a request, as AWS spells them, and where each comes from."""

from dataclasses import dataclass

from accounts.policy import Context, ContextValue

CALLER = "the user who calls"
SESSION = "how the session began"
CLOCK = "the clock of the server"
HTTP = "the HTTP request"
RESOURCE = "the resource"
CALL = "the parameters of the call"
SERVER = "this server"
# The keys as AWS's guide spells them, by what gives them.
SPELLED = {
    CALLER: (
        "aws:username", "aws:userid", "aws:PrincipalArn", "aws:PrincipalAccount",
        "aws:PrincipalType",
    ),
    SESSION: ("aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:TokenIssueTime"),
    CLOCK: ("aws:CurrentTime", "aws:EpochTime"),
    HTTP: ("aws:SourceIp", "aws:UserAgent", "aws:Referer", "aws:SecureTransport"),
    RESOURCE: ("aws:ResourceAccount",),
    CALL: ("aws:TagKeys",),
    SERVER: ("aws:RequestedRegion", "aws:PrincipalIsAWSService", "aws:ViaAWSService"),
}  # fmt: skip
KNOWN = {name.lower(): (name, source) for source, names in SPELLED.items() for name in names}
FAMILIES = {
    "aws:principaltag/": ("aws:PrincipalTag/", CALLER),
    "aws:resourcetag/": ("aws:ResourceTag/", RESOURCE),
    "aws:requesttag/": ("aws:RequestTag/", CALL),
    "iam:resourcetag/": ("iam:ResourceTag/", RESOURCE),
}
ABSENT = {
    "aws:multifactorauthpresent": "absent: the call was signed with a long-term access key",
    "aws:multifactorauthage": "absent: the session began without MFA",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A condition key with its values, and where they come from; `absent` says why it has none."""

    name: str
    values: tuple[str, ...]
    source: str
    absent: str = ""


def keys_of(context: Context) -> list[Key]:
    """The keys by name; those of MFA are named where they are absent as well.

    >>> [(key.name, key.source) for key in keys_of({"aws:sourceip": "192.0.2.1"})][-1]
    ('aws:SourceIp', 'the HTTP request')
    """
    found = [
        Key(spelled(key)[0], (value,) if isinstance(value, str) else tuple(value), spelled(key)[1])
        for key, value in context.items()
    ]
    found += [
        Key(KNOWN[key][0], (), KNOWN[key][1], absent)
        for key, absent in ABSENT.items()
        if key not in context
    ]
    return sorted(found, key=lambda key: key.name.lower())


def _given(key: str, value: ContextValue) -> Key:
    name, source = spelled(key)
    return Key(name, (value,) if isinstance(value, str) else tuple(value), source)


def spelled(key: str) -> tuple[str, str]:
    """The key as AWS spells it, and its source."""
    if key in KNOWN:
        return KNOWN[key]
    for start, (name, source) in FAMILIES.items():
        if key.startswith(start):
            return name + key.removeprefix(start), source
    return key, CALL
