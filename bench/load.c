/* An open-loop load generator for servers that fan out over WebSocket: one thread, epoll, any protocol.
 *
 *     load PORT PLAN CONNECTIONS WRITERS RATE WARM COUNT
 *
 * PLAN holds ready bytes, each with a length before it (32 bits, little endian): the upgrade request, the opening sent once
 * the upgrade is through, the beginnings of the messages that say "joined" and "saved" (empty: there is none), then WebSocket
 * frames, masked. Frame n goes out over connection n % WRITERS at start + n / RATE, whether or not anything came back.
 * The first WARM frames are not measured, COUNT frames follow them.
 *
 * Frame n carries the tag `~` and n in four digits to the base 64, so that each delivery is known again at each connection,
 * also inside merged updates. Latency counts from the moment a frame was due, so that a server that stalls cannot hide it.
 *
 * Prints a line as each phase begins: upgraded, joined, measuring, measured; then the result as one line of JSON. Times
 * in milliseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { TAG_DIGITS = 4, BUCKET_US = 10, BUCKETS = 2000000, SETTLE_MS = 3000, JOIN_LIMIT_MS = 60000, EVENTS = 256 };
enum { OP_BINARY = 2, OP_CLOSE = 8, OP_PING = 9 };

typedef struct {
    const uint8_t *at;
    uint32_t length;
} Bytes;

typedef struct {
    int socket;
    int is_upgraded, is_joined, waits_for_room;
    uint8_t *held; /* received, not yet read */
    size_t held_bytes, held_max;
    uint32_t next;     /* the number of the frame to send next, among this writer's own */
    uint32_t sent_of;  /* bytes of it that have left */
    uint32_t saved;    /* how many of its frames are known to be saved */
    uint8_t *seen;     /* a bit a frame: delivered here */
    double joined_ms;
} Connection;

typedef struct {
    uint32_t counts[BUCKETS];
    uint64_t total;
    double max;
} Latencies;

static Bytes request, opening, joined_prefix, saved_prefix, *frames;
static uint32_t frame_count, warm_count, connection_count, writer_count, upgraded_count, joined_count;
static uint32_t due_count; /* frames whose moment has come */
static uint64_t delivered;
static double rate, started_ms, opened_ms;
static Connection *connections;
static Latencies visible, saved, late;
static int poller, timer;

