"""Every operation of the wire: one line here and one marked function, and nothing else.

The mark of a function names its action, and with it the operation, and what the action is checked
against; the service model says what goes in and what comes out.
"""

from collections.abc import Callable

from console.api import (
    access_keys,
    account,
    account_authorization,
    attachments,
    buckets,
    groups,
    identity,
    inline_policies,
    instances,
    mfa_devices,
    password_policies,
    passwords,
    policies,
    service_specific_credentials,
    signing_certificates,
    simulation,
    ssh_public_keys,
    users,
)
from console.api.calls import Answer, ApiCall
from console.guards import mark_of

Perform = Callable[[ApiCall], Answer]

OPERATIONS: tuple[Perform, ...] = (
    access_keys.create_access_key,
    access_keys.delete_access_key,
    access_keys.get_access_key_last_used,
    access_keys.list_access_keys,
    access_keys.update_access_key,
    account.create_account_alias,
    account.delete_account_alias,
    account.generate_credential_report,
    account.get_account_summary,
    account.get_credential_report,
    account.list_account_aliases,
    account_authorization.get_account_authorization_details,
    attachments.attach_group_policy,
    attachments.attach_user_policy,
    attachments.detach_group_policy,
    attachments.detach_user_policy,
    attachments.list_attached_group_policies,
    attachments.list_attached_user_policies,
    attachments.list_entities_for_policy,
    buckets.list_buckets,
    groups.add_user_to_group,
    groups.create_group,
    groups.delete_group,
    groups.get_group,
    groups.list_groups,
    groups.list_groups_for_user,
    groups.remove_user_from_group,
    groups.update_group,
    identity.get_access_key_info,
    identity.get_caller_identity,
    identity.get_session_token,
    inline_policies.delete_group_policy,
    inline_policies.delete_user_policy,
    inline_policies.get_group_policy,
    inline_policies.get_user_policy,
    inline_policies.list_group_policies,
    inline_policies.list_user_policies,
    inline_policies.put_group_policy,
    inline_policies.put_user_policy,
    instances.describe_instances,
    mfa_devices.create_virtual_mfa_device,
    mfa_devices.deactivate_mfa_device,
    mfa_devices.delete_virtual_mfa_device,
    mfa_devices.enable_mfa_device,
    mfa_devices.get_mfa_device,
    mfa_devices.list_mfa_device_tags,
    mfa_devices.list_mfa_devices,
    mfa_devices.list_virtual_mfa_devices,
    mfa_devices.resync_mfa_device,
    mfa_devices.tag_mfa_device,
    mfa_devices.untag_mfa_device,
    password_policies.delete_account_password_policy,
    password_policies.get_account_password_policy,
    password_policies.update_account_password_policy,
    passwords.change_password,
    passwords.create_login_profile,
    passwords.delete_login_profile,
    passwords.get_login_profile,
    passwords.update_login_profile,
    policies.create_policy,
    policies.create_policy_version,
    policies.delete_policy,
    policies.delete_policy_version,
    policies.get_policy,
    policies.get_policy_version,
    policies.list_policies,
    policies.list_policy_tags,
    policies.list_policy_versions,
    policies.set_default_policy_version,
    policies.tag_policy,
    policies.untag_policy,
    service_specific_credentials.create_service_specific_credential,
    service_specific_credentials.delete_service_specific_credential,
    service_specific_credentials.list_service_specific_credentials,
    service_specific_credentials.reset_service_specific_credential,
    service_specific_credentials.update_service_specific_credential,
    signing_certificates.delete_signing_certificate,
    signing_certificates.list_signing_certificates,
    signing_certificates.update_signing_certificate,
    signing_certificates.upload_signing_certificate,
    simulation.get_context_keys_for_custom_policy,
    simulation.get_context_keys_for_principal_policy,
    simulation.simulate_custom_policy,
    simulation.simulate_principal_policy,
    ssh_public_keys.delete_ssh_public_key,
    ssh_public_keys.get_ssh_public_key,
    ssh_public_keys.list_ssh_public_keys,
    ssh_public_keys.update_ssh_public_key,
    ssh_public_keys.upload_ssh_public_key,
    users.create_user,
    users.delete_user,
    users.delete_user_permissions_boundary,
    users.get_user,
    users.list_user_tags,
    users.list_users,
    users.put_user_permissions_boundary,
    users.tag_user,
    users.untag_user,
    users.update_user,
)


def named(perform: Perform) -> tuple[str, str]:
    """The service and the operation that a function performs, by its mark; nothing without one."""
    mark = mark_of(perform)
    if mark is None or mark.performs is None:
        return "", ""
    action = mark.performs[0]
    return action.service, action.operation


CATALOGUE: dict[tuple[str, str], Perform] = {named(perform): perform for perform in OPERATIONS}
