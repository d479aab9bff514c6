"""What a policy document says that its writer should know: AWS's policy checks, and our own.

AWS's are those of IAM Access Analyzer's `ValidatePolicy` that concern identity-based policies;
which differ, docs/fidelity.md says. Ours are marked: AWS has no such check.
"""

from accounts.validation.comparison import TooMuchWork, granting, newly_granting
from accounts.validation.findings import Finding, FindingType, Location, Place
from accounts.validation.validate import LENGTH_MAX, validate

__all__ = [
    "LENGTH_MAX",
    "Finding",
    "FindingType",
    "Location",
    "Place",
    "TooMuchWork",
    "granting",
    "newly_granting",
    "validate",
]
