/* Modbus RTU stations on a pseudo-terminal that keep the time of a real RS-485 line.
 *
 * Knows how long characters take and when a frame begins too early; refuses to know who asks.
 *
 * A pseudo-terminal hands a request over at once, so the time it would take on the wire is added
 * here: a request that began at t ends at t + bytes * character. The answer begins t3.5 later (the
 * stations need that silence to see the end of the request; turnaround zero unless a delay is
 * given) and leaves byte by byte, each at the end of its character.
 *
 * A request that begins less than t3.5 after the last byte of the answer before it is `early`.
 * By default it is held back until the gap is over and answered; with --strict it is dropped.
 *
 * Register n of unit u holds (10 n + u) mod 65536 until it is written; with --counting every
 * register of an answer holds the number of requests received so far.
 *
 * stdout: first line the path of the pseudo-terminal; then one line of JSON for every line
 * "stats" on stdin ("reset": then all zero; "mute 3", "heal 3": unit 3 falls silent, speaks
 * again). End of stdin ends the program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define UNITS 248
#define REGISTERS 1024
#define SPIN_NS 60000
#define HALF_FRAME_NS 50000000LL

static int64_t character_ns, gap_ns, last_end_ns;
static int pty, strict, counting;
static uint8_t dead[UNITS];
static int64_t delay_ns[UNITS], random_low_ns, random_high_ns;
static uint16_t registers[UNITS][REGISTERS];
static uint8_t coils[UNITS][REGISTERS];

static struct {
    long requests, replies, early, dropped, garbled, unanswered;
    double least_gap_us;
} seen;

static uint8_t pending[4096];
static int pending_bytes;
static int64_t pending_since_ns;

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void take(void)
{
    int n = read(pty, pending + pending_bytes, sizeof pending - pending_bytes);
    if (n <= 0)
        return;
    if (!pending_bytes)
        pending_since_ns = now_ns();
    pending_bytes += n;
}

static void wait_until(int64_t at_ns)
{
    int64_t left = at_ns - now_ns();
    if (left > SPIN_NS) {
        int64_t nap = at_ns - SPIN_NS;
        struct timespec t = {nap / 1000000000LL, nap % 1000000000LL};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
            ;
    }
    while (now_ns() < at_ns)
        ;
}

static uint16_t crc(const uint8_t *data, int bytes)
{
    uint16_t value = 0xFFFF;
    for (int i = 0; i < bytes; i++) {
        value ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            value = value & 1 ? (value >> 1) ^ 0xA001 : value >> 1;
    }
    return value;
}

static int word(const uint8_t *at) { return at[0] << 8 | at[1]; }

/* Length of the request at the head of `pending`; 0 while that cannot be told. */
static int request_bytes(void)
{
    if (pending_bytes < 2)
        return 0;
    if (pending[1] != 15 && pending[1] != 16)
        return 8;
    return pending_bytes < 7 ? 0 : 9 + pending[6];
}

static int refusal(uint8_t *reply, const uint8_t *ask, int code)
{
    reply[0] = ask[0];
    reply[1] = ask[1] | 0x80;
    reply[2] = code;
    return 3;
}

static int answer(uint8_t *reply, const uint8_t *ask)
{
    int unit = ask[0], function = ask[1], address = word(ask + 2), count = word(ask + 4);
    int least = function == 5 || function == 6 ? 1 : count;
    if (address + least > REGISTERS)
        return refusal(reply, ask, 2);
    memcpy(reply, ask, 6);
    if (function == 3 || function == 4) {
        if (count < 1 || count > 125)
            return refusal(reply, ask, 3);
        reply[2] = 2 * count;
        for (int i = 0; i < count; i++) {
            int value = counting ? seen.requests & 0xFFFF : registers[unit][address + i];
            reply[3 + 2 * i] = value >> 8;
            reply[4 + 2 * i] = value & 0xFF;
        }
        return 3 + 2 * count;
    }
    if (function == 1 || function == 2) {
        reply[2] = (count + 7) / 8;
        memset(reply + 3, 0, reply[2]);
        for (int i = 0; i < count; i++)
            reply[3 + i / 8] |= coils[unit][address + i] << i % 8;
        return 3 + reply[2];
    }
    if (function == 5)
        coils[unit][address] = count == 0xFF00;
    else if (function == 6)
        registers[unit][address] = count;
    else if (function == 15)
        for (int i = 0; i < count; i++)
            coils[unit][address + i] = ask[7 + i / 8] >> i % 8 & 1;
    else if (function == 16)
        for (int i = 0; i < count; i++)
            registers[unit][address + i] = word(ask + 7 + 2 * i);
    else
        return refusal(reply, ask, 1);
    return 6;
}

static int64_t thinks_ns(int unit)
{
    int64_t span = random_high_ns - random_low_ns;
    int64_t dice = span > 0 ? random_low_ns + (int64_t)(drand48() * span) : 0;
    return delay_ns[unit] + dice;
}

