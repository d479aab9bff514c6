import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


def first_versions(apps, _schema_editor):
    """What every managed policy says so far is its version 1."""
    policy_model = apps.get_model("accounts", "Policy")
    version_model = apps.get_model("accounts", "PolicyVersion")
    policy_model.objects.update(updated_at=models.F("created_at"))
    version_model.objects.bulk_create(
        version_model(
            policy=policy, number=1, document=policy.document, created_at=policy.created_at
        )
        for policy in policy_model.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_every_kind_of_credential")]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="default_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="policy",
            name="last_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="policy",
            name="description",
            field=models.CharField(blank=True, max_length=1000, null=True),
        ),
        migrations.AddField(
            model_name="policy",
            name="tags",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="policy",
            name="updated_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                models.F("account"),
                django.db.models.functions.text.Lower("policy_name"),
                name="policy_name_unique_in_account",
            ),
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("document", models.TextField()),
                ("created_at", models.DateTimeField()),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="accounts.policy",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("policy", "number"), name="policy_version_unique"
                    )
                ]
            },
        ),
        migrations.RunPython(first_versions, migrations.RunPython.noop),
    ]
