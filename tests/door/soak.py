#!/usr/bin/env python3
"""Many OpenSSH clients at work on one quen serve: memory of a session, how long a key takes.

By hand, with nothing else running; it makes a demo shop of its own in a temporary folder:
    tests/door/soak.py BUILD/quen [SESSIONS [SECONDS [SEED]]]       # 64 sessions, 600 s
Each session signs in with its own key and goes on with a mix of searches, pages, forms, reports and
half-typed sales, thinking 0.3 to 2 s between keys. A key's time is from writing it to the first
byte that comes back. Printed: sessions left, times, PSS of net and session, descriptors of the
keeper at the start and the end, the write-ahead log, what quen verify says."""
import os, pty, random, re, select, signal, subprocess, sys, tempfile, time

prog = os.path.abspath(sys.argv[1])
many = int(sys.argv[2]) if len(sys.argv) > 2 else 64
seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 600
rng = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
home = tempfile.mkdtemp(prefix="quen-soak-")
os.chmod(home, 0o755)
shop = home + "/shop"


def quen(*args, **kw):
    return subprocess.run([prog, "--home", shop, *args], capture_output=True, text=True, **kw)


class Client:
    def __init__(self, n, port):
        self.n, self.left, self.sent, self.times = n, [], 0.0, []
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execvp("ssh", ["ssh", "-F", "none", "-tt", "-i", f"{home}/key{n}", "-o", "BatchMode=yes",
                              "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                              "-o", "LogLevel=ERROR", "-p", str(port), f"s{n}@127.0.0.1"])
        os.set_blocking(self.fd, False)
        self.next = time.monotonic() + 3 + rng.random() * 3
        self.gone = False

    def plan(self):
        words = ["nguyen", "tran", "mai", "cf0", "09", "linh"]
        scripts = [
            ["\x07", "CU", "\r", rng.choice(words), "\x1b[6~", "\x1b[6~", "\x1bOB", "\r", "\x1b3", "\x1b3"],
            ["\x07", "CD", "\r", rng.choice(words), "\r", "\x1bOB", "\r", "\x1b3", "\x1b3"],
            ["\x07", "PS", "\r", "CF02", "\r", "3*BA01", "\r", "\x1bOA", "\x1b8"],
            ["\x07", "RP sales-by-day", "\r", " ", " ", "\x1b[6~", "\x1b3"],
            ["\x07", "FI", "\r", rng.choice(words), "\x1bOB", "\x1b3"],
            ["\x07", "PR", "\r", "cf", "\x1bOB", "\r", "\x1b3", "\x1b3"],
        ]
        keys = []
        for part in rng.choice(scripts):
            # Words are typed letter by letter, keys go out whole.
            keys += list(part) if len(part) > 1 and part[0] != "\x1b" else [part]
        self.left = keys

    def turn(self, now):
        if now < self.next or self.sent:
            return
        if not self.left:
            self.plan()
        try:
            os.write(self.fd, self.left.pop(0).encode())
        except OSError:
            self.gone = True
            return
        self.sent = time.monotonic()
        self.next = now + 0.3 + rng.random() * 1.7

    def read(self, now):
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.gone = True
        elif self.sent:
            self.times.append(now - self.sent)
            self.sent = 0.0


def below(pid):
    up, names = {}, {}
    for p in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{p}/stat") as f:
                up[int(p)] = int(f.read().rsplit(")", 1)[1].split()[1])
            with open(f"/proc/{p}/cmdline") as f:
                names[int(p)] = f.read().replace("\0", " ")
        except OSError:
            pass

    def is_below(p):
        while p in up and p != pid:
            p = up[p]
        return p == pid
    return {p: n for p, n in names.items() if p != pid and is_below(p)}


def pss(parts, pattern):
    found = []
    for p, name in parts.items():
        if re.search(pattern, name):
            try:
                with open(f"/proc/{p}/smaps_rollup") as f:
                    found.append(int(re.search(r"^Pss:\s+(\d+)", f.read(), re.M).group(1)))
            except (OSError, AttributeError):
                pass
    return found


def keeper_fds(parts):
    for p, name in parts.items():
        if "part keeper" in name:
            return len(os.listdir(f"/proc/{p}/fd"))
    return 0


print(f"# a demo shop and {many} users")
quen("init", "--demo", check=True)
for i in range(many):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{home}/key{i}"], check=True)
    quen("user", "add", f"s{i}", f"Soak {i}", "--groups", "manager", check=True)
    quen("user", "key", f"s{i}", f"{home}/key{i}.pub", check=True)
os.makedirs(shop + "/etc", exist_ok=True)
with open(shop + "/etc/serve.conf", "w") as f:
    f.write("startups = '200:30:800'\nexempt = '127.0.0.1'\n")
log = open(home + "/log", "w+")
server = subprocess.Popen([prog, "--home", shop, "serve", "--port", "0"], stderr=log, stdout=log)
port = None
for _ in range(200):
    with open(home + "/log") as f:
        m = re.search(r"serving on \S+ port (\d+)", f.read())
    if m:
        port = int(m.group(1))
        break
    time.sleep(0.05)
if port is None:
    sys.exit(open(home + "/log").read())
clients = []
for i in range(many):
    clients.append(Client(i, port))
    time.sleep(0.15)
start, fds = time.monotonic(), keeper_fds(below(server.pid))
by_fd = {c.fd: c for c in clients}
memory, again = [], 0
while time.monotonic() - start < seconds:
    # Who logged off (a key too many on the home screen) signs in again.
    for i, c in enumerate(clients):
        if c.gone:
            os.waitpid(c.pid, 0)
            os.close(c.fd)
            clients[i] = Client(c.n, port)
            clients[i].times = c.times
            again += 1
            by_fd = {c.fd: c for c in clients}
    live = clients
    for fd in select.select([c.fd for c in live], [], [], 0.02)[0]:
        by_fd[fd].read(time.monotonic())
    now = time.monotonic()
    for c in live:
        # A key that shows nothing (a cursor at the end) is waited for no longer than this.
        if c.sent and now - c.sent > 1.5:
            c.sent = 0.0
        c.turn(now)
    if not memory or now - memory[-1][0] > 30:
        parts = below(server.pid)
        net, session = pss(parts, "quen-net|part net"), pss(parts, r"quen session")
        memory.append((now, sum(net) / max(1, len(net)), sum(session) / max(1, len(session)), len(session)))
times = sorted(t * 1000 for c in clients for t in c.times)
parts = below(server.pid)
print(f"{memory[-1][3]} sessions of {many} users after {seconds} s; {again} times somebody logged off and signed in again")
if times:
    print(f"{len(times)} keys: p50 {times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f} ms, "
          f"longest {times[-1]:.1f} ms")
print(f"PSS: net {memory[0][1]:.0f} KB at first, {memory[-1][1]:.0f} at the end; session {memory[0][2]:.0f}, {memory[-1][2]:.0f}")
print(f"keeper descriptors: {fds} at first, {keeper_fds(parts)} at the end")
print(f"write-ahead log: {os.path.getsize(shop + '/quen.db-wal') // 1024} KB")
for c in clients:
    try:
        os.kill(c.pid, signal.SIGKILL)
        os.waitpid(c.pid, 0)
    except OSError:
        pass
server.terminate()
server.wait(30)
done = quen("verify")
print("verify:", "all holds" if done.returncode == 0 else done.stdout[-500:] + done.stderr)
subprocess.run(["rm", "-rf", home])
