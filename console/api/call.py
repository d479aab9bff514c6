"""An authorised call as its handler gets it, and helpers for handlers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.errors import no_such
from accounts.models import Account, Group, User
from accounts.principals import Principal
from console.gate.requests import ConsoleRequest
from console.requests import ApiRequest
from console.targets import Target

Answer = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ApiCall:
    """`call["SerialNumber"]` is a required parameter, `call.get("Path", "/")` an optional one.

    `prepared` is what `@prepares` worked out before the transaction.
    """

    request: ConsoleRequest
    api_request: ApiRequest
    target: Target
    prepared: Any = None

    def __getitem__(self, name: str) -> Any:
        return self.api_request.parameters[name]

    def __contains__(self, name: str) -> bool:
        return name in self.api_request.parameters

    def get(self, name: str, default: Any = None) -> Any:
        return self.api_request.parameters.get(name, default)

    @property
    def now(self) -> datetime:
        return self.request.now

    @property
    def real_now(self) -> datetime:
        """The real time, of codes."""
        return self.request.real_now

    @property
    def caller(self) -> Principal:
        return self.request.gate.principal

    @property
    def account(self) -> Account:
        return self.caller.account

    @property
    def user(self) -> User:
        """The user that the call is about; NoSuchEntity when the account has none of that name."""
        if self.target.row is None:
            raise no_such("user", self.target.name)
        return self.target.row

    @property
    def group(self) -> Group:
        """The group that the call is about; NoSuchEntity when the account has none of that name."""
        if self.target.row is None:
            raise no_such("group", self.target.name)
        return self.target.row
