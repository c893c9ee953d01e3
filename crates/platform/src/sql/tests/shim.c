/* Stands between SQLite and the disk (LD_PRELOAD): calls on files whose path contains ".sqlite" are counted, and those
   whose number lies in one of two ranges fail. The test steers it through a small file that both have mapped. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

struct control {
  int32_t armed, first, first_end, second, second_end, error, count;
};
static struct control *control;

#define REAL(name, type) static type real; if (!real) real = (type)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("RAPPORT_FAULTS");
  int fd = path ? open(path, O_RDWR) : -1;
  if (fd < 0) return;
  void *map = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (map != MAP_FAILED) control = map;
}

static int armed(void) { return control && __atomic_load_n(&control->armed, __ATOMIC_SEQ_CST); }

static int due(const char *path) {
  if (!strstr(path, ".sqlite")) return 0;
  int n = __atomic_add_fetch(&control->count, 1, __ATOMIC_SEQ_CST);
  int fails = (n >= control->first && n < control->first_end) || (n >= control->second && n < control->second_end);
  if (fails) errno = control->error;
  return fails;
}

static int fails(int fd) {
  if (!armed()) return 0;
  char name[64], path[4096];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(name, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return due(path);
}

typedef ssize_t (*read_at)(int, void *, size_t, off_t);
ssize_t pread(int fd, void *to, size_t n, off_t at) { REAL(pread, read_at); return fails(fd) ? -1 : real(fd, to, n, at); }
ssize_t pread64(int fd, void *to, size_t n, off_t at) { REAL(pread64, read_at); return fails(fd) ? -1 : real(fd, to, n, at); }

/* A write that fails has got half-way. */
typedef ssize_t (*write_at)(int, const void *, size_t, off_t);
static ssize_t half(write_at real, int fd, const void *from, size_t n, off_t at) {
  if (!fails(fd)) return real(fd, from, n, at);
  int why = errno;
  (void)!real(fd, from, n / 2, at);
  errno = why;
  return -1;
}
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { REAL(pwrite, write_at); return half(real, fd, from, n, at); }
ssize_t pwrite64(int fd, const void *from, size_t n, off_t at) { REAL(pwrite64, write_at); return half(real, fd, from, n, at); }

typedef int (*on_file)(int);
int fdatasync(int fd) { REAL(fdatasync, on_file); return fails(fd) ? -1 : real(fd); }
int fsync(int fd) { REAL(fsync, on_file); return fails(fd) ? -1 : real(fd); }

typedef int (*cut)(int, off_t);
int ftruncate(int fd, off_t to) { REAL(ftruncate, cut); return fails(fd) ? -1 : real(fd, to); }
int ftruncate64(int fd, off_t to) { REAL(ftruncate64, cut); return fails(fd) ? -1 : real(fd, to); }

typedef int (*opening)(const char *, int, ...);
#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    REAL(name, opening);                                  \
    va_list more;                                         \
    va_start(more, flags);                                \
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;   \
    va_end(more);                                         \
    if (armed() && due(path)) return -1;                  \
    return real(path, flags, mode);                       \
  }
OPEN(open)
OPEN(open64)
