"""One form makes one credential, however often it is sent."""

import uuid

from credentials.models import Credential


class AlreadyCreated(Exception):
    """The form with this client token has made its credential; its secret was shown then."""


def refuse_second_use(model: type[Credential], client_token: uuid.UUID | None) -> None:
    """AlreadyCreated when this token has made a row; call it with the user's row locked."""
    if client_token and model.objects.filter(client_token=client_token).exists():  # type: ignore[attr-defined]
        raise AlreadyCreated
