/* Starts the program that its arguments name, in its own place. */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc > 1)
        execvp(argv[1], argv + 1);
    fputs("start: expected a program to start, found none\n", stderr);
    return 2;
}
