"""Access: from what a request or a socket presents to who acts, and in which role."""

from __future__ import annotations

from dataclasses import replace

from kanverge.accounts.members import Members
from kanverge.accounts.people import People
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import on_board
from kanverge.accounts.sessions import Session, Sessions
from kanverge.accounts.tokens import Token, Tokens
from kanverge.store.base import BoardId


class Access:
    """Who someone is. While the store is away every method raises StoreAway: nobody is let in on a guess.

    That a board exists is for the caller to know: an administrator of the workspace has a role on any.
    """

    def __init__(self, people: People, members: Members, sessions: Sessions, tokens: Tokens) -> None:
        self._people = people
        self._members = members
        self._sessions = sessions
        self._tokens = tokens

    async def by_session(self, cookie: str, board: BoardId = "") -> Principal | None:
        """Return who a session cookie's value stands for, on the board if one is given."""
        session = await self._sessions.find(cookie)
        return None if session is None else await self._signed_in(session, board)

    async def by_token(self, text: str, board: BoardId = "") -> Principal | None:
        """Return who a bearer token stands for: on its own board, or without a role on another ``board``."""
        token = await self._tokens.find(text)
        return None if token is None else _bearer(token, board or token.board)

    async def again(self, principal: Principal) -> Principal | None:
        """Return the principal as they are now, or None when their session or token has ended."""
        if principal.kind == "machine":
            return principal
        if principal.kind == "token":
            token = await self._tokens.get(principal.board, principal.id)
            return None if token is None else _bearer(token, principal.board)
        session = await self._sessions.get(principal.id, principal.session)
        return None if session is None else await self._signed_in(session, principal.board)

    async def _signed_in(self, session: Session, board: BoardId) -> Principal | None:
        person = await self._people.get(session.person)
        if person is None:
            return None
        principal = Principal("person", person.id, person.name, is_admin=person.is_admin, session=session.id)
        if not board:
            return principal
        role = on_board(await self._members.role(board, person.id), is_admin=person.is_admin)
        return replace(principal, board=board, role=role)


def _bearer(token: Token, board: BoardId) -> Principal:
    role = token.role if token.board == board else None
    return Principal("token", token.id, token.name, role=role, board=board)
