#define _XOPEN_SOURCE 700

#include "oracle/subject.h"
#include "oracle/signals.h"

#include "support/memory.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { large = 10000000 };

/* Much more time than anything here needs that is not meant to be late: what hangs fails by its seconds. */
static const gp_subject_limits generous = {.seconds = 20, .bytes = 2 * large};

static gp_subject_result run_with(const char *script, const char *input, size_t length, gp_subject_limits limits)
{
    char *argv[] = {"sh", "-c", (char *)script, NULL};
    gp_subject_result result;
    gp_message message;
    cr_assert(gp_subject_run(argv, input, length, &limits, &result, &message), "%s: %s", script, message.text);
    cr_assert(result.output && result.output[result.length] == '\0', "%s: no zero at the end of the output", script);
    return result;
}

static gp_subject_result run(const char *script)
{
    return run_with(script, "", 0, generous);
}

/* Runs a script that has to answer so, well before its time is over. */
static void check_answer(const char *script, const char *input, const char *answer)
{
    gp_subject_result result = run_with(script, input, strlen(input), generous);
    char text[128];
    cr_expect_eq(result.end, GP_SUBJECT_ANSWERED, "%s: it %s", script, gp_subject_end_text(&result, text));
    cr_expect_str_eq(result.output, answer, "%s: answered %.100s", script, result.output);
    cr_expect_eq(result.length, strlen(answer), "%s: %zu bytes", script, result.length);
    cr_expect(result.seconds > 0 && result.seconds < 10, "%s: took %g s", script, result.seconds);
    gp_subject_result_free(&result);
}

Test(subject, answers)
{
    check_answer("cat", "", "");
    check_answer("cat", "{\"format\": 1}\n", "{\"format\": 1}\n");
    check_answer("cat /dev/stdin", "by its name", "by its name"); /* which a socket could not be opened by */
    check_answer("read -r line; echo \"$line\"", "one\ntwo\n", "one\n");
    check_answer("(sleep 0.1; kill -CONT $$) & kill -STOP $$; echo awake", "", "awake\n");

    gp_subject_result result = run("echo answer; echo complaint >&2");
    cr_assert_str_eq(result.complaints, "complaint");
    cr_assert_eq(result.code, 0);
    cr_assert_eq(result.limits.bytes, generous.bytes);
    gp_subject_result_free(&result);
    cr_assert_null(result.output);
    gp_subject_result_free(&result);
}

/* The zero byte is a byte as any other. */
Test(subject, answers_with_any_bytes)
{
    gp_subject_result result = run_with("cat", "a\0b", 3, generous);
    cr_assert_eq(result.length, 3);
    cr_assert_eq(memcmp(result.output, "a\0b", 4), 0);
    gp_subject_result_free(&result);
}

typedef struct ending {
    const char *command; /* a script, or a program where it begins with a slash */
    gp_subject_limits limits;
    gp_subject_end end;
    int code;
    const char *text;
} ending;

static void check_ending(const ending *expected)
{
    const bool script = expected->command[0] != '/';
    char *argv[] = {script ? "sh" : (char *)expected->command, script ? "-c" : NULL, (char *)expected->command, NULL};
    gp_subject_result result;
    gp_message message;
    char text[128];
    cr_assert(gp_subject_run(argv, "", 0, &expected->limits, &result, &message), "%s", message.text);
    cr_expect_eq(result.end, expected->end, "%s: ended as %d", expected->command, (int)result.end);
    cr_expect_eq(result.code, expected->code, "%s: code %d", expected->command, result.code);
    cr_expect_str_eq(gp_subject_end_text(&result, text), expected->text, "%s: %s", expected->command, text);
    cr_expect_lt(result.seconds, 10, "%s: took %g s", expected->command, result.seconds);
    gp_subject_result_free(&result);
}

