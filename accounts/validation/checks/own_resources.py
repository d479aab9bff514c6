"""Ours: resources of one's own that are not all of one's own. AWS has no such checks."""

import re

from accounts.validation.findings import Found
from accounts.validation.nodes import Node
from accounts.validation.statements import Policy

USER = re.compile(r"arn:[^:]*:iam:[^:]*:[^:]*:user/\$\{aws:username\}", re.IGNORECASE)
DEVICE = re.compile(r"arn:[^:]*:iam:[^:]*:[^:]*:mfa/\$\{aws:username\}", re.IGNORECASE)
WITH_PATH = re.compile(r"arn:[^:]*:iam:[^:]*:[^:]*:user/\*/?\$\{aws:username\}", re.IGNORECASE)
MORE_DEVICES = re.compile(r"arn:[^:]*:iam:[^:]*:[^:]*:mfa/\*", re.IGNORECASE)


def check(policy: Policy, found: Found) -> None:
    if not policy.has_variables:
        return
    users: list[Node] = []
    devices: list[Node] = []
    for statement in policy.statements:
        texts = [str(node.value) for node in statement.resources]
        if not any(map(WITH_PATH.fullmatch, texts)):
            users += [node for node in statement.resources if USER.fullmatch(str(node.value))]
        if not any(map(MORE_DEVICES.fullmatch, texts)):
            devices += [node for node in statement.resources if DEVICE.fullmatch(str(node.value))]
    if users:
        found.add("OWN_USER_WITHOUT_PATH", *users)
    if devices:
        found.add("DEVICE_NAMED_AS_USER", *devices)
