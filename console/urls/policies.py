"""The URLs of managed policies. The ARN comes last: its name may be any word."""

from django.urls import path

from console.pages.policies import attach, changes, deletion, listing, page
from console.urls import converters  # noqa: F401  registers policy_arn and version_id

PAGE = "iam/policies/"
ARN = "<policy_arn:policy_arn>/"
VERSION = f"{PAGE}versions/<version_id:version_id>/"

urlpatterns = [
    path(PAGE, listing.list_of_policies, name="policies"),
    path(f"{PAGE}create/", changes.create, name="create_policy"),
    path(f"{PAGE}details/{ARN}", page.permissions, name="policy"),
    path(f"{PAGE}entities/{ARN}", page.entities, name="policy_entities"),
    path(f"{PAGE}versions/{ARN}", page.versions, name="policy_versions"),
    path(f"{PAGE}edit/{ARN}", changes.edit_policy, name="edit_policy"),
    path(f"{PAGE}attach/{ARN}", attach.attach, name="attach_policy"),
    path(f"{PAGE}delete/{ARN}", deletion.delete, name="delete_policy"),
    path(f"{VERSION}view/{ARN}", page.version, name="policy_version"),
    path(f"{VERSION}set-default/{ARN}", changes.set_default, name="set_default_version"),
    path(f"{VERSION}delete/{ARN}", changes.delete_version, name="delete_policy_version"),
]
