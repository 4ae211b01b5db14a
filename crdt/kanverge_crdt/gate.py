"""Let an update through to the board only in causal order, and only from whoever owns its client ids.

The gate stands before the commit and knows the board, with what is in flight, from a ledger of its own: it
never asks the document. pycrdt loses updates that come out of order and would let anyone write as anyone, so
an update passes whole or not at all, and what the store did not take is rolled back exactly, as if it had
never come.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kanverge_crdt.errors import CrdtError, OutOfOrder, RefusedUpdate
from kanverge_crdt.ids import MACHINE_CLIENT_IDS, PERSON_CLIENT_IDS
from kanverge_crdt.ledger import Changes, Ledger
from kanverge_crdt.update import ClientId, Clock, Scanned

Principal: TypeAlias = str


class Admitted:
    """An update that passed the gate: in flight until it is settled or rolled back."""

    __slots__ = ("bindings", "changes", "is_durable", "principal", "replaced", "scanned", "trim")

    def __init__(self, scanned: Scanned, principal: Principal | None) -> None:
        self.scanned = scanned
        self.principal = principal
        self.trim: dict[ClientId, Clock] = {}
        """Where its beginning is known already, the clocks below which to cut it off (see guard.trim)."""
        self.bindings: dict[ClientId, Principal] = {}
        """Client ids met for the first time, to be kept in the same commit."""
        self.replaced: dict[ClientId, Principal | None] = {}
        self.changes: Changes | None = None
        self.is_durable = principal is None

    @property
    def moves(self) -> int:
        """How many pieces yrs moves along when it takes this in: about a nanosecond each."""
        return self.changes.moves if self.changes is not None else 0


class Gate:
    """The clocks of one board, durable and in flight, and who may add to them."""

    def __init__(
        self,
        bindings: Mapping[ClientId, Principal],
        *,
        is_machine: Callable[[Principal], bool],
        ledger: Ledger | None = None,
    ) -> None:
        self.bindings = dict(bindings)
        self._is_machine = is_machine
        self._ledger = ledger if ledger is not None else Ledger()
        self._journal: deque[Admitted] = deque()  # the oldest in flight, and all that came since

    @property
    def clocks(self) -> dict[ClientId, Clock]:
        """The state vector of the board with what is in flight."""
        return self._ledger.clocks

    @property
    def in_flight(self) -> int:
        return sum(not admitted.is_durable for admitted in self._journal)

    def admit(self, scanned: Scanned, principal: Principal) -> Admitted | None:
        """Take ``scanned`` in flight, or return None if it brings nothing new.

        Raises `RefusedUpdate` if it may never pass and `OutOfOrder` if something it builds on is missing; the
        gate is then as it was. ``deletes-type`` is raised as well for a type that lost its key to a
        concurrent one and so is dead in the document alone: `follow` the document's state, which says so, and
        try once more.
        """
        admitted = Admitted(scanned, principal)
        if not self._enter(admitted):
            return None
        self._journal.append(admitted)
        return admitted

    def follow(self, scanned: Scanned, bindings: Mapping[ClientId, Principal] | None = None) -> None:
        """Take in what is durable: a stored state or an entry of the log. Raises `OutOfOrder` on a gap.

        Whose it is and what it hides is not asked again: every node must hold what one of them let through.
        Raises `RefusedUpdate` for what would harm the document, which no gate lets through.
        """
        self._follow(scanned, bindings or {})

    def settle(self, admitted: Admitted) -> None:
        """Note that ``admitted`` is durable."""
        admitted.is_durable = True
        while self._journal and self._journal[0].is_durable:
            self._journal.popleft()

    def roll_back(self, admitted: Admitted) -> list[Admitted]:
        """Take back ``admitted`` and all in flight after it, which may build on it; return them in order."""
        undone: list[Admitted] = []
        while not undone or undone[-1] is not admitted:
            undone.append(self._journal.pop())
            self._undo(undone[-1])
        undone.reverse()
        for durable in undone:
            if durable.is_durable:  # it stands, without what was in flight before it
                self._follow(durable.scanned, durable.bindings)
        return [lost for lost in undone if not lost.is_durable]

    def _follow(self, scanned: Scanned, bindings: Mapping[ClientId, Principal]) -> None:
        followed = Admitted(scanned, None)
        followed.bindings.update(bindings)
        self._enter(followed)
        if self._journal:  # even if it brings nothing now: what is in flight may have brought it, and be lost
            self._journal.append(followed)

    def _enter(self, admitted: Admitted) -> bool:
        """Add what is new in an update, and say whether anything was; the gate is as it was if it may not pass."""
        try:
            if admitted.bindings:
                for client, principal in admitted.bindings.items():
                    self._bind(client, principal, admitted)
            self._check_sections(admitted)
            changes = self._ledger.enter(admitted.scanned, trusted=admitted.principal is None)
            if changes is None:
                raise self._out_of_order(admitted.scanned)
        except CrdtError:
            self._unbind(admitted)
            raise
        admitted.changes = changes
        return bool(changes)

    def _check_sections(self, admitted: Admitted) -> None:
        """See where each section begins, and whether what is new in it may come from this principal."""
        principal = admitted.principal
        for client, start, end, _, _ in admitted.scanned.sections:
            known = self._ledger.end(client)
            if start > known:
                raise self._out_of_order(admitted.scanned)
            if start < known:
                admitted.trim[client] = known
            if end > known and principal is not None and self.bindings.get(client) != principal:
                self._check_stranger(client, known, admitted, principal)

    def _check_stranger(
        self, client: ClientId, known: Clock, admitted: Admitted, principal: Principal
    ) -> None:
        """Bind a client id that nobody has used; refuse one that is another's."""
        if client in self.bindings or known:
            raise RefusedUpdate("foreign-client", str(client))
        if client not in (MACHINE_CLIENT_IDS if self._is_machine(principal) else PERSON_CLIENT_IDS):
            raise RefusedUpdate("client-id", f"{client} is not for {principal}")
        admitted.bindings[client] = principal
        self._bind(client, principal, admitted)

    def _bind(self, client: ClientId, principal: Principal, admitted: Admitted) -> None:
        admitted.replaced[client] = self.bindings.get(client)
        self.bindings[client] = principal

    def _undo(self, admitted: Admitted) -> None:
        assert admitted.changes is not None, "what is in the journal was entered"
        self._ledger.undo(admitted.changes)
        self._unbind(admitted)

    def _unbind(self, admitted: Admitted) -> None:
        for client, before in admitted.replaced.items():
            if before is None:
                del self.bindings[client]
            else:
                self.bindings[client] = before

    def _out_of_order(self, scanned: Scanned) -> CrdtError:
        """Say what is missing; what waits for itself in a circle misses nothing and never comes right."""
        reached = {client: self._ledger.end(client) for client in scanned.needs()}
        for client, start, end, _, _ in scanned.sections:
            if start <= reached.get(client, 0):
                reached[client] = max(reached.get(client, 0), end)
        missing = {client: clock for client, clock in scanned.needs().items() if clock > reached[client]}
        return OutOfOrder(missing) if missing else RefusedUpdate("future-reference", "in a circle")
