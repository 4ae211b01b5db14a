# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The compiled twin of scan.py: the same walk over C pointers, about ten times as fast.

scan.py is the reference and says why; this file keeps its order of checks, so that both refuse the same bytes with the same word.
"""

from cpython cimport array
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdlib cimport free, realloc
from libc.string cimport memcmp, memcpy

from array import array as new_array

from kanverge_crdt import update as _update
from kanverge_crdt.errors import RefusedUpdate
from kanverge_crdt.update import EDIT, ROOTS, Scanned

ctypedef long long number_t

cdef enum:
    GC = 0
    DELETED = 1
    STRING = 2
    VALUE = 3
    MAP = 4
    TEXT = 5
    IN_ROOT = 8
    IN_PARENT = 16
    AFTER = 32
    BEFORE = 64
    KEYED = 128
    NOTHING = -1
    HAS_ORIGIN = 0x80
    HAS_RIGHT = 0x40
    HAS_KEY = 0x20
    KIND_BITS = 0x1F
    SKIP_INFO = 10
    CLOCK_BITS = 31
    KEY_BYTES_MAX = 128
    VALUE_DEPTH_MAX = 16
    VALUE_BYTES_MAX = 49152

cdef number_t CLIENT_MAX = 0xFFFFFFFF
cdef number_t CLOCK_MAX = 0x7FFFFFFF
cdef number_t NUMBER_MAX = (<number_t>1 << 53) - 1

# The numbers above are C constants for speed; a twin that disagrees with update.py must not load.
if (GC, DELETED, STRING, VALUE, MAP, TEXT, IN_ROOT, IN_PARENT, AFTER, BEFORE, KEYED, NOTHING) != (
    _update.GC, _update.DELETED, _update.STRING, _update.VALUE, _update.MAP, _update.TEXT,
    _update.IN_ROOT, _update.IN_PARENT, _update.AFTER, _update.BEFORE, _update.KEYED, _update.NOTHING,
) or (CLIENT_MAX, CLOCK_MAX, CLOCK_BITS, KEY_BYTES_MAX, VALUE_DEPTH_MAX, VALUE_BYTES_MAX) != (
    _update.CLIENT_MAX, _update.CLOCK_MAX, _update.CLOCK_BITS, _update.KEY_BYTES_MAX, _update.VALUE_DEPTH_MAX,
    _update.VALUE_BYTES_MAX,
):
    raise ImportError("_scan was built for another update.py: build it again")

cdef array.array TEMPLATE = new_array("q")
cdef object NONE = new_array("q")  # shared by every result that has none: results are never written to
cdef tuple ROOT_NAMES = tuple(name.encode() for name in ROOTS)
cdef object new_tuple = tuple.__new__


cdef struct Numbers:
    number_t *items
    Py_ssize_t used
    Py_ssize_t room


cdef int push(Numbers *numbers, number_t item) except -1:
    cdef Py_ssize_t room
    cdef number_t *items
    if numbers.used == numbers.room:
        room = numbers.room * 2 if numbers.room else 16
        items = <number_t *>realloc(numbers.items, room * sizeof(number_t))
        if items == NULL:
            raise MemoryError
        numbers.items = items
        numbers.room = room
    numbers.items[numbers.used] = item
    numbers.used += 1
    return 0


cdef object as_array(Numbers *numbers):
    if not numbers.used:
        return NONE
    cdef array.array result = array.clone(TEMPLATE, numbers.used, False)
    memcpy(result.data.as_voidptr, numbers.items, numbers.used * sizeof(number_t))
    return result


cdef class Scanner:
    """A scan that may stop and go on, so that other work can run in between."""

    cdef bytes update
    cdef const unsigned char *data
    cdef Py_ssize_t at
    cdef Py_ssize_t end
    cdef Numbers rows
    cdef Numbers deletes
    cdef Numbers pairs
    cdef list sections
    cdef tuple section
    cdef object seen
    cdef number_t structs_left, ranges_left, clients_max
    cdef number_t clients_left, items_left  # sections or clients still to come, and structs or ranges of this one
    cdef number_t client, clock, key, start, first
    cdef number_t last_client
    cdef bint in_deletes, begun, refused
    cdef int roots
    cdef number_t content_bytes
    cdef int value_depth

    def __cinit__(self, bytes update not None, limits=EDIT):
        self.update = update
        self.data = <const unsigned char *>PyBytes_AS_STRING(update)
        self.end = PyBytes_GET_SIZE(update)
        if self.end > <Py_ssize_t>limits.bytes_max:
            raise RefusedUpdate("too-large", f"{self.end} bytes")
        self.structs_left = limits.structs_max
        self.ranges_left = limits.delete_ranges_max
        self.clients_max = limits.clients_max
        self.last_client = -1

    def __dealloc__(self):
        free(self.rows.items)
        free(self.deletes.items)
        free(self.pairs.items)

    def step(self, number_t structs):
        """Read up to ``structs`` structs and deleted ranges; return the result once all are read."""
        assert not self.refused, "a refused update has no result"
        while structs > 0:
            if not self.advance():
                return self.result()
            structs -= 1
        return None

    cdef object result(self):
        cdef tuple sections
        if self.sections is not None:
            sections = tuple(self.sections)
        elif self.section is not None:
            sections = (self.section,)
        else:
            sections = ()
        return new_tuple(Scanned, (
            self.update, sections, as_array(&self.rows), as_array(&self.deletes), as_array(&self.pairs),
            self.roots, self.content_bytes, self.value_depth,
        ))

    cdef bint advance(self) except -1:
        """Read one struct or one deleted range; return False when there is none left."""
        if not self.begun:
            self.begun = True
            self.clients_left = self.count("clients", self.clients_max)
        if not self.in_deletes:
            if self.items_left == 0 and self.clients_left:
                self.begin_section()
            if self.items_left:
                self.read_struct()
                self.items_left -= 1
                if self.items_left == 0:
                    self.end_section()
                return True
            self.in_deletes = True
            self.seen = None
            self.last_client = -1
            self.clients_left = self.count("clients", self.clients_max)
        if self.items_left == 0:
            if self.clients_left == 0:
                if self.at != self.end:
                    self.refuse("malformed", f"{self.end - self.at} bytes left over")
                return False
            self.begin_ranges()
        self.start = self.read_clock()
        push(&self.deletes, self.client)
        push(&self.deletes, self.start)
        push(&self.deletes, self.start + self.length(self.start))
        self.items_left -= 1
        return True

    cdef int begin_section(self) except -1:
        self.clients_left -= 1
        self.items_left = self.count("structs", self.structs_left)
        if self.items_left == 0:
            self.refuse("malformed", "a section without structs")
        self.structs_left -= self.items_left
        self.new_client()
        self.start = self.clock = self.read_clock()
        self.first = self.rows.used
        return 0

    cdef int end_section(self) except -1:
        cdef tuple section = (self.client, self.start, self.clock, self.first, self.rows.used)
        if self.section is None:
            self.section = section
        else:
            if self.sections is None:
                self.sections = [self.section]
            self.sections.append(section)
        return 0

    cdef int begin_ranges(self) except -1:
        self.clients_left -= 1
        self.new_client()
        self.items_left = self.count("deleted ranges", self.ranges_left)
        if self.items_left == 0:
            self.refuse("malformed", "a client without deleted ranges")
        self.ranges_left -= self.items_left
        return 0

    cdef int new_client(self) except -1:
        """Read a client id not yet met here; the set of those met is kept from the second one on."""
        cdef number_t client = self.read_client()
        if self.last_client >= 0:
            if self.seen is None:
                self.seen = {self.last_client}
            if client in self.seen:
                self.refuse("repeated-client", str(client))
            self.seen.add(client)
        self.last_client = self.client = client
        return 0

    cdef int read_struct(self) except -1:
        cdef int info = self.byte()
        cdef int kind, bits
        cdef number_t length, ref = NOTHING, right = NOTHING
        if info == 0:
            length = self.length(self.clock)
            return self.add(GC, NOTHING, NOTHING, length)
        kind = info & KIND_BITS
        if kind != 1 and kind != 4 and kind != 7 and kind != 8:
            self.refuse("kind-not-allowed", "a gap" if info == SKIP_INFO else f"content {kind}")
        if info & (HAS_ORIGIN | HAS_RIGHT):
            bits = 0
            if info & HAS_ORIGIN:
                bits = AFTER
                ref = self.read_id()
            if info & HAS_RIGHT:
                bits |= BEFORE
                right = self.read_id()
        else:
            bits = self.read_parent(info, &ref)
        if kind == 8:
            kind = VALUE
            length = self.read_values()
        elif kind == 4:
            kind = STRING
            length = self.read_text()
        elif kind == 7:
            kind = self.read_type()
            length = 1
        else:
            kind = DELETED
            length = self.length(self.clock)
        self.check_place(kind, bits, info)
        return self.add(kind | bits, ref, right, length)

    cdef int add(self, int shape, number_t ref, number_t right, number_t length) except -1:
        push(&self.rows, self.clock)
        push(&self.rows, shape)
        push(&self.rows, ref)
        push(&self.rows, right)
        push(&self.rows, self.key if shape & KEYED else 0)
        self.clock += length
        return 0

    cdef int read_parent(self, int info, number_t *ref) except -1:
        cdef int form = self.byte()
        cdef int bits
        if form > 1:
            self.refuse("malformed", f"parent form {form}")
        if form:
            bits = IN_ROOT
            ref[0] = self.read_root()
        else:
            bits = IN_PARENT
            ref[0] = self.read_id()
        if info & HAS_KEY:
            self.key = self.read_key()
            bits |= KEYED
        return bits

    cdef int read_root(self) except -1:
        cdef Py_ssize_t size = self.string(NULL)
        cdef const unsigned char *name = self.data + self.at - size
        cdef int index
        for index in range(len(ROOT_NAMES)):
            if (PyBytes_GET_SIZE(<bytes>ROOT_NAMES[index]) == size
                    and memcmp(PyBytes_AS_STRING(<bytes>ROOT_NAMES[index]), name, size) == 0):
                self.roots |= 1 << index
                return index
        self.refuse("root-not-allowed", name[:size].decode()[:64])

    cdef number_t read_key(self) except -1:
        cdef Py_ssize_t size = self.string(NULL)
        cdef const unsigned char *name = self.data + self.at - size
        if size == 0 or size > KEY_BYTES_MAX or (size == 9 and memcmp(name, b"__proto__", 9) == 0):
            self.refuse("key-not-allowed", name[:size].decode()[:64])
        return (<number_t>(self.at - size) << 8) | size

    cdef int check_place(self, int kind, int bits, int info) except -1:
        cdef bint wrong
        if bits & KEYED:
            wrong = kind == STRING
        elif bits & (IN_ROOT | IN_PARENT):
            wrong = kind >= VALUE or bits & IN_ROOT
        elif kind == STRING:
            wrong = info & HAS_KEY
        else:
            wrong = kind >= VALUE and bits & BEFORE
        if wrong:
            self.refuse("misplaced", f"content {info & KIND_BITS}")
        return 0

    cdef number_t read_text(self) except -1:
        cdef number_t units = 0
        cdef Py_ssize_t size = self.string(&units)
        if size == 0:
            self.refuse("malformed", "an empty text")
        if units != size:  # not ASCII alone
            self.note_pairs(size)
        self.content_bytes += size
        return self.fitting(self.clock, units)

    cdef int note_pairs(self, Py_ssize_t size) except -1:
        cdef const unsigned char *text = self.data + self.at - size
        cdef number_t clock = self.clock
        cdef Py_ssize_t index
        for index in range(size):
            if text[index] >= 0xF0:
                push(&self.pairs, (self.client << CLOCK_BITS) | clock)
                clock += 2
            elif text[index] < 0x80 or text[index] >= 0xC0:
                clock += 1
        return 0

    cdef int read_type(self) except -1:
        cdef number_t number = self.number()
        if number != 1 and number != 2:
            self.refuse("kind-not-allowed", f"shared type {number}")
        self.fitting(self.clock, 1)
        return MAP if number == 1 else TEXT

    cdef number_t read_values(self) except -1:
        cdef Py_ssize_t start
        if self.number() != 1:
            self.refuse("value-not-allowed", "a key holds one value")
        start = self.at
        self.read_value(start, 0)
        self.content_bytes += self.at - start
        return self.fitting(self.clock, 1)

    cdef int read_value(self, Py_ssize_t start, int depth) except -1:
        cdef int tag = self.byte()
        cdef const unsigned char *bytes_of
        if tag == 119:
            self.string(NULL)
        elif tag == 117 or tag == 118:
            self.read_container(tag, start, depth + 1)
        elif tag == 120 or tag == 121:
            pass
        elif tag == 125:
            self.signed()
        elif tag == 124:
            bytes_of = self.take(4)
            if (bytes_of[0] & 0x7F) == 0x7F and bytes_of[1] & 0x80:
                self.refuse("value-not-allowed", "not a finite number")
        elif tag == 123:
            bytes_of = self.take(8)
            if (bytes_of[0] & 0x7F) == 0x7F and (bytes_of[1] & 0xF0) == 0xF0:
                self.refuse("value-not-allowed", "not a finite number")
        else:
            self.refuse("value-not-allowed", f"tag {tag}")
        if self.at - start > VALUE_BYTES_MAX:
            self.refuse("too-large", "one value")
        return 0

    cdef int read_container(self, int tag, Py_ssize_t start, int depth) except -1:
        cdef number_t left
        if depth > VALUE_DEPTH_MAX:
            self.refuse("too-deep", "a value")
        if depth > self.value_depth:
            self.value_depth = depth
        left = self.number()
        while left > 0:
            if tag == 118:
                self.read_key()
            self.read_value(start, depth)
            left -= 1
        return 0

    cdef number_t count(self, str what, number_t most) except -1:
        cdef number_t count = self.number()
        if count > most:
            self.refuse("too-many", f"{count} {what}")
        return count

    cdef number_t read_client(self) except -1:
        cdef number_t client = self.number()
        if client > CLIENT_MAX:
            self.refuse("client-id", str(client))
        return client

    cdef number_t read_clock(self) except -1:
        return self.fitting(0, self.number())

    cdef number_t length(self, number_t clock) except -1:
        cdef number_t length = self.number()
        if length == 0:
            self.refuse("malformed", "a length of zero")
        return self.fitting(clock, length)

    cdef number_t fitting(self, number_t clock, number_t length) except -1:
        if clock + length > CLOCK_MAX:
            self.refuse("clock-overflow", str(clock + length))
        return length

    cdef number_t read_id(self) except -1:
        cdef number_t client = self.read_client()
        cdef number_t clock = self.read_clock()
        if client == self.client and clock >= self.clock:
            self.refuse("future-reference", f"{client}:{clock}")
        return (client << CLOCK_BITS) | clock

    # What cursor.py does, over pointers

    cdef int refuse(self, str code, str detail) except -1:
        self.refused = True
        raise RefusedUpdate(code, detail, self.at)

    cdef int byte(self) except -1:
        if self.at >= self.end:
            self.refuse("malformed", "unexpected end")
        self.at += 1
        return self.data[self.at - 1]

    cdef number_t number(self) except -1:
        cdef number_t value
        cdef int byte, shift
        byte = self.byte()
        if byte < 0x80:
            return byte
        value = byte & 0x7F
        shift = 7
        while True:
            byte = self.byte()
            value |= <number_t>(byte & 0x7F) << shift
            if value > NUMBER_MAX:
                self.refuse("malformed", "number beyond 2^53 - 1")
            if byte < 0x80:
                break
            shift += 7
            if shift > 49:
                self.refuse("malformed", "number too long")
        if byte == 0:
            self.refuse("malformed", "padded number")
        return value

    cdef int signed(self) except -1:
        cdef int byte = self.byte()
        cdef number_t value = byte & 0x3F
        cdef int shift = 6
        while byte >= 0x80:
            if shift > 48:
                self.refuse("malformed", "number too long")
            byte = self.byte()
            value |= <number_t>(byte & 0x7F) << shift
            shift += 7
        if value > NUMBER_MAX:
            self.refuse("value-not-allowed", "whole number beyond 2^53 - 1")
        if shift > 6 and byte == 0:
            self.refuse("malformed", "padded number")
        return 0

    cdef const unsigned char *take(self, Py_ssize_t size) except NULL:
        if size > self.end - self.at:
            self.refuse("malformed", f"{size} bytes do not fit")
        self.at += size
        return self.data + self.at - size

    cdef Py_ssize_t string(self, number_t *units) except -1:
        """Step over a string, return its size in bytes and count its UTF-16 units."""
        cdef Py_ssize_t size = self.number()
        cdef const unsigned char *text = self.take(size)
        cdef number_t counted = utf16_units(text, size)
        if counted < 0:
            self.refuse("malformed", "not UTF-8")
        if units != NULL:
            units[0] = counted
        return size


cdef number_t utf16_units(const unsigned char *text, Py_ssize_t size) noexcept nogil:
    """Return the length of ``text`` in UTF-16 units, or -1 if it is not UTF-8 (Unicode 15, table 3-7)."""
    cdef Py_ssize_t at = 0
    cdef number_t units = 0
    cdef int lead, low, high, more
    while at < size:
        lead = text[at]
        at += 1
        units += 1
        if lead < 0x80:
            continue
        low = 0x80
        high = 0xBF
        if 0xC2 <= lead <= 0xDF:
            more = 1
        elif 0xE0 <= lead <= 0xEF:
            more = 2
            if lead == 0xE0:
                low = 0xA0
            elif lead == 0xED:
                high = 0x9F
        elif 0xF0 <= lead <= 0xF4:
            more = 3
            units += 1
            if lead == 0xF0:
                low = 0x90
            elif lead == 0xF4:
                high = 0x8F
        else:
            return -1
        if more > size - at or text[at] < low or text[at] > high:
            return -1
        at += 1
        more -= 1
        while more:
            if text[at] & 0xC0 != 0x80:
                return -1
            at += 1
            more -= 1
    return units


def scan(bytes update not None, limits=EDIT):
    """Read ``update`` over C pointers. Raises `RefusedUpdate`."""
    cdef Scanner scanner = Scanner.__new__(Scanner, update, limits)
    while scanner.advance():
        pass
    return scanner.result()
