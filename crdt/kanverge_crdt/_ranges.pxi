# The compiled twin of ranges.py, part of _ledger.pyx: a set of clocks as sorted, disjoint ranges in one C array.

cdef void *with_room(void *items, Py_ssize_t *room, Py_ssize_t wanted, size_t size) except? NULL:
    """Return the array with room for ``wanted`` items, some to spare as in Python's own arrays."""
    if wanted <= room[0]:
        return items
    wanted += (wanted >> 4) + 3
    items = realloc(items, wanted * size)
    if items == NULL:
        raise MemoryError
    room[0] = wanted
    return items


cdef struct Range:
    clock_t start
    clock_t end

cdef struct Ranges:
    Range *items
    Py_ssize_t used
    Py_ssize_t room


cdef Py_ssize_t starts_up_to(Ranges *ranges, number_t clock) noexcept:
    """Return how many ranges start at or before ``clock``."""
    cdef Py_ssize_t low = 0, high = ranges.used, middle
    while low < high:
        middle = (low + high) >> 1
        if ranges.items[middle].start <= clock:
            low = middle + 1
        else:
            high = middle
    return low


cdef Py_ssize_t ends_before(Ranges *ranges, number_t clock) noexcept:
    """Return how many ranges end before ``clock``."""
    cdef Py_ssize_t low = 0, high = ranges.used, middle
    while low < high:
        middle = (low + high) >> 1
        if ranges.items[middle].end < clock:
            low = middle + 1
        else:
            high = middle
    return low


cdef bint contains(Ranges *ranges, number_t clock) noexcept:
    cdef Py_ssize_t at = starts_up_to(ranges, clock) - 1
    return at >= 0 and clock < ranges.items[at].end


cdef int append(Ranges *ranges, number_t start, number_t end) except -1:
    ranges.items = <Range *>with_room(ranges.items, &ranges.room, ranges.used + 1, sizeof(Range))
    ranges.items[ranges.used].start = start
    ranges.items[ranges.used].end = end
    ranges.used += 1
    return 0


cdef int replace(Ranges *ranges, Py_ssize_t first, Py_ssize_t last, Range *by, Py_ssize_t count) except -1:
    cdef Py_ssize_t used = ranges.used + count - (last - first)
    ranges.items = <Range *>with_room(ranges.items, &ranges.room, used, sizeof(Range))
    memmove(&ranges.items[first + count], &ranges.items[last], (ranges.used - last) * sizeof(Range))
    memcpy(&ranges.items[first], by, count * sizeof(Range))
    ranges.used = used
    return 0


cdef int add_gaps(Ranges *ranges, number_t start, number_t end, Ranges *gaps) except -1:
    cdef Py_ssize_t at = ends_before(ranges, start + 1)
    while start < end and at < ranges.used:
        if ranges.items[at].start > start:
            append(gaps, start, min(end, <number_t>ranges.items[at].start))
        start = ranges.items[at].end
        at += 1
    if start < end:
        append(gaps, start, end)
    return 0


cdef int add(Ranges *ranges, Range new) except -1:
    cdef Py_ssize_t first, last
    if ranges.used and ranges.items[ranges.used - 1].end == new.start:
        ranges.items[ranges.used - 1].end = new.end
        return 0
    first = ends_before(ranges, new.start)
    last = starts_up_to(ranges, new.end)
    if first < last:
        new.start = min(new.start, ranges.items[first].start)
        new.end = max(new.end, ranges.items[last - 1].end)
    return replace(ranges, first, last, &new, 1)


cdef int remove(Ranges *ranges, Range old) except -1:
    cdef Py_ssize_t at = starts_up_to(ranges, old.start) - 1
    cdef Range around
    cdef Range[2] kept
    cdef Py_ssize_t count = 0
    assert at >= 0 and old.end <= ranges.items[at].end, "only what is in the set can be removed"
    around = ranges.items[at]
    if around.start < old.start:
        kept[count] = Range(around.start, old.start)
        count += 1
    if old.end < around.end:
        kept[count] = Range(old.end, around.end)
        count += 1
    return replace(ranges, at, at + 1, kept, count)


cdef int add_all(Ranges *ranges, Ranges *news) except -1:
    """Add ranges that are sorted and all new, in one pass over the set."""
    cdef Ranges merged = Ranges(NULL, 0, 0)
    cdef Py_ssize_t held = 0, new = 0
    cdef Range range
    merged.items = <Range *>with_room(NULL, &merged.room, ranges.used + news.used, sizeof(Range))
    while held < ranges.used or new < news.used:
        if new == news.used or (held < ranges.used and ranges.items[held].start < news.items[new].start):
            range = ranges.items[held]
            held += 1
        else:
            range = news.items[new]
            new += 1
        if merged.used and merged.items[merged.used - 1].end == range.start:
            merged.items[merged.used - 1].end = range.end
        else:
            merged.items[merged.used] = range
            merged.used += 1
    free(ranges.items)
    ranges[0] = merged
    return 0


cdef int remove_all(Ranges *ranges, Ranges *olds) except -1:
    """Remove ranges that are sorted and all in the set, in one pass over it."""
    cdef Ranges kept = Ranges(NULL, 0, 0)
    cdef Py_ssize_t at, old = 0
    cdef Range rest
    kept.items = <Range *>with_room(NULL, &kept.room, ranges.used + olds.used, sizeof(Range))
    for at in range(ranges.used):
        rest = ranges.items[at]
        while old < olds.used and olds.items[old].start < rest.end:
            if rest.start < olds.items[old].start:
                append(&kept, rest.start, olds.items[old].start)
            rest.start = olds.items[old].end
            old += 1
        if rest.start < rest.end:
            append(&kept, rest.start, rest.end)
    free(ranges.items)
    ranges[0] = kept
    return 0


cdef int by_start(const void *one, const void *other) noexcept nogil:
    cdef clock_t first = (<const Range *>one).start, second = (<const Range *>other).start
    return (first > second) - (first < second)


cdef int merge_ranges(Ranges *ranges) noexcept:
    """Sort ranges, and make one of those that overlap or touch."""
    cdef Py_ssize_t at, last = 0
    qsort(ranges.items, ranges.used, sizeof(Range), by_start)
    for at in range(1, ranges.used):
        if ranges.items[at].start <= ranges.items[last].end:
            ranges.items[last].end = max(ranges.items[last].end, ranges.items[at].end)
        else:
            last += 1
            ranges.items[last] = ranges.items[at]
    ranges.used = last + 1
    return 0