Test(subject, ends)
{
    static const ending endings[] = {
        {"exit 0", {20, 10}, GP_SUBJECT_ANSWERED, 0, "exited with status 0"},
        {"echo half an answer; exit 3", {20, 100}, GP_SUBJECT_EXITED, 3, "exited with status 3"},
        {"no-such-program", {20, 10}, GP_SUBJECT_EXITED, 127, "exited with status 127"},
        {"kill -TERM $$", {20, 10}, GP_SUBJECT_KILLED, SIGTERM, "was killed by signal 15 (Terminated)"},
        {"kill -KILL $$", {20, 10}, GP_SUBJECT_KILLED, SIGKILL, "was killed by signal 9 (Killed)"},
        {"sleep 30", {0.05, 10}, GP_SUBJECT_TIMED_OUT, 0, "gave no answer within 0.05 s"},
        {"trap '' HUP INT TERM; sleep 30; sleep 30", {0.05, 10}, GP_SUBJECT_TIMED_OUT, 0, "gave no answer within 0.05 s"},
        {"kill -STOP $$", {0.05, 10}, GP_SUBJECT_TIMED_OUT, 0, "gave no answer within 0.05 s"},
        {"yes >&2", {0.05, 10}, GP_SUBJECT_TIMED_OUT, 0, "gave no answer within 0.05 s"},
        {"exec >&- 2>&-; sleep 30", {0.05, 10}, GP_SUBJECT_TIMED_OUT, 0, "gave no answer within 0.05 s"},
        {"printf 12345", {20, 5}, GP_SUBJECT_ANSWERED, 0, "exited with status 0"},
        {"printf 12345", {20, 4}, GP_SUBJECT_TOO_MUCH, 0, "wrote more than 4 bytes"},
        {"yes", {20, 1000000}, GP_SUBJECT_TOO_MUCH, 0, "wrote more than 1000000 bytes"},
        {"/no/such/program", {20, 10}, GP_SUBJECT_NOT_STARTED, ENOENT, "could not be started: No such file or directory"},
        {"/", {20, 10}, GP_SUBJECT_NOT_STARTED, EACCES, "could not be started: Permission denied"},
    };
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
        check_ending(&endings[k]);
}

/* It may go on without its outputs; its status still counts. */
Test(subject, ends_long_after_its_outputs)
{
    gp_subject_result result = run("echo answer; exec >&- 2>&-; sleep 0.1; exit 4");
    cr_assert_eq(result.end, GP_SUBJECT_EXITED);
    cr_assert_eq(result.code, 4);
    cr_assert_str_eq(result.output, "answer\n");
    cr_assert_geq(result.seconds, 0.1);
    gp_subject_result_free(&result);
}

static char *large_input(void)
{
    char *input = malloc(large);
    cr_assert(input);
    for (size_t k = 0; k < large; k++)
        input[k] = (char)(k % 251);
    return input;
}

/* Neither side waits for the other, whatever the subject does first. */
Test(subject, large_input_and_output)
{
    char *input = large_input();
    gp_subject_result result = run_with("cat; echo done >&2", input, large, generous);
    cr_assert_eq(result.length, large);
    cr_assert_eq(memcmp(result.output, input, large), 0);
    cr_assert_str_eq(result.complaints, "done");
    gp_subject_result_free(&result);

    result = run_with("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; wc -c", input, large, generous);
    cr_assert_eq(result.end, GP_SUBJECT_ANSWERED);
    cr_assert_str_eq(result.output + 3000000, "10000000\n");
    gp_subject_result_free(&result);
    free(input);
}

/* That it does not read is no mistake. The caller has no protection against SIGPIPE here. */
Test(subject, input_that_is_not_read)
{
    static const char *const scripts[] = {"echo answer", "exec <&-; echo answer", "head -c 1 >/dev/null; echo answer"};
    char *input = large_input();
    signal(SIGPIPE, SIG_DFL);
    for (size_t k = 0; k < sizeof scripts / sizeof *scripts; k++) {
        gp_subject_result result = run_with(scripts[k], input, large, generous);
        cr_expect_eq(result.end, GP_SUBJECT_ANSWERED, "%s", scripts[k]);
        cr_expect_str_eq(result.output, "answer\n", "%s", scripts[k]);
        gp_subject_result_free(&result);
    }
    free(input);
}

