"""Resources that IAM refuses in a document, in IAM's words. Pure functions of one resource.

Sources: recorded answers of CreatePolicy; for other partitions and Route 53, reports with the text.
"""

PARTITIONS = ("aws", "*")  # an account of one partition takes no ARN of another
IAM_PATHS = (
    "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/",
    "server-certificate/", "policy/", "sms-mfa/", "saml-provider/", "oidc-provider/", "report/",
    "access-report/",
)  # fmt: skip
S3_REGIONAL = (
    "accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens/",
    "storage-lens-group/",
)  # fmt: skip
"""Resources of S3 that AWS's service authorization reference writes with a region."""

VENDOR = "Resource vendor must be fully qualified and cannot contain regexes."
IAM_PATH = f'IAM resource path must either be "*", root, or start with {", ".join(IAM_PATHS)}.'


def fails_legacy_parsing(resource: str) -> bool:
    """Whether an ARN is one that IAM's older parser gives up on: no vendor, or a short one of S3.

    >>> fails_legacy_parsing("arn:aws:s3::bucket"), fails_legacy_parsing("arn:aws:s3:::bucket")
    (True, False)
    """
    parts = resource.split(":", 5)
    if len(parts) < 3 or parts[1] not in PARTITIONS:
        return False
    return not parts[2] or (parts[2] == "s3" and len(parts) < 6)


def refusal_of(resource: str) -> str:
    """Why IAM stores no such resource; "" for one that it stores.

    Whatever has a colon is read as an ARN; parts that are missing at its end are `*`.

    >>> refusal_of("a:b")
    'Partition "b" is not valid for resource "arn:b:*:*:*:*".'
    """
    if resource == "*":
        return ""
    parts = resource.split(":", 5)
    arn = ["arn", *parts[1:], *["*"] * (6 - len(parts))]
    if len(parts) > 1 and arn[1] not in PARTITIONS:
        return f'Partition "{arn[1]}" is not valid for resource "{":".join(arn)}".'
    if len(parts) == 1 or parts[0] != "arn":
        return f'Resource {resource} must be in ARN format or "*".'
    if len(parts) == 2 or not arn[2] or "*" in arn[2] or "?" in arn[2]:
        return VENDOR
    rule = RULES.get(arn[2])
    return rule(resource, *arn[3:]) if rule else ""


def _iam(resource: str, region: str, _account: str, path: str) -> str:
    if region not in ("", "*"):
        return f"IAM resource {resource} cannot contain region information."
    return "" if path in ("*", "root") or path.startswith(IAM_PATHS) else IAM_PATH


def _s3(resource: str, region: str, _account: str, path: str) -> str:
    return "" if region in ("", "*") or path.startswith(S3_REGIONAL) else _no_region(resource)


def _route53(resource: str, region: str, account: str, _path: str) -> str:
    if region not in ("", "*"):
        return _no_region(resource)
    return "" if account in ("", "*") else f"Resource {resource} cannot contain an account id."


def _no_region(resource: str) -> str:
    return f"Resource {resource} can not contain region information."


RULES = {"iam": _iam, "s3": _s3, "route53": _route53}
