"""Server certificates: there are none, and none can be uploaded."""

from functools import partial

from accounts.actions import (
    GET_SERVER_CERTIFICATE,
    LIST_SERVER_CERTIFICATE_TAGS,
    LIST_SERVER_CERTIFICATES,
)
from accounts.errors import no_such
from console.api.handlers.absent import empty_list, not_found
from console.api.targets import absent

_of_certificate = partial(
    not_found, on=absent.server_certificate, error=partial(no_such, "Server Certificate")
)
get_server_certificate = _of_certificate(GET_SERVER_CERTIFICATE)
list_server_certificate_tags = _of_certificate(LIST_SERVER_CERTIFICATE_TAGS)
list_server_certificates = empty_list(
    LIST_SERVER_CERTIFICATES,
    on=absent.every("server-certificate/"),
    member="ServerCertificateMetadataList",
)