/* A pipe that every process of a run holds, as its descriptor 9: it ends when the last of them has ended. */
static int open_lifeline(void)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    const int reading = fcntl(ends[0], F_DUPFD_CLOEXEC, 20);
    cr_assert_eq(dup2(ends[1], 9), 9);
    for (size_t k = 0; k < 2; k++)
        if (ends[k] != 9)
            close(ends[k]);
    return reading;
}

static void check_lifeline(int reading, const char *what)
{
    struct pollfd pipe = {.fd = reading, .events = POLLIN};
    close(9);
    cr_assert_eq(poll(&pipe, 1, 5000), 1, "%s: something is still running", what);
    close(reading);
}

/* What is left in its group dies with the subject, and its hold on the pipes costs no time. */
Test(subject, leaves_nothing_running)
{
    static const char *const scripts[] = {"sleep 30 & echo answer", "(trap '' HUP TERM; sleep 30; sleep 30) & echo answer",
                                          "yes >&2 & echo answer"};
    for (size_t k = 0; k < sizeof scripts / sizeof *scripts; k++) {
        const int lifeline = open_lifeline();
        check_answer(scripts[k], "", "answer\n");
        check_lifeline(lifeline, scripts[k]);
    }

    const int lifeline = open_lifeline();
    gp_subject_result result = run_with("sleep 30 & sleep 30; echo late", "", 0, (gp_subject_limits){0.05, 100});
    cr_assert_eq(result.end, GP_SUBJECT_TIMED_OUT);
    cr_assert_geq(result.seconds, 0.05);
    check_lifeline(lifeline, "a subject out of time");
    gp_subject_result_free(&result);
}

/* A process that has left the group is beyond our reach, but nobody waits for it, silent or loud. The answer is its number. */
Test(subject, does_not_wait_for_what_has_fled)
{
    static const char *const scripts[] = {"setsid sh -c 'echo $$; exec sleep 30' & sleep 0.1",
                                          "setsid sh -c 'echo $$; exec yes >&2' & sleep 0.1"};
    for (size_t k = 0; k < sizeof scripts / sizeof *scripts; k++) {
        const int lifeline = open_lifeline();
        gp_subject_result result = run(scripts[k]);
        const int fled = atoi(result.output);
        cr_assert_gt(fled, 1, "%s: %s", scripts[k], result.output);
        cr_expect_eq(kill(fled, SIGKILL), 0, "%s: it has not fled", scripts[k]);
        cr_expect_eq(result.end, GP_SUBJECT_ANSWERED, "%s", scripts[k]);
        cr_expect_lt(result.seconds, 10, "%s: took %g s", scripts[k], result.seconds);
        check_lifeline(lifeline, scripts[k]);
        gp_subject_result_free(&result);
    }
}

static void check_complaints_of(const char *script, const char *complaints)
{
    gp_subject_result result = run(script);
    cr_expect_str_eq(result.complaints, complaints, "%s: complained %s", script, result.complaints);
    gp_subject_result_free(&result);
}

