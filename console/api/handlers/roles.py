"""Roles and instance profiles: there are none, and none can be made or assumed."""

from functools import partial

from accounts.actions import (
    ASSUME_ROLE,
    GET_INSTANCE_PROFILE,
    GET_ROLE,
    GET_ROLE_POLICY,
    GET_SERVICE_LINKED_ROLE_DELETION_STATUS,
    LIST_ATTACHED_ROLE_POLICIES,
    LIST_INSTANCE_PROFILE_TAGS,
    LIST_INSTANCE_PROFILES,
    LIST_INSTANCE_PROFILES_FOR_ROLE,
    LIST_ROLE_POLICIES,
    LIST_ROLE_TAGS,
    LIST_ROLES,
)
from accounts.errors import AccessDenied, NoSuchEntity, no_such
from console import targets
from console.api.call import Answer, ApiCall
from console.api.handlers.absent import empty_list, not_found
from console.api.targets import absent
from console.gate.decorators import performs


@performs(ASSUME_ROLE, on=absent.role_to_assume)
def assume_role(call: ApiCall) -> Answer:
    """AWS does not say whether there is a role; it refuses without a reason."""
    raise AccessDenied(
        f"User: {call.caller.arn} is not authorized to perform: sts:AssumeRole "
        f"on resource: {call['RoleArn']}"
    )


@performs(GET_SERVICE_LINKED_ROLE_DELETION_STATUS, on=targets.account)
def get_service_linked_role_deletion_status(call: ApiCall) -> Answer:
    raise NoSuchEntity(f"The deletion task with id {call['DeletionTaskId']} cannot be found.")


def _no_instance_profile(name: str) -> NoSuchEntity:
    return NoSuchEntity(f"Instance Profile {name} cannot be found.")


_of_role = partial(not_found, on=absent.role, error=partial(no_such, "role"))
get_role = _of_role(GET_ROLE)
get_role_policy = _of_role(GET_ROLE_POLICY)
list_attached_role_policies = _of_role(LIST_ATTACHED_ROLE_POLICIES)
list_instance_profiles_for_role = _of_role(LIST_INSTANCE_PROFILES_FOR_ROLE)
list_role_policies = _of_role(LIST_ROLE_POLICIES)
list_role_tags = _of_role(LIST_ROLE_TAGS)
list_roles = empty_list(LIST_ROLES, on=absent.every("role/"), member="Roles")

_of_profile = partial(not_found, on=absent.instance_profile, error=_no_instance_profile)
get_instance_profile = _of_profile(GET_INSTANCE_PROFILE)
list_instance_profile_tags = _of_profile(LIST_INSTANCE_PROFILE_TAGS)
list_instance_profiles = empty_list(
    LIST_INSTANCE_PROFILES, on=absent.every("instance-profile/"), member="InstanceProfiles"
)
