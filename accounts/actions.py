"""Every action this software performs: name, what it does, resource kind, access level.

Data, not code, in alphabetical order. Resource kinds are those of AWS's service authorization
reference for IAM; `*` means that the action supports no resource.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """An IAM action. `id` is what a policy names; the access level is AWS's word for it."""

    name: str
    does: str
    resource: str
    access_level: str

    @property
    def id(self) -> str:
        return f"iam:{self.name}"

    @property
    def read_only(self) -> bool:
        return self.access_level in ("List", "Read")


CREATE_ACCESS_KEY = Action(
    "CreateAccessKey", "Create an access key for a user", "user", "Permissions management"
)
CREATE_VIRTUAL_MFA_DEVICE = Action(
    "CreateVirtualMFADevice", "Create an unassigned virtual MFA device", "mfa", "Write"
)
DEACTIVATE_MFA_DEVICE = Action(
    "DeactivateMFADevice", "Take an MFA device away from a user", "user", "Write"
)
DELETE_ACCESS_KEY = Action(
    "DeleteAccessKey", "Delete an access key of a user", "user", "Permissions management"
)
DELETE_VIRTUAL_MFA_DEVICE = Action(
    "DeleteVirtualMFADevice", "Delete an unassigned virtual MFA device", "mfa", "Write"
)
ENABLE_MFA_DEVICE = Action("EnableMFADevice", "Assign an MFA device to a user", "user", "Write")
GET_ACCESS_KEY_LAST_USED = Action(
    "GetAccessKeyLastUsed", "See when an access key was last used", "user", "Read"
)
GET_ACCOUNT_SUMMARY = Action(
    "GetAccountSummary", "See the account's ID, canonical user ID and usage", "*", "List"
)
GET_USER = Action("GetUser", "See a user's name, path, id and ARN", "user", "Read")
LIST_ACCESS_KEYS = Action("ListAccessKeys", "List the access keys of a user", "user", "List")
LIST_MFA_DEVICES = Action("ListMFADevices", "List the MFA devices of a user", "user", "List")
LIST_VIRTUAL_MFA_DEVICES = Action(
    "ListVirtualMFADevices", "List the account's virtual MFA devices", "*", "List"
)
RESYNC_MFA_DEVICE = Action(
    "ResyncMFADevice", "Synchronise an MFA device with two consecutive codes", "user", "Write"
)
TAG_USER = Action("TagUser", "Add tags to a user", "user", "Tagging")
UPDATE_ACCESS_KEY = Action(
    "UpdateAccessKey", "Activate or deactivate an access key", "user", "Permissions management"
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Action))
BY_ID = {action.id: action for action in ALL}