/* `ask` began at `began_ns` and ended at `ended_ns` on the wire. */
static void serve(const uint8_t *ask, int bytes, int64_t ended_ns)
{
    uint8_t reply[260];
    int unit = ask[0];
    last_end_ns = ended_ns;
    if (crc(ask, bytes) != 0) {
        seen.garbled++;
        return;
    }
    if (unit >= UNITS || dead[unit]) {
        seen.unanswered++;
        return;
    }
    int length = answer(reply, ask);
    uint16_t sum = crc(reply, length);
    reply[length++] = sum & 0xFF;
    reply[length++] = sum >> 8;
    int64_t begins_ns = ended_ns + gap_ns + thinks_ns(unit);
    for (int i = 0; i < length; i++) {
        wait_until(begins_ns + (i + 1) * character_ns);
        take();
        last_end_ns = now_ns(); /* before the write: whoever is woken by it may run first */
        if (write(pty, reply + i, 1) != 1)
            break;
    }
    seen.replies++;
}

static void frame(int bytes)
{
    uint8_t ask[300];
    int64_t began_ns = pending_since_ns, idle_ns = began_ns - last_end_ns;
    int early = last_end_ns && idle_ns < gap_ns;
    memcpy(ask, pending, bytes);
    memmove(pending, pending + bytes, pending_bytes -= bytes);
    pending_since_ns = began_ns + bytes * character_ns;
    seen.requests++;
    seen.early += early;
    if (last_end_ns && idle_ns / 1000.0 < seen.least_gap_us)
        seen.least_gap_us = idle_ns / 1000.0;
    if (early && strict) {
        seen.dropped++;
        last_end_ns = began_ns + bytes * character_ns;
        return;
    }
    if (early)
        began_ns = last_end_ns + gap_ns;
    serve(ask, bytes, began_ns + bytes * character_ns);
}

static void zero(void)
{
    memset(&seen, 0, sizeof seen);
    seen.least_gap_us = 1e9;
}

static void tell(void)
{
    printf("{\"requests\": %ld, \"replies\": %ld, \"early\": %ld, \"dropped\": %ld, "
           "\"garbled\": %ld, \"unanswered\": %ld, \"least_gap_us\": %.1f}\n",
           seen.requests, seen.replies, seen.early, seen.dropped, seen.garbled,
           seen.unanswered, seen.least_gap_us);
    fflush(stdout);
}

/* False at the end of stdin. */
static int commanded(void)
{
    char text[64];
    int unit, n = read(0, text, sizeof text - 1);
    if (n <= 0)
        return 0;
    text[n] = 0;
    if (sscanf(text, "mute %d", &unit) == 1 && unit >= 0 && unit < UNITS)
        dead[unit] = 1;
    if (sscanf(text, "heal %d", &unit) == 1 && unit >= 0 && unit < UNITS)
        dead[unit] = 0;
    tell();
    if (!strncmp(text, "reset", 5))
        zero();
    return 1;
}

static void run(void)
{
    struct pollfd fds[2] = {{.fd = pty, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    for (;;) {
        int wanted = request_bytes();
        if (wanted && pending_bytes >= wanted) {
            frame(wanted);
            continue;
        }
        if (pending_bytes && now_ns() - pending_since_ns > HALF_FRAME_NS) {
            seen.garbled++;
            pending_bytes = 0;
        }
        if (poll(fds, 2, pending_bytes ? 5 : -1) < 0 && errno != EINTR)
            return;
        if (fds[0].revents & POLLIN)
            take();
        if (fds[1].revents && !commanded())
            return;
    }
}

static void open_pty(void)
{
    struct termios raw;
    pty = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (pty < 0 || grantpt(pty) || unlockpt(pty)) {
        perror("pseudo-terminal");
        exit(2);
    }
    /* kept open, so that the line stays there while nobody is on it */
    int other = open(ptsname(pty), O_RDWR | O_NOCTTY);
    tcgetattr(other, &raw);
    cfmakeraw(&raw);
    tcsetattr(other, TCSANOW, &raw);
}

static void option(const char *name, const char *value, int *baud, int *bits)
{
    int unit, upper;
    double ms, high_ms;
    if (!strcmp(name, "--baud"))
        *baud = atoi(value);
    else if (!strcmp(name, "--bits"))
        *bits = atoi(value);
    else if (!strcmp(name, "--seed"))
        srand48(atol(value));
    else if (!strcmp(name, "--strict"))
        strict = atoi(value);
    else if (!strcmp(name, "--counting"))
        counting = atoi(value);
    else if (!strcmp(name, "--dead") && atoi(value) < UNITS)
        dead[atoi(value)] = 1;
    else if (!strcmp(name, "--random-ms") && sscanf(value, "%lf:%lf", &ms, &high_ms) == 2)
        random_low_ns = 1e6 * ms, random_high_ns = 1e6 * high_ms;
    else if (!strcmp(name, "--delay-ms") && sscanf(value, "%d-%d:%lf", &unit, &upper, &ms) == 3)
        for (; unit <= upper && unit < UNITS; unit++)
            delay_ns[unit] = 1e6 * ms;
    else {
        fprintf(stderr, "unknown option %s %s\n", name, value);
        exit(2);
    }
}

int main(int count, char **words)
{
    int baud = 9600, bits = 10;
    for (int i = 1; i + 1 < count; i += 2)
        option(words[i], words[i + 1], &baud, &bits);
    character_ns = 1000000000LL * bits / baud;
    gap_ns = baud > 19200 ? 1750000 : 3500000000LL * bits / baud;
    for (int unit = 0; unit < UNITS; unit++)
        for (int n = 0; n < REGISTERS; n++)
            registers[unit][n] = 10 * n + unit;
    prctl(PR_SET_TIMERSLACK, 1);
    zero();
    open_pty();
    printf("%s\n", ptsname(pty));
    fflush(stdout);
    run();
    return 0;
}
