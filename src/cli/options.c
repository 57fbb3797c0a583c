#include "cli/options.h"

#include "cli/command.h"
#include "cli/output.h"

int gp_complain(const gp_message *message)
{
    fprintf(stderr, "goldprop: %s\n", message->text);
    return GP_EXIT_UNUSABLE;
}

int gp_complain_usage(const char *command)
{
    fprintf(stderr, "goldprop %s: expected other words; goldprop %s --help lists them\n", command, command);
    return GP_EXIT_UNUSABLE;
}

int gp_finish_stdout(int result)
{
    gp_output output = {.stream = stdout};
    gp_message message;
    return gp_output_close(&output, &message) ? result : gp_complain(&message);
}

void gp_write_column(FILE *stream, const char *text, size_t width)
{
    size_t written = 0;
    for (const char *c = text; *c; c++) {
        putc(*c, stream);
        written += ((unsigned char)*c & 0xc0) != 0x80; /* bytes that go on with a character do not count */
    }
    for (; written < width; written++)
        putc(' ', stream);
}
