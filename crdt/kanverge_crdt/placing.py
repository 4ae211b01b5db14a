"""Decides where the structs of one update stand, and refuses those that stand nowhere together.

Each struct names its parent or its neighbours; those are in strands already, or in a row of the same update that
is placed first.
"""

from __future__ import annotations

from collections.abc import Callable

from kanverge_crdt.errors import RefusedUpdate
from kanverge_crdt.strand import BOUNDED, CHARACTERS, ENTRIES, FIRST, GONE, MAPS, TEXTS, Place, Strand
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
    ROW,
    RUN_MAX,
    STRING,
    TYPE_DEPTH_MAX,
    ClientId,
    Clock,
    PackedId,
    Scanned,
    Section,
    pack,
)


class OpenSection:
    """A section being placed, and how far its rows have come: each may wait for another section."""

    __slots__ = ("at", "claims", "client", "end", "last", "strand")

    def __init__(self, section: Section, strand: Strand) -> None:
        self.client, _, self.end, self.at, self.last = section
        self.strand = strand
        self.claims: set[int] = set()


class Placing:
    """Decides where the rows of one update stand."""

    def __init__(
        self,
        strands: dict[ClientId, Strand],
        claims: set[int],
        scanned: Scanned,
        cut: Callable[..., None],
        *,
        trusted: bool,
    ) -> None:
        self._strands = strands
        self._claims = claims
        self._scanned = scanned
        self._rows = scanned.rows
        self._cut = cut
        self._trusted = trusted
        self.new_claims: list[int] = []

    def advance(self, section: OpenSection, until: Clock) -> PackedId:
        """Place rows up to a clock; stop before one that needs what is not here, and return what that is."""
        rows, strand = self._rows, section.strand
        while section.at < section.last and strand.end < until:
            at = section.at
            end = rows[at + ROW] if at + ROW < section.last else section.end
            if end > strand.end:
                shape, ref, right = rows[at + 1], rows[at + 2], rows[at + 3]
                if ref >= 0 and not shape & IN_ROOT and self._waits_for(ref):
                    return ref
                if right >= 0 and self._waits_for(right):
                    return right
                kind, owner = self._place(section, at, shape)
                joined = (
                    not kind & CHARACTERS
                    or rows[at] < strand.end
                    or ref == pack(section.client, rows[at] - 1)
                )
                strand.extend(kind, owner, end, joined=joined)
                if kind & CHARACTERS and end - strand.unbroken_from() > RUN_MAX:
                    self._object("too-large", "a text typed in one row")
            section.at = at + ROW
        return NOTHING

    def _waits_for(self, packed: PackedId) -> bool:
        strand = self._strands.get(packed >> CLOCK_BITS)
        return strand is None or packed & CLOCK_MAX >= strand.end

    def _place(self, section: OpenSection, at: int, shape: int) -> Place:
        kind = shape & KIND_MASK
        if kind == GC:
            return GONE
        run_kind, owner = place = self._place_of_row(section, at, shape)
        if not run_kind:
            return GONE
        if shape & KEYED:
            self._check_key(section, at, kind, owner)
        if kind == DELETED:
            return place
        if (kind == STRING) != (run_kind < ENTRIES):
            raise RefusedUpdate("misplaced", "text among entries, or an entry in a text")
        if kind < MAP:
            return place
        if self._depth(owner) > TYPE_DEPTH_MAX:
            raise RefusedUpdate("too-deep", "a shared type")
        return MAPS if kind == MAP else TEXTS, owner

    def _depth(self, owner: PackedId) -> int:
        """Return how deep something in ``owner`` stands; directly in a root is 1."""
        depth = 1
        while owner >= 0:
            owner = self._strands[owner >> CLOCK_BITS].place(owner & CLOCK_MAX)[1]
            depth += 1
        return depth

    def _place_of_row(self, section: OpenSection, at: int, shape: int) -> Place:
        ref = self._rows[at + 2]
        if self._rows[at] < section.strand.end:
            return self._continued(section, self._rows[at + 3])
        if shape & IN_ROOT:
            return ENTRIES, -1 - ref
        if shape & IN_PARENT:
            return self._in_parent(ref, keyed=bool(shape & KEYED))
        return self._beside(ref, self._rows[at + 3])

    def _continued(self, section: OpenSection, right: PackedId) -> Place:
        """Return where the rest of a struct stands whose beginning is known: after it, before the same."""
        place = self._beside(pack(section.client, section.strand.end - 1), right)
        known = section.strand.kinds[-1]
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
        return self._strands[left >> CLOCK_BITS].are_one_run(left & CLOCK_MAX, right & CLOCK_MAX)

    def _neighbour(self, packed: PackedId, gap: int) -> Place:
        """Return where a struct ``gap`` clocks after ``packed`` stands: 1 after it, 0 before it."""
        strand, clock = self._strands[packed >> CLOCK_BITS], packed & CLOCK_MAX
        place = strand.place(clock)
        kind = place[0]
        if kind & CHARACTERS and strand.cuts_pair(clock + gap):
            raise RefusedUpdate("splits-pair", f"at {clock + gap}")
        if strand.is_cut_at(clock + gap):
            self._cut(strand, trusted=self._trusted)
        if kind < MAPS:
            return place
        if clock not in strand.deleted:
            self._object("deletes-type", f"{packed >> CLOCK_BITS}:{clock}")
        return ENTRIES, place[1]

    def _check_key(self, section: OpenSection, at: int, kind: int, owner: PackedId) -> None:
        """Refuse what would hide a shared type, and a client that forgets its own entry."""
        key = self._rows[at + 4]
        claim = hash((owner, self._scanned.update[key >> 8 : (key >> 8) + (key & 0xFF)]))
        is_held = claim in self._claims
        if is_held:
            code = "made-already" if kind >= MAP else "deletes-type"
            self._object(code, "the key holds a shared type")
        if claim in section.claims:  # each costs yrs a walk over the key's past
            self._object("repeated-key", "twice without an origin")
        section.claims.add(claim)
        if kind >= MAP and not is_held:
            self._claims.add(claim)
            self.new_claims.append(claim)

    def _object(self, code: str, detail: str) -> None:
        """Refuse what harms a person's work rather than the document; in the log it may stand already."""
        if not self._trusted:
            raise RefusedUpdate(code, detail)


def _characters(place: Place, bits: int) -> Place:
    return (CHARACTERS | bits, place[1]) if place[0] & CHARACTERS else place
