"""Server certificates over the API: there are none, and none can be uploaded."""

from accounts.actions import (
    GET_SERVER_CERTIFICATE,
    LIST_SERVER_CERTIFICATE_TAGS,
    LIST_SERVER_CERTIFICATES,
)
from accounts.errors import NoSuchEntity, no_such
from console.api.call import Answer, ApiCall
from console.api.paging import page_of_items
from console.api.targets import absent
from console.gate.decorators import performs


@performs(GET_SERVER_CERTIFICATE, on=absent.server_certificate)
def get_server_certificate(call: ApiCall) -> Answer:
    raise _no_certificate(call)


@performs(LIST_SERVER_CERTIFICATE_TAGS, on=absent.server_certificate)
def list_server_certificate_tags(call: ApiCall) -> Answer:
    raise _no_certificate(call)


@performs(LIST_SERVER_CERTIFICATES, on=absent.every("server-certificate/"))
def list_server_certificates(call: ApiCall) -> Answer:
    return page_of_items(call, "ServerCertificateMetadataList", (), str, key=str)


def _no_certificate(call: ApiCall) -> NoSuchEntity:
    return no_such("Server Certificate", call.target.name)
