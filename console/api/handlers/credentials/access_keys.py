"""API operations on access keys."""

from operator import attrgetter

from accounts.actions import (
    CREATE_ACCESS_KEY,
    DELETE_ACCESS_KEY,
    GET_ACCESS_KEY_LAST_USED,
    LIST_ACCESS_KEYS,
    UPDATE_ACCESS_KEY,
)
from console import serializers
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items
from console.api.targets.users import owner_of_access_key, owner_of_access_keys
from console.gate.decorators import performs
from credentials.operations import access_keys


@performs(CREATE_ACCESS_KEY, on=owner_of_access_keys)
def create_access_key(call: ApiCall) -> Answer:
    user = call.user
    access_key, secret = access_keys.create_access_key(user=user, now=call.now)
    return {"AccessKey": {**serializers.access_key(access_key, user), "SecretAccessKey": secret}}


@performs(LIST_ACCESS_KEYS, on=owner_of_access_keys)
def list_access_keys(call: ApiCall) -> Answer:
    user = call.user
    rows = access_keys.access_keys_of(user)
    return page_of_items(
        call,
        "AccessKeyMetadata",
        rows,
        lambda row: serializers.access_key(row, user),
        key=attrgetter("pk"),
    )


@performs(UPDATE_ACCESS_KEY, on=owner_of_access_keys)
def update_access_key(call: ApiCall) -> Answer:
    access_keys.update_access_key(
        user=call.user, access_key_id=call["AccessKeyId"], status=call["Status"]
    )
    return None


@performs(DELETE_ACCESS_KEY, on=owner_of_access_keys)
def delete_access_key(call: ApiCall) -> Answer:
    access_keys.delete_access_key(user=call.user, access_key_id=call["AccessKeyId"])
    return None


@performs(GET_ACCESS_KEY_LAST_USED, on=owner_of_access_key)
def get_access_key_last_used(call: ApiCall) -> Answer:
    access_key = access_keys.get_access_key_last_used(
        caller=call.caller, access_key_id=call["AccessKeyId"]
    )
    return {
        "UserName": access_key.user.user_name,
        "AccessKeyLastUsed": {
            "LastUsedDate": access_key.last_used_at,
            "ServiceName": access_key.last_used_service,
            "Region": access_key.last_used_region,
        },
    }