Test(subject, complaints)
{
    check_complaints_of("true", "");
    check_complaints_of("echo >&2", "");
    check_complaints_of("printf 'one\\n\\ntwo' >&2", "one\n\ntwo");
    check_complaints_of("printf '1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10\\n\\n' >&2", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10");
    check_complaints_of("seq 1 100000 >&2; exit 1", "99991\n99992\n99993\n99994\n99995\n99996\n99997\n99998\n99999\n100000");
    check_complaints_of("echo one >&2; sleep 0.1; echo two >&2", "one\ntwo");
    /* colours, a zero, a tab, the end of a line in Windows */
    check_complaints_of("printf '\\033[31mred\\033[0m\\000\\t\\177\\r\\n' >&2", "?[31mred?[0m????");
    /* characters of two, three and four bytes; a control character of two; half a character */
    check_complaints_of("printf '\\303\\251 \\342\\202\\254 \\360\\237\\230\\200 \\302\\233 \\342\\202' >&2",
                        "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 ?? ??");
    /* too long a form, half of a pair, beyond the last character, no first byte, no byte at all */
    check_complaints_of(
        "printf '\\300\\257 \\340\\200\\257 \\355\\240\\200 \\364\\220\\200\\200 \\277 \\371\\200\\200\\200' >&2",
        "?? ??? ??? ???? ? ????");
}

/* Of a line that is longer than what is kept, the end is kept, in however many pieces it comes. */
Test(subject, complaints_without_end)
{
    static const char script[] =
        "many() { head -c $2 /dev/zero | tr '\\0' $1 >&2; }; many a 70000; many b 1000; sleep 0.1; many c 300";
    gp_subject_result result = run(script);
    const size_t room = sizeof result.complaints - 1;
    cr_assert_eq(strlen(result.complaints), room);
    cr_assert_eq(strspn(result.complaints, "a"), room - 1300);
    cr_assert_eq(strspn(result.complaints + room - 1300, "b"), 1000);
    cr_assert_eq(strspn(result.complaints + room - 300, "c"), 300);
    gp_subject_result_free(&result);
}

/* A caller that is stopped meanwhile finds more in the pipes than it reads at once, of a subject that has ended. */
Test(subject, caller_that_was_stopped)
{
    gp_subject_result result =
        run("setsid sh -c \"kill -STOP $PPID; sleep 0.2; kill -CONT $PPID\" >/dev/null 2>&1 & sleep 0.1; "
            "seq 1 8000 >&2; echo answer");
    cr_assert_eq(result.end, GP_SUBJECT_ANSWERED);
    cr_assert_str_eq(result.output, "answer\n");
    cr_assert_str_eq(result.complaints, "7991\n7992\n7993\n7994\n7995\n7996\n7997\n7998\n7999\n8000");
    gp_subject_result_free(&result);
}

static size_t count_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    cr_assert(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

/* What a run could change in its caller. */
typedef struct surroundings {
    size_t descriptors, blocks;
    sigset_t mask;
    struct sigaction actions[32];
} surroundings;

static surroundings look_around(void)
{
    surroundings seen = {.descriptors = count_descriptors(), .blocks = memory_blocks()};
    sigprocmask(SIG_SETMASK, NULL, &seen.mask);
    for (int signal = 1; signal < 32; signal++)
        sigaction(signal, NULL, &seen.actions[signal]);
    return seen;
}

static void check_surroundings(const surroundings *before, const char *what)
{
    const surroundings after = look_around();
    cr_expect_eq(after.descriptors, before->descriptors, "%s: descriptors", what);
    cr_expect_eq(after.blocks, before->blocks, "%s: memory", what);
    for (int signal = 1; signal < 32; signal++) {
        cr_expect_eq(sigismember(&after.mask, signal), sigismember(&before->mask, signal), "%s: signal %d", what, signal);
        cr_expect(after.actions[signal].sa_handler == before->actions[signal].sa_handler, "%s: signal %d", what, signal);
    }
    cr_expect(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "%s: a child is left", what);
}

Test(subject, leaves_the_caller_as_it_was)
{
    static const ending endings[] = {
        {"echo answer; sleep 30 &", {20, 100}, GP_SUBJECT_ANSWERED, 0, "exited with status 0"},
        {"sleep 30", {0.05, 10}, GP_SUBJECT_TIMED_OUT, 0, "gave no answer within 0.05 s"},
        {"yes", {20, 10}, GP_SUBJECT_TOO_MUCH, 0, "wrote more than 10 bytes"},
        {"/no/such/program", {20, 10}, GP_SUBJECT_NOT_STARTED, ENOENT, "could not be started: No such file or directory"},
    };
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
        const surroundings before = look_around();
        check_ending(&endings[k]);
        check_surroundings(&before, endings[k].command);
    }
}

/* How many descriptors other programs inherit from this one. */
static size_t count_inherited(void)
{
    size_t count = 0;
    for (int k = 0; k < 1000; k++) {
        const int flags = fcntl(k, F_GETFD);
        count += flags >= 0 && !(flags & FD_CLOEXEC);
    }
    return count;
}

/* A program that writes what it reads, and complains of each of its descriptors; its list has one more, of the folder. */
static void check_descriptors(size_t inherited, bool closed)
{
    char *argv[] = {"sh", "-c", "cat; ls /proc/self/fd >&2", NULL};
    gp_subject_result result;
    gp_message message;
    int kept[3];
    for (int k = 0; k < 3 && closed; k++) {
        kept[k] = fcntl(k, F_DUPFD_CLOEXEC, 20);
        close(k);
    }
    const bool done = gp_subject_run(argv, "input", 5, &generous, &result, &message);
    for (int k = 0; k < 3 && closed; k++) {
        dup2(kept[k], k);
        close(kept[k]);
    }
    cr_assert(done, "%s", message.text);
    cr_expect_str_eq(result.output, "input");
    size_t lines = 1;
    for (const char *c = result.complaints; *c; c++)
        lines += *c == '\n';
    cr_expect_eq(lines, inherited + 1, "%zu inherited, but the subject had\n%s", inherited, result.complaints);
    gp_subject_result_free(&result);
}

/* The subject has three descriptors of ours, and they are 0, 1 and 2 even where the caller's own are closed. */
Test(subject, descriptors)
{
    const size_t inherited = count_inherited();
    cr_assert_lt(inherited, 9, "more than complaints have lines for");
    check_descriptors(inherited, false);
    check_descriptors(inherited, true);
}

static volatile sig_atomic_t signals_seen;

static void count_signal(int number)
{
    signals_seen += number;
}

/* Who asks the caller to end must not leave the subject running; the signal itself comes as it would have. */
Test(subject, signal_to_the_caller)
{
    char script[64], *argv[] = {"sh", "-c", script, NULL};
    gp_subject_result result;
    gp_message message;
    const int lifeline = open_lifeline();
    for (const int *number = gp_ending_signals; *number != 0; number++) {
        snprintf(script, sizeof script, "kill -%d $PPID; sleep 30; sleep 30", *number);
        sigaction(*number, &(struct sigaction){.sa_handler = count_signal}, NULL);
        signals_seen = 0;
        const surroundings before = look_around();
        cr_assert(!gp_subject_run(argv, "", 0, &generous, &result, &message), "%s", script);
        cr_expect_str_eq(message.text, "sh: expected to run it to its end, found a signal that asks to end");
        cr_expect_eq(signals_seen, *number, "%s: seen %d", script, signals_seen);
        cr_expect_null(result.output);
        check_surroundings(&before, script);
    }
    check_lifeline(lifeline, "signals");
}

/* What a person or another program sends to end a program, by hand or for a limit. */
Test(subject, ending_signals)
{
    static const int wanted[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGABRT, SIGPIPE,
                                 SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ};
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        const int *number = gp_ending_signals;
        while (*number != 0 && *number != wanted[k])
            number++;
        cr_expect_eq(*number, wanted[k], "%s", strsignal(wanted[k]));
    }
}

