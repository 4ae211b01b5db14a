"""Credentials: whose, which, and a secret of which only the hash is ever kept.

Sessions, links and tokens are spelled alike, ``owner_id_secret``: ``owner`` (a person or a board) says where
the record lies, ``id`` names it in lists and logs and gives nothing away, ``secret`` is 256 random bits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Final

from kanverge.errors import Invalid
from kanverge_crdt.ids import new_id

SECRET_BYTES: Final = 32
# No owner's id holds a `_`, so the parts are clear; 43 characters of base64 are 256 bits.
_SPELLING: Final = re.compile(r"([0-9A-Za-z-]{1,64})_([0-9A-Za-z]{22})_([0-9A-Za-z_-]{43})")
# In the middle of other text, and however that goes on: a prefix such as a token's is not the owner, nor may the
# end of a secret stay behind.
_SPELLED: Final = re.compile(r"((?:[a-z]+_){0,3}[0-9A-Za-z-]{1,64})_([0-9A-Za-z]{22})_[0-9A-Za-z_-]{43,}")


@dataclass(frozen=True, slots=True)
class Credential:
    """What its holder presents; never logged, never stored."""

    owner: str
    id: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """Return the credential as its holder keeps it."""
        return f"{self.owner}_{self.id}_{self.secret}"

    @property
    def digest(self) -> str:
        """Return what is stored instead of the secret: its SHA-256; 256 random bits need no salt."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def matches(self, digest: str) -> bool:
        """Return whether ``digest`` was made from this secret, in a time that does not tell how nearly."""
        return hmac.compare_digest(self.digest, digest)


def mint(owner: str) -> Credential:
    """Return a fresh credential of ``owner``, or raise Invalid when that cannot be an id."""
    credential = Credential(owner, new_id(secrets.randbelow), secrets.token_urlsafe(SECRET_BYTES))
    if not _SPELLING.fullmatch(credential.text):
        raise Invalid(f"{owner!r} is not an id")
    return credential


def parse(text: str) -> Credential | None:
    """Return the credential that ``text`` spells, or None when it spells none."""
    found = _SPELLING.fullmatch(text)
    return Credential(*found.groups()) if found else None


def redacted(text: str) -> str:
    """Return ``text`` without the secrets of the credentials in it; whose they are, and which, stays."""
    return _SPELLED.sub(r"\1_\2_***", text)
