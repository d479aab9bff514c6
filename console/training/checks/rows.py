"""The checks `device`, `credential` and `user`: what is in the account now."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from accounts.models import User
from console.training.checks.facts import KINDS, Facts
from console.training.checks.verdict import Verdict, done, not_yet
from credentials.models import MFADevice

BY_START = "by the start"
DEVICE_KINDS = {"virtual": "virtual", "hardware": "hardware", "passkey": "fido"}
ID_FIELDS = (
    "access_key_id",
    "certificate_id",
    "ssh_public_key_id",
    "service_specific_credential_id",
)
Asked = Mapping[str, Any]


def check_device(asked: Asked, facts: Facts) -> Verdict:
    """Whether there are such MFA devices."""
    found = [device for device in facts.devices if _is_such_device(device, asked, facts)]
    return _enough(found, asked, _no_device(asked))


def check_credential(asked: Asked, facts: Facts) -> Verdict:
    """Whether there are such credentials of the user."""
    user = facts.user(asked["user"])
    if user is None:
        return not_yet(f"There is no user {asked['user']}.")
    if asked["kind"] == "password":
        return _check_password(asked, user, facts)
    rows = facts.credentials(KINDS[asked["kind"]])
    found = [row for row in rows if row.user_id == user.pk and _is_such(row, asked, facts)]
    return _enough(found, asked, f"{user.user_name} has no {_described(asked)}.")


def check_user(asked: Asked, facts: Facts) -> Verdict:
    """Whether there is such a user."""
    user = facts.user(asked["name"])
    if user is None:
        return not_yet(f"There is no user {asked['name']}.")
    boundary = user.permissions_boundary
    wrong = (
        (
            "path" in asked and user.path != asked["path"],
            f"is not under the path {asked.get('path')}",
        ),
        (
            "group" in asked
            and asked["group"] not in {one.group_name for one in user.groups.all()},
            f"is not in the group {asked.get('group')}",
        ),
        (
            "policy" in asked
            and asked["policy"] not in {one.policy_name for one in user.policies.all()},
            f"has no policy {asked.get('policy')} attached",
        ),
        (
            "boundary" in asked and getattr(boundary, "policy_name", "") != asked["boundary"],
            f"does not have the permissions boundary {asked.get('boundary')}",
        ),
    )
    missing = [what for is_wrong, what in wrong if is_wrong]
    return not_yet(f"{user.user_name} {missing[0]}.") if missing else done()


def _enough(found: Sequence[Any], asked: Asked, none: str) -> Verdict:
    wanted = asked.get("count", 1)
    if len(found) >= wanted:
        return done()
    if not found:
        return not_yet(none)
    return not_yet(f"There are {len(found)} of {wanted}.", len(found) / wanted)


def _is_such_device(device: MFADevice, asked: Asked, facts: Facts) -> bool:
    user = device.user
    if "user" in asked and (user is None or user.user_name.lower() != asked["user"].lower()):
        return False
    if "name" in asked and device.name != asked["name"]:
        return False
    if "kind" in asked and device.kind != DEVICE_KINDS[asked["kind"]]:
        return False
    if "assigned" in asked and (user is not None) != asked["assigned"]:
        return False
    return _is_made(device.serial_number, asked, facts)


def _no_device(asked: Asked) -> str:
    named = f" named {asked['name']}" if "name" in asked else ""
    kind = f"{asked['kind']} " if "kind" in asked else ""
    if "user" in asked:
        return f"{asked['user']} has no {kind}MFA device{named}."
    return f"There is no such {kind}MFA device{named}."


def _check_password(asked: Asked, user: User, facts: Facts) -> Verdict:
    if not user.has_usable_password():
        return not_yet(f"{user.user_name} has no console password.")
    if "must_change" in asked and user.password_reset_required != asked["must_change"]:
        must = "must" if user.password_reset_required else "need not"
        return not_yet(f"{user.user_name} {must} change the password at the next sign-in.")
    changed = user.password_last_changed or user.created_at
    if not _is_of_age(changed, asked, facts):
        return not_yet(f"The password of {user.user_name} is of another age.")
    return done()


def _is_such(row: Any, asked: Asked, facts: Facts) -> bool:
    if "status" in asked and row.status != asked["status"]:
        return False
    if "used" in asked and (getattr(row, "last_used_at", None) is not None) != asked["used"]:
        return False
    return _is_of_age(row.created_at, asked, facts) and _is_made(_id_of(row), asked, facts)


def _is_of_age(since: Any, asked: Asked, facts: Facts) -> bool:
    age = facts.now - since
    older = age >= timedelta(days=asked.get("older_than_days", 0)) or "older_than_days" not in asked
    return older and (
        "younger_than_days" not in asked or age < timedelta(days=asked["younger_than_days"])
    )


def _is_made(id_: str, asked: Asked, facts: Facts) -> bool:
    """Whether the start made it, where that is asked."""
    return "made" not in asked or (id_ in facts.sheet.made) == (asked["made"] == BY_START)


def _id_of(row: Any) -> str:
    return str(next(getattr(row, name) for name in ID_FIELDS if hasattr(row, name)))


def _described(asked: Asked) -> str:
    """Such as "active access key made since the start"."""
    status = f"{asked['status'].lower()} " if "status" in asked else ""
    made = f" made {asked['made']}" if "made" in asked else ""
    used = {True: " that was used", False: " that was never used"}.get(asked.get("used", ""), "")
    return f"{status}{asked['kind']}{made}{used}"
