"""What would have allowed a refused request: computed, and proved by the engine one by one.

Pure functions of policies and a request: no rows, no HTTP.
"""

from accounts.suggestions.cost import Cost
from accounts.suggestions.documents import Line, difference
from accounts.suggestions.search import Advice, Suggestion, advise, suggest
from accounts.suggestions.situations import Held, Situation
from accounts.suggestions.steps import Command, Edit, Kind, Step, Who

__all__ = [
    "Advice",
    "Command",
    "Cost",
    "Edit",
    "Held",
    "Kind",
    "Line",
    "Situation",
    "Step",
    "Suggestion",
    "Who",
    "advise",
    "difference",
    "suggest",
]