/* A signal that the caller ignores, or has let wait before, means nothing. */
Test(subject, signal_without_effect)
{
    sigset_t waiting;
    signal(SIGHUP, SIG_IGN);
    sigemptyset(&waiting);
    sigaddset(&waiting, SIGTERM);
    sigprocmask(SIG_BLOCK, &waiting, NULL);
    check_answer("kill -HUP $PPID; kill -TERM $PPID; sleep 0.1; echo answer", "", "answer\n");
    signal(SIGTERM, SIG_IGN);
    sigprocmask(SIG_UNBLOCK, &waiting, NULL);
}

static char *cat_argv[] = {"cat", NULL};

/* Memory fails at each place in turn: an error, and nothing is left. */
static void check_without_memory(const char *input, size_t length)
{
    bool done = false;
    size_t allocation = 0;
    for (; !done; allocation++) {
        gp_subject_result result;
        gp_message message = {""};
        const surroundings before = look_around();
        memory_fail_at(allocation);
        done = gp_subject_run(cat_argv, input, length, &generous, &result, &message);
        cr_assert_eq(done, !memory_failed(), "allocation %zu: %s", allocation, message.text);
        memory_fail_never();
        if (!done)
            cr_assert_str_eq(message.text, "cat: expected memory for its output, found none left");
        cr_assert_eq(result.output != NULL, done, "allocation %zu", allocation);
        gp_subject_result_free(&result);
        check_surroundings(&before, "without memory");
    }
    cr_assert_geq(allocation, 4, "only %zu", allocation);
}

