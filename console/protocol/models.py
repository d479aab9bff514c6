"""AWS's own service models of IAM and STS, as botocore ships them."""

from functools import lru_cache

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

VERSIONS = {"2010-05-08": "iam", "2011-06-15": "sts"}
_loader = Loader(include_default_search_paths=True)


@lru_cache(maxsize=len(VERSIONS))
def service(name: str) -> ServiceModel:
    """The model of "iam" or "sts", in the version that is spoken here."""
    version = next(version for version, known in VERSIONS.items() if known == name)
    return ServiceModel(_loader.load_service_model(name, "service-2", version))


@lru_cache(maxsize=512)
def operation(service_name: str, name: str) -> OperationModel | None:
    """The model of one operation; None when the service has none of that name."""
    model = service(service_name)
    return model.operation_model(name) if name in model.operation_names else None


def namespace(service_name: str) -> str:
    """The XML namespace of a service's answers."""
    return str(service(service_name).metadata["xmlNamespace"])
