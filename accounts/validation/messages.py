"""The checks by their issue codes: AWS's with type and text, then ours.

AWS's texts (`aws_checks.json`) are those of its policy check reference, to the letter; `{...}` is
what a check fills in. Of what can be nothing the sentence is left out (`Did you mean ...`).
"""

import json
from pathlib import Path

_FILE = Path(__file__).resolve().parent / "aws_checks.json"
MESSAGES: dict[str, tuple[str, str]] = {
    code: (kind, text)
    for kind, checks in json.loads(_FILE.read_text()).items()
    for code, text in checks.items()
}
GUESS = " Did you mean {meant}?"
OURS: dict[str, tuple[str, str]] = {
    "PARTLY_CHECKED": (
        "WARNING",
        "The document is too large to be checked whole: findings are missing. Check its statements "
        "in smaller documents.",
    ),
    "MFA_DENY_WITHOUT_IF_EXISTS": (
        "SECURITY_WARNING",
        "Bool denies nothing where aws:MultiFactorAuthPresent is absent, as it is for long-term "
        "access keys. Use BoolIfExists to deny these calls as well.",
    ),
    "MFA_ALLOW_WITH_IF_EXISTS": (
        "SECURITY_WARNING",
        "BoolIfExists also holds where aws:MultiFactorAuthPresent is absent: this Allow is open "
        "to long-term access keys, which never have MFA. Use Bool with the value true.",
    ),
    "MFA_COMPARED_AS_TEXT": (
        "WARNING",
        'The value of {key} is a Boolean. As text only "true" and "false" in lower case are ever '
        "equal to it, and an absent key is neither. Use Bool or BoolIfExists.",
    ),
    "NOBODY_CAN_ENROLL": (
        "WARNING",
        "Without MFA this Deny covers {actions}, so that nobody without a device can set one up "
        "and sign in with it. Leave these actions out of the Deny.",
    ),
    "STATEMENT_NEVER_MATTERS": (
        "WARNING",
        "The statement changes no decision: {why}",
    ),
    "OWN_USER_WITHOUT_PATH": (
        "SUGGESTION",
        "user/${{aws:username}} is only a user whose path is /. For users with a path name it too, "
        "for example user/*/${{aws:username}}.",
    ),
    "DEVICE_NAMED_AS_USER": (
        "SUGGESTION",
        "mfa/${{aws:username}} is only a device that has the user's own name. With any other "
        "device name, or a second device, the call is refused.",
    ),
}  # fmt: skip
