"""A decision explained whole: each step, each statement, and all that stands in the way.

Pure functions of policies and a request: no rows, no HTTP.
"""

from accounts.explanations.explanation import Explanation, explain
from accounts.explanations.keys import Key, keys_of
from accounts.explanations.lines import Line, lines_of
from accounts.explanations.statements import Finding, Place
from accounts.explanations.steps import Step

__all__ = [
    "Explanation",
    "Finding",
    "Key",
    "Line",
    "Place",
    "Step",
    "explain",
    "keys_of",
    "lines_of",
]
