#define _POSIX_C_SOURCE 200809L

#include "oracle/subject.h"

#include "golden/printable.h"
#include "oracle/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* The pipes from the subject. */
enum { output_pipe, complaints_pipe, pipe_count };

/* A subject, and what is between it and this process. A descriptor is -1 where there is none. */
typedef struct process {
    pid_t pid;
    int theirs[1 + pipe_count];      /* become its 0, 1 and 2 */
    struct pollfd pipes[pipe_count]; /* our ends */
    gp_subject_result *result;
    size_t room;              /* of the result's output */
    size_t complaints_length; /* of the result's complaints */
    int error;                /* the errno by which the system has failed while it was followed; 0 where it has not */
} process;

/* What may happen while a subject is waited for. */
typedef enum event { QUIET, RECEIVED, ENDED, OUT_OF_TIME, OUT_OF_BYTES, OUT_OF_MEMORY, ASKED_TO_END, SYSTEM_FAILED } event;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Another descriptor for the same: away from 0, 1 and 2, which are for the subject's own, and not seen by other programs. */
static int guarded(int descriptor)
{
    return fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

static void shut(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

/* A file without a name: unlike a pipe it takes the whole input at once, and does not mind that nobody reads it. */
static bool open_input(const char *input, size_t length, int *descriptor)
{
    FILE *stream = tmpfile();
    if (!stream)
        return false;
    *descriptor = guarded(fileno(stream));
    const bool written = fwrite(input, 1, length, stream) == length;
    const bool closed = fclose(stream) == 0;
    return *descriptor >= 0 && written && closed && lseek(*descriptor, 0, SEEK_SET) == 0;
}

static bool open_pipe(int *reading, int *writing)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    *reading = guarded(ends[0]);
    *writing = guarded(ends[1]);
    close(ends[0]);
    close(ends[1]);
    return *reading >= 0 && *writing >= 0;
}

static bool open_channels(process *subject, const char *input, size_t length)
{
    bool opened = open_input(input, length, &subject->theirs[0]);
    for (size_t k = 0; k < pipe_count && opened; k++)
        opened = open_pipe(&subject->pipes[k].fd, &subject->theirs[1 + k]);
    return opened;
}

static void close_theirs(process *subject)
{
    for (size_t k = 0; k < 1 + pipe_count; k++)
        shut(&subject->theirs[k]);
}

static void close_channels(process *subject)
{
    close_theirs(subject);
    for (size_t k = 0; k < pipe_count; k++)
        shut(&subject->pipes[k].fd);
}

/* Starts the program in a process group of its own. @return 0 or an errno */
static int start(process *subject, char *const argv[], const sigset_t *mask)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        for (int k = 0; k < 1 + pipe_count && error == 0; k++)
            error = posix_spawn_file_actions_adddup2(&actions, subject->theirs[k], k);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setsigmask(&attributes, mask);
        if (error == 0)
            error = posix_spawnp(&subject->pid, argv[0], &actions, &attributes, argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* What has failed is no end of the subject's: half of its answer is not judged. An interruption is no failure. */
static event note_failure(process *subject)
{
    if (errno == EINTR)
        return QUIET;
    subject->error = errno;
    return SYSTEM_FAILED;
}

/* Reads something from a pipe that has something, so that nobody waits; closes it at its end. */
static size_t read_some(process *subject, struct pollfd *pipe, char *bytes, size_t room)
{
    const ssize_t count = read(pipe->fd, bytes, room);
    if (count == 0)
        shut(&pipe->fd);
    else if (count < 0)
        note_failure(subject);
    return count > 0 ? (size_t)count : 0;
}

static bool read_output(process *subject)
{
    gp_subject_result *result = subject->result;
    if (result->length + 1 == subject->room) {
        char *larger = realloc(result->output, 2 * subject->room);
        if (!larger)
            return false;
        result->output = larger;
        subject->room *= 2;
    }
    result->length +=
        read_some(subject, &subject->pipes[output_pipe], result->output + result->length, subject->room - 1 - result->length);
    return true;
}

/* Of what it complains, the end is kept. */
static void read_complaints(process *subject)
{
    char fresh[sizeof subject->result->complaints - 1], *kept = subject->result->complaints;
    const size_t count = read_some(subject, &subject->pipes[complaints_pipe], fresh, sizeof fresh);
    const size_t room = sizeof fresh - count;
    const size_t stay = subject->complaints_length < room ? subject->complaints_length : room;
    memmove(kept, kept + subject->complaints_length - stay, stay);
    memcpy(kept + stay, fresh, count);
    subject->complaints_length = stay + count;
}

/* Waits for something to read, so many milliseconds at most, and reads it. */
static event receive(process *subject, int milliseconds)
{
    const int ready = poll(subject->pipes, pipe_count, milliseconds);
    if (ready <= 0)
        return ready < 0 ? note_failure(subject) : QUIET;
    if (subject->pipes[complaints_pipe].revents)
        read_complaints(subject);
    if (subject->pipes[output_pipe].revents && !read_output(subject))
        return OUT_OF_MEMORY;
    if (subject->error != 0)
        return SYSTEM_FAILED;
    return subject->result->length > subject->result->limits.bytes ? OUT_OF_BYTES : RECEIVED;
}

/* Whether it has ended; it stays a zombie, so that nobody else gets the number of its process group. */
static event look_for_end(process *subject)
{
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)subject->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
        return note_failure(subject);
    return info.si_pid == subject->pid ? ENDED : QUIET;
}

/* Follows a subject until it has ended or has to. Its end shows by its pipes, at once, unless another process holds these or it
   has closed them itself; only then do the milliseconds matter. */
static event follow(process *subject, const sigset_t *held)
{
    const double deadline = now() + subject->result->limits.seconds;
    for (;;) {
        const bool open = subject->pipes[output_pipe].fd >= 0 || subject->pipes[complaints_pipe].fd >= 0;
        event latest = receive(subject, open ? 20 : 1);
        if (latest == QUIET || latest == RECEIVED)
            latest = look_for_end(subject);
        if (latest != QUIET)
            return latest;
        if (gp_asked_to_end(held))
            return ASKED_TO_END;
        if (now() >= deadline)
            return OUT_OF_TIME;
    }
}

/* Reads what a subject that has ended has left in the pipes; for a second at most, since a process that has fled from its group
   may go on writing. */
static event receive_rest(process *subject)
{
    const double deadline = now() + 1;
    event latest = RECEIVED;
    while (latest == RECEIVED && now() < deadline)
        latest = receive(subject, 0);
    return latest == QUIET || latest == RECEIVED ? ENDED : latest;
}

/* Waits for the end of a subject, which must not outlive this; @return false, with the error noted, where it cannot */
static bool reap(process *subject, siginfo_t *info)
{
    while (waitid(P_PID, (id_t)subject->pid, info, WEXITED) != 0)
        if (note_failure(subject) == SYSTEM_FAILED)
            return false;
    return true;
}

static void keep_last_lines(char *text, size_t length, size_t count)
{
    while (length > 0 && text[length - 1] == '\n')
        length--;
    size_t begin = length;
    while (begin > 0 && (text[begin - 1] != '\n' || --count > 0))
        begin--;
    memmove(text, text + begin, length - begin);
    text[length - begin] = '\0';
}

static void set_end(gp_subject_result *result, gp_subject_end end, int code)
{
    result->end = end;
    result->code = code;
}

/* What the operating system says of a subject that has ended by itself. */
static void set_natural_end(gp_subject_result *result, const siginfo_t *info)
{
    if (info->si_code != CLD_EXITED)
        set_end(result, GP_SUBJECT_KILLED, info->si_status);
    else
        set_end(result, info->si_status == 0 ? GP_SUBJECT_ANSWERED : GP_SUBJECT_EXITED, info->si_status);
}

/* Follows a subject that has been started, and leaves nothing of it. */
static bool finish(process *subject, const sigset_t *held, const char *name, gp_message *message)
{
    siginfo_t info;
    event latest = follow(subject, held);
    kill(-subject->pid, SIGKILL);
    if (latest == ENDED)
        latest = receive_rest(subject);
    if (!reap(subject, &info) || latest == SYSTEM_FAILED)
        return gp_message_set(message, "%s: expected to follow it to its end, found: %s%s", name, strerror(subject->error),
                              subject->error == ECHILD ? " (is SIGCHLD ignored here?)" : "");
    if (latest == OUT_OF_MEMORY)
        return gp_message_set(message, "%s: expected memory for its output, found none left", name);
    if (latest == ASKED_TO_END)
        return gp_message_set(message, "%s: expected to run it to its end, found a signal that asks to end", name);
    if (latest == ENDED)
        set_natural_end(subject->result, &info);
    else
        set_end(subject->result, latest == OUT_OF_TIME ? GP_SUBJECT_TIMED_OUT : GP_SUBJECT_TOO_MUCH, 0);
    return true;
}

static bool start_and_finish(process *subject, char *const argv[], gp_message *message)
{
    sigset_t held, before;
    bool done = true;
    gp_hold_ending_signals(&held, &before);
    const int error = start(subject, argv, &before);
    close_theirs(subject); /* the pipes end where the subject's own ends are closed */
    if (error != 0)
        set_end(subject->result, GP_SUBJECT_NOT_STARTED, error);
    else
        done = finish(subject, &held, argv[0], message);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return done;
}

bool gp_subject_run(char *const argv[], const char *input, size_t length, const gp_subject_limits *limits,
                    gp_subject_result *result, gp_message *message)
{
    const double started = now();
    process subject = {.theirs = {-1, -1, -1}, .result = result, .room = 1 << 16};
    for (size_t k = 0; k < pipe_count; k++)
        subject.pipes[k] = (struct pollfd){.fd = -1, .events = POLLIN};
    *result = (gp_subject_result){.limits = *limits, .output = malloc(subject.room)};

    bool done;
    if (!result->output)
        done = gp_message_set(message, "%s: expected memory for its output, found none left", argv[0]);
    else if (!open_channels(&subject, input, length))
        done = gp_message_set(message, "%s: expected a temporary file and two pipes to run it, found: %s", argv[0],
                              strerror(errno));
    else
        done = start_and_finish(&subject, argv, message);
    close_channels(&subject);
    if (!done) {
        gp_subject_result_free(result);
        return false;
    }
    result->output[result->length] = '\0';
    result->complaints[subject.complaints_length] = '\0';
    gp_make_printable(result->complaints, subject.complaints_length, "\n");
    keep_last_lines(result->complaints, subject.complaints_length, 10);
    result->seconds = now() - started;
    return true;
}

void gp_subject_result_free(gp_subject_result *result)
{
    free(result->output);
    *result = (gp_subject_result){0};
}

const char *gp_subject_end_text(const gp_subject_result *result, char text[128])
{
    switch (result->end) {
    case GP_SUBJECT_ANSWERED:
    case GP_SUBJECT_EXITED:
        snprintf(text, 128, "exited with status %d", result->code);
        break;
    case GP_SUBJECT_KILLED:
        snprintf(text, 128, "was killed by signal %d (%s)", result->code, strsignal(result->code));
        break;
    case GP_SUBJECT_TIMED_OUT:
        snprintf(text, 128, "gave no answer within %g s", result->limits.seconds);
        break;
    case GP_SUBJECT_TOO_MUCH:
        snprintf(text, 128, "wrote more than %zu byte%s", result->limits.bytes, gp_plural(result->limits.bytes));
        break;
    case GP_SUBJECT_NOT_STARTED:
        snprintf(text, 128, "could not be started: %s", strerror(result->code));
        break;
    }
    return text;
}
