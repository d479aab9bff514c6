from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('console', '0007_authorization_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='recorded_at',
            field=models.DateTimeField(null=True),
        ),
    ]
