# The compiled twin of strand.py, part of _ledger.pyx: where the structs of one client id stand. A run takes 13 bytes.

cdef struct Place:
    int kind
    number_t owner

cdef packed struct Run:
    number_t owner
    clock_t start
    unsigned char kind

cdef Place GONE = Place(0, NOWHERE)


@cython.final
cdef class Strand:
    """What one client id wrote, up to ``end``."""

    cdef number_t client, end
    cdef Run *runs
    cdef Py_ssize_t runs_used, runs_room
    cdef clock_t *pairs
    cdef Py_ssize_t pairs_used, pairs_room
    cdef Ranges deleted
    cdef Py_ssize_t cuts

    def __dealloc__(self):
        free(self.runs)
        free(self.pairs)
        free(self.deleted.items)

    cdef Py_ssize_t run_at(self, number_t clock) noexcept:
        cdef Py_ssize_t low = 0, high = self.runs_used, middle
        while low < high:
            middle = (low + high) >> 1
            if self.runs[middle].start <= clock:
                low = middle + 1
            else:
                high = middle
        return low - 1

    cdef Place place(self, number_t clock) noexcept:
        cdef Run *run = &self.runs[self.run_at(clock)]
        if run.kind & FIRST and run.start != clock:
            return Place(run.kind ^ FIRST, run.owner)
        return Place(run.kind, run.owner)

    cdef int extend(self, Place place, number_t end, bint joined) except -1:
        cdef Run *last
        if joined and self.runs_used:
            last = &self.runs[self.runs_used - 1]
            if last.kind & ~FIRST == place.kind and last.owner == place.owner:
                self.end = end
                return 0
        self.runs = <Run *>with_room(self.runs, &self.runs_room, self.runs_used + 1, sizeof(Run))
        self.runs[self.runs_used] = Run(place.owner, self.end, place.kind)
        self.runs_used += 1
        self.end = end
        return 0

    cdef number_t unbroken_from(self) noexcept:
        cdef number_t start = self.runs[self.runs_used - 1].start
        cdef number_t deleted = self.deleted.items[self.deleted.used - 1].end if self.deleted.used else 0
        return start if start > deleted else deleted

    cdef bint is_cut_at(self, number_t clock) noexcept:
        cdef Run *run
        if not clock or clock >= self.end:
            return False
        run = &self.runs[self.run_at(clock)]
        return run.kind & CHARACTERS != 0 and run.start != clock

    cdef int add_pair(self, number_t clock) except -1:
        self.pairs = <clock_t *>with_room(self.pairs, &self.pairs_room, self.pairs_used + 1, sizeof(clock_t))
        self.pairs[self.pairs_used] = clock
        self.pairs_used += 1
        return 0

    cdef bint cuts_pair(self, number_t clock) noexcept:
        cdef Py_ssize_t low = 0, high = self.pairs_used, middle
        while low < high:
            middle = (low + high) >> 1
            if self.pairs[middle] < clock - 1:
                low = middle + 1
            else:
                high = middle
        return low < self.pairs_used and self.pairs[low] == clock - 1 and not contains(&self.deleted, clock)

    cdef bint types_in(self, number_t start, number_t end) noexcept:
        cdef Py_ssize_t at = self.run_at(start)
        while at < self.runs_used and self.runs[at].start < end:
            if self.runs[at].kind >= MAPS:
                return True
            at += 1
        return False


@cython.final
cdef class Strands:
    """The strands of a board by client id."""

    cdef dict by_client
    cdef Strand recent  # the last one found, which most often is the next one asked for

    def __cinit__(self):
        self.by_client = {}

    cdef Strand find(self, number_t client):
        cdef object found
        if self.recent is not None and self.recent.client == client:
            return self.recent
        found = self.by_client.get(client)
        if found is not None:
            self.recent = <Strand>found
        return <Strand>found

    cdef Strand of(self, number_t packed):
        """Return the strand of a clock that is known to be here."""
        return <Strand>self.find(packed >> CLOCK_BITS)

    cdef Strand add(self, number_t client):
        cdef Strand strand = Strand.__new__(Strand)
        strand.client = client
        self.by_client[client] = strand
        return strand

    cdef int drop(self, number_t client) except -1:
        self.recent = None
        del self.by_client[client]
        return 0
