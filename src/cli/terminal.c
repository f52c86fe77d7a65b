/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

enum { DEFAULT_COLUMNS = 80, MOST_COLUMNS = 1000 };

volatile int mst_cli_stop;

uint32_t
mst_cli_columns(void)
{
    const char *text = getenv("COLUMNS");
    if (text != NULL && strlen(text) > 0 && strlen(text) < 5 &&
        strspn(text, "0123456789") == strlen(text)) {
        unsigned long columns = strtoul(text, NULL, 10);
        return columns > MOST_COLUMNS ? MOST_COLUMNS : (uint32_t)columns;
    }
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col > MOST_COLUMNS ? MOST_COLUMNS : size.ws_col;
    }
    return DEFAULT_COLUMNS;
}

bool
mst_cli_color(void)
{
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) && (refused == NULL || refused[0] == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

/* Only what is safe in a handler: a flag, and on the second signal the system's own answer. */
static void
on_stop(int number)
{
    if (mst_cli_stop != 0) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    mst_cli_stop = 1;
}

void
mst_cli_catch_stop(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_stop;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static double
seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
mst_cli_progress_tell(void *context, uint32_t cells_done, uint32_t cells, double fraction)
{
    mst_cli_progress *progress = context;
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    double now = seconds_now();
    if (progress->began_seconds <= 0) {
        progress->began_seconds = now;
    }
    if (progress->shown && now - progress->told_seconds < 0.2) {
        return;
    }
    double elapsed = now - progress->began_seconds;
    fprintf(stderr, "\rplanning: %u of %u %s, %3.0f %%", cells_done, cells,
            progress->noun != NULL ? progress->noun : "cells", fraction * 100);
    if (mst_cli_stop != 0) {
        fprintf(stderr, ", stopping            ");
    } else if (fraction > 0.01 && elapsed > 1.0) {
        double rest = elapsed * (1.0 - fraction) / fraction;
        if (rest < 90) {
            fprintf(stderr, ", about %.0f s left    ", rest + 0.5);
        } else {
            fprintf(stderr, ", about %.0f min left  ", rest / 60 + 0.5);
        }
    }
    fflush(stderr);
    progress->shown = true;
    progress->told_seconds = now;
}

void
mst_cli_progress_clear(mst_cli_progress *progress)
{
    if (progress->shown) {
        fprintf(stderr, "\r%70s\r", "");
        fflush(stderr);
        progress->shown = false;
    }
}
