"""Drop the tables of django-axes, which this project used before.

They held forms as people had sent them, wrong passwords and proposed new ones among them. SQLite
leaves what was deleted in its free pages and in its log: both are written anew.
"""

from django.db import migrations

TABLES = (
    "axes_accessattemptexpiration",
    "axes_accessattempt",
    "axes_accessfailurelog",
    "axes_accesslog",
)


def drop(apps, schema_editor):
    connection = schema_editor.connection
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in TABLES:
            if table in present:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")
        if "django_migrations" in present:
            cursor.execute("DELETE FROM django_migrations WHERE app = %s", ["axes"])
        if connection.vendor == "sqlite" and present.intersection(TABLES):
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Migration(migrations.Migration):

    atomic = False  # SQLite writes a database anew outside of transactions only

    dependencies = [
        ("credentials", "0007_password_attempts"),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
    ]
