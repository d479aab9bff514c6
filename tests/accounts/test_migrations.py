"""A policy that was stored before there were versions has its text as version 1."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import Policy

BEFORE = [("accounts", "0002_every_kind_of_credential")]
WHEN = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_old_policies_get_their_first_version():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        old = executor.loader.project_state(BEFORE).apps.get_model("accounts", "Policy")
        old.objects.create(
            policy_id="ANPA", arn="arn:x", policy_name="Old", document="{}", created_at=WHEN
        )
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(latest)
    policy = Policy.objects.get(policy_name="Old")
    assert (policy.default_version, policy.last_version, policy.updated_at) == (1, 1, WHEN)
    [version] = policy.versions.all()
    assert (version.version_id, version.document, version.created_at) == ("v1", "{}", WHEN)
