"""What validation finds in a document, as the pane under the policy editor shows it."""

from dataclasses import dataclass

from accounts.actions import VALIDATE_POLICY
from accounts.validation import LENGTH_MAX, Finding, FindingType, validate
from console.gate.requests import ConsoleRequest

POLICY_TYPE = "IDENTITY_POLICY"
ACRONYMS = ("ARN", "IP", "JSON", "MFA", "SLR", "VPC", "VPCE")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a finding: line and column begin at 1, as the editor counts; `offset` is for
    scripts, in UTF-16 units.
    """

    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its check's name in words; `ours` is one that AWS has not."""

    name: str
    details: str
    spots: tuple[Spot, ...]
    ours: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of findings."""

    name: str
    findings: tuple[Shown, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Pane:
    """The tabs, or why there are none: the action that is refused, or the most characters that a
    document may have. Before the document is checked there is nothing of these.
    """

    tabs: tuple[Tab, ...] = ()
    refused: str = ""
    limit: int = 0


def pane_of(request: ConsoleRequest, document: str | None) -> Pane:
    """The pane for a document that is checked now, which is a call of its own; None for before.

    KeyError for a view that does not offer the action.
    """
    if not request.gate.allows(VALIDATE_POLICY):
        return Pane(refused=VALIDATE_POLICY.id)
    if not document:
        return Pane()
    request.gate.read(VALIDATE_POLICY, policyType=POLICY_TYPE)
    if len(document) > LENGTH_MAX:
        return Pane(limit=LENGTH_MAX)
    found = validate(document)
    held = {kind: [one for one in found if one.type is kind] for kind in FindingType}
    first = next((kind for kind in FindingType if held[kind]), FindingType.SECURITY_WARNING)
    return Pane(
        tuple(
            Tab(kind.value, tuple(_shown(one, document) for one in held[kind]), kind is first)
            for kind in FindingType
        )
    )


def _shown(finding: Finding, document: str) -> Shown:
    spots = tuple(
        Spot(at.line, at.column + 1, _units(document[: at.offset]))
        for at in (location.start for location in finding.locations)
    )
    return Shown(_in_words(finding.code), finding.details, spots, finding.ours)


def _in_words(code: str) -> str:
    """An issue code as its check is called.

    >>> _in_words("CREATE_SLR_WITH_NOT_RESOURCE")
    'Create SLR with not resource'
    """
    words = [word if word in ACRONYMS else word.lower() for word in code.split("_")]
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _units(text: str) -> int:
    """The length of a text as scripts count it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
