"""Actions that are more than they seem: who may call them can have other permissions as well."""

from accounts import actions
from accounts.policy import Request
from accounts.suggestions.situations import user_of

PERMISSIONS = frozenset(
    action.id
    for action in (
        actions.ADD_USER_TO_GROUP,
        actions.ATTACH_GROUP_POLICY,
        actions.ATTACH_USER_POLICY,
        actions.CREATE_POLICY_VERSION,
        actions.DELETE_GROUP_POLICY,
        actions.DELETE_USER_PERMISSIONS_BOUNDARY,
        actions.DELETE_USER_POLICY,
        actions.DETACH_GROUP_POLICY,
        actions.DETACH_USER_POLICY,
        actions.PUT_GROUP_POLICY,
        actions.PUT_USER_PERMISSIONS_BOUNDARY,
        actions.PUT_USER_POLICY,
        actions.REMOVE_USER_FROM_GROUP,
        actions.SET_DEFAULT_POLICY_VERSION,
    )
)
"""Actions that change what users are allowed to do; taking a policy away may take a Deny away."""

CREDENTIALS = frozenset(
    action.id
    for action in (
        actions.CREATE_ACCESS_KEY,
        actions.CREATE_LOGIN_PROFILE,
        actions.CREATE_SERVICE_SPECIFIC_CREDENTIAL,
        actions.DEACTIVATE_MFA_DEVICE,
        actions.RESET_SERVICE_SPECIFIC_CREDENTIAL,
        actions.UPDATE_LOGIN_PROFILE,
        actions.UPLOAD_SIGNING_CERTIFICATE,
        actions.UPLOAD_SSH_PUBLIC_KEY,
    )
)
"""Actions by which one acts as the user that they are called for."""


def danger_of(request: Request) -> str:
    """What an Allow of the request makes possible beside it, a sentence; empty for nothing."""
    action = request.action
    if action in PERMISSIONS:
        return f"Whoever may call {action} can change what users may do, the own user included."
    user = user_of(request)
    is_own = user is not None and user[1] == request.resource
    if action in CREDENTIALS and not is_own:
        return f"Whoever may call {action} for another user can act as that user."
    return ""
