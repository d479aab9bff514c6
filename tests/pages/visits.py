"""Every page, opened and sent, for the golden file of events: what is sent, and what it leaves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import User
from accounts.operations.accounts import create_account
from accounts.operations.groups import create_group
from accounts.operations.password_policies import (
    PasswordPolicySettings,
    update_account_password_policy,
)
from console.checks import views
from console.forms.components.confirmation import WORD
from console.gate.decorators import Mark, mark_of
from console.training.models import Seat, Snapshot
from console.training.snapshots.packing import packed
from console.training.snapshots.states import state_of
from credentials.models import AccessKey, MFADevice, Status
from credentials.operations.reports.credential_reports import generate_credential_report
from tests.credentials.material import ssh_key, valid_certificate
from tests.credentials.mfa.test_passkeys import authenticator
from tests.events import ALONE, KNOWN, REFUSED, UNKNOWN, Visit, deny, taken_back, visited
from tests.pages.helpers import READ
from tests.support.holdings import give_everything
from tests.support.sending import IDS, KINDS, OTHERS, every_field
from tests.support.strangers import nobodys
from tests.world import PAGE, PASSWORD, code, make_world, pair, sign_in

Fields = dict[str, Any]
Ask = Callable[[], int]
PHONE, LEFTOVER, _, TOKEN = range(4)  # the devices in tests/support/holdings.py, in their order
DEVICES = {"delete_virtual_mfa_device": LEFTOVER, "set_up_hardware_token": TOKEN}  # else the phone
IN_SET_UP = {
    "qr_code": "virtual",
    "qr_code_large": "virtual",
    "set_up_hardware_token": "hardware",
    "set_up_mfa_device": "virtual",
    "set_up_passkey": "fido",
}  # the second steps of assigning a device of this kind
# What is sent to these views beside what tests/support/sending.py sends; None for nothing.
SENT: dict[str, Fields] = {
    "add_user_to_groups": {"group_name": ["Operators", "admin-group"]},
    "add_users_to_group": {"user_name": ["bob", "carol"]},
    "attach_policy": {"user_name": ["bob", "carol"], "group_name": ["Operators"]},
    "create_group": {"group_name": "Testers", "user_name": ["alice", "bob"]},
    "create_group_policy": {"policy_name": "Another", "document": READ, "check": None},
    "create_policy": {"policy_name": "Another", "document": READ, "check": None},
    "create_user_policy": {"policy_name": "Another", "document": READ, "check": None},
    "create_user_review": {"user_name": "dave", "group_name": ["Operators"]},
    "event_history": {"columns": None, "value": "alice"},
    "delete_account_alias": {"account_alias": "training"},
    "delete_policy": {"confirm": "alice-policy"},
    "delete_users": {"confirm": WORD, "user": ["alice", "bob"]},
    "edit_group_policy": {"document": READ, "check": None},
    "edit_policy": {"document": READ, "check": None},
    "edit_user_policy": {"document": READ, "check": None},
    "groups": {"search": None},
    "policy_simulator": {
        "boundary": None,
        "boundary_document": None,
        "document": None,
        "key": None,
        "mfa": "true",
        "policy": None,
        "principal": "alice",
        "resource": None,
        "search": None,
        "value": None,
    },
    "remove_users_from_group": {"user_name": ["alice", "bob"]},
    "upload_certificate": {"body": valid_certificate(8)},
    "upload_ssh_public_key": {"body": ssh_key(8)},
    "users": {"column": None, "mfa": None, "search": None},
}
AREAS = ("iam/users/", "iam/security-credentials/", "")
FORM = "application/x-www-form-urlencoded"
HOST = {"host": "localhost:8000"}  # under which browsers offer passkeys


class Stage:
    """An administrator, in a session with MFA, and alice: both hold a credential of each kind."""

    def __init__(self) -> None:
        self.world = make_world()
        self.admin, self.alice = self.world.admin, self.world.alice
        now = datetime.now(tz=UTC)
        account = self.world.account
        create_group(account=account, group_name="Operators", now=now)
        update_account_password_policy(account=account, settings=PasswordPolicySettings())
        self.ids = {
            user: give_everything(user, n) for n, user in ((1, self.admin), (2, self.alice))
        }
        for number, seat in enumerate(Seat.objects.order_by("pk")):
            seat.account = create_account(account_id=f"99990000000{number}", alias=None, now=now)
            seat.save()
            state = packed([state_of(seat)])
            Snapshot.objects.filter(in_class=seat.in_class).update(data=state)
        self.codes = {
            device.serial_number: pair(device, 5)
            for device in MFADevice.objects.exclude(sealed_seed="")
        }
        self.session = sign_in(Client(), self.admin, device=_phone(self.admin)).cookies

    def visits(self, view: URLPattern) -> Iterator[Visit]:
        """Each method that is answered, in each case that makes a difference."""
        mark = mark_of(view.callback)
        for method, case in product(("GET", "POST"), _cases(mark)):
            if (method, case) == ("POST", REFUSED):
                continue  # test_every_url.py says that of all
            with taken_back():
                ask = self._prepared(view, method, case)
                if case in (ALONE, REFUSED):
                    deny(self.admin, beside=mark.performs[0].id if case == ALONE else "")
                visit = visited(method, case, ask)
            if visit.status != 405:
                yield visit

    def _prepared(self, view: URLPattern, method: str, case: str) -> Ask:
        """Prepare what the request needs; returns the function that sends it."""
        own = "user_name" not in view.pattern.converters and PAGE[1:] in str(view.pattern)
        user, client = self.admin if own else self.alice, Client(headers=HOST)
        ids = self.ids[user]
        if case == UNKNOWN:
            ids = {kind: [nobodys(each) for each in found] for kind, found in ids.items()}
        chosen = {name: ids[kind][0] for name, kind in IDS.items()}
        chosen["serial_number"] = ids["SerialNumber"][DEVICES.get(view.name, PHONE)]
        kwargs = {name: (OTHERS | chosen)[name] for name in view.pattern.converters}
        url = reverse(view.name, kwargs=kwargs)
        sent = OTHERS | chosen | self._proofs(view, user, kwargs) | SENT.get(view.name, {})
        if mark_of(view.callback).public:
            sent |= self._signing_in(client, view, case)
        else:
            client.cookies = self.session.copy()
        if view.name in IN_SET_UP:
            sent |= self._setting_up(client, view, url)
        fields = {name: value for name, value in sent.items() if value is not None}
        return partial(_asked, client, method, url, urlencode(fields, doseq=True))

    def _proofs(self, view: URLPattern, user: User, kwargs: Fields) -> Fields:
        """The fields that confirm a change, and the codes of the device that the form is about."""
        if view.name == "delete_access_key":  # it must be inactive
            AccessKey.objects.update(status=Status.INACTIVE)
        if view.name == "download_credential_report":  # it was generated a while ago
            before = datetime.now(tz=UTC) - timedelta(minutes=1)
            generate_credential_report(account=self.world.account, now=before)
        if view.name == "enable_console_access":  # who has no password yet
            User.objects.filter(pk=user.pk).update(password="!")
        serial_number = self.ids[user]["SerialNumber"][DEVICES.get(view.name, PHONE)]
        kinds = [kind for start, kind in KINDS.items() if view.name.startswith(start)]
        return {
            "confirm": list(kwargs.values())[-1] if kwargs else OTHERS["new_password"],
            "kind": kinds[0] if kinds else OTHERS["kind"],
            **self.codes[serial_number],
        }

    def _setting_up(self, client: Client, view: URLPattern, url: str) -> Fields:
        """The first step of assigning a device, done, and what proves the device in the second."""
        kind, page = IN_SET_UP[view.name], url.partition("/mfa/")[0]
        response = client.post(f"{page}/mfa/assign/", {"name": "another", "kind": kind})
        if response.status_code != 302:  # nobody's, so that there is no second step
            return {}
        if kind == "fido":
            options = client.get(url).context["options"]
            return {"response": authenticator().register(options)}
        made = MFADevice.objects.filter(name="another").first()
        return pair(made) if made else {}

    def _signing_in(self, client: Client, view: URLPattern, case: str) -> Fields:
        """A password, or after a right one codes of the phone: right where the case is known."""
        right = case == KNOWN
        user = self.world.bob if view.name == "sign_in" else self.alice
        sent = {
            "account": user.account.account_id,
            "username": user.user_name,
            "password": PASSWORD if right else "wrong",
        }
        if view.name == "sign_in":
            return sent
        client.post("/signin/", sent | {"password": PASSWORD})
        return {"code": code(_phone(user), 0 if right else 90)} | pair(
            _phone(user), 1 if right else 5000
        )


def _asked(client: Client, method: str, url: str, sent: str) -> int:
    """The status of the answer; it is not drawn, which would take most of the time."""
    with patch("django.template.backends.django.Template.render", return_value=""):
        if method == "GET":
            return client.get(f"{url}?{sent}").status_code
        return client.post(url, sent, content_type=FORM).status_code


def _phone(user: User) -> MFADevice:
    return user.mfa_devices.get(name=f"{user.user_name}-phone")


def _cases(mark: Mark) -> tuple[str, ...]:
    if mark.public:
        return KNOWN, UNKNOWN
    return (KNOWN, UNKNOWN, ALONE, REFUSED) if mark.performs else (KNOWN, UNKNOWN, REFUSED)


def titled(view: URLPattern) -> str:
    """What the page's section is called: its name, and its address as the URLs have it."""
    return f"{view.name} /{view.pattern}"


def area_of(view: URLPattern) -> str:
    """The part of the console that the address is in, to look at one at a time."""
    return next(area for area in AREAS if str(view.pattern).startswith(area))


def pages(area: str | None = None) -> Iterator[tuple[str, list[Visit]]]:
    """The pages of an area, or all of them, in the order of their addresses."""
    with taken_back(), every_field():
        stage = Stage()
        for view in sorted(views(), key=lambda view: str(view.pattern)):
            if area is None or area_of(view) == area:
                yield titled(view), list(stage.visits(view))
