#!/usr/bin/env python3
"""A restore while sessions are at work (TRUST.md H6): each has a form half filled in; all are told,
all end in time, each with its draft, and nobody has the store open when it changes. A worker runs
beside them. Four sessions; QUEN_LONG=1: sixteen."""
import fcntl, json, os, pty, select, shutil, struct, subprocess, sys, tempfile, termios, time

program = os.environ["QUEN_PROGRAM"]
sessions = 16 if os.environ.get("QUEN_LONG") else 4
warn = 5 if sessions == 16 else 2
home = tempfile.mkdtemp(prefix="quen-sixteen-")
store = home + "/shop"
env = dict(os.environ, QUEN_TEST="1", TERM="xterm-256color", LC_ALL="C.UTF-8")
done, bad = 0, 0


def tap(ok, what):
    global done, bad
    done += 1
    bad += not ok
    print("%s %d - %s" % ("ok" if ok else "not ok", done, what), flush=True)


def quen(*words, text=None):
    return subprocess.run([program, "--home", store, *words], input=text, env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)


class Session:
    def __init__(self, user):
        self.seen, self.ended = b"", None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(program, [program, "--home", store, "--as", user, "desk"], env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self):
        try:
            self.seen += os.read(self.fd, 65536)
        except OSError:
            if self.ended is None:
                os.waitpid(self.pid, 0)
                self.ended = time.monotonic()

    def type(self, text):
        os.write(self.fd, text.encode())


def pump(seconds, until=None):
    """Reads of all; true when until() holds in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        live = [s for s in all_of_them if s.ended is None]
        if not live and until is None:
            return True
        for fd in select.select([s.fd for s in live], [], [], 0.05)[0]:
            next(s for s in live if s.fd == fd).read()
        if until is not None and until():
            return True
    return until is None


quen("init", "--name", "Kiosk")
users = ["u%d" % i for i in range(sessions)]
rows = [{"op": "add", "entity": "user", "fields": {"code": u, "name": u, "groups": ["admin"], "active": True}} for u in users]
made = quen("post", text="".join(json.dumps(r) + "\n" for r in rows))
tap(made.returncode == 0 and '"ok":false' not in made.stdout.replace(" ", ""), "users")
quen("backup")
version = json.loads(quen("--json", "backups").stdout)[0]["version"]
worker = subprocess.Popen([program, "--home", store, "worker"], env=env, stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL)
all_of_them = [Session(u) for u in users]
tap(pump(60, lambda: all(b"Go to" in s.seen for s in all_of_them)), "%d sessions" % sessions)
for s in all_of_them:
    s.type("CU\r")
pump(10, lambda: all(b"Find" in s.seen for s in all_of_them))
pump(0.5)
for s in all_of_them:
    s.type("\x1b[17~")          # F6: a new one
pump(10, lambda: all(b"Full name" in s.seen for s in all_of_them))
pump(0.5)
for i, s in enumerate(all_of_them):
    s.type("\x1b[B\x1b[B" + "Half%02d" % i)
tap(pump(20, lambda: all(b"Half%02d" % i in s.seen for i, s in enumerate(all_of_them))), "each types a name")
for s in all_of_them:
    s.seen = b""
began = time.monotonic()
restore = subprocess.Popen([program, "--home", store, "restore", version, "--yes", "--warn", str(warn)], env=env,
    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
pump(40, lambda: all(s.ended is not None for s in all_of_them))
restore.wait()
took = time.monotonic() - began
ended = [s.ended - began for s in all_of_them if s.ended is not None]
tap(len(ended) == sessions, "all sessions ended")
tap(restore.returncode == 0, "the restore went through: " + restore.stdout.read().strip().split("\n")[-1])
tap(all(b"restore" in s.seen.lower() or b"backup" in s.seen.lower() for s in all_of_them), "all were told")
for s in all_of_them:
    if b"restore" not in s.seen.lower() and b"backup" not in s.seen.lower():
        print("# %r" % s.seen[-300:])
print("# %d sessions: the last ended after %.1f s, the restore took %.1f s" % (sessions, max(ended or [99]), took))
tap(max(ended or [99]) - warn <= 10 + took / 2, "in time")
tap(worker.poll() is None, "the worker goes on")
worker.terminate()
worker.wait()
kept = quen("--json", "backups")
tap(os.path.islink(store + "/quen.db") and "000002" in os.readlink(store + "/quen.db"), "another generation")
tap(not os.path.exists(store + "/quen.db-wal"), "the log of the old one is not beside it")
drafts = 0
for i, u in enumerate(users):
    s = Session(u)
    all_of_them = [s]
    pump(20, lambda: b"Go to" in s.seen)
    pump(3, lambda: b"Half%02d" % i in s.seen or b"Draft" in s.seen)
    drafts += b"Draft" in s.seen
    os.kill(s.pid, 1)
    pump(10, lambda: s.ended is not None)
tap(drafts == sessions, "each is offered the own draft: %d" % drafts)
tap(quen("verify").returncode == 0, "everything adds up")
shutil.rmtree(home)
print("1..%d" % done)
sys.exit(bad != 0)
