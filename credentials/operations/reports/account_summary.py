"""GetAccountSummary: what the account has, and how much of each it may have."""

from accounts.models import Account, Policy
from accounts.operations import groups, users
from accounts.operations.policies import (
    attachments,
    inline_policies,
    policies,
    policy_versions,
)
from credentials.models import MFADevice
from credentials.operations import access_keys, signing_certificates

# The root user of an account of this software has no credentials; roles, providers, server
# certificates and instance profiles do not exist here. AWS's quotas stand all the same.
ABSENT = (
    "AccountAccessKeysPresent",
    "AccountMFAEnabled",
    "AccountPasswordPresent",
    "AccountSigningCertificatesPresent",
    "InstanceProfiles",
    "Providers",
    "Roles",
    "ServerCertificates",
)
QUOTAS = {
    "AccessKeysPerUserQuota": access_keys.PER_USER,
    "AssumeRolePolicySizeQuota": 2048,
    "AttachedPoliciesPerGroupQuota": attachments.PER_GROUP,
    "AttachedPoliciesPerRoleQuota": 10,
    "AttachedPoliciesPerUserQuota": attachments.PER_USER,
    "GroupPolicySizeQuota": inline_policies.GROUP_SIZE,
    "GroupsPerUserQuota": groups.PER_USER,
    "GroupsQuota": groups.PER_ACCOUNT,
    "InstanceProfilesQuota": 1000,
    "PoliciesQuota": policies.PER_ACCOUNT,
    "PolicySizeQuota": policies.SIZE_MAX,
    "PolicyVersionsInUseQuota": 10_000,
    "RolePolicySizeQuota": 10_240,
    "RolesQuota": 1000,
    "ServerCertificatesQuota": 20,
    "SigningCertificatesPerUserQuota": signing_certificates.PER_USER,
    "UserPolicySizeQuota": inline_policies.USER_SIZE,
    "UsersQuota": users.PER_ACCOUNT,
    "VersionsPerPolicyQuota": policy_versions.PER_POLICY,
}


def get_account_summary(*, account: Account) -> dict[str, int]:
    """The 34 entries of the summary."""
    devices = MFADevice.objects.filter(account=account)
    in_use = policies.list_policies(account=account, only_attached=True)
    return {
        **dict.fromkeys(ABSENT, 0),
        **QUOTAS,
        "GlobalEndpointTokenVersion": 1,
        "Groups": account.groups.count(),
        "MFADevices": devices.count(),
        "MFADevicesInUse": devices.exclude(user=None).count(),
        "Policies": Policy.objects.filter(account=account).count(),
        "PolicyVersionsInUse": in_use.count(),
        "Users": account.users.count(),
    }
