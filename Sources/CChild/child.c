#define _GNU_SOURCE
#include "cchild.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the system-call filter knows x86-64 and arm64"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, (value))
// Answers the call `number` with `error`; the rest goes on.
#define REFUSE(number, error)                        \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), \
        RETURN(SECCOMP_RET_ERRNO | (error))

// No socket of any family (a socket pair it is given still works), no other process, no look
// into one, and none of the kernel's wide doors that no document needs.
static struct sock_filter rules[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    RETURN(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
#if defined(__x86_64__)
    // The x32 numbers, which would pass by every rule below.
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    RETURN(SECCOMP_RET_KILL_PROCESS),
    REFUSE(SYS_fork, EPERM),
    REFUSE(SYS_vfork, EPERM),
#endif
    REFUSE(SYS_socket, EPERM),
    REFUSE(SYS_io_uring_setup, EPERM),
    REFUSE(SYS_ptrace, EPERM),
    REFUSE(SYS_process_vm_readv, EPERM),
    REFUSE(SYS_process_vm_writev, EPERM),
    REFUSE(SYS_pidfd_getfd, EPERM),
    REFUSE(SYS_pidfd_send_signal, EPERM),
    REFUSE(SYS_kill, EPERM),
    REFUSE(SYS_bpf, EPERM),
    REFUSE(SYS_perf_event_open, EPERM),
    REFUSE(SYS_userfaultfd, EPERM),
    REFUSE(SYS_keyctl, EPERM),
    REFUSE(SYS_add_key, EPERM),
    REFUSE(SYS_request_key, EPERM),
    REFUSE(SYS_unshare, EPERM),
    REFUSE(SYS_setns, EPERM),
    // Its flags are behind a pointer; without it the C library takes clone.
    REFUSE(SYS_clone3, ENOSYS),
    // Threads yes, processes no.
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
    LOAD(args[0]),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x00010000 /* CLONE_THREAD */, 1, 0),
    RETURN(SECCOMP_RET_ERRNO | EPERM),
    RETURN(SECCOMP_RET_ALLOW),
};
static const struct sock_fprog filter = {
    .len = sizeof rules / sizeof rules[0], .filter = rules};

typedef struct {
    const char *path;
    char *const *arguments;
    char *const *environment;
    int input, output;
    const child_limits *limits;
    pid_t parent;
    pid_t pid;
    volatile int error;  // written by the child, which shares our memory until it execs
} start;

// A limit that is already lower stays.
static int cap(int resource, uint64_t value) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) return -1;
    if (now.rlim_max > value) now.rlim_max = value;
    now.rlim_cur = now.rlim_max;
    return setrlimit(resource, &now);
}

static int confine(const child_limits *limits, pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
    if (getppid() != parent) _exit(127);  // It died before the line above.
    if (cap(RLIMIT_CORE, 0) != 0 || cap(RLIMIT_DATA, limits->data_bytes) != 0 ||
        cap(RLIMIT_AS, limits->address_bytes) != 0 || cap(RLIMIT_CPU, limits->cpu_seconds) != 0 ||
        cap(RLIMIT_FSIZE, limits->file_bytes) != 0 || cap(RLIMIT_NOFILE, limits->open_files) != 0)
        return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

// Everything between vfork and exec: system calls only, no lock, no memory from the heap.
static void become(start *start) {
    const struct sigaction normal = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &normal, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // Moved out of the way first: ours may be 0 or 1 when a service is started without them.
    int input = fcntl(start->input, F_DUPFD, 3), output = fcntl(start->output, F_DUPFD, 3);
    // Not every library opens its descriptors close-on-exec: a child that lives long would keep
    // a server's port taken.
    if (input >= 0 && output >= 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 &&
        close_range(3, ~0U, 0) == 0 &&
        (start->limits == NULL || confine(start->limits, start->parent) == 0))
        execve(start->path, start->arguments, start->environment);
    start->error = errno;
    _exit(127);
}

static void spawn(start *start) {
    sigset_t all, before;
    sigfillset(&all);
    // No handler of ours may run in the child while it shares our memory.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    start->pid = vfork();
    if (start->pid == 0) become(start);
    if (start->pid < 0) start->error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

// The kernel takes a confined child along with the *thread* that started it, and a dispatch
// queue's threads come and go. So one thread that stays starts them all, one after the other.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static start *wanted;
static int is_running;

static void *starter(void *unused) {
    pthread_mutex_lock(&lock);
    while (1) {
        while (wanted == NULL) pthread_cond_wait(&changed, &lock);
        spawn(wanted);
        wanted = NULL;
        pthread_cond_broadcast(&changed);
    }
    return unused;
}

static int run_starter(void) {
    if (is_running) return 0;
    pthread_t thread;
    int error = pthread_create(&thread, NULL, starter, NULL);
    if (error != 0) return error;
    pthread_detach(thread);
    is_running = 1;
    return 0;
}

static void spawn_from_starter(start *start) {
    pthread_mutex_lock(&turn);
    pthread_mutex_lock(&lock);
    start->error = run_starter();
    if (start->error == 0) {
        wanted = start;
        pthread_cond_broadcast(&changed);
        while (wanted != NULL) pthread_cond_wait(&changed, &lock);
    }
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&turn);
}

int child_start(
    const char *path, char *const arguments[], char *const environment[], int input, int output,
    const child_limits *limits, pid_t *pid) {
    start start = {
        .path = path, .arguments = arguments, .environment = environment, .input = input,
        .output = output, .limits = limits, .parent = getpid(), .pid = -1};
    if (limits == NULL) {
        spawn(&start);
    } else {
        spawn_from_starter(&start);
    }
    if (start.error != 0) {
        if (start.pid > 0) {
            while (waitpid(start.pid, NULL, 0) < 0 && errno == EINTR) {
            }
        }
        return start.error;
    }
    *pid = start.pid;
    return 0;
}

int process_forbid_dumps(void) {
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : errno;
}
