"""Credentials: spelled, read back, compared; the secret never shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.accounts.credentials import Credential, mint, parse, redacted
from kanverge.errors import Invalid

OWNER = "0owner0000000000000001"


def test_a_credential_is_read_back_from_its_text() -> None:
    minted = mint(OWNER)
    assert parse(minted.text) == minted
    assert minted.owner == OWNER


def test_two_credentials_share_neither_id_nor_secret() -> None:
    one, other = mint(OWNER), mint(OWNER)
    assert one.id != other.id
    assert one.secret != other.secret
    assert not one.matches(other.digest)


def test_a_digest_matches_only_the_secret_it_was_made_from() -> None:
    minted = mint(OWNER)
    assert minted.matches(minted.digest)
    assert not Credential(minted.owner, minted.id, minted.secret[:-1] + "!").matches(minted.digest)
    assert minted.secret not in minted.digest


def test_a_printed_credential_does_not_tell_the_secret() -> None:
    minted = mint(OWNER)
    assert minted.secret not in repr(minted)


@pytest.mark.parametrize(
    "around", ["{}", "kvt_{}", "/in/{}", "a_kvt_{}", "/sync/x?token=kvt_{}&a=b", "{}_and_more"]
)
def test_nothing_of_a_secret_stays_in_a_text_that_is_redacted(around: str) -> None:
    minted = mint(OWNER)
    text = redacted(around.format(minted.text))
    pieces = [minted.secret[at : at + 6] for at in range(len(minted.secret) - 5)]
    assert not [piece for piece in pieces if piece in text]
    assert f"{OWNER}_{minted.id}_***" in text


@pytest.mark.parametrize("owner", ["", "a b", "a_b", "../x", "x" * 65, "é"])
def test_what_is_no_id_owns_no_credential(owner: str) -> None:
    with pytest.raises(Invalid):
        mint(owner)


@given(st.text(max_size=200))
def test_any_other_text_is_no_credential(text: str) -> None:
    assert parse(text) is None


def test_a_credential_with_anything_added_or_cut_off_is_none() -> None:
    text = mint(OWNER).text
    for other in (text + "\n", " " + text, text[:-1], text + "x", text.replace("_", "/", 1)):
        assert parse(other) is None
