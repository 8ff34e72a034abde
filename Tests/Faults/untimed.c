// Waits that a moved clock does not touch.
//
// libfaketime shifts every absolute deadline of timerfd_settime, those of clocks that never go back included, of which it
// tells the true time all the same (FAKETIME_DONT_FAKE_MONOTONIC). A wait that began under a clock set back then ends that much
// later, whatever the clock says afterwards. Loaded before libfaketime, this asks the kernel instead.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

int timerfd_settime(int fd, int flags, const struct itimerspec *next, struct itimerspec *before) {
    return syscall(SYS_timerfd_settime, fd, flags, next, before);
}
