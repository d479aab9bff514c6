"""The policy engine: pure Python, standard library only.

>>> policy = AppliedPolicy("P", None, parse('''{
...     "Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*",
...     "Resource": "arn:aws:iam::*:user/${aws:username}"}}'''))
>>> request = Request("iam:GetUser", "arn:aws:iam::1:user/alice", {"aws:username": "alice"})
>>> evaluate([policy], request)
<Decision allowed by 0>
"""

from accounts.policy.context_keys import InvalidContent, context_keys, variables_and_keys
from accounts.policy.decision import AppliedPolicy, Decision, Effect
from accounts.policy.document import Document, Statement, compiled, parse
from accounts.policy.evaluate import decide, evaluate, matching, within_session
from accounts.policy.faults import Fault, find_fault
from accounts.policy.grammar import MalformedPolicyDocument
from accounts.policy.match import Context, ContextValue, text_matcher
from accounts.policy.positions import Position, Span, statement_spans
from accounts.policy.request import Request
from accounts.policy.resources import split_arn
from accounts.policy.services import grants_action, grants_service

__all__ = [
    "AppliedPolicy",
    "Context",
    "ContextValue",
    "Decision",
    "Document",
    "Effect",
    "Fault",
    "InvalidContent",
    "MalformedPolicyDocument",
    "Position",
    "Request",
    "Span",
    "Statement",
    "compiled",
    "context_keys",
    "decide",
    "evaluate",
    "find_fault",
    "grants_action",
    "grants_service",
    "matching",
    "parse",
    "split_arn",
    "statement_spans",
    "text_matcher",
    "variables_and_keys",
    "within_session",
]
