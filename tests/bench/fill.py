"""Users with a policy, a key and an MFA device each, in the data of DATA_DIR; prints the keys."""

import json
import os
import sys
from datetime import UTC, datetime

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "console.settings"
django.setup()

from accounts.models import UserPolicy  # noqa: E402
from accounts.operations.accounts import create_account  # noqa: E402
from accounts.operations.users import create_user  # noqa: E402
from credentials.operations.access_keys import create_access_key  # noqa: E402
from credentials.operations.mfa.mfa_devices import create_virtual_mfa_device  # noqa: E402

ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


def main(names: list[str]) -> dict[str, tuple[str, str]]:
    now = datetime.now(tz=UTC)
    account = create_account(account_id="123456789012", alias=None, now=now)
    keys = {}
    for name in names:
        user = create_user(account=account, user_name=name, now=now)
        UserPolicy.objects.create(user=user, policy_name="all", document=ALLOW_ALL)
        access_key, secret = create_access_key(user=user, now=now)
        keys[name] = (access_key.access_key_id, secret)
        device = create_virtual_mfa_device(account=account, name=name, now=now)
        device.user, device.enable_date = user, now
        device.save()
    return keys


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
