"""What is said of a call that is performed or read, for its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.errors import ServiceError
from console.gate.judgement import Judgement


@dataclass(slots=True)
class Answer:
    """What a performed call answers, by the service model's names; its event keeps no secret.

    `prepared` is what was worked out for it before its transaction.
    """

    response: Mapping[str, Any] | None = None
    prepared: Any = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A call of a reading action that was decided.

    `parameters` stand in place of the target's, `error` is what an allowed call was answered.
    """

    judgement: Judgement
    parameters: Mapping[str, Any] | None = None
    error: ServiceError | None = None