static void fail(const char *what) {
    fprintf(stderr, "load: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static double due_ms(uint32_t frame) { return started_ms + frame * 1e3 / rate; }

static void note(Latencies *latencies, double ms) {
    uint64_t bucket = ms > 0 ? (uint64_t)(ms * 1e3 / BUCKET_US) : 0;
    latencies->counts[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    latencies->total++;
    if (ms > latencies->max) latencies->max = ms;
}

static double percentile(const Latencies *latencies, double share) {
    uint64_t passed = 0, wanted = (uint64_t)(latencies->total * share);
    for (uint32_t bucket = 0; bucket < BUCKETS; bucket++) {
        passed += latencies->counts[bucket];
        if (passed > wanted) return (bucket + 0.5) * BUCKET_US / 1e3;
    }
    return -1;
}

static int compare(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

/* The plan. */

static void read_plan(const char *path, uint32_t frames_wanted) {
    int file = open(path, O_RDONLY);
    struct stat facts;
    if (file < 0 || fstat(file, &facts)) fail(path);
    const uint8_t *at = mmap(NULL, facts.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (at == MAP_FAILED) fail(path);
    const uint8_t *end = at + facts.st_size;
    Bytes *heads[] = {&request, &opening, &joined_prefix, &saved_prefix};
    frames = calloc(frames_wanted + 1, sizeof *frames);
    for (uint32_t n = 0; n < 4 + frames_wanted; n++) {
        Bytes *bytes = n < 4 ? heads[n] : &frames[frame_count++];
        if (at + 4 > end) fail("the plan is too short");
        memcpy(&bytes->length, at, 4);
        bytes->at = at + 4;
        at += 4 + bytes->length;
    }
}

/* Sending. */

static void watch(Connection *connection, int for_room) {
    struct epoll_event event = {.events = EPOLLIN | (for_room ? EPOLLOUT : 0), .data.ptr = connection};
    if (connection->waits_for_room != for_room) epoll_ctl(poller, EPOLL_CTL_MOD, connection->socket, &event);
    connection->waits_for_room = for_room;
}

static void send_whole(Connection *connection, Bytes bytes) {
    if (send(connection->socket, bytes.at, bytes.length, MSG_NOSIGNAL) != (ssize_t)bytes.length) fail("cannot send");
}

/* Send what is due over a writer, as far as the socket takes it. */
static void send_due(Connection *writer) {
    uint32_t own = writer - connections;
    for (;;) {
        uint32_t number = writer->next * writer_count + own;
        if (number >= due_count) break;
        Bytes frame = frames[number];
        if (!writer->sent_of && number >= warm_count) note(&late, now_ms() - due_ms(number));
        ssize_t sent = send(writer->socket, frame.at + writer->sent_of, frame.length - writer->sent_of, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) fail("a writer was cut off");
        if (sent > 0) writer->sent_of += sent;
        if (writer->sent_of < frame.length) {
            watch(writer, 1);
            return;
        }
        writer->sent_of = 0;
        writer->next++;
    }
    watch(writer, 0);
}

/* Receiving. */

static int digit(uint8_t character) {
    if (character >= 'A' && character <= 'Z') return character - 'A';
    if (character >= 'a' && character <= 'z') return character - 'a' + 26;
    if (character >= '0' && character <= '9') return character - '0' + 52;
    return character == '-' ? 62 : character == '_' ? 63 : -1;
}

static void note_delivery(Connection *connection, uint32_t number, double now) {
    uint8_t bit = 1 << (number & 7), *seen = &connection->seen[number >> 3];
    if (number >= due_count || *seen & bit) return;
    *seen |= bit;
    if (number < warm_count || number % writer_count == connection - connections) return; /* its own */
    delivered++;
    note(&visible, now - due_ms(number));
}

static void find_tags(Connection *connection, const uint8_t *at, const uint8_t *end, double now) {
    while ((at = memchr(at, '~', end - at))) {
        at++;
        if (end - at < TAG_DIGITS) return;
        uint32_t number = 0;
        int is_tag = 1;
        for (int n = 0; n < TAG_DIGITS; n++) {
            int value = digit(at[n]);
            is_tag = is_tag && value >= 0;
            number = number << 6 | (value & 63);
        }
        if (is_tag) note_delivery(connection, number, now);
    }
}

/* The number that follows in MessagePack. */
static uint32_t number_at(const uint8_t *at) {
    int bytes = *at < 0x80 ? 0 : 1 << (*at - 0xcc); /* uint 8, 16 and 32 */
    uint32_t value = bytes ? 0 : *at;
    for (int n = 1; n <= bytes; n++) value = value << 8 | at[n];
    return value;
}

static void note_saved(Connection *writer, uint32_t seq, double now) {
    uint32_t own = writer - connections;
    for (; writer->saved < seq; writer->saved++) {
        uint32_t number = writer->saved * writer_count + own;
        if (number >= warm_count && number < due_count) note(&saved, now - due_ms(number));
    }
}

static int begins(const uint8_t *message, size_t length, Bytes prefix) {
    return prefix.length && length >= prefix.length && !memcmp(message, prefix.at, prefix.length);
}

static void take_message(Connection *connection, const uint8_t *message, size_t length, double now) {
    if (!connection->is_joined && begins(message, length, joined_prefix)) {
        connection->is_joined = 1;
        connection->joined_ms = now - opened_ms;
        joined_count++;
    } else if (begins(message, length, saved_prefix)) {
        note_saved(connection, number_at(message + saved_prefix.length), now);
    } else if (started_ms) {
        find_tags(connection, message, message + length, now);
    }
}

static void answer_ping(Connection *connection) {
    static const uint8_t pong[] = {0x8a, 0x80, 0, 0, 0, 0};
    send_whole(connection, (Bytes){pong, sizeof pong});
}

/* Take the whole frames (RFC 6455 5.2, never masked by a server) and return how many bytes they were. */
static size_t take_frames(Connection *connection, const uint8_t *data, size_t size, double now) {
    size_t at = 0;
    while (size - at >= 2) {
        uint64_t length = data[at + 1] & 127;
        size_t head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (size - at < head) break;
        if (head > 2) {
            length = 0;
            for (size_t n = 2; n < head; n++) length = length << 8 | data[at + n];
        }
        if (size - at < head + length) break;
        int op = data[at] & 15;
        if (op == OP_CLOSE) {
            fprintf(stderr, "%.*s\n", (int)(length > 2 ? length - 2 : 0), (const char *)data + at + head + 2);
            fail("the server closed a connection");
        }
        if (op == OP_PING) answer_ping(connection);
        if (op == OP_BINARY) take_message(connection, data + at + head, length, now);
        at += head + length;
    }
    return at;
}

static size_t take_upgrade(Connection *connection) {
    const uint8_t *end = memmem(connection->held, connection->held_bytes, "\r\n\r\n", 4);
    if (!end) return 0;
    if (!memmem(connection->held, end - connection->held, " 101 ", 5)) fail("the upgrade was refused");
    connection->is_upgraded = 1;
    upgraded_count++;
    return end + 4 - connection->held;
}

static void receive(Connection *connection) {
    for (;;) {
        if (connection->held_max - connection->held_bytes < 65536)
            connection->held = realloc(connection->held, connection->held_max += 262144);
        size_t room = connection->held_max - connection->held_bytes;
        ssize_t got = recv(connection->socket, connection->held + connection->held_bytes, room, 0);
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) fail("a connection was lost");
        connection->held_bytes += got;
        size_t used = connection->is_upgraded
            ? take_frames(connection, connection->held, connection->held_bytes, now_ms())
            : take_upgrade(connection);
        memmove(connection->held, connection->held + used, connection->held_bytes -= used);
        if ((size_t)got < room) return;
    }
}

/* Waiting. */

static void wait_until(double ms) {
    struct epoll_event events[EVENTS];
    struct itimerspec at = {.it_value = {.tv_sec = ms / 1e3, .tv_nsec = (long)(ms * 1e6) % 1000000000}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
    int count = epoll_wait(poller, events, EVENTS, ms <= now_ms() ? 0 : -1);
    for (int n = 0; n < count; n++) {
        Connection *connection = events[n].data.ptr;
        if (!connection) {
            uint64_t times;
            if (read(timer, &times, sizeof times) < 0 && errno != EAGAIN) fail("timer");
            continue;
        }
        if (events[n].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(connection);
        if (events[n].events & EPOLLOUT) send_due(connection);
    }
}

static void wait_for(const uint32_t *count, uint32_t wanted, const char *phase) {
    double deadline = now_ms() + JOIN_LIMIT_MS;
    while (*count < wanted) {
        if (now_ms() > deadline) fail(phase);
        wait_until(deadline);
    }
    puts(phase);
}

/* The phases. */

static void connect_all(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    connections = calloc(connection_count, sizeof *connections);
    for (uint32_t n = 0; n < connection_count; n++) {
        Connection *connection = &connections[n];
        connection->seen = calloc(frame_count / 8 + 1, 1);
        connection->socket = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(connection->socket, (struct sockaddr *)&address, sizeof address)) fail("cannot connect");
        setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        fcntl(connection->socket, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        epoll_ctl(poller, EPOLL_CTL_ADD, connection->socket, &event);
        send_whole(connection, request);
    }
    wait_for(&upgraded_count, connection_count, "upgraded");
}

static void join_all(void) {
    opened_ms = now_ms();
    for (uint32_t n = 0; n < connection_count; n++) send_whole(&connections[n], opening);
    wait_for(&joined_count, connection_count, "joined");
}

static void send_all(void) {
    uint64_t expected = (uint64_t)(frame_count - warm_count) * (connection_count - 1);
    started_ms = now_ms() + 50;
    int is_warm = 0;
    while (due_count < frame_count) {
        double now = now_ms();
        uint32_t before = due_count;
        while (due_count < frame_count && due_ms(due_count) <= now) due_count++;
        for (uint32_t n = 0; n < writer_count && before < due_count; n++) send_due(&connections[n]);
        if (!is_warm && due_count >= warm_count) is_warm = puts("measuring");
        wait_until(due_ms(due_count));
    }
    puts("measured");
    double deadline = now_ms() + SETTLE_MS;
    while (delivered < expected && now_ms() < deadline) wait_until(deadline);
    for (uint32_t n = 0; n < 20; n++) wait_until(now_ms() + 1); /* the last confirmations */
}

static void print_result(void) {
    double *joins = calloc(connection_count, sizeof *joins);
    for (uint32_t n = 0; n < connection_count; n++) joins[n] = connections[n].joined_ms;
    qsort(joins, connection_count, sizeof *joins, compare);
    uint64_t expected = (uint64_t)(frame_count - warm_count) * (connection_count - 1);
    printf("{\"join_p50\": %.3f, \"join_max\": %.3f, \"delivered\": %.6f", joins[connection_count / 2],
           joins[connection_count - 1], expected ? (double)delivered / expected : 1.0);
    const struct { const char *name; Latencies *of; } all[] = {{"visible", &visible}, {"saved", &saved}, {"late", &late}};
    for (int n = 0; n < 3; n++)
        if (all[n].of->total)
            printf(", \"%s_p50\": %.3f, \"%s_p99\": %.3f, \"%s_max\": %.3f", all[n].name, percentile(all[n].of, .5),
                   all[n].name, percentile(all[n].of, .99), all[n].name, all[n].of->max);
    puts("}");
}

int main(int count, char **arguments) {
    if (count != 8) fail("load PORT PLAN CONNECTIONS WRITERS RATE WARM COUNT");
    setvbuf(stdout, NULL, _IOLBF, 0);
    connection_count = atoi(arguments[3]);
    writer_count = atoi(arguments[4]);
    rate = atof(arguments[5]);
    warm_count = atoi(arguments[6]);
    read_plan(arguments[2], warm_count + atoi(arguments[7]));
    poller = epoll_create1(0);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event);
    connect_all(atoi(arguments[1]));
    join_all();
    if (frame_count) send_all();
    print_result();
}
