from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0003_looked_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='seats',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
