"""AWS's own service models, as botocore ships them."""

from functools import lru_cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

VERSIONS = {"2010-05-08": "iam", "2011-06-15": "sts", "2016-11-15": "ec2"}
# Of these one operation is taken at its first call, and the megabytes around it are let go. Each is
# named as its actions are, with the name and the version of its model.
ALONE = {
    "access-analyzer": ("accessanalyzer", "2019-11-01"),
    "cloudtrail": ("cloudtrail", "2013-11-01"),
    "ec2": ("ec2", "2016-11-15"),
    "iam-toolbox": ("iam-toolbox", "2018-05-10"),
    "organizations": ("organizations", "2016-11-28"),
    "s3": ("s3", "2006-03-01"),
    "tag": ("resourcegroupstaggingapi", "2017-01-26"),
}
# What names a service in the protocols of `rpc`: the model's target prefix.
TARGETS = {
    "AWSOrganizationsV20161128": "organizations",
    "ResourceGroupsTaggingAPI_20170126": "tag",
    "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101": "cloudtrail",
}
NO_CBOR = ("cloudtrail",)  # whose model lists JSON alone
# Services of the protocol of `rest_json`, and what their signatures name.
RESTFUL = {"access-analyzer": "access-analyzer", "iam-toolbox": "iam"}
_loader = Loader(include_default_search_paths=True)


@lru_cache(maxsize=2)
def service(name: str) -> ServiceModel:
    """The model of "iam" or "sts", in the version that is spoken here."""
    version = next(version for version, known in VERSIONS.items() if known == name)
    return ServiceModel(_loader.load_service_model(name, "service-2", version))


@lru_cache(maxsize=512)
def operation(service_name: str, name: str) -> OperationModel | None:
    """The model of one operation; None when the service has none of that name, and for a service
    that is not AWS's.
    """
    if service_name in ALONE:
        return _alone(service_name, name)
    if service_name not in VERSIONS.values():
        return None
    model = service(service_name)
    return model.operation_model(name) if name in model.operation_names else None


def namespace(service_name: str) -> str:
    """The XML namespace of a service's answers."""
    return str(service(service_name).metadata["xmlNamespace"])


def addresses(service_name: str) -> list[tuple[str, str, str]]:
    """Each operation of a REST service with the method and the address that ask for it."""
    operations = _whole(service_name)["operations"]
    return [(name, *_address(found["http"])) for name, found in operations.items()]


def _address(http: dict[str, str]) -> tuple[str, str]:
    return http["method"], http["requestUri"]


def _whole(service_name: str) -> Any:
    """The model of a service, which nothing keeps."""
    loader = Loader(include_default_search_paths=True)  # its cache goes with it
    name_of_model, version = ALONE[service_name]
    return loader.load_service_model(name_of_model, "service-2", version)


def _alone(service_name: str, name: str) -> OperationModel | None:
    """One operation of a model with the shapes that it needs."""
    whole = _whole(service_name)
    found = whole["operations"].get(name)
    if found is None:
        return None
    shapes: dict[str, Any] = {}
    pending = [found[end]["shape"] for end in ("input", "output") if end in found]
    while pending:
        each = pending.pop()
        if each not in shapes:
            shapes[each] = shape = whole["shapes"][each]
            inner = [*shape.get("members", {}).values(), shape.get("member"), shape.get("value")]
            pending += [reference["shape"] for reference in inner if reference]
    alone = {"metadata": whole["metadata"], "operations": {name: found}, "shapes": shapes}
    return ServiceModel(alone, service_name).operation_model(name)
