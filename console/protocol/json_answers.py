"""Results and errors of the Query protocol as JSON, for who sends `Accept: application/json`.

IAM and STS answer so on AWS: the names are those of the XML, lists are arrays, maps objects, times
seconds since 1970, and what has no value is left out. EC2 and S3 know XML only.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.model import OperationModel

from accounts.errors import ServiceError

CONTENT_TYPE = "application/json"


def result(operation: OperationModel, values: Mapping[str, Any] | None, request_id: str) -> str:
    """The body of a success."""
    name, body = operation.name, {}
    if operation.output_shape is not None:
        body[f"{name}Result"] = plain(values or {})
    return json.dumps({f"{name}Response": {**body, "ResponseMetadata": {"RequestId": request_id}}})


def error(refused: ServiceError, request_id: str) -> str:
    """The body of a failure; an error without a text has none."""
    said = {"Code": refused.code, "Message": str(refused) or None}
    fault = "Receiver" if refused.status >= 500 else "Sender"
    return json.dumps({"Error": {**said, "Type": fault}, "RequestId": request_id})


def plain(value: Any) -> Any:
    """A value as JSON has it: without None, times as seconds since 1970, bytes in Base64."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int):
        return value
    return [plain(each) for each in value]
