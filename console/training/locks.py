"""Hold a class still: who changes it, its time or its seats does so in turn."""

from accounts.errors import no_such
from console.training.models import Class


def locked_class(in_class: Class) -> Class:
    """The class as it is now, held to the end of the transaction; NoSuchEntity when it was deleted
    meanwhile."""
    row = Class.objects.select_for_update().filter(pk=in_class.pk).first()
    if row is None:
        raise no_such("class", in_class.name)
    return row
