// Starts a child process, with limits on what it may use and do.
//
// posix_spawn can set neither limits nor a system-call filter, and both must hold before the
// program's first instruction.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// What a child may use at most. The child also gets no network, no process of its own, no core
// file and no new privileges, and ends with the process that started it.
typedef struct {
    uint64_t data_bytes;     // private writable memory, RLIMIT_DATA
    uint64_t address_bytes;  // all mappings, RLIMIT_AS
    uint64_t cpu_seconds;    // time on the processors over its whole life, RLIMIT_CPU
    uint64_t file_bytes;     // length of a file it writes, RLIMIT_FSIZE
    uint64_t open_files;     // RLIMIT_NOFILE
} child_limits;

// Starts `path` with standard input `input` and standard output `output`, standard error as
// here, and no other descriptor. `limits` may be null. Returns 0 and sets `pid`, or an errno.
int child_start(
    const char *path, char *const arguments[], char *const environment[], int input, int output,
    const child_limits *limits, pid_t *pid);

// No core file of this process or of its children, and no other process of the same user may
// read its memory. Returns 0 or an errno.
int process_forbid_dumps(void);
