"""Fill what older events are looked up by, as far as their records say it.

Bounded: the newest 200,000 events, a thousand in each transaction, so that the start of a server
with a large database is not held up for long; what is older is looked up by its other attributes.
"""

from django.db import migrations
from django.db.models import Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

EVENTS, STEP = 200_000, 1000
TYPES = {
    "accessKeyId": "AWS::IAM::AccessKey",
    "sSHPublicKeyId": "AWS::IAM::SSHPublicKey",
    "certificateId": "AWS::IAM::SigningCertificate",
    "serviceSpecificCredentialId": "AWS::IAM::ServiceSpecificCredential",
    "serialNumber": "AWS::IAM::MfaDevice",
    "policyArn": "AWS::IAM::Policy",
    "groupName": "AWS::IAM::Group",
    "userName": "AWS::IAM::User",
}


def fill(apps, schema_editor):
    Event = apps.get_model("console", "Event")
    Resource = apps.get_model("console", "EventResource")
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    access_key_id = Coalesce(KT("record__userIdentity__accessKeyId"), Value(""))
    for end in range(newest, max(newest - EVENTS, 0), -STEP):
        step = Event.objects.filter(pk__gt=end - STEP, pk__lte=end)
        step.update(access_key_id=access_key_id)
        Resource.objects.bulk_create(
            Resource(
                event_id=pk,
                account_id=account,
                event_time=time,
                resource_type=kind,
                resource_name=name[:512],
            )
            for pk, account, time, asked in step.filter(read_only=False).values_list(
                "pk", "account_id", "event_time", "record__requestParameters"
            )
            for kind, name in named(asked or {})
        )


def named(asked):
    return [(TYPES[key], asked[key]) for key in TYPES if isinstance(asked.get(key), str)]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("console", "0005_events_by_their_attributes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
