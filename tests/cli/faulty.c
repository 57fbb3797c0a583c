/* Runs a program in which one system call fails: faulty CALL K REPORT COMMAND [ARG...]. Of all calls of that kind that the
   program makes, in its threads and in its processes, the K-th does nothing and gives an error, as on a disk that is full or a
   system that has no processes left; for K = 0 none does. A program of another name, which it starts, is left alone. REPORT, a
   file, is given the number of calls, how the program ended, and whether anything that it had started was still there a second
   later. Without words it lists the kinds of calls.

   The kernel asks this process before each such call (seccomp's user notification, Linux 5.19 or later), so that the calls
   of the C library and of all others count, too. Where the kernel does not do this, it ends with status 77. */
#define _GNU_SOURCE

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { most_numbers = 6, cannot_be_run = 77 };

/* What fails, by which error, and the numbers of the system calls that do it; 0 (which is read) fills the rest. */
static const struct kind {
    const char *name;
    int error;
    size_t count;
    int numbers[most_numbers];
} kinds[] = {
    {"read", EIO, 3, {SYS_read, SYS_readv, SYS_pread64}},
    {"write", ENOSPC, 3, {SYS_write, SYS_writev, SYS_pwrite64}},
    {"seek", EIO, 1, {SYS_lseek}},
    {"close", EIO, 1, {SYS_close}},
    {"wait", ECHILD, 2, {SYS_wait4, SYS_waitid}},
    {"list", EIO, 1, {SYS_getdents64}},
    {"permit", EPERM, 2, {SYS_fchmod, SYS_fchown}},
    {"execute", ENOMEM, 2, {SYS_execve, SYS_execveat}},
#ifdef SYS_open /* older processors have more than one call for the same */
    {"duplicate", EMFILE, 3, {SYS_fcntl, SYS_dup3, SYS_dup2}},
    {"open", EMFILE, 3, {SYS_openat, SYS_openat2, SYS_open}},
    {"stat", EIO, 6, {SYS_newfstatat, SYS_statx, SYS_fstat, SYS_stat, SYS_lstat, SYS_access}},
    {"link", EIO, 2, {SYS_readlink, SYS_readlinkat}},
    {"rename", EACCES, 3, {SYS_renameat2, SYS_renameat, SYS_rename}},
    {"fork", EAGAIN, 4, {SYS_clone, SYS_clone3, SYS_fork, SYS_vfork}},
    {"pipe", EMFILE, 2, {SYS_pipe2, SYS_pipe}},
    {"poll", ENOMEM, 2, {SYS_ppoll, SYS_poll}},
#else
    {"duplicate", EMFILE, 2, {SYS_fcntl, SYS_dup3}},
    {"open", EMFILE, 2, {SYS_openat, SYS_openat2}},
    {"stat", EIO, 4, {SYS_newfstatat, SYS_statx, SYS_fstat, SYS_faccessat}},
    {"link", EIO, 1, {SYS_readlinkat}},
    {"rename", EACCES, 2, {SYS_renameat2, SYS_renameat}},
    {"fork", EAGAIN, 2, {SYS_clone, SYS_clone3}},
    {"pipe", EMFILE, 1, {SYS_pipe2}},
    {"poll", ENOMEM, 1, {SYS_ppoll}},
#endif
};

static const struct kind *find_kind(const char *name)
{
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (strcmp(kinds[k].name, name) == 0)
            return &kinds[k];
    fprintf(stderr, "faulty: expected a kind of calls, found %s\n", name);
    exit(2);
}

/* Asks the kernel to ask before each call of a kind, from here on in this process and all that it starts.
   @return the descriptor on which it asks; below 0 where it cannot */
static int listen_for(const struct kind *kind)
{
    struct sock_filter filter[1 + most_numbers + 2];
    unsigned short length = 0;
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t k = 0; k < kind->count; k++)
        filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)kind->numbers[k],
                                                        (unsigned char)(kind->count - k), 0);
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    const struct sock_fprog program = {length, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                        SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &program);
}

/* A message that carries one descriptor. */
typedef struct carrier {
    struct msghdr header;
    struct iovec vector;
    char byte;
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
} carrier;

static void prepare(carrier *message)
{
    *message = (carrier){.header = {.msg_iov = &message->vector,
                                    .msg_iovlen = 1,
                                    .msg_control = message->control.bytes,
                                    .msg_controllen = sizeof message->control.bytes},
                         .vector = {.iov_base = &message->byte, .iov_len = 1}};
}

static void send_descriptor(int channel, int descriptor)
{
    carrier message;
    prepare(&message);
    struct cmsghdr *control = CMSG_FIRSTHDR(&message.header);
    *control = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(control), &descriptor, sizeof descriptor);
    if (sendmsg(channel, &message.header, 0) < 0)
        _exit(cannot_be_run);
}

static int receive_descriptor(int channel)
{
    carrier message;
    int descriptor;
    prepare(&message);
    if (recvmsg(channel, &message.header, MSG_CMSG_CLOEXEC) <= 0)
        return -1;
    memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message.header)), sizeof descriptor);
    return descriptor;
}

/* Whether a thread belongs to the program, and not to one that it has started. */
static bool is_the_program(unsigned thread, const char *name)
{
    char path[64], found[64] = "";
    snprintf(path, sizeof path, "/proc/%u/comm", thread);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    const bool read = fgets(found, sizeof found, file) != NULL;
    fclose(file);
    found[strcspn(found, "\n")] = '\0';
    return read && strncmp(found, name, 15) == 0;
}

/* Answers one question of the kernel: the K-th call of the program fails, all others are made. */
static void answer(int listener, const struct kind *kind, const char *name, long failing, long *calls)
{
    struct seccomp_notif asked;
    memset(&asked, 0, sizeof asked);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) != 0)
        return;
    const bool fails = is_the_program(asked.pid, name) && ++*calls == failing;
    struct seccomp_notif_resp told = {
        .id = asked.id, .error = fails ? -kind->error : 0, .flags = fails ? 0 : SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &told);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            puts(kinds[k].name);
        return 0;
    }
    const struct kind *kind = find_kind(argv[1]);
    const long failing = atol(argv[2]);
    const char *slash = strrchr(argv[4], '/');
    int channel[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0)
        return cannot_be_run;
    const pid_t pid = fork();
    if (pid < 0)
        return cannot_be_run;
    if (pid == 0) {
        const int listener = listen_for(kind);
        if (listener < 0)
            _exit(cannot_be_run);
        send_descriptor(channel[1], listener);
        execv(argv[4], argv + 4);
        _exit(127);
    }
    close(channel[1]);
    struct pollfd question = {.fd = receive_descriptor(channel[0]), .events = POLLIN};
    if (question.fd < 0)
        return cannot_be_run;

    /* Until nobody is left who could ask: the program, and a second later all that it has started. */
    long calls = 0;
    int status = 0;
    double ended = 0;
    bool nobody = false;
    while (!nobody && (ended == 0 || now() < ended + 1)) {
        const bool asked = poll(&question, 1, 5) > 0;
        if (asked && question.revents & POLLIN)
            answer(question.fd, kind, slash ? slash + 1 : argv[4], failing, &calls);
        if (ended == 0 && waitpid(pid, &status, WNOHANG) == pid)
            ended = now();
        nobody = asked && question.revents & POLLHUP && ended != 0;
    }
    FILE *report = fopen(argv[3], "w");
    if (!report)
        return 2;
    fprintf(report, "%ld %d %d\n", calls, WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), !nobody);
    return fclose(report) == 0 ? 0 : 2;
}
