"""Where every struct of a board stands: the knowledge that lets an update be judged without the document.

For each client id the ledger holds runs of clocks that stand in one place: characters typed in a row, entries
of one map, or the shared types themselves; a run takes 13 bytes. A clock costs a binary search, an update its
own size; the document is never walked.

What the ledger refuses, yrs and yjs would take, and then differ, half apply it or lose a card: structs whose
neighbours stand elsewhere, a parent that holds nothing, an entry or a deletion in place of a shared type, a
cut through a surrogate pair.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeAlias

from kanverge_crdt.errors import RefusedUpdate
from kanverge_crdt.ranges import Change, Range, Ranges, merge_ranges
from kanverge_crdt.update import (
    CLOCK_BITS,
    CLOCK_MAX,
    DELETED,
    GC,
    IN_PARENT,
    IN_ROOT,
    KEYED,
    KIND_MASK,
    MAP,
    NOTHING,
    RANGE,
    ROW,
    STRING,
    ClientId,
    Clock,
    PackedId,
    Scanned,
    Section,
    pack,
    unpack,
)

TYPE_DEPTH_MAX = 4  # a checklist item's map is at depth 2 today; deep enough for what a later schema nests
NOWHERE = -(
    2**62
)  # the owner of what is left of a deleted parent's content; the root of index n is owner -1 - n
BULK = 32  # deleted ranges of one client from which on a rebuilt set beats insertions

# What a run is. Deleted or not, a clock keeps its place; only its parent's end makes it gone.
CHARACTERS, ENTRIES, MAPS, TEXTS = 4, 8, 16, 32
FIRST, BOUNDED = 1, 2  # of characters: the run began with nothing before it; they were made before something
Place: TypeAlias = tuple[int, PackedId]  # what the run is, and its owner
GONE: Place = (0, NOWHERE)


class Blocked(Exception):
    """Something refers to a clock that is not here."""


class Strand:
    """What one client id wrote, up to ``end``."""

    __slots__ = ("deleted", "end", "kinds", "owners", "pairs", "starts")

    def __init__(self) -> None:
        self.end: Clock = 0
        self.starts: array[Clock] = array("I")
        self.kinds = bytearray()
        self.owners: array[PackedId] = array("q")
        self.pairs: array[Clock] = array("I")  # the first half of each surrogate pair
        self.deleted = Ranges()

    def place(self, clock: Clock) -> Place:
        at = bisect_right(self.starts, clock) - 1
        kind = self.kinds[at]
        if kind & FIRST and self.starts[at] != clock:
            kind ^= FIRST
        return kind, self.owners[at]

    def extend(self, kind: int, owner: PackedId, end: Clock, *, joined: bool) -> None:
        """Add clocks up to ``end``, to the last run if they are of its kind and ``joined`` to it."""
        if not joined or not self.kinds or self.kinds[-1] & ~FIRST != kind or self.owners[-1] != owner:
            self.starts.append(self.end)
            self.kinds.append(kind)
            self.owners.append(owner)
        self.end = end

    def cuts_pair(self, clock: Clock) -> bool:
        """Say whether ``clock`` is the second half of a living surrogate pair."""
        if not self.pairs:
            return False
        at = bisect_left(self.pairs, clock - 1)
        return at < len(self.pairs) and self.pairs[at] == clock - 1 and clock not in self.deleted

    def types_in(self, start: Clock, end: Clock) -> bool:
        at = bisect_right(self.starts, start) - 1
        past = bisect_left(self.starts, end, at)
        return max(self.kinds[at:past]) >= MAPS


class Changes:
    """What one update changed in the ledger, so that it can be taken back exactly, last update first."""

    __slots__ = ("claims", "deletes", "marks")

    def __init__(self) -> None:
        self.marks: list[tuple[ClientId, Strand, Clock, int, int]] = []
        self.claims: list[int] = []
        self.deletes: list[tuple[Ranges, Change]] = []


class _Run:
    """A section being placed, up to the row that waits for another section."""

    __slots__ = ("at", "claims", "client", "end", "last", "strand")

    def __init__(self, section: Section, strand: Strand) -> None:
        self.client, _, self.end, self.at, self.last = section
        self.strand = strand
        self.claims: set[int] = set()


class Ledger:
    """The strands of a board by client id, and which keys hold a shared type."""

    def __init__(self) -> None:
        self.strands: dict[ClientId, Strand] = {}
        self._claims: set[int] = set()  # hash of (owner, key) of each Map and Text

    def end(self, client: ClientId) -> Clock:
        strand = self.strands.get(client)
        return strand.end if strand is not None else 0

    def place(
        self, scanned: Scanned, sections: Sequence[Section], changes: Changes, *, trusted: bool
    ) -> None:
        """Add what is new in ``sections``, in causal order. Raises `RefusedUpdate`, `Blocked`.

        A trusted update is in the log already: refused is only what would harm the document itself.
        """
        runs = {section[0]: self._begin(section, changes) for section in sections}
        if scanned.pairs:
            self._add_pairs(scanned, runs)
        placing = _Placing(self, scanned, changes, trusted=trusted)
        if len(runs) == 1:
            (run,) = runs.values()
            if placing.advance(run, run.end) != NOTHING:
                raise Blocked
            return
        for client, run in runs.items():
            if run.strand.end < run.end:
                self._place_after_needed(client, runs, placing)

    def _begin(self, section: Section, changes: Changes) -> _Run:
        client = section[0]
        strand = self.strands.get(client)
        if strand is None:
            strand = self.strands[client] = Strand()
        changes.marks.append((client, strand, strand.end, len(strand.starts), len(strand.pairs)))
        return _Run(section, strand)

    def _add_pairs(self, scanned: Scanned, runs: dict[ClientId, _Run]) -> None:
        for packed in scanned.pairs:
            run = runs.get(packed >> CLOCK_BITS)
            if run is not None:
                clock = packed & CLOCK_MAX
                if clock >= run.strand.end:
                    run.strand.pairs.append(clock)
                elif clock == run.strand.end - 1:
                    raise RefusedUpdate("splits-pair", f"known up to {run.strand.end}")

    def _place_after_needed(self, client: ClientId, runs: dict[ClientId, _Run], placing: _Placing) -> None:
        """Place a section, and before each row the sections it refers to, as far as it needs them."""
        waiting = {client: runs[client].end}  # the clock each must reach before the one above it can go on
        while waiting:
            client = next(reversed(waiting))
            needed = placing.advance(runs[client], waiting[client])
            if needed == NOTHING:
                del waiting[client]
                continue
            client, clock = unpack(needed)
            if client in waiting or client not in runs or runs[client].end <= clock:
                raise Blocked
            waiting[client] = clock + 1

    def depth(self, owner: PackedId) -> int:
        """Return how deep something in ``owner`` stands; directly in a root is 1."""
        depth = 1
        while owner >= 0:
            owner = self.strands[owner >> CLOCK_BITS].place(owner & CLOCK_MAX)[1]
            depth += 1
        return depth

    def delete(self, scanned: Scanned, changes: Changes, *, trusted: bool) -> None:
        """Add what is new in the deleted ranges. Raises `RefusedUpdate`, `Blocked`."""
        for client, ranges in _by_client(scanned.deletes):
            strand = self.strands.get(client)
            if strand is None or ranges[-1][1] > strand.end:
                raise Blocked
            news = [gap for start, end in ranges for gap in strand.deleted.gaps(start, end)]
            for start, end in news:
                _check_deletion(client, strand, start, end, trusted=trusted)
            if len(news) > BULK:
                changes.deletes.append((strand.deleted, strand.deleted.add_all(news)))
            else:
                for start, end in news:
                    changes.deletes.append((strand.deleted, strand.deleted.add(start, end)))

    def claim(self, claim: int, changes: Changes) -> None:
        if claim not in self._claims:
            self._claims.add(claim)
            changes.claims.append(claim)

    def is_claimed(self, claim: int) -> bool:
        return claim in self._claims

    def undo(self, changes: Changes) -> None:
        """Take back ``changes``, which must be the last not yet taken back."""
        for deleted, change in reversed(changes.deletes):
            deleted.undo(change)
        self._claims.difference_update(changes.claims)
        for client, strand, end, runs, pairs in reversed(changes.marks):
            if not end:
                del self.strands[client]
            strand.end = end
            del strand.starts[runs:], strand.kinds[runs:], strand.owners[runs:], strand.pairs[pairs:]


class _Placing:
    """Decides where the rows of one update stand."""

    def __init__(self, ledger: Ledger, scanned: Scanned, changes: Changes, *, trusted: bool) -> None:
        self._ledger = ledger
        self._strands = ledger.strands
        self._scanned = scanned
        self._rows = scanned.rows
        self._changes = changes
        self._trusted = trusted

    def advance(self, run: _Run, until: Clock) -> PackedId:
        """Place rows up to a clock; stop before one that needs what is not here, and return what that is."""
        rows, strand = self._rows, run.strand
        while run.at < run.last and strand.end < until:
            at = run.at
            end = rows[at + ROW] if at + ROW < run.last else run.end
            if end > strand.end:
                shape, ref, right = rows[at + 1], rows[at + 2], rows[at + 3]
                if ref >= 0 and not shape & IN_ROOT and self._waits_for(ref):
                    return ref
                if right >= 0 and self._waits_for(right):
                    return right
                kind, owner = self._place(run, at, shape)
                joined = (
                    not kind & CHARACTERS or rows[at] < strand.end or ref == pack(run.client, rows[at] - 1)
                )
                strand.extend(kind, owner, end, joined=joined)
            run.at = at + ROW
        return NOTHING

    def _waits_for(self, packed: PackedId) -> bool:
        strand = self._strands.get(packed >> CLOCK_BITS)
        return strand is None or packed & CLOCK_MAX >= strand.end

    def _place(self, run: _Run, at: int, shape: int) -> Place:
        kind = shape & KIND_MASK
        if kind == GC:
            return GONE
        run_kind, owner = place = self._place_of_row(run, at, shape)
        if not run_kind:
            return GONE
        if shape & KEYED:
            self._check_key(run, at, kind, owner)
        if kind == DELETED:
            return place
        if (kind == STRING) != (run_kind < ENTRIES):
            raise RefusedUpdate("misplaced", "text among entries, or an entry in a text")
        if kind < MAP:
            return place
        if self._ledger.depth(owner) > TYPE_DEPTH_MAX:
            raise RefusedUpdate("too-deep", "a shared type")
        return MAPS if kind == MAP else TEXTS, owner

    def _place_of_row(self, run: _Run, at: int, shape: int) -> Place:
        ref = self._rows[at + 2]
        if self._rows[at] < run.strand.end:
            return self._continued(run, self._rows[at + 3])
        if shape & IN_ROOT:
            return ENTRIES, -1 - ref
        if shape & IN_PARENT:
            return self._in_parent(ref, keyed=bool(shape & KEYED))
        return self._beside(ref, self._rows[at + 3])

    def _continued(self, run: _Run, right: PackedId) -> Place:
        """Return where the rest of a struct stands whose beginning is known: after it, before the same."""
        place = self._beside(pack(run.client, run.strand.end - 1), right)
        known = run.strand.kinds[-1]
        if known & BOUNDED != place[0] & BOUNDED:
            raise RefusedUpdate("misplaced", "its beginning stands elsewhere")
        return place

    def _in_parent(self, ref: PackedId, *, keyed: bool) -> Place:
        strand, clock = self._strands[ref >> CLOCK_BITS], ref & CLOCK_MAX
        kind = strand.place(clock)[0]
        if kind >= MAPS:
            if keyed != (kind == MAPS):
                raise RefusedUpdate("misplaced", "a key in a text, or none in a map")
            return ENTRIES if keyed else CHARACTERS | FIRST, ref
        if kind and clock not in strand.deleted:
            raise RefusedUpdate("misplaced", "the parent holds nothing")
        return GONE

    def _beside(self, left: PackedId, right: PackedId) -> Place:
        """Return the place beside its neighbours, which some replica must have been able to see as neighbours.

        What was made after something never comes first, nor last what was made before something. Between neighbours
        that nobody ever saw, yrs orders a text by the order of arrival: its reload differs.
        """
        before = self._neighbour(left, 1) if left >= 0 else None
        after = self._neighbour(right, 0) if right >= 0 else None
        if after is not None and after[0] & ENTRIES:
            raise RefusedUpdate("misplaced", "before an entry, which only ever has one before itself")
        if before is None:
            assert after is not None, "the scan gives a parent where there is no neighbour"
            if after[0] & (CHARACTERS | FIRST) == CHARACTERS:
                raise RefusedUpdate("misplaced", "first, before what never was first")
            return _characters(after, FIRST | BOUNDED)
        if after is None:
            if before[0] & BOUNDED:
                raise RefusedUpdate("misplaced", "last, after what never was last")
            return _characters(before, 0)
        if before[1] != after[1]:
            raise RefusedUpdate("misplaced", "between two that do not stand together")
        if after[0] & CHARACTERS and self._are_apart(left, right):
            raise RefusedUpdate("misplaced", "between two that never were neighbours")
        return _characters(before, BOUNDED)

    def _are_apart(self, left: PackedId, right: PackedId) -> bool:
        """Say whether both were typed in one row, but not one right after the other."""
        if left >> CLOCK_BITS != right >> CLOCK_BITS or right == left + 1:
            return False
        starts = self._strands[left >> CLOCK_BITS].starts
        return bisect_right(starts, left & CLOCK_MAX) == bisect_right(starts, right & CLOCK_MAX)

    def _neighbour(self, packed: PackedId, gap: int) -> Place:
        """Return where a struct ``gap`` clocks after ``packed`` stands: 1 after it, 0 before it."""
        strand, clock = self._strands[packed >> CLOCK_BITS], packed & CLOCK_MAX
        place = strand.place(clock)
        kind = place[0]
        if kind & CHARACTERS and strand.cuts_pair(clock + gap):
            raise RefusedUpdate("splits-pair", f"at {clock + gap}")
        if kind < MAPS:
            return place
        if clock not in strand.deleted:
            self._object("deletes-type", f"{packed >> CLOCK_BITS}:{clock}")
        return ENTRIES, place[1]

    def _check_key(self, run: _Run, at: int, kind: int, owner: PackedId) -> None:
        """Refuse what would hide a shared type, and a client that forgets its own entry."""
        key = self._rows[at + 4]
        claim = hash((owner, self._scanned.update[key >> 8 : (key >> 8) + (key & 0xFF)]))
        if self._ledger.is_claimed(claim):
            self._object("deletes-type", "the key holds a shared type")
        if claim in run.claims:
            self._object(
                "repeated-key", "twice without an origin"
            )  # each costs yrs a walk over the key's past
        run.claims.add(claim)
        if kind >= MAP:
            self._ledger.claim(claim, self._changes)

    def _object(self, code: str, detail: str) -> None:
        """Refuse what harms a person's work rather than the document; in the log it may stand already."""
        if not self._trusted:
            raise RefusedUpdate(code, detail)


def _characters(place: Place, bits: int) -> Place:
    return (CHARACTERS | bits, place[1]) if place[0] & CHARACTERS else place


def _check_deletion(client: ClientId, strand: Strand, start: Clock, end: Clock, *, trusted: bool) -> None:
    if not trusted and strand.types_in(start, end):
        raise RefusedUpdate("deletes-type", f"{client}:{start}-{end}")
    if strand.cuts_pair(start) or strand.cuts_pair(end):
        raise RefusedUpdate("splits-pair", f"{client}:{start}-{end}")


def _by_client(deletes: array[int]) -> list[tuple[ClientId, list[Range]]]:
    """Return the deleted ranges of each client, sorted and merged."""
    if len(deletes) == RANGE:
        client, start, end = deletes
        return [(client, [(start, end)])]
    found: dict[ClientId, list[Range]] = {}
    for at in range(0, len(deletes), RANGE):
        found.setdefault(deletes[at], []).append((deletes[at + 1], deletes[at + 2]))
    return [(client, merge_ranges(ranges)) for client, ranges in found.items()]
