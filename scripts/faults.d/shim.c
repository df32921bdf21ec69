/* Loaded before the C library: lets syncing fail or take long, and the clock be wrong, while files say so.
 *
 * FAULT_FOLDER holds them: "eio" makes fsync and fdatasync of the database's files fail, "slow" (milliseconds) makes
 * them take that long, "clock" (seconds) is added to the time of day. "synced" gets a byte for each sync that failed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int read_file(const char *name, char *text, size_t size) {
  char path[PATH_MAX];
  const char *folder = getenv("FAULT_FOLDER");
  if (!folder) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, size - 1);
  close(file);
  text[length > 0 ? length : 0] = 0;
  return 1;
}

static int is_database(int file) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, ".db") != NULL;
}

static void note_failed(void) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/synced", getenv("FAULT_FOLDER"));
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  if (write(file, "x", 1) < 0) { /* The count is then too low, and the part says so. */ }
  close(file);
}

static int sync_or_fail(int file, long call) {
  char text[32];
  if (is_database(file)) {
    if (read_file("slow", text, sizeof text)) usleep((useconds_t)atol(text) * 1000);
    if (read_file("eio", text, sizeof text)) {
      note_failed();
      errno = EIO;
      return -1;
    }
  }
  return (int)syscall(call, file);
}

int fsync(int file) { return sync_or_fail(file, SYS_fsync); }
int fdatasync(int file) { return sync_or_fail(file, SYS_fdatasync); }

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int done = real(clock, time);
  char text[32];
  if (done == 0 && clock == CLOCK_REALTIME && read_file("clock", text, sizeof text)) time->tv_sec += atol(text);
  return done;
}
