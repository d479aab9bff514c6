"""The URL of the policy simulator; what its query says stands at the view."""

from django.urls import path

from console.pages.simulator import page

urlpatterns = [path("iam/policy-simulator/", page.policy_simulator, name="policy_simulator")]
