"""Plays the moves of a lab as a learner would: a browser, a phone, a terminal, all in this process.

docs/labs.md says what each move does. `Player(seat)` begins the lab; `play(moves)` makes its moves.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace
from typing import Any

import botocore.session
import pyotp
import time_machine
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from console.training import looking, runs
from console.training.labs.labs import Lab
from console.training.labs.values import filled_in
from console.training.logins import logins_of
from console.training.models import Seat
from console.training.starts.sheet import Phone
from credentials.totp import counter_at
from tests.training.forms import hidden_fields

SESSION = botocore.session.Session()
ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
CODE_PAGES = {
    "/signin/mfa/app/": "sign_in_authenticator_app",
    "/signin/mfa/token/": "sign_in_hardware_token",
}
Moves = Sequence[Mapping[str, Any]]


class Player:
    """One learner in one lab. `clock` is the traveller of time_machine that tells the time."""

    def __init__(self, seat: Seat, lab: Lab, browser: Client, clock: Any) -> None:
        self.seat, self.lab, self.browser, self.clock = seat, lab, browser, clock
        runs.start_lab(seat=seat, lab=lab, real_now=now())
        seat.refresh_from_db()
        self.sheet = self.present().sheet
        self.passwords = {login.user_name: login.password for login in logins_of(seat)}
        self.phones = {phone.name: phone for phone in self.sheet.phones if phone.seed}
        self.used: dict[str, int] = {}  # the newest counter that each phone showed
        self.kept: dict[str, Any] = {}
        self.signed_in = ""

    def present(self) -> runs.Present:
        found = runs.present_of(self.seat)
        assert found is not None
        return found

    def play(self, moves: Moves) -> None:
        for number, move in enumerate(moves, 1):
            ((kind, asked),) = move.items()
            try:
                getattr(self, f"_{kind}")(filled_in(asked, self._values()))
            except AssertionError as error:
                step = self.present().run.step
                raise AssertionError(f"{step}, move {number} {kind}: {error}") from error

    def why(self) -> str:
        """Why the present step is not done yet; "" when all are."""
        verdict = looking.go_on(seat=self.seat, real_now=now(), attempt=True)
        return verdict.why if verdict else ""

    # the moves

    def _sees(self, text: str) -> None:
        why = self.why()
        assert text in why, f"{text!r} is not in why not yet: {why!r}"

    def _wait(self, seconds: int) -> None:
        self.clock.shift(seconds)

    def _answer(self, answer: int | str) -> None:
        looking.go_on(seat=self.seat, real_now=now(), attempt=True, answer=str(answer))

    def _sign_out(self, _: bool) -> None:
        self.browser.post(reverse("sign_out"))
        self.signed_in = ""

    def _sign_in(self, asked: Mapping[str, Any]) -> None:
        user, refused = asked["user"], asked.get("refused")
        self._sign_out(True)
        sent = {
            "account": self.seat.account.account_id,
            "username": user,
            "password": asked.get("password", self.passwords.get(user, "")),
        }
        response = self.browser.post(reverse("sign_in"), sent)
        mfa = asked.get("mfa", True)
        if response.status_code == 302 and "/signin/mfa/" in response.url and mfa:
            response = self._give_code(response.url, user, asked, mfa)
        if refused:
            assert refused in text_of(response), text_of(response)
            return
        assert response.status_code == 302, text_of(response)
        self.signed_in = user
        if "new_password" in asked:
            self._change_password(user, asked["new_password"])

    def _give_code(
        self, url: str, user: str, asked: Mapping[str, Any], mfa: bool | str
    ) -> HttpResponse:
        name = mfa if isinstance(mfa, str) else self._phone_of(user)
        code = asked.get("code") or self._code(name)
        return self.browser.post(
            reverse(CODE_PAGES.get(url) or self._page_of(name)), {"code": code}
        )

    def _page_of(self, name: str) -> str:
        """The page for the kind of that phone, where the learner may choose; a token has no ARN."""
        is_token = name in self.phones and not self.phones[name].serial_number.startswith("arn:")
        return "sign_in_hardware_token" if is_token else "sign_in_authenticator_app"

    def _phone_of(self, user: str) -> str:
        """The newest phone of the user that is there."""
        own = [name for name, phone in self.phones.items() if phone.user == user]
        assert own, f"{user} has no phone that shows codes"
        return own[-1]

    def _change_password(self, user: str, new: str) -> None:
        sent = {"old_password": self.passwords[user], "new_password": new, "confirm": new}
        response = self.browser.post(reverse("change_password"), sent)
        assert response.status_code == 302, text_of(response)
        self.passwords[user] = new

    def _enrol(self, asked: Mapping[str, Any]) -> None:
        name, refused = asked["name"], asked.get("refused")
        chosen = {"name": name, "kind": "virtual"}
        response = self.browser.post(reverse("assign_mfa_device"), chosen)
        if response.status_code == 302 and asked.get("codes") != "none":
            seed = self.browser.get(reverse("set_up_mfa_device")).context["seed"]
            serial = f"arn:aws:iam::{self.seat.account.account_id}:mfa/{name}"
            self.phones[name] = Phone(name, serial, seed, user=self.signed_in)
            pair = self._pair(name, asked.get("codes", "right"))
            response = self.browser.post(reverse("set_up_mfa_device"), pair)
        if refused:
            assert refused in text_of(response), text_of(response)
        else:
            assert response.status_code == 302, text_of(response)

    def _open(self, asked: Mapping[str, Any]) -> None:
        _check(self.browser.get(address(asked), follow=True), asked)

    def _send(self, asked: Mapping[str, Any]) -> None:
        url = address(asked)
        hidden = hidden_fields(self.browser.get(url).content.decode(errors="replace"), url)
        response = self.browser.post(url, {**hidden, **asked.get("form", {})})
        _check(response, asked, followed=self.browser)

    def _call(self, asked: Mapping[str, Any]) -> None:
        service, _, operation = asked["api"].partition(".")
        client = self._client(service, asked.get("as") or self.signed_in)
        call = getattr(client, botocore.xform_name(operation))
        try:
            answer = call(**asked.get("with", {}))
        except ClientError as error:
            got = error.response["Error"]
            assert got["Code"] == asked.get("refused"), f"{got}"
            assert asked.get("says", "") in got["Message"], got["Message"]
            return
        assert "refused" not in asked, f"{asked['api']} succeeded"
        if "keep" in asked:
            self.kept[asked["keep"]] = json.loads(json.dumps(answer, default=str))

    # what moves need

    def _client(self, service: str, as_: str) -> Any:
        found = self._credentials(as_)
        client = SESSION.create_client(
            service,
            aws_access_key_id=found.AccessKeyId,
            aws_secret_access_key=found.SecretAccessKey,
            aws_session_token=getattr(found, "SessionToken", None),
            region_name="us-east-1",
            endpoint_url="http://testserver",
            config=ONCE,
        )
        client.meta.events.register("before-send", in_process)
        return client

    def _credentials(self, as_: str) -> SimpleNamespace:
        """A kept answer's credentials, or a key of the sheet."""
        if as_ in self.kept:
            answer = self.kept[as_]
            return SimpleNamespace(**(answer.get("Credentials") or answer["AccessKey"]))
        user, _, number = as_.partition(":")
        keys = self.sheet.keys_of(user)
        assert keys, f"{user} has no access key on the sheet"
        key = keys[int(number or 1) - 1]
        return SimpleNamespace(AccessKeyId=key.key_id, SecretAccessKey=key.secret)

    def _values(self) -> dict[str, Any]:
        return {
            **runs.values_of(self.seat.account, self.sheet),
            "password": self.passwords.get,
            "code": self._code_named,
            "secret": self._secret,
            "kept": self._kept,
        }

    def _secret(self, user: str) -> str | None:
        """The secret of the user's first key on the sheet."""
        keys = self.sheet.keys_of(user)
        return keys[0].secret if keys else None

    def _kept(self, path: str) -> str | None:
        name, _, inside = path.partition(":")
        value = self.kept.get(name)
        for part in inside.split(".") if inside else ():
            value = value[int(part)] if isinstance(value, list) else (value or {}).get(part)
        return None if value is None else str(value)

    def _code_named(self, path: str) -> str | None:
        """`alice`: the next code; `alice:1`: one step later than now, used or not."""
        name, _, step = path.partition(":")
        if name not in self.phones:
            return None
        return self._code(name) if not step else self._shown(name, counter_at(now()) + int(step))

    def _shown(self, name: str, counter: int) -> str:
        return pyotp.TOTP(self.phones[name].seed).generate_otp(counter)

    def _code(self, name: str) -> str:
        """A code that was not used yet; time passes until the phone shows it."""
        assert name in self.phones, f"there is no phone of the device {name}"
        missing = self.used.get(name, 0) + 1 - counter_at(now())
        if missing > 0:
            self.clock.shift(30 * missing)
        self.used[name] = counter_at(now())
        return self._shown(name, self.used[name])

    def _pair(self, name: str, kind: str) -> dict[str, str]:
        first, second = self._code(name), self._code(name)
        if kind == "same":
            second = first
        if kind == "reversed":
            first, second = second, first
        return {"code1": first, "code2": second}


