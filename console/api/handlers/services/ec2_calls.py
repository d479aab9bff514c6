"""Parameters that several operations of EC2 share."""

from collections.abc import Sequence

from accounts.services.ec2_filters import DryRunOperation
from console.api.call import ApiCall


def check_dry_run(call: ApiCall) -> None:
    """DryRunOperation for who only asks whether the call would be allowed."""
    if call.get("DryRun"):
        raise DryRunOperation("Request would have succeeded, but DryRun flag is set.")


def filters_of(call: ApiCall) -> list[tuple[str, Sequence[str]]]:
    """The filters that were sent: a name and values each."""
    return [
        (wanted.get("Name", ""), wanted.get("Values", ())) for wanted in call.get("Filters", ())
    ]
