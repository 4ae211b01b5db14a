# The compiled twin of placing.py, part of _ledger.pyx: decides where the structs of one update stand.

@cython.final
@cython.no_gc  # it is part of no circle
@cython.freelist(8)
cdef class OpenSection:
    """A section being placed, how far its rows have come, and where its strand ended before."""

    cdef number_t client, end
    cdef Py_ssize_t at, last
    cdef Strand strand
    cdef set claims
    cdef number_t end_before
    cdef Py_ssize_t runs_before, pairs_before

    cdef int undo(self) noexcept:
        self.strand.end = self.end_before
        self.strand.runs_used = self.runs_before
        self.strand.pairs_used = self.pairs_before
        return 0


@cython.final
@cython.no_gc  # it is part of no circle
@cython.freelist(8)
cdef class Placing:
    """Decides where the rows of one update stand."""

    cdef Strands strands
    cdef set claims
    cdef bytes update
    cdef array.array held_rows
    cdef const number_t *rows
    cdef bint trusted
    cdef list new_claims
    cdef Changes changes

    cdef number_t advance(self, OpenSection section, number_t until) except -2:
        """Place rows up to a clock; stop before one that needs what is not here, and return what that is."""
        cdef Strand strand = section.strand
        cdef const number_t *row
        cdef number_t end
        cdef bint joined
        cdef Place place
        while section.at < section.last and strand.end < until:
            row = &self.rows[section.at]
            end = row[ROW] if section.at + ROW < section.last else section.end
            if end > strand.end:
                if row[2] >= 0 and not row[1] & IN_ROOT and self.waits_for(row[2]):
                    return row[2]
                if row[3] >= 0 and self.waits_for(row[3]):
                    return row[3]
                self.place(section, row, &place)
                joined = (
                    not place.kind & CHARACTERS
                    or row[0] < strand.end
                    or row[2] == (section.client << CLOCK_BITS | row[0] - 1)
                )
                strand.extend(place, end, joined)
                if place.kind & CHARACTERS and end - strand.unbroken_from() > RUN_MAX and not self.trusted:
                    raise RefusedUpdate("too-large", "a text typed in one row")
            section.at += ROW
        return NOTHING

    cdef int waits_for(self, number_t packed) except -1:
        cdef Strand strand = self.strands.of(packed)
        return strand is None or packed & CLOCK_MAX >= strand.end

    cdef int place(self, OpenSection section, const number_t *row, Place *place) except -1:
        cdef int shape = row[1]
        cdef int kind = shape & KIND_MASK
        if kind == GC:
            place[0] = GONE
            return 0
        self.place_of_row(section, row, place)
        if not place.kind:
            place[0] = GONE
            return 0
        if shape & KEYED:
            self.check_key(section, row[4], kind, place.owner)
        if kind == DELETED:
            return 0
        if (kind == STRING) != (place.kind < ENTRIES):
            raise RefusedUpdate("misplaced", "text among entries, or an entry in a text")
        if kind < MAP:
            return 0
        if self.depth(place.owner) > TYPE_DEPTH_MAX:
            raise RefusedUpdate("too-deep", "a shared type")
        place.kind = MAPS if kind == MAP else TEXTS
        return 0

    cdef int depth(self, number_t owner) except -1:
        cdef int depth = 1
        while owner >= 0:
            owner = self.strands.of(owner).place(owner & CLOCK_MAX).owner
            depth += 1
        return depth

    cdef int place_of_row(self, OpenSection section, const number_t *row, Place *place) except -1:
        if row[0] < section.strand.end:
            return self.continued(section, row[3], place)
        if row[1] & IN_ROOT:
            place[0] = Place(ENTRIES, -1 - row[2])
            return 0
        if row[1] & IN_PARENT:
            return self.in_parent(row[2], row[1] & KEYED != 0, place)
        return self.beside(row[2], row[3], place)

    cdef int continued(self, OpenSection section, number_t right, Place *place) except -1:
        cdef Strand strand = section.strand
        self.beside(section.client << CLOCK_BITS | strand.end - 1, right, place)
        if strand.runs[strand.runs_used - 1].kind & BOUNDED != place.kind & BOUNDED:
            raise RefusedUpdate("misplaced", "its beginning stands elsewhere")
        return 0

    cdef int in_parent(self, number_t ref, bint keyed, Place *place) except -1:
        cdef Strand strand = self.strands.of(ref)
        cdef number_t clock = ref & CLOCK_MAX
        cdef int kind = strand.place(clock).kind
        if kind >= MAPS:
            if keyed != (kind == MAPS):
                raise RefusedUpdate("misplaced", "a key in a text, or none in a map")
            place[0] = Place(ENTRIES if keyed else CHARACTERS | FIRST, ref)
            return 0
        if kind and not contains(&strand.deleted, clock):
            raise RefusedUpdate("misplaced", "the parent holds nothing")
        place[0] = GONE
        return 0

    cdef int beside(self, number_t left, number_t right, Place *place) except -1:
        cdef Place after = GONE
        if left >= 0:
            self.neighbour(left, 1, place)
        if right >= 0:
            self.neighbour(right, 0, &after)
            if after.kind & ENTRIES:
                raise RefusedUpdate("misplaced", "before an entry, which only ever has one before itself")
        if left < 0:
            assert right >= 0, "the scan gives a parent where there is no neighbour"
            if after.kind & (CHARACTERS | FIRST) == CHARACTERS:
                raise RefusedUpdate("misplaced", "first, before what never was first")
            place[0] = after
            return characters(place, FIRST | BOUNDED)
        if right < 0:
            if place.kind & BOUNDED:
                raise RefusedUpdate("misplaced", "last, after what never was last")
            return characters(place, 0)
        if place.owner != after.owner:
            raise RefusedUpdate("misplaced", "between two that do not stand together")
        if after.kind & CHARACTERS and self.are_apart(left, right):
            raise RefusedUpdate("misplaced", "between two that never were neighbours")
        return characters(place, BOUNDED)

    cdef int are_apart(self, number_t left, number_t right) except -1:
        cdef Strand strand
        if left >> CLOCK_BITS != right >> CLOCK_BITS or right == left + 1:
            return False
        strand = self.strands.of(left)
        return strand.run_at(left & CLOCK_MAX) == strand.run_at(right & CLOCK_MAX)

    cdef int neighbour(self, number_t packed, int gap, Place *place) except -1:
        cdef Strand strand = self.strands.of(packed)
        cdef number_t clock = packed & CLOCK_MAX
        place[0] = strand.place(clock)
        if place.kind & CHARACTERS and strand.cuts_pair(clock + gap):
            raise RefusedUpdate("splits-pair", f"at {clock + gap}")
        if strand.is_cut_at(clock + gap):
            self.changes.cut(strand, self.trusted)
        if place.kind >= MAPS:
            if not self.trusted and not contains(&strand.deleted, clock):
                raise RefusedUpdate("deletes-type", f"{packed >> CLOCK_BITS}:{clock}")
            place.kind = ENTRIES
        return 0

    cdef int check_key(self, OpenSection section, number_t key, int kind, number_t owner) except -1:
        cdef Py_ssize_t at = key >> 8, size = key & 0xFF
        cdef object claim = hash((owner, self.update[at : at + size]))
        cdef bint is_held = claim in self.claims
        if is_held and not self.trusted:
            code = "made-already" if kind >= MAP else "deletes-type"
            raise RefusedUpdate(code, "the key holds a shared type")
        if section.claims is None:
            section.claims = set()
        elif not self.trusted and claim in section.claims:
            raise RefusedUpdate("repeated-key", "twice without an origin")
        section.claims.add(claim)
        if kind >= MAP and not is_held:
            if self.new_claims is None:
                self.new_claims = []
            self.claims.add(claim)
            self.new_claims.append(claim)
        return 0


cdef int characters(Place *place, int bits) noexcept:
    if place.kind & CHARACTERS:
        place.kind = CHARACTERS | bits
    return 0