def now() -> datetime:
    return datetime.now(tz=UTC)


def address(asked: Mapping[str, Any]) -> str:
    return reverse(asked["page"], kwargs=asked.get("args") or None)


def text_of(response: HttpResponse) -> str:
    """What is read out, with single spaces; where a redirect leads."""
    if response.status_code == 302:
        return f"redirects to {response.headers['Location']}"
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def _check(
    response: HttpResponse, asked: Mapping[str, Any], followed: Client | None = None
) -> None:
    """403 where a refusal is expected, any other status that is no error where not."""
    if asked.get("refused"):
        assert response.status_code == 403, text_of(response)
    elif "sees" not in asked:
        assert response.status_code < 400, text_of(response)
    if "sees" in asked:
        if response.status_code == 302 and followed is not None:
            response = followed.get(response.headers["Location"])
        assert asked["sees"] in text_of(response), text_of(response)


def in_process(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    """Answer a client's request without a network."""
    headers = {
        name: value.decode() if isinstance(value, bytes) else str(value)
        for name, value in request.headers.items()
    }
    kind = headers.pop("Content-Type", "")
    path = "/" + request.url.split("/", 3)[3] if request.url.count("/") > 2 else "/"
    body = request.body or b""
    answer = Client().generic(
        request.method,
        path,
        body if isinstance(body, bytes) else str(body).encode(),
        content_type=kind,
        headers={"Host": "testserver", **headers},
    )
    raw = SimpleNamespace(stream=lambda *_, **__: iter([answer.content]), read=lambda: b"")
    return AWSResponse(request.url, answer.status_code, dict(answer.headers), raw)


def travel() -> Any:
    """The clock of a play: it goes on by itself, and a move can push it."""
    return time_machine.travel(now(), tick=True)
