"""Roles and instance profiles over the API: there are none, and none can be made or assumed."""

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
from console.api.paging import page_of_items
from console.api.targets import absent
from console.gate.decorators import performs


@performs(ASSUME_ROLE, on=absent.role_to_assume)
def assume_role(call: ApiCall) -> Answer:
    """AWS does not say whether there is a role; it refuses without a reason."""
    raise AccessDenied(
        f"User: {call.caller.arn} is not authorized to perform: sts:AssumeRole "
        f"on resource: {call['RoleArn']}"
    )


@performs(GET_INSTANCE_PROFILE, on=absent.instance_profile)
def get_instance_profile(call: ApiCall) -> Answer:
    raise _no_instance_profile(call)


@performs(GET_ROLE, on=absent.role)
def get_role(call: ApiCall) -> Answer:
    raise _no_role(call)


@performs(GET_ROLE_POLICY, on=absent.role)
def get_role_policy(call: ApiCall) -> Answer:
    raise _no_role(call)


@performs(GET_SERVICE_LINKED_ROLE_DELETION_STATUS, on=targets.account)
def get_service_linked_role_deletion_status(call: ApiCall) -> Answer:
    raise NoSuchEntity(f"The deletion task with id {call['DeletionTaskId']} cannot be found.")


@performs(LIST_ATTACHED_ROLE_POLICIES, on=absent.role)
def list_attached_role_policies(call: ApiCall) -> Answer:
    raise _no_role(call)


@performs(LIST_INSTANCE_PROFILE_TAGS, on=absent.instance_profile)
def list_instance_profile_tags(call: ApiCall) -> Answer:
    raise _no_instance_profile(call)


@performs(LIST_INSTANCE_PROFILES, on=absent.every("instance-profile/"))
def list_instance_profiles(call: ApiCall) -> Answer:
    return page_of_items(call, "InstanceProfiles", (), str, key=str)


@performs(LIST_INSTANCE_PROFILES_FOR_ROLE, on=absent.role)
def list_instance_profiles_for_role(call: ApiCall) -> Answer:
    raise _no_role(call)


@performs(LIST_ROLE_POLICIES, on=absent.role)
def list_role_policies(call: ApiCall) -> Answer:
    raise _no_role(call)


@performs(LIST_ROLE_TAGS, on=absent.role)
def list_role_tags(call: ApiCall) -> Answer:
    raise _no_role(call)


@performs(LIST_ROLES, on=absent.every("role/"))
def list_roles(call: ApiCall) -> Answer:
    return page_of_items(call, "Roles", (), str, key=str)


def _no_role(call: ApiCall) -> NoSuchEntity:
    return no_such("role", call.target.name)


def _no_instance_profile(call: ApiCall) -> NoSuchEntity:
    return NoSuchEntity(f"Instance Profile {call.target.name} cannot be found.")
