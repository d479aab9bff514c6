"""So many events in the demo's account, in the data of DATA_DIR; prints an administrator's key."""

import json
import os
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "console.settings"
    django.setup()

from accounts.models import Account, User
from accounts.values.times import in_iso
from console.models import Event, EventResource
from credentials.operations.access_keys import create_access_key

STEP, USERS, KEYS = 2000, 200, 300
NAMES = [f"GetNumber{number}" for number in range(40)]
WRITES = ["CreateAccessKey", "DeleteAccessKey", "UpdateAccessKey", "CreateUser"]
TYPE = "AWS::IAM::User"


def events(account: Account, number: int) -> Iterator[Event]:
    """Events of the last 80 days, the newest last: a tenth of them write."""
    now = datetime.now(tz=UTC)
    for place in range(number):
        time = now - timedelta(seconds=(number - place) * 80 * 86_400 / (number + 1))
        name = WRITES[place % len(WRITES)] if place % 10 == 0 else NAMES[place % len(NAMES)]
        user, key = f"user-{place % USERS}", f"AKIA{place % KEYS:016d}"
        event_id = uuid.uuid4()
        yield Event(
            event_id=event_id,
            event_time=time,
            account=account,
            event_source="iam.amazonaws.com",
            event_name=name,
            user_name=user,
            read_only=place % 10 != 0,
            access_key_id=key,
            resource_arn=f"arn:aws:iam::{account.account_id}:user/{user}",
            record=_record(account, user, key, name, time, event_id),
        )


def _record(
    account: Account, user: str, key: str, name: str, time: datetime, event_id: uuid.UUID
) -> dict[str, Any]:
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAIOSFODNN7EXAMPLE0",
            "arn": f"arn:aws:iam::{account.account_id}:user/{user}",
            "accountId": account.account_id,
            "accessKeyId": key,
            "userName": user,
        },
        "eventTime": in_iso(time),
        "eventSource": "iam.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.7",
        "userAgent": "Boto3/1.44.8 md/Botocore#1.44.8 ua/2.1 os/linux lang/python",
        "requestParameters": {"userName": user},
        "responseElements": None,
        "requestID": str(uuid.uuid4()),
        "eventID": str(event_id),
        "readOnly": True,
        "managementEvent": True,
        "eventType": "AwsApiCall",
        "recipientAccountId": account.account_id,
        "eventCategory": "Management",
    }


def main(number: int) -> dict[str, str]:
    user = User.objects.select_related("account").get(user_name="admin")
    made = events(user.account, number)
    while step := list(islice(made, STEP)):
        stored = Event.objects.bulk_create(step)
        EventResource.objects.bulk_create(
            EventResource(
                event=one, account=one.account, event_time=one.event_time,
                resource_type=TYPE, resource_name=one.user_name,
            )
            for one in stored
            if not one.read_only
        )  # fmt: skip
    access_key, secret = create_access_key(user=user, now=datetime.now(tz=UTC))
    return {"access_key": access_key.access_key_id, "secret_key": secret}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
