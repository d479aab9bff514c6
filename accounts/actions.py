"""Every action this software performs: name, what it does, resource kind, access level.

Data, not code, in alphabetical order. Resource kinds are those of AWS's service authorization
reference; `*` means that the action supports no resource.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """An action. `id` is what a policy names; the access level is AWS's word for it.

    `called` is the operation of the API, and in events, where it is not named like the action;
    `of_api` is the service that has it there, where that is not the action's.
    """

    name: str
    does: str
    resource: str
    access_level: str
    service: str = "iam"
    called: str = ""
    of_api: str = ""

    @property
    def id(self) -> str:
        return f"{self.service}:{self.name}"

    @property
    def operation(self) -> str:
        return self.called or self.name

    @property
    def api(self) -> str:
        """The service whose API, and whose events, the operation is of."""
        return self.of_api or self.service

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of resource, one by one.

        >>> Action("GetResources", "See tags", "user, group", "Read").kinds
        ('user', 'group')
        """
        return tuple(self.resource.split(", "))

    @property
    def is_of_aws(self) -> bool:
        """AWS has it; the others are of the training layer, and no API has them."""
        return self.service != "training"

    @property
    def read_only(self) -> bool:
        return self.access_level in ("List", "Read")


ADD_USER_TO_GROUP = Action("AddUserToGroup", "Put a user into a group", "group", "Write")
ASSUME_ROLE = Action("AssumeRole", "Get temporary credentials of a role", "role", "Write", "sts")
ATTACH_GROUP_POLICY = Action(
    "AttachGroupPolicy", "Attach a managed policy to a group", "group", "Permissions management"
)
ATTACH_USER_POLICY = Action(
    "AttachUserPolicy", "Attach a managed policy to a user", "user", "Permissions management"
)
CHANGE_PASSWORD = Action("ChangePassword", "Change one's own console password", "user", "Write")
CHECK_ACCESS_NOT_GRANTED = Action(
    "CheckAccessNotGranted",
    "Check that a policy does not grant some access",
    "*",
    "Read",
    "access-analyzer",
)
CHECK_NO_NEW_ACCESS = Action(
    "CheckNoNewAccess",
    "Check that a policy grants no more than another",
    "*",
    "Read",
    "access-analyzer",
)
CREATE_ACCESS_KEY = Action(
    "CreateAccessKey", "Create an access key for a user", "user", "Permissions management"
)
CREATE_ACCOUNT_ALIAS = Action("CreateAccountAlias", "Give the account an alias", "*", "Write")
CREATE_CLASS = Action("CreateClass", "Create a class", "class", "Write", "training")
CREATE_GROUP = Action("CreateGroup", "Create a group", "group", "Write")
CREATE_LOGIN_PROFILE = Action(
    "CreateLoginProfile", "Give a user a console password", "user", "Write"
)
CREATE_POLICY = Action(
    "CreatePolicy", "Create a managed policy", "policy", "Permissions management"
)
CREATE_POLICY_VERSION = Action(
    "CreatePolicyVersion",
    "Create a version of a managed policy",
    "policy",
    "Permissions management",
)
CREATE_SERVICE_SPECIFIC_CREDENTIAL = Action(
    "CreateServiceSpecificCredential",
    "Create a user's credential for one service",
    "user",
    "Permissions management",
)
CREATE_USER = Action("CreateUser", "Create a user", "user", "Write")
CREATE_VIRTUAL_MFA_DEVICE = Action(
    "CreateVirtualMFADevice", "Create an unassigned virtual MFA device", "mfa", "Write"
)
DEACTIVATE_MFA_DEVICE = Action(
    "DeactivateMFADevice", "Take an MFA device away from a user", "user", "Write"
)
DECODE_AUTHORIZATION_MESSAGE = Action(
    "DecodeAuthorizationMessage",
    "Read the details of a refusal that EC2 has encoded",
    "*",
    "Write",
    "sts",
)
DELETE_ACCESS_KEY = Action(
    "DeleteAccessKey", "Delete an access key of a user", "user", "Permissions management"
)
DELETE_ACCOUNT_ALIAS = Action("DeleteAccountAlias", "Take the account's alias away", "*", "Write")
DELETE_ACCOUNT_PASSWORD_POLICY = Action(
    "DeleteAccountPasswordPolicy",
    "Go back to the default rules for passwords",
    "*",
    "Permissions management",
)
DELETE_CLASS = Action(
    "DeleteClass", "Delete a class with its seats and accounts", "class", "Write", "training"
)
DELETE_GROUP = Action("DeleteGroup", "Delete a group", "group", "Write")
DELETE_GROUP_POLICY = Action(
    "DeleteGroupPolicy", "Delete an inline policy of a group", "group", "Permissions management"
)
DELETE_LOGIN_PROFILE = Action(
    "DeleteLoginProfile", "Take a user's console password away", "user", "Write"
)
DELETE_POLICY = Action(
    "DeletePolicy", "Delete a managed policy", "policy", "Permissions management"
)
DELETE_POLICY_VERSION = Action(
    "DeletePolicyVersion",
    "Delete a version of a managed policy",
    "policy",
    "Permissions management",
)
DELETE_SSH_PUBLIC_KEY = Action(
    "DeleteSSHPublicKey", "Delete an SSH public key of a user", "user", "Permissions management"
)
DELETE_SERVICE_SPECIFIC_CREDENTIAL = Action(
    "DeleteServiceSpecificCredential",
    "Delete a user's credential for one service",
    "user",
    "Permissions management",
)
DELETE_SIGNING_CERTIFICATE = Action(
    "DeleteSigningCertificate",
    "Delete a signing certificate of a user",
    "user",
    "Permissions management",
)
DELETE_SNAPSHOT = Action(
    "DeleteSnapshot", "Delete a saved state of a class", "class", "Write", "training"
)
DELETE_USER = Action("DeleteUser", "Delete a user", "user", "Write")
DELETE_USER_PERMISSIONS_BOUNDARY = Action(
    "DeleteUserPermissionsBoundary",
    "Take away a user's permissions boundary",
    "user",
    "Permissions management",
)
DELETE_USER_POLICY = Action(
    "DeleteUserPolicy", "Delete an inline policy of a user", "user", "Permissions management"
)
DELETE_VIRTUAL_MFA_DEVICE = Action(
    "DeleteVirtualMFADevice", "Delete an unassigned virtual MFA device", "mfa", "Write"
)
DESCRIBE_AVAILABILITY_ZONES = Action(
    "DescribeAvailabilityZones", "See the Availability Zones of the region", "*", "List", "ec2"
)
DESCRIBE_INSTANCES = Action("DescribeInstances", "See the instances", "*", "List", "ec2")
DESCRIBE_ORGANIZATION = Action(
    "DescribeOrganization", "See the account's organization", "*", "Read", "organizations"
)
DESCRIBE_REGIONS = Action("DescribeRegions", "See the regions", "*", "List", "ec2")
DETACH_GROUP_POLICY = Action(
    "DetachGroupPolicy", "Take a managed policy from a group", "group", "Permissions management"
)
DETACH_USER_POLICY = Action(
    "DetachUserPolicy", "Take a managed policy from a user", "user", "Permissions management"
)
ENABLE_MFA_DEVICE = Action("EnableMFADevice", "Assign an MFA device to a user", "user", "Write")
GENERATE_CREDENTIAL_REPORT = Action(
    "GenerateCredentialReport", "Have the account's credential report generated", "*", "Read"
)
GENERATE_SERVICE_LAST_ACCESSED_DETAILS = Action(
    "GenerateServiceLastAccessedDetails",
    "Have a report generated of when an entity's services were last accessed",
    "user, group, policy",
    "Read",
)
GET_ACCESS_KEY_INFO = Action(
    "GetAccessKeyInfo", "See which account an access key belongs to", "*", "Read", "sts"
)
GET_ACCESS_KEY_LAST_USED = Action(
    "GetAccessKeyLastUsed", "See when an access key was last used", "user", "Read"
)
GET_ACCOUNT_AUTHORIZATION_DETAILS = Action(
    "GetAccountAuthorizationDetails",
    "See the account's users, groups and policies with all that they hold",
    "*",
    "Read",
)
GET_ACCOUNT_PASSWORD_POLICY = Action(
    "GetAccountPasswordPolicy", "See the account's rules for passwords", "*", "Read"
)
GET_ACCOUNT_SUMMARY = Action(
    "GetAccountSummary", "See the account's ID, canonical user ID and usage", "*", "List"
)
GET_CALLER_IDENTITY = Action(
    "GetCallerIdentity", "See whose credentials sign the call", "*", "Read", "sts"
)
GET_CLASS = Action("GetClass", "See a class and its seats", "class", "Read", "training")
GET_CONTEXT_KEYS_FOR_CUSTOM_POLICY = Action(
    "GetContextKeysForCustomPolicy", "See which context keys given policies name", "*", "Read"
)
GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY = Action(
    "GetContextKeysForPrincipalPolicy",
    "See which context keys the policies of a user or group name",
    "user, group",
    "Read",
)
GET_CREDENTIAL_REPORT = Action(
    "GetCredentialReport", "Get the account's credential report", "*", "Read"
)
GET_DELEGATION_REQUEST = Action("GetDelegationRequest", "See a request for delegation", "*", "Read")
GET_FEDERATION_TOKEN = Action(
    "GetFederationToken",
    "Get temporary credentials for somebody else, bounded by policies",
    "federated-user",
    "Read",
    "sts",
)
GET_GROUP = Action("GetGroup", "See a group and its members", "group", "Read")
GET_GROUP_POLICY = Action("GetGroupPolicy", "See an inline policy of a group", "group", "Read")
GET_INSTANCE_PROFILE = Action(
    "GetInstanceProfile", "See an instance profile", "instance-profile", "Read"
)
GET_LOGIN_PROFILE = Action(
    "GetLoginProfile", "See when a user's console password was made", "user", "List"
)
GET_MFA_DEVICE = Action("GetMFADevice", "See a security key of a user", "user", "Read")
GET_OPEN_ID_CONNECT_PROVIDER = Action(
    "GetOpenIDConnectProvider", "See an OpenID Connect provider", "oidc-provider", "Read"
)
GET_ORGANIZATIONS_ACCESS_REPORT = Action(
    "GetOrganizationsAccessReport", "Get a report of what an organization used", "*", "Read"
)
GET_OUTBOUND_WEB_IDENTITY_FEDERATION_INFO = Action(
    "GetOutboundWebIdentityFederationInfo",
    "See whether the account issues web identity tokens",
    "*",
    "Read",
)
GET_POLICY = Action("GetPolicy", "See a managed policy", "policy", "Read")
GET_POLICY_VERSION = Action(
    "GetPolicyVersion", "See a version of a managed policy and its document", "policy", "Read"
)
GET_REQUEST_AUTHORIZATION_DETAILS = Action(
    "GetRequestAuthorizationDetails",
    "See why a call was refused",
    "*",
    "Read",
    of_api="iam-toolbox",
)
GET_REQUEST_AUTHORIZATION_POLICY = Action(
    "GetRequestAuthorizationPolicy",
    "See a policy as it was when a call was refused",
    "*",
    "Read",
    of_api="iam-toolbox",
)
GET_RESOURCES = Action("GetResources", "See the resources that have tags", "*", "Read", "tag")
GET_ROLE = Action("GetRole", "See a role", "role", "Read")
GET_ROLE_POLICY = Action("GetRolePolicy", "See an inline policy of a role", "role", "Read")
GET_SAML_PROVIDER = Action("GetSAMLProvider", "See a SAML provider", "saml-provider", "Read")
GET_SSH_PUBLIC_KEY = Action("GetSSHPublicKey", "See an SSH public key of a user", "user", "Read")
GET_SEAT = Action("GetSeat", "Look at what a learner did", "class", "Read", "training")
GET_SERVER_CERTIFICATE = Action(
    "GetServerCertificate", "See a server certificate", "server-certificate", "Read"
)
GET_SERVICE_LAST_ACCESSED_DETAILS = Action(
    "GetServiceLastAccessedDetails",
    "Get a report of when an entity's services were last accessed",
    "*",
    "Read",
)
GET_SERVICE_LAST_ACCESSED_DETAILS_WITH_ENTITIES = Action(
    "GetServiceLastAccessedDetailsWithEntities",
    "See who could use a service of such a report, and when each last did",
    "*",
    "Read",
)
GET_SERVICE_LINKED_ROLE_DELETION_STATUS = Action(
    "GetServiceLinkedRoleDeletionStatus",
    "See how far the deletion of a service-linked role is",
    "*",
    "Read",
)
GET_SESSION_TOKEN = Action(
    "GetSessionToken", "Get temporary credentials, with MFA or without", "*", "Read", "sts"
)
GET_USER = Action("GetUser", "See a user's name, path, id and ARN", "user", "Read")
GET_USER_POLICY = Action("GetUserPolicy", "See an inline policy of a user", "user", "Read")
LIST_ACCESS_KEYS = Action("ListAccessKeys", "List the access keys of a user", "user", "List")
LIST_ACCOUNT_ALIASES = Action("ListAccountAliases", "See the account's alias", "*", "List")
LIST_ALL_MY_BUCKETS = Action(
    "ListAllMyBuckets", "List the account's buckets", "*", "List", "s3", called="ListBuckets"
)
LIST_ATTACHED_GROUP_POLICIES = Action(
    "ListAttachedGroupPolicies", "List the managed policies attached to a group", "group", "List"
)
LIST_ATTACHED_ROLE_POLICIES = Action(
    "ListAttachedRolePolicies", "List the managed policies attached to a role", "role", "List"
)
LIST_ATTACHED_USER_POLICIES = Action(
    "ListAttachedUserPolicies", "List the managed policies attached to a user", "user", "List"
)
LIST_CLASSES = Action("ListClasses", "List the account's classes", "*", "List", "training")
LIST_DELEGATION_REQUESTS = Action(
    "ListDelegationRequests", "List the requests for delegation", "*", "List"
)
LIST_ENTITIES_FOR_POLICY = Action(
    "ListEntitiesForPolicy", "List whom a managed policy is attached to", "policy", "List"
)
LIST_GROUP_POLICIES = Action(
    "ListGroupPolicies", "List the inline policies of a group", "group", "List"
)
LIST_GROUPS = Action("ListGroups", "List the account's groups", "*", "List")
LIST_GROUPS_FOR_USER = Action("ListGroupsForUser", "List the groups of a user", "user", "List")
LIST_INSTANCE_PROFILE_TAGS = Action(
    "ListInstanceProfileTags", "List the tags of an instance profile", "instance-profile", "List"
)
LIST_INSTANCE_PROFILES = Action(
    "ListInstanceProfiles", "List the account's instance profiles", "*", "List"
)
LIST_INSTANCE_PROFILES_FOR_ROLE = Action(
    "ListInstanceProfilesForRole", "List the instance profiles of a role", "role", "List"
)
LIST_MFA_DEVICE_TAGS = Action(
    "ListMFADeviceTags", "List the tags of a virtual MFA device", "mfa", "List"
)
LIST_MFA_DEVICES = Action("ListMFADevices", "List the MFA devices of a user", "user", "List")
LIST_OPEN_ID_CONNECT_PROVIDER_TAGS = Action(
    "ListOpenIDConnectProviderTags",
    "List the tags of an OpenID Connect provider",
    "oidc-provider",
    "List",
)
LIST_OPEN_ID_CONNECT_PROVIDERS = Action(
    "ListOpenIDConnectProviders", "List the account's OpenID Connect providers", "*", "List"
)
LIST_ORGANIZATIONS_FEATURES = Action(
    "ListOrganizationsFeatures", "List what the organization has central control of", "*", "List"
)
LIST_POLICIES = Action("ListPolicies", "List the managed policies", "*", "List")
LIST_POLICIES_GRANTING_SERVICE_ACCESS = Action(
    "ListPoliciesGrantingServiceAccess",
    "List the policies of a user or group that grant access to services",
    "user, group",
    "List",
)
LIST_POLICY_TAGS = Action("ListPolicyTags", "List the tags of a managed policy", "policy", "List")
LIST_POLICY_VERSIONS = Action(
    "ListPolicyVersions", "List the versions of a managed policy", "policy", "List"
)
LIST_ROLE_POLICIES = Action(
    "ListRolePolicies", "List the inline policies of a role", "role", "List"
)
LIST_ROLE_TAGS = Action("ListRoleTags", "List the tags of a role", "role", "List")
LIST_ROLES = Action("ListRoles", "List the account's roles", "*", "List")
LIST_SAML_PROVIDER_TAGS = Action(
    "ListSAMLProviderTags", "List the tags of a SAML provider", "saml-provider", "List"
)
LIST_SAML_PROVIDERS = Action("ListSAMLProviders", "List the account's SAML providers", "*", "List")
LIST_SSH_PUBLIC_KEYS = Action(
    "ListSSHPublicKeys", "List the SSH public keys of a user", "user", "List"
)
LIST_SERVER_CERTIFICATE_TAGS = Action(
    "ListServerCertificateTags",
    "List the tags of a server certificate",
    "server-certificate",
    "List",
)
LIST_SERVER_CERTIFICATES = Action(
    "ListServerCertificates", "List the account's server certificates", "*", "List"
)
LIST_SERVICE_SPECIFIC_CREDENTIALS = Action(
    "ListServiceSpecificCredentials",
    "List a user's credentials for single services",
    "user",
    "List",
)
LIST_SIGNING_CERTIFICATES = Action(
    "ListSigningCertificates", "List the signing certificates of a user", "user", "List"
)
LIST_USER_POLICIES = Action(
    "ListUserPolicies", "List the inline policies of a user", "user", "List"
)
LIST_USER_TAGS = Action("ListUserTags", "List the tags of a user", "user", "List")
LIST_USERS = Action("ListUsers", "List the account's users", "*", "List")
LIST_VIRTUAL_MFA_DEVICES = Action(
    "ListVirtualMFADevices", "List the account's virtual MFA devices", "*", "List"
)
LOOKUP_EVENTS = Action("LookupEvents", "Look up the account's events", "*", "Read", "cloudtrail")
PUT_GROUP_POLICY = Action(
    "PutGroupPolicy", "Embed a policy in a group", "group", "Permissions management"
)
PUT_USER_PERMISSIONS_BOUNDARY = Action(
    "PutUserPermissionsBoundary",
    "Bound what a user's policies grant by a managed policy",
    "user",
    "Permissions management",
)
PUT_USER_POLICY = Action(
    "PutUserPolicy", "Embed a policy in a user", "user", "Permissions management"
)
REMOVE_USER_FROM_GROUP = Action(
    "RemoveUserFromGroup", "Take a user out of a group", "group", "Write"
)
RESET_SERVICE_SPECIFIC_CREDENTIAL = Action(
    "ResetServiceSpecificCredential",
    "Give a user's credential for one service a new password",
    "user",
    "Permissions management",
)
RESTORE_CLASS = Action(
    "RestoreClass", "Bring a class back to a saved state", "class", "Write", "training"
)
RESYNC_MFA_DEVICE = Action(
    "ResyncMFADevice", "Synchronise an MFA device with two consecutive codes", "user", "Write"
)
SAVE_CLASS = Action("SaveClass", "Save the state of a class", "class", "Write", "training")
SET_DEFAULT_POLICY_VERSION = Action(
    "SetDefaultPolicyVersion",
    "Make a version of a managed policy its default",
    "policy",
    "Permissions management",
)
SHIFT_CLOCK = Action(
    "ShiftClock", "Shift the time of an account or of seats", "class, clock", "Write", "training"
)
SHOW_TOKENS = Action(
    "ShowTokens", "Show the codes of the account's hardware tokens", "*", "Read", "training"
)
SIMULATE_CUSTOM_POLICY = Action(
    "SimulateCustomPolicy", "Simulate what given policies allow", "*", "Read"
)
SIMULATE_PRINCIPAL_POLICY = Action(
    "SimulatePrincipalPolicy",
    "Simulate what the policies of a user or group allow",
    "user, group",
    "Read",
)
TAG_MFA_DEVICE = Action("TagMFADevice", "Add tags to a virtual MFA device", "mfa", "Tagging")
TAG_POLICY = Action("TagPolicy", "Add tags to a managed policy", "policy", "Tagging")
TAG_SESSION = Action(
    "TagSession", "Give tags to a session that is begun", "federated-user", "Tagging", "sts"
)
TAG_USER = Action("TagUser", "Add tags to a user", "user", "Tagging")
UNTAG_MFA_DEVICE = Action("UntagMFADevice", "Remove tags of a virtual MFA device", "mfa", "Tagging")
UNTAG_POLICY = Action("UntagPolicy", "Remove tags of a managed policy", "policy", "Tagging")
UNTAG_USER = Action("UntagUser", "Remove tags of a user", "user", "Tagging")
UPDATE_ACCESS_KEY = Action(
    "UpdateAccessKey", "Activate or deactivate an access key", "user", "Permissions management"
)
UPDATE_ACCOUNT_PASSWORD_POLICY = Action(
    "UpdateAccountPasswordPolicy",
    "Set the account's rules for passwords",
    "*",
    "Permissions management",
)
UPDATE_CLASS = Action("UpdateClass", "Change who may join a class", "class", "Write", "training")
UPDATE_GROUP = Action("UpdateGroup", "Rename or move a group", "group", "Write")
UPDATE_LOGIN_PROFILE = Action(
    "UpdateLoginProfile", "Give a user another console password", "user", "Permissions management"
)
UPDATE_SSH_PUBLIC_KEY = Action(
    "UpdateSSHPublicKey",
    "Activate or deactivate an SSH public key",
    "user",
    "Permissions management",
)
UPDATE_SEAT = Action("UpdateSeat", "Change a seat of a class", "class", "Write", "training")
UPDATE_SERVICE_SPECIFIC_CREDENTIAL = Action(
    "UpdateServiceSpecificCredential",
    "Activate or deactivate a user's credential for one service",
    "user",
    "Permissions management",
)
UPDATE_SIGNING_CERTIFICATE = Action(
    "UpdateSigningCertificate",
    "Activate or deactivate a signing certificate",
    "user",
    "Permissions management",
)
UPDATE_USER = Action("UpdateUser", "Rename or move a user", "user", "Write")
UPLOAD_SSH_PUBLIC_KEY = Action(
    "UploadSSHPublicKey", "Add an SSH public key to a user", "user", "Permissions management"
)
UPLOAD_SIGNING_CERTIFICATE = Action(
    "UploadSigningCertificate",
    "Add a signing certificate to a user",
    "user",
    "Permissions management",
)
VALIDATE_POLICY = Action(
    "ValidatePolicy", "Find faults and risks in a policy document", "*", "Read", "access-analyzer"
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Action))
BY_ID = {action.id: action for action in ALL}
PERMISSION_ONLY = frozenset((TAG_SESSION,))
"""Actions without an API operation of their own: another one needs them too (AWS's word)."""
