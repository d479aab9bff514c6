"""The scope of a signature: date, region, service, terminator; refused in AWS's words."""

import re

from console.protocol.errors import WrongRegion, WrongScope

TERMINATOR = "aws4_request"
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]", re.ASCII)
GLOBAL_REGION = "us-east-1"


def check_region_of_s3(region: str, *, presigned: bool) -> None:
    """WrongRegion for what is no region: S3 says for which one to sign, so that some clients go on
    by themselves.
    """
    if REGION.fullmatch(region):
        return
    if presigned:
        code, what = (
            "AuthorizationQueryParametersError",
            "Error parsing the X-Amz-Credential parameter",
        )
    else:
        code, what = "AuthorizationHeaderMalformed", "The authorization header is malformed"
    text = f"{what}; the region '{region}' is wrong; expecting '{GLOBAL_REGION}'"
    raise WrongRegion(code, text, GLOBAL_REGION)


def check_scope(fields: list[str], service: str, timestamp: str) -> None:
    """WrongScope unless it was signed that day for this service, and for any region: SDKs that know
    an endpoint's URL only take one of their own.
    """
    _, date, region, scoped, terminator = fields
    if date != timestamp[:8]:
        raise WrongScope(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            f"HTTP: '{date}' != '{timestamp[:8]}', from '{timestamp}'."
        )
    if not REGION.fullmatch(region):
        raise WrongScope(f"Credential should be scoped to a valid region, not '{region}'. ")
    if scoped != service:
        raise WrongScope(f"Credential should be scoped to correct service: '{service}'. ")
    if terminator != TERMINATOR:
        raise WrongScope(
            f"Credential should be scoped with a valid terminator: '{TERMINATOR}', "
            f"not '{terminator}'."
        )
