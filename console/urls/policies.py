"""The addresses of managed policies. The ARN comes last: its name may be any word."""

from django.urls import path

from console.pages import policies, policy_attaching, policy_changes, policy_deletion, policy_list
from console.urls import converters  # noqa: F401  registers policy_arn and version_id

PAGE = "iam/policies/"
ARN = "<policy_arn:policy_arn>/"
VERSION = f"{PAGE}versions/<version_id:version_id>/"

urlpatterns = [
    path(PAGE, policy_list.list_of_policies, name="policies"),
    path(f"{PAGE}create/", policy_changes.create, name="create_policy"),
    path(f"{PAGE}details/{ARN}", policies.permissions, name="policy"),
    path(f"{PAGE}entities/{ARN}", policies.entities, name="policy_entities"),
    path(f"{PAGE}versions/{ARN}", policies.versions, name="policy_versions"),
    path(f"{PAGE}edit/{ARN}", policy_changes.edit_policy, name="edit_policy"),
    path(f"{PAGE}attach/{ARN}", policy_attaching.attach, name="attach_policy"),
    path(f"{PAGE}delete/{ARN}", policy_deletion.delete, name="delete_policy"),
    path(f"{VERSION}view/{ARN}", policies.version, name="policy_version"),
    path(f"{VERSION}set-default/{ARN}", policy_changes.set_default, name="set_default_version"),
    path(f"{VERSION}delete/{ARN}", policy_changes.delete_version, name="delete_policy_version"),
]
