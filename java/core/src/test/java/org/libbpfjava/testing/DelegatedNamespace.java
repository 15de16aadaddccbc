package org.libbpfjava.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.libbpfjava.junit.KernelTier;

/**
 * Runs commands in a user namespace of their own, with a BPF file system that delegates rights to
 * it. Its making takes two: a process in the namespace opens it, and one outside, with the
 * administrator's rights, says what it delegates.
 */
public final class DelegatedNamespace {
  private static final String PROGRAM =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <sched.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/socket.h>
      #include <sys/syscall.h>
      #include <sys/wait.h>
      #include <unistd.h>

      enum { MOVE_MOUNT = 429, FSOPEN, FSCONFIG, FSMOUNT }; /* asm-generic/unistd.h: of all machines */
      enum { SET_STRING = 1, CREATE = 6 };                  /* linux/mount.h */

      static void check(int failed, const char *what)
      {
        if (!failed)
          return;
        fprintf(stderr, "%s: %s\\n", what, strerror(errno));
        exit(99);
      }

      static struct msghdr message(char *room, size_t len, struct iovec *one)
      {
        return (struct msghdr){ .msg_iov = one, .msg_iovlen = 1,
                                .msg_control = room, .msg_controllen = len };
      }

      static void give(int to, int fd)
      {
        char room[CMSG_SPACE(sizeof(int))] = {}, byte = 0;
        struct iovec one = { &byte, 1 };
        struct msghdr all = message(room, sizeof(room), &one);
        struct cmsghdr *head = CMSG_FIRSTHDR(&all);

        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(head), &fd, sizeof(fd));
        check(sendmsg(to, &all, 0) != 1, "sendmsg");
      }

      static int take(int from)
      {
        char room[CMSG_SPACE(sizeof(int))] = {}, byte;
        struct iovec one = { &byte, 1 };
        struct msghdr all = message(room, sizeof(room), &one);
        int fd;

        check(recvmsg(from, &all, 0) != 1 || !CMSG_FIRSTHDR(&all), "recvmsg");
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&all)), sizeof(fd));
        return fd;
      }

      static void run_inside(int outside, char **arguments)
      {
        int fs, mount;

        check(unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare");
        fs = syscall(FSOPEN, "bpf", 0);
        check(fs < 0, "fsopen");
        give(outside, fs);
        close(fs);
        mount = take(outside);
        check(syscall(MOVE_MOUNT, mount, "", AT_FDCWD, arguments[0], 4 /* F_EMPTY_PATH */), "move_mount");
        close(mount);
        close(outside);
        execvp(arguments[2], arguments + 2);
        check(1, arguments[2]);
      }

      static void map_root(pid_t child, const char *file)
      {
        char path[64];
        int fd;

        snprintf(path, sizeof(path), "/proc/%d/%s", (int)child, file);
        fd = open(path, O_WRONLY);
        check(fd < 0 || write(fd, "0 0 1\\n", 6) != 6, path);
        close(fd);
      }

      /* FOLDER OPTIONS COMMAND...; the options are separated by commas. */
      int main(int count, char **arguments)
      {
        int pair[2], fs, mount, status;
        pid_t child;

        check(count < 4 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
        child = fork();
        check(child < 0, "fork");
        if (!child) {
          close(pair[0]);
          run_inside(pair[1], arguments + 1);
        }
        close(pair[1]);
        fs = take(pair[0]);
        for (char *option = strtok(arguments[2], ","); option; option = strtok(NULL, ",")) {
          char *value = strchr(option, '=');

          *value++ = 0;
          check(syscall(FSCONFIG, fs, SET_STRING, option, value, 0), option);
        }
        check(syscall(FSCONFIG, fs, CREATE, NULL, NULL, 0), "fsconfig");
        mount = syscall(FSMOUNT, fs, 0, 0);
        check(mount < 0, "fsmount");
        map_root(child, "uid_map");
        map_root(child, "gid_map");
        give(pair[0], mount);
        check(waitpid(child, &status, 0) != child, "waitpid");
        return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
      }
      """;

  private final Path program;
  private final Path mountPoint;

  private DelegatedNamespace(Path program, Path mountPoint) {
    this.program = program;
    this.mountPoint = mountPoint;
  }

  /**
   * Compiles what makes such namespaces.
   *
   * @param folder an empty one, which the caller deletes
   */
  public static DelegatedNamespace in(Path folder) throws Exception {
    String compiler =
        Stream.of("gcc", "cc", "clang", "clang-16")
            .filter(name -> Files.isExecutable(Path.of("/usr/bin", name)))
            .findFirst()
            .orElseThrow(() -> KernelTier.skip("needs a C compiler to make a user namespace"));
    Path source = Files.writeString(folder.resolve("delegate.c"), PROGRAM);
    Path program = folder.resolve("delegate");
    ChildProcess compiling =
        ChildProcess.run(Map.of(), List.of(compiler, "-o", program.toString(), source.toString()));
    assertEquals(0, compiling.status(), compiling.output());
    Path mountPoint = Files.createDirectory(folder.resolve("token"));
    return new DelegatedNamespace(program, mountPoint);
  }

  /** {@return where the file system is mounted, in the namespace alone} */
  public Path mountPoint() {
    return mountPoint;
  }

  /**
   * Runs a command in a new namespace.
   *
   * @param delegated mount options, {@code delegate_cmds=any,delegate_maps=array}
   */
  public ChildProcess run(String delegated, List<String> command) throws Exception {
    List<String> all =
        new ArrayList<>(List.of(program.toString(), mountPoint.toString(), delegated));
    all.addAll(command);
    return ChildProcess.run(Map.of(), all);
  }
}
