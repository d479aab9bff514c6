"""API operations on SSH public keys."""

from accounts.actions import (
    DELETE_SSH_PUBLIC_KEY,
    GET_SSH_PUBLIC_KEY,
    LIST_SSH_PUBLIC_KEYS,
    UPDATE_SSH_PUBLIC_KEY,
    UPLOAD_SSH_PUBLIC_KEY,
)
from console import serializers
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_rows
from console.api.targets.users import named_user
from console.gate.decorators import performs
from credentials import ssh
from credentials.operations import ssh_public_keys


@performs(UPLOAD_SSH_PUBLIC_KEY, on=named_user)
def upload_ssh_public_key(call: ApiCall) -> Answer:
    """The answer repeats the body as it was sent."""
    body = call["SSHPublicKeyBody"]
    key = ssh_public_keys.upload_ssh_public_key(user=call.user, body=body, now=call.now)
    return {"SSHPublicKey": serializers.ssh_public_key(key, body)}


@performs(GET_SSH_PUBLIC_KEY, on=named_user)
def get_ssh_public_key(call: ApiCall) -> Answer:
    key = ssh_public_keys.get_ssh_public_key(
        user=call.user, ssh_public_key_id=call["SSHPublicKeyId"]
    )
    body = ssh.as_pem(key.body) if call["Encoding"] == "PEM" else key.body
    return {"SSHPublicKey": serializers.ssh_public_key(key, body)}


@performs(LIST_SSH_PUBLIC_KEYS, on=named_user)
def list_ssh_public_keys(call: ApiCall) -> Answer:
    rows = ssh_public_keys.list_ssh_public_keys(user=call.user).select_related("user")
    return page_of_rows(
        call, "SSHPublicKeys", rows, serializers.listed_ssh_public_key, by="ssh_public_key_id"
    )


@performs(UPDATE_SSH_PUBLIC_KEY, on=named_user)
def update_ssh_public_key(call: ApiCall) -> Answer:
    ssh_public_keys.update_ssh_public_key(
        user=call.user, ssh_public_key_id=call["SSHPublicKeyId"], status=call["Status"]
    )
    return None


@performs(DELETE_SSH_PUBLIC_KEY, on=named_user)
def delete_ssh_public_key(call: ApiCall) -> Answer:
    ssh_public_keys.delete_ssh_public_key(user=call.user, ssh_public_key_id=call["SSHPublicKeyId"])
    return None
