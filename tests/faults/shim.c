// Loaded into the hub by the tests: a clock that can be set, and a disk that can stall.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// The first page of the file that DREHSCHEIBE_TEST_CONTROL names.
struct control {
    int64_t clock_offset_seconds;
    int64_t stalled;
    int64_t waiting;
};

static struct control none;
static struct control *control = &none;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("DREHSCHEIBE_TEST_CONTROL");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (page != MAP_FAILED) control = page;
    close(file);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    long result = syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && clock == CLOCK_REALTIME)
        time->tv_sec += __atomic_load_n(&control->clock_offset_seconds, __ATOMIC_SEQ_CST);
    return (int)result;
}

static void stall(void) {
    __atomic_add_fetch(&control->waiting, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&control->stalled, __ATOMIC_SEQ_CST)) {
        struct timespec pause = {0, 2000000};
        nanosleep(&pause, NULL);
    }
    __atomic_sub_fetch(&control->waiting, 1, __ATOMIC_SEQ_CST);
}

int fsync(int file) {
    stall();
    return (int)syscall(SYS_fsync, file);
}

int fdatasync(int file) {
    stall();
    return (int)syscall(SYS_fdatasync, file);
}
