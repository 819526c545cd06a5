/* A lean Modbus TCP station: what is measured against it is the client.
 *
 * Answers function 3 on any unit: register n holds 10 n mod 65536. Nothing else is answered.
 * stdout: the port it listens on (loopback). End of stdin ends the program.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEERS 66

static struct pollfd fds[PEERS];
static int open_fds;

static int listening(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof at;
    int yes = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&at, size) || listen(fd, PEERS)) {
        perror("listen");
        exit(2);
    }
    getsockname(fd, (struct sockaddr *)&at, &size);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

static void welcome(int listener)
{
    int yes = 1, fd = accept(listener, NULL, NULL);
    if (fd < 0)
        return;
    if (open_fds == PEERS) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fds[open_fds++] = (struct pollfd){.fd = fd, .events = POLLIN};
}

/* False when the peer is gone. A request of function 3 is twelve bytes and comes in one piece. */
static int serve(int fd)
{
    uint8_t ask[512], reply[512];
    int got = recv(fd, ask, sizeof ask, 0);
    if (got <= 0)
        return 0;
    for (int at = 0; at + 12 <= got; at += 12) {
        int address = ask[at + 8] << 8 | ask[at + 9], count = ask[at + 10] << 8 | ask[at + 11];
        if (ask[at + 7] != 3 || count < 1 || count > 125)
            continue;
        memcpy(reply, ask + at, 8);
        reply[4] = 0;
        reply[5] = 3 + 2 * count;
        reply[8] = 2 * count;
        for (int i = 0; i < count; i++) {
            int value = 10 * (address + i);
            reply[9 + 2 * i] = value >> 8;
            reply[10 + 2 * i] = value;
        }
        send(fd, reply, 9 + 2 * count, MSG_NOSIGNAL);
    }
    return 1;
}

int main(int count, char **words)
{
    fds[0] = (struct pollfd){.fd = 0, .events = POLLIN};
    fds[1] = (struct pollfd){.fd = listening(count > 1 ? atoi(words[1]) : 0), .events = POLLIN};
    open_fds = 2;
    while (poll(fds, open_fds, -1) > 0) {
        if (fds[0].revents)
            return 0;
        if (fds[1].revents)
            welcome(fds[1].fd);
        for (int i = open_fds - 1; i > 1; i--)
            if (fds[i].revents && !serve(fds[i].fd)) {
                close(fds[i].fd);
                fds[i] = fds[--open_fds];
            }
    }
    return 0;
}
