"""Settings read from text: what is taken, and what is refused with a sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from console.installation import addresses as own
from console.installation import configuration
from console.management import addresses
from tests.console.commands.test_commands import settings_print

WRONG: dict[Callable[[str], Any], list[str]] = {
    configuration.base_url: [
        "http://my_lab:8000", "http://[fe80::5%eth0]:8000", "http://_",
        "lab.example.test", "lab.example.test:8455", "http://", "https://:8000", "ftp://lab",
        "http://lab/console", "http://lab?x", "http://lab#x", "http://a@lab", "http://lab:0",
        "http://lab:70000", "http://lab:http", "http://[::1", "http://[fe80::g]", "http://a b",
        "http://lab\n", "//lab", "http://" + "a" * 300,
    ],
    lambda text: configuration.allowed_hosts(text.split(",")): [
        "http://lab", "lab:8000", "lab/x", "[::1]:8000", "a b", "::g", "..",
    ],
    configuration.trusted_proxies: ["proxy", "10.0.0.0/33", "10.0.0.1/8", "::1,*", "1.2.3"],
    lambda text: configuration.days("EVENT_DAYS", text): [
        "0", "-1", "90.5", "3651", "9" * 5000, "\u0669\u0660", "ninety", " 90",
    ],
    lambda text: configuration.switch("DEBUG", text): ["maybe", "2", "truee"],
    lambda text: configuration.checked_sealing_keys(text.split(",")): ["key", "a" * 44, "ü" * 44],
    lambda text: configuration.database(text, Path("/data")): [
        "postgres", "mysql://u:p@h/n", "postgres://u:p@h", "postgres://u:p@h:99999/n", "sqlite://",
        "sqlite:///", "sqlite://:memory:", "sqlite:////a?b/db", "sqlite:////a#b/db", "/data/db",
    ],
}  # fmt: skip
CASES = [(read, text) for read, texts in WRONG.items() for text in texts]


@pytest.mark.parametrize(("read", "text"), CASES)
def test_what_cannot_work_is_refused_in_one_line(read: Callable[[str], Any], text: str):
    with pytest.raises(ImproperlyConfigured) as caught:
        read(text)
    assert "\n" not in str(caught.value)


def test_no_sentence_repeats_a_secret():
    for read in (
        lambda: configuration.database("postgres://u:hunter22@h:99999/n", Path("/data")),
        lambda: configuration.checked_sealing_keys(["hunter22"]),
    ):
        with pytest.raises(ImproperlyConfigured) as caught:
            read()
        assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "/a b/db.sqlite3"),
        ("sqlite:////a%20b%23c%3Fd/db", "/a b#c?d/db"),
        ("postgres://u:p%23@h:5432/n", "n"),
    ],
)
def test_databases(text: str, name: str):
    assert configuration.database(text, Path("/a b"))["NAME"] == name


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://[2001:DB8::0:5]:8455", "[2001:db8::5]"),
        ("https://iam.example.org/", "iam.example.org"),
        ("https://bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_the_host_of_base_url_is_allowed(tmp_path: Path, base_url: str, host: str):
    expression = "'|'.join(s.ALLOWED_HOSTS)"
    said = settings_print(
        expression, tmp_path, DATA_DIR=str(tmp_path), BASE_URL=base_url,
        ALLOWED_HOSTS=" .lab.example , fd00:0::5,[fd00::6]",
    )  # fmt: skip
    assert said == [f"127.0.0.1|localhost|[::1]|{host}|.lab.example|[fd00::5]|[fd00::6]"]


def test_this_machine_s_ipv6_addresses_may_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Those that neighbours can reach: neither the loopback's nor those of a link."""
    listed = tmp_path / "if_inet6"
    listed.write_text(
        "00000000000000000000000000000001 01 80 10 80       lo\n"
        "fd000000000000000000000000000005 02 40 00 80     eth0\n"
        "fe80000000000000042ac9fffe110002 02 40 20 80     eth0\n"
    )
    monkeypatch.setattr(own, "IF_INET6", listed)
    names = addresses.names_of("::")
    assert "[fd00::5]" in names
    assert not {"[::1]", "[fe80::42a:c9ff:fe11:2]"} & set(names)
    assert addresses.names_of("127.0.0.1") == ["localhost"]
    assert addresses.names_of("::1") == ["[::1]"]


def test_the_address_of_every_network_may_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A machine in two networks, or behind a VPN, is reached by more than its default address."""
    listed = tmp_path / "fib_trie"
    table = (
        "  +-- 127.0.0.0/8 2 0 2\n"
        "     |-- 127.0.0.1\n        /32 host LOCAL\n"
        "  +-- 192.168.7.0/24 2 0 2\n"
        "     |-- 192.168.7.0\n        /24 link UNICAST\n"
        "     |-- 192.168.7.9\n        /32 host LOCAL\n"
        "     |-- 192.168.7.255\n        /32 link BROADCAST\n"
        "     |-- 169.254.3.4\n        /32 host LOCAL\n"
        "     |-- 10.8.0.2\n        /32 host LOCAL\n"
    )
    listed.write_text(f"Main:\n{table}Local:\n{table}")
    monkeypatch.setattr(own, "FIB_TRIE", listed)
    for everywhere in ("0.0.0.0", "::"):  # noqa: S104
        names = addresses.names_of(everywhere)
        assert {"192.168.7.9", "10.8.0.2"} <= set(names)
        assert len(set(names)) == len(names)
        assert not {"127.0.0.1", "192.168.7.0", "192.168.7.255", "169.254.3.4"} & set(names)
    monkeypatch.setattr(own, "FIB_TRIE", tmp_path / "no_such_list")
    assert addresses.names_of("::")
