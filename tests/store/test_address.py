"""URLs of stores: what they mean, and that a wrong one says what is wrong without showing a password."""

from __future__ import annotations

import pytest

from kanverge.errors import SettingError
from kanverge.store.address import Address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("redis://", Address()),
        ("redis://db.example", Address(host="db.example")),
        ("valkey://db.example:7000/2", Address(host="db.example", port=7000, database=2)),
        (
            "redis://ann:s%40cret@[::1]:7000",
            Address(host="::1", port=7000, username="ann", password="s@cret"),
        ),
        ("redis://:secret@db", Address(host="db", password="secret")),
        ("rediss://db", Address(host="db", tls=True)),
        ("valkeys://db?ssl_ca_certs=/ca.pem", Address(host="db", tls=True, ca_file="/ca.pem")),
        ("unix:///run/a%20b.sock?db=4", Address(path="/run/a b.sock", database=4)),
        ("unix://:secret@/run/v.sock", Address(path="/run/v.sock", password="secret")),
    ],
)
def test_a_url_is_read(url: str, address: Address) -> None:
    assert Address.parse(url) == address


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("", "must begin with"),
        ("http://db", "must begin with"),
        ("localhost:6379", "must begin with"),
        ("redis://db:port", "cannot be read"),
        ("redis://db:99999", "cannot be read"),
        ("redis://db/boards", "'boards', which is not a whole number"),
        ("redis://db/-1", "'-1', which is not a whole number"),
        ("redis://db?db=1", "option 'db'"),
        ("redis://db?ssl_ca_certs=/ca.pem", "option 'ssl_ca_certs'"),
        ("unix://relative.sock", "absolute path"),
        ("unix://", "absolute path"),
        ("unix:///v.sock?timeout=1", "option 'timeout'"),
    ],
)
def test_a_wrong_url_says_what_is_wrong(url: str, complaint: str) -> None:
    with pytest.raises(SettingError, match=complaint):
        Address.parse(url)


def test_a_password_is_never_shown() -> None:
    address = Address.parse("redis://ann:secret@db/1")
    assert "secret" not in f"{address} {address!r}"
    with pytest.raises(SettingError) as caught:
        Address.parse("redis://ann:secret@db:port")
    assert "secret" not in str(caught.value)


def test_a_certificate_file_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingError, match="nowhere"):
        Address.parse("rediss://db?ssl_ca_certs=/nowhere.pem").tls_context()


def test_the_certificate_of_a_server_is_checked() -> None:
    context = Address.parse("rediss://db").tls_context()
    assert context is not None
    assert context.check_hostname
    assert Address.parse("redis://db").tls_context() is None
