from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_users_by_boundary'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='clock_shift',
            field=models.IntegerField(default=0),
        ),
    ]
