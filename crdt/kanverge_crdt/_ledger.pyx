# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The compiled twin of ledger.py and what it stands on: the same decisions over C arrays.

ledger.py, placing.py, strand.py and ranges.py are the reference and say why; this file and those it includes keep their
names and their order of checks, so that both refuse the same update with the same words and know the same afterwards.
"""

cimport cython
from cpython cimport array
from libc.stdlib cimport free, qsort, realloc
from libc.string cimport memcpy, memmove

from kanverge_crdt import strand as _strand
from kanverge_crdt import update as _update
from kanverge_crdt.errors import RefusedUpdate
from kanverge_crdt.update import Scanned

ctypedef long long number_t
ctypedef unsigned int clock_t

cdef enum:
    GC = 0
    DELETED = 1
    STRING = 2
    MAP = 4
    KIND_MASK = 7
    IN_ROOT = 8
    IN_PARENT = 16
    KEYED = 128
    NOTHING = -1
    ROW = 5
    RANGE = 3
    CLOCK_BITS = 31
    TYPE_DEPTH_MAX = 4
    RUN_MAX = 262144
    MOVES_MAX = 400000000
    FIRST = 1
    BOUNDED = 2
    CHARACTERS = 4
    ENTRIES = 8
    MAPS = 16
    TEXTS = 32
    BULK = 32

cdef number_t CLOCK_MAX = 0x7FFFFFFF
cdef number_t NOWHERE = -(<number_t>1 << 62)

# The numbers above are C constants for speed; a twin that disagrees with the reference must not load.
if (GC, DELETED, STRING, MAP, KIND_MASK, IN_ROOT, IN_PARENT, KEYED, NOTHING, ROW, RANGE, CLOCK_BITS, CLOCK_MAX) != (
    _update.GC, _update.DELETED, _update.STRING, _update.MAP, _update.KIND_MASK, _update.IN_ROOT, _update.IN_PARENT,
    _update.KEYED, _update.NOTHING, _update.ROW, _update.RANGE, _update.CLOCK_BITS, _update.CLOCK_MAX,
) or (FIRST, BOUNDED, CHARACTERS, ENTRIES, MAPS, TEXTS, NOWHERE, TYPE_DEPTH_MAX, RUN_MAX, MOVES_MAX) != (
    _strand.FIRST, _strand.BOUNDED, _strand.CHARACTERS, _strand.ENTRIES, _strand.MAPS, _strand.TEXTS,
    _strand.NOWHERE, _update.TYPE_DEPTH_MAX, _update.RUN_MAX, _update.MOVES_MAX,
) or Scanned._fields[:5] != ("update", "sections", "rows", "deletes", "pairs"):
    raise ImportError("_ledger was built for another update.py or strand.py: build it again")

include "_ranges.pxi"
include "_strand.pxi"


@cython.final
@cython.no_gc  # it is part of no circle
@cython.freelist(8)
cdef class Deletion:
    """The deleted ranges of one client that were not deleted before."""

    cdef Strand strand
    cdef Ranges news

    def __dealloc__(self):
        free(self.news.items)


@cython.final
@cython.no_gc  # it is part of no circle
@cython.freelist(8)
cdef class Changes:
    """What one update changed in the ledger, so that it can be taken back exactly; false if that is nothing."""

    cdef list sections
    cdef list claims
    cdef list deletes
    cdef list strands_cut
    cdef readonly number_t moves

    def __bool__(self):
        return self.sections is not None or self.deletes is not None

    cdef int cut(self, Strand strand, bint trusted) except -1:
        """Note that one piece becomes two; refuse an update whose cuts keep everyone waiting."""
        strand.cuts += 1
        if self.strands_cut is None:
            self.strands_cut = []
        self.strands_cut.append(strand)
        self.moves += strand.runs_used + strand.cuts
        if self.moves > MOVES_MAX and not trusted:
            raise RefusedUpdate("too-large", "cuts through too many pieces")
        return 0


include "_placing.pxi"


@cython.final
cdef class Ledger:
    """The strands of a board by client id, and which keys hold a shared type."""

    cdef Strands strands
    cdef set claims

    def __cinit__(self):
        self.strands = Strands()
        self.claims = set()

    @property
    def clocks(self):
        return {client: (<Strand>strand).end for client, strand in self.strands.by_client.items()}

    def end(self, number_t client):
        cdef Strand strand = self.strands.find(client)
        return 0 if strand is None else strand.end

    def state(self):
        """Return all the ledger knows as plain values, which compare."""
        cdef Py_ssize_t at
        cdef Strand strand
        strands = {}
        for client, found in self.strands.by_client.items():
            strand = found
            runs = [(run.start, run.kind, run.owner) for run in strand.runs[: strand.runs_used]]
            deleted = [(one.start, one.end) for one in strand.deleted.items[: strand.deleted.used]]
            pairs = [pair for pair in strand.pairs[: strand.pairs_used]]
            strands[client] = {
                "end": strand.end, "runs": runs, "pairs": pairs, "deleted": deleted, "cuts": strand.cuts,
            }
        return {"strands": strands, "claims": set(self.claims)}

    def enter(self, scanned, *, bint trusted):
        """Add what is new in ``scanned``; return None if it refers to what is not here. Raises `RefusedUpdate`."""
        assert isinstance(scanned, Scanned), "what is cast to C arrays has to come from the scan"
        cdef tuple fields = <tuple>scanned
        cdef Changes changes = Changes.__new__(Changes)
        cdef bint is_here
        try:
            is_here = self.place(fields, changes, trusted) and self.delete(fields[3], changes, trusted)
        except BaseException:
            self.undo(changes)
            raise
        if is_here:
            return changes
        self.undo(changes)
        return None

    def undo(self, Changes changes not None):
        """Take back ``changes``, which must be the last not yet taken back."""
        cdef Deletion deletion
        cdef OpenSection section
        cdef Strand strand
        cdef Py_ssize_t at
        if changes.strands_cut is not None:
            for strand in changes.strands_cut:
                strand.cuts -= 1
        if changes.deletes is not None:
            for deletion in changes.deletes:
                if deletion.news.used > BULK:
                    remove_all(&deletion.strand.deleted, &deletion.news)
                else:
                    for at in range(deletion.news.used):
                        remove(&deletion.strand.deleted, deletion.news.items[at])
        if changes.claims is not None:
            self.claims.difference_update(changes.claims)
        if changes.sections is not None:
            for section in reversed(changes.sections):
                section.undo()
                if section.end_before == 0:
                    self.strands.drop(section.client)

    cdef int place(self, tuple scanned, Changes changes, bint trusted) except -1:
        """Add the structs, each after what it refers to; say whether all of that was here."""
        cdef Placing placing
        cdef OpenSection section
        cdef array.array pairs = scanned[4]
        self.open_sections(<tuple>scanned[1], len(<array.array>scanned[2]), changes)
        if changes.sections is None:
            return True
        if len(pairs):
            add_pairs(pairs, changes.sections)
        placing = self.placing(scanned, changes, trusted)
        try:
            if len(changes.sections) > 1:
                return place_in_order(changes.sections, placing)
            section = changes.sections[0]
            return placing.advance(section, section.end) == NOTHING
        finally:
            changes.claims = placing.new_claims

    cdef int open_sections(self, tuple sections, Py_ssize_t rows_end, Changes changes) except -1:
        """Open the sections that bring something new."""
        cdef tuple section
        cdef OpenSection opened
        cdef Strand strand
        cdef number_t client, end
        for section in sections:
            client = section[0]
            end = section[2]
            strand = self.strands.find(client)
            if strand is not None and end <= strand.end:
                continue
            opened = OpenSection.__new__(OpenSection)
            opened.client = client
            opened.end = end
            opened.at = section[3]
            opened.last = section[4]
            assert 0 <= opened.at <= opened.last <= rows_end, "a section is a slice of the rows"
            if strand is None:
                strand = self.strands.add(client)
            opened.strand = strand
            opened.end_before = strand.end
            opened.runs_before = strand.runs_used
            opened.pairs_before = strand.pairs_used
            if changes.sections is None:
                changes.sections = []
            changes.sections.append(opened)
        return 0

    cdef Placing placing(self, tuple scanned, Changes changes, bint trusted):
        cdef Placing placing = Placing.__new__(Placing)
        placing.strands = self.strands
        placing.claims = self.claims
        placing.update = scanned[0]
        placing.held_rows = scanned[2]
        placing.rows = numbers_of(placing.held_rows, ROW)
        placing.changes = changes
        placing.trusted = trusted
        return placing

    cdef int delete(self, array.array deletes, Changes changes, bint trusted) except -1:
        """Add what is new in the deleted ranges; say whether all of them are here."""
        cdef const number_t *numbers = numbers_of(deletes, RANGE)
        cdef Py_ssize_t at = 0, first, count = len(deletes)
        while at < count:
            first = at
            while at < count and numbers[at] == numbers[first]:  # the scan refuses a client that comes again
                at += RANGE
            if not self.delete_of_one(&numbers[first], at - first, changes, trusted):
                return False
        return True

    cdef int delete_of_one(self, const number_t *numbers, Py_ssize_t count, Changes changes, bint trusted) except -1:
        cdef Strand strand = self.strands.find(numbers[0])
        cdef Deletion deletion = Deletion.__new__(Deletion)
        cdef Ranges *news = &deletion.news
        cdef Py_ssize_t at
        if strand is None or not find_news(strand, numbers, count, news):
            return False
        if not news.used:
            return True
        for at in range(news.used):
            check_deletion(strand, news.items[at], trusted)
            if strand.is_cut_at(news.items[at].start):
                changes.cut(strand, trusted)
            if strand.is_cut_at(news.items[at].end):
                changes.cut(strand, trusted)
        deletion.strand = strand
        if news.used > BULK:
            add_all(&strand.deleted, news)
        else:
            for at in range(news.used):
                add(&strand.deleted, news.items[at])
        if changes.deletes is None:
            changes.deletes = []
        changes.deletes.append(deletion)
        return True


cdef const number_t *numbers_of(array.array numbers, Py_ssize_t size) except? NULL:
    """Return the numbers of a Scanned, which come in groups of ``size``."""
    assert numbers.ob_descr.itemsize == sizeof(number_t), "what is read as C numbers has to be made of them"
    assert len(numbers) % size == 0, "a group is cut off"
    return numbers.data.as_longlongs


cdef int add_pairs(array.array pairs, list sections) except -1:
    cdef dict strands = {(<OpenSection>section).client: (<OpenSection>section).strand for section in sections}
    cdef const number_t *numbers = numbers_of(pairs, 1)
    cdef number_t packed, clock
    cdef Strand strand
    cdef Py_ssize_t at
    for at in range(len(pairs)):
        packed = numbers[at]
        strand = strands.get(packed >> CLOCK_BITS)
        if strand is not None:
            clock = packed & CLOCK_MAX
            if clock >= strand.end:
                strand.add_pair(clock)
            elif clock == strand.end - 1:
                raise RefusedUpdate("splits-pair", f"known up to {strand.end}")
    return 0


cdef int place_in_order(list opened, Placing placing) except -1:
    """Place sections that may refer to each other; say whether all they refer to is here."""
    cdef dict sections = {(<OpenSection>section).client: section for section in opened}
    cdef OpenSection section
    for section in opened:
        if section.strand.end < section.end and not place_after_needed(section.client, sections, placing):
            return False
    return True


cdef int place_after_needed(object client, dict sections, Placing placing) except -1:
    """Place a section, and before each row the sections it refers to, as far as it needs them."""
    cdef dict waiting = {client: (<OpenSection>sections[client]).end}
    cdef number_t needed, clock
    while waiting:
        client = next(reversed(waiting))
        needed = placing.advance(<OpenSection>sections[client], waiting[client])
        if needed == NOTHING:
            del waiting[client]
            continue
        client = needed >> CLOCK_BITS
        clock = needed & CLOCK_MAX
        if client in waiting or client not in sections or (<OpenSection>sections[client]).end <= clock:
            return False
        waiting[client] = clock + 1
    return True


cdef int find_news(Strand strand, const number_t *numbers, Py_ssize_t count, Ranges *news) except -1:
    """Find what is not deleted yet; say whether all of it is here."""
    cdef Ranges asked = Ranges(NULL, 0, 0)
    cdef Py_ssize_t at
    if count == RANGE:
        return numbers[2] <= strand.end and not add_gaps(&strand.deleted, numbers[1], numbers[2], news)
    try:
        for at in range(0, count, RANGE):
            append(&asked, numbers[at + 1], numbers[at + 2])
        merge_ranges(&asked)
        if asked.items[asked.used - 1].end > strand.end:
            return False
        for at in range(asked.used):
            add_gaps(&strand.deleted, asked.items[at].start, asked.items[at].end, news)
        return True
    finally:
        free(asked.items)


cdef int check_deletion(Strand strand, Range new, bint trusted) except -1:
    if not trusted and strand.types_in(new.start, new.end):
        raise RefusedUpdate("deletes-type", f"{strand.client}:{new.start}-{new.end}")
    if strand.cuts_pair(new.start) or strand.cuts_pair(new.end):
        raise RefusedUpdate("splits-pair", f"{strand.client}:{new.start}-{new.end}")
    return 0