/* Descriptors run out at each place in turn. */
static void check_without_descriptors(void)
{
    struct rlimit all, few;
    getrlimit(RLIMIT_NOFILE, &all);
    const int next = dup(0);
    close(next);
    bool done = false;
    size_t failures = 0;
    for (few = all, few.rlim_cur = (rlim_t)next; !done; few.rlim_cur++, failures += !done) {
        gp_subject_result result;
        gp_message message = {""};
        const surroundings before = look_around();
        setrlimit(RLIMIT_NOFILE, &few);
        done = gp_subject_run(cat_argv, "input", 5, &generous, &result, &message);
        setrlimit(RLIMIT_NOFILE, &all);
        if (!done)
            cr_assert_str_eq(message.text,
                             "cat: expected a temporary file and two pipes to run it, found: Too many open files");
        gp_subject_result_free(&result);
        check_surroundings(&before, "without descriptors");
    }
    cr_assert_geq(failures, 5, "only %zu failures", failures);
}

static void check_without_room(void)
{
    struct rlimit all, few;
    gp_subject_result result;
    gp_message message;
    getrlimit(RLIMIT_FSIZE, &all);
    few = all;
    few.rlim_cur = 10;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &few);
    const bool done = gp_subject_run(cat_argv, "more than ten", 13, &generous, &result, &message);
    setrlimit(RLIMIT_FSIZE, &all);
    cr_assert(!done);
    cr_assert_str_eq(message.text, "cat: expected a temporary file and two pipes to run it, found: File too large");
}

/* Where the system reaps children by itself, nobody can say how one ended. */
static void check_without_children(void)
{
    gp_subject_result result;
    gp_message message;
    signal(SIGCHLD, SIG_IGN);
    const surroundings before = look_around();
    cr_assert(!gp_subject_run(cat_argv, "input", 5, &generous, &result, &message));
    cr_assert_str_eq(message.text,
                     "cat: expected to follow it to its end, found: No child processes (is SIGCHLD ignored here?)");
    check_surroundings(&before, "with SIGCHLD ignored");
    signal(SIGCHLD, SIG_DFL);
}

Test(subject, without_means)
{
    char *input = large_input();
    check_without_memory(input, 300000);
    check_without_descriptors();
    check_without_room();
    check_without_children();
    free(input);
}

static int compare_seconds(const void *one, const void *other)
{
    return (*(const double *)one > *(const double *)other) - (*(const double *)one < *(const double *)other);
}

/* The end is noticed when it comes, not at the next look: half of the runs are shorter than the time between two looks. */
Test(subject, is_quick)
{
    enum { runs = 25 };
    double seconds[runs];
    for (size_t k = 0; k < runs; k++) {
        gp_subject_result result;
        gp_message message;
        cr_assert(gp_subject_run(cat_argv, "input", 5, &generous, &result, &message), "%s", message.text);
        seconds[k] = result.seconds;
        gp_subject_result_free(&result);
    }
    qsort(seconds, runs, sizeof *seconds, compare_seconds);
    cr_assert(seconds[0] > 0 && seconds[runs / 2] < 0.018, "half of the runs take more than %g s", seconds[runs / 2]);
}
