#!/usr/bin/python3
"""TRUST I2 and I3 over a network that really breaks: five clients and the server in network name
spaces of their own with a router between them; OpenSSH in tmux on one side, quen serve on the
other. Prints TAP.

  drop.py [ROUNDS [SEED]]    one round, keepalive 2 s
  QUEN_LONG=1 drop.py        the times of an installed Quen, and ten minutes of sleep

In a round five users type half of a new customer and break off at a random letter, each another way:
  killed       kill -9 of the client
  reset        TCP RST
  black hole   the router forwards nothing of it any more, either way
  half-open    the client's machine loses power and comes back knowing nothing of the connection
  asleep       the client is stopped: its kernel still answers, it does not
When the server has noticed each, the users sign in again: the screen must be the same. Needs root
and name spaces; without them all is skipped, and says so."""
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261122
LONG = os.environ.get("QUEN_LONG") == "1"
KEEPALIVE = 15 if LONG else 2
MOST = 3 * KEEPALIVE + 5        # never more than 60
SLEEP = 600 if LONG else 0
WAYS = ("killed", "reset", "black hole", "half-open", "asleep")
STATUS_ROW = 22                 # says when the draft was kept
SERVER = "10.83.99.2"
prog = os.environ["QUEN_PROGRAM"]
rng = random.Random(SEED)
tag = "q%d" % (os.getpid() % 100000)
cases = [0, 0]
figures = {}
RELAY = r"""
import os, signal, socket, struct, threading
def both(a, b):
    try:
        while True:
            d = a.recv(65536)
            if not d: break
            b.sendall(d)
    except OSError: pass
inside = socket.create_server(("127.0.0.1", 2222))
print("up", flush=True)
near = inside.accept()[0]
far = socket.create_connection(("10.83.99.2", 2222))
def reset(*_):
    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os._exit(0)
signal.signal(signal.SIGUSR1, reset)
for pair in ((near, far), (far, near)):
    threading.Thread(target=both, args=pair, daemon=True).start()
while True: signal.pause()
"""


def run(*words, check=True):
    done = subprocess.run(words, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise RuntimeError(" ".join(words) + ": " + done.stderr.strip())
    return done.stdout


def tap(good, name, more=""):
    cases[0] += 1
    cases[1] += not good
    print("%s %d - %s" % ("ok" if good else "not ok", cases[0], name))
    if not good:
        print("# " + str(more)[:4500].replace("\n", "\n# "))
    sys.stdout.flush()


def skip(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


# ---- the network
ROUTER, HOST = tag + "r", tag + "s"


def space(way):
    return "%s%d" % (tag, WAYS.index(way))


def join(name, number):
    """Name space number, at 10.83.number.2, behind the router at .1."""
    run("ip", "netns", "add", name)
    port = "v%d" % number
    run("ip", "link", "add", "v0", "netns", name, "type", "veth", "peer", "name", port, "netns", ROUTER)
    for where, device, host in ((name, "v0", 2), (ROUTER, port, 1)):
        run("ip", "-n", where, "address", "add", "10.83.%d.%d/24" % (number, host), "dev", device)
        run("ip", "-n", where, "link", "set", device, "up")
    run("ip", "-n", name, "link", "set", "lo", "up")
    run("ip", "-n", name, "route", "add", "default", "via", "10.83.%d.1" % number)


def black_hole(way, on):
    number = WAYS.index(way) + 1
    run("ip", "-n", ROUTER, "rule", "add" if on else "del", "from", "10.83.%d.2" % number, "blackhole")
    run("ip", "-n", ROUTER, "route", "add" if on else "del", "blackhole", "10.83.%d.2/32" % number)


def lose_power(way):
    """Not a packet more, then nothing of the machine is left; then it is there again."""
    number = WAYS.index(way) + 1
    run("ip", "-n", ROUTER, "link", "set", "v%d" % number, "down")
    for p in run("ip", "netns", "pids", space(way)).split():
        os.kill(int(p), signal.SIGKILL)
    run("ip", "-n", ROUTER, "link", "del", "v%d" % number)
    run("ip", "netns", "del", space(way))
    join(space(way), number)


def build_network():
    run("ip", "netns", "add", ROUTER)
    run("ip", "netns", "exec", ROUTER, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
    for way in WAYS:
        join(space(way), WAYS.index(way) + 1)
    join(HOST, 99)


def drop_network():
    for name in [ROUTER, HOST] + [space(w) for w in WAYS]:
        for p in run("ip", "netns", "pids", name, check=False).split():
            os.kill(int(p), signal.SIGKILL)
        run("ip", "netns", "del", name, check=False)


# ---- processes and screens
def tmux(*words, check=True):
    return run("tmux", "-L", tag, "-f", "/dev/null", *words, check=check)


def window(way):
    return "u%d" % WAYS.index(way)


def screen(way):
    lines = tmux("capture-pane", "-p", "-t", window(way), check=False).split("\n")
    return "\n".join(line.rstrip() for i, line in enumerate(lines) if i != STATUS_ROW)


def keys(way, *words):
    tmux("send-keys", "-t", window(way), *words, check=False)   # a line that is gone shows on the screen


def settled(way, *texts):
    """Waits until one of the texts stands there and nothing moves any more."""
    end, old = time.time() + 20, ""
    while time.time() < end:
        now = screen(way)
        if now == old and any(text in now for text in texts):
            break
        old = now
        time.sleep(0.1)
    return old


def lives(pid):
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def nets():
    found = set()
    for p in run("ip", "netns", "pids", HOST).split():
        try:
            with open("/proc/%s/cmdline" % p, "rb") as f:
                if f.read().split(b"\0")[:3] == [b"quen", b"part", b"net"]:
                    found.add(int(p))
        except OSError:
            pass
    return found


def sign_in(way, at=SERVER):
    n, before, began = WAYS.index(way), nets(), time.time()
    tmux("new-session", "-d", "-x", "80", "-y", "24", "-s", window(way), "ip netns exec %s ssh -F none"
         " -tt -i %s/key%d -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
         " -o LogLevel=ERROR -p 2222 u%d@%s; sleep 0" % (space(way), home, n, n, at))
    while time.time() - began < 20:
        new = nets() - before
        if new:
            return new.pop()
        time.sleep(0.01)
    return 0


def half_a_customer(way):
    word = "".join(rng.choice("ABCDEFGHKLMNPRSTUVXY") for _ in range(rng.randrange(1, 12)))
    settled(way, "Customers")
    keys(way, "CU", "Enter")
    settled(way, "Find:")
    keys(way, "F6")
    # What the round before left half typed is offered as a draft.
    if "2 Drop" in settled(way, "New: Customer", "2 Drop"):
        keys(way, "2")
        settled(way, "New: Customer")
    keys(way, "-l", word)
    picture = settled(way, "[" + word)
    return picture if "[" + word in picture else ""


def break_off(way, relay):
    """When it happened."""
    # Not the window's own process: tmux lets that one go on when it is stopped.
    shell = tmux("list-panes", "-t", window(way), "-F", "#{pane_pid}").strip()
    with open("/proc/%s/task/%s/children" % (shell, shell)) as f:
        client = int(f.read().split()[0])
    began = time.time()
    if way == "killed":
        os.kill(client, signal.SIGKILL)
    elif way == "reset":
        os.kill(relay.pid, signal.SIGUSR1)
    elif way == "black hole":
        black_hole(way, True)
    elif way == "half-open":
        lose_power(way)
    else:
        os.kill(client, signal.SIGSTOP)
    return began


def leave():
    """Everybody out of what is open, to Home, where the next round starts; the session stays."""
    for way in WAYS:
        for _ in range(6):
            if "Go to:" in screen(way):
                break
            keys(way, "Escape")
            time.sleep(0.3)
        tmux("kill-session", "-t", window(way), check=False)


def one_round(number):
    relay = subprocess.Popen(["ip", "netns", "exec", space("reset"), "python3", "-c", RELAY],
                             stdout=subprocess.PIPE)
    relay.stdout.readline()
    net, before, began, gone = {}, {}, {}, {}
    for way in WAYS:
        net[way] = sign_in(way, "127.0.0.1" if way == "reset" else SERVER)
    for way in WAYS:
        before[way] = half_a_customer(way)
    if not all(before.values()) or not all(net.values()):
        tap(False, "round %d: five users at work" % number, "\n".join(screen(w) for w in WAYS))
        relay.kill()
        relay.wait()
        leave()
        return
    for way in WAYS:
        began[way] = break_off(way, relay)
    end = time.time() + MOST + 20
    while len(gone) < len(WAYS) and time.time() < end:
        for way in WAYS:
            if way not in gone and not lives(net[way]):
                gone[way] = time.time() - began[way]
        time.sleep(0.02)
    time.sleep(SLEEP)
    relay.kill()
    relay.wait()
    black_hole("black hole", False)
    for way in WAYS:
        tmux("kill-session", "-t", window(way), check=False)
        start = time.time()
        sign_in(way)
        while screen(way) != before[way] and time.time() - start < 10:
            pass
        took = time.time() - start
        noticed = gone.get(way, 999.0)
        figures.setdefault(way, []).append((noticed, took))
        tap(noticed <= MOST, "round %d: %s: noticed after %.1f s" % (number, way, noticed), gone)
        tap(screen(way) == before[way], "round %d: %s: the same screen, %.1f s after signing in again" % (
            number, way, took), "before:\n%s\nafter:\n%s" % (before[way], screen(way)))
    leave()


for tool in ("ip", "tmux", "ssh", "ssh-keygen"):
    if shutil.which(tool) is None:
        skip("no " + tool)
if os.geteuid() != 0:
    skip("only root may make network name spaces")
try:
    build_network()
except RuntimeError as e:
    drop_network()
    skip("network name spaces are not allowed here: %s" % e)
home = tempfile.mkdtemp(prefix="quen-drop-")
os.chmod(home, 0o755)
os.environ.update(QUEN_TEST="1", QUEN_NOW="2026-11-21T14:30:00+07:00", LANG="C.UTF-8")
for name in ("QUEN_HOME", "TMUX"):
    os.environ.pop(name, None)


def quen(*words):
    return subprocess.run([prog, "--home", home + "/shop", *words], capture_output=True, text=True)


quen("init")
for i, _ in enumerate(WAYS):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home + "/key%d" % i])
    quen("user", "add", "u%d" % i, "User %d" % i, "--groups", "admin")
    quen("user", "key", "u%d" % i, home + "/key%d.pub" % i)
os.makedirs(home + "/shop/etc", exist_ok=True)
with open(home + "/shop/etc/serve.conf", "w") as f:
    f.write("keepalive_seconds = %d\nworker = false\nidle_lock_seconds = 0\n" % KEEPALIVE)
with open(home + "/log", "w") as log:
    server = subprocess.Popen(["ip", "netns", "exec", HOST, prog, "--home", home + "/shop", "serve",
                               "--port", "2222", "--listen", SERVER], stdout=log, stderr=log)
for _ in range(400):
    if "serving on" in open(home + "/log").read():
        break
    time.sleep(0.05)
if server.poll() is not None:
    print("Bail out! " + open(home + "/log").read())
signal.signal(signal.SIGTERM, lambda *_: sys.exit(99))      # through "finally", so that no space is left
print("# seed %d, keepalive %d s" % (SEED, KEEPALIVE))
try:
    for r in range(ROUNDS):
        one_round(r + 1)
    for way, list_ in figures.items():
        print("# %-10s %d times: noticed after %.1f s at most, the screen back after %.1f s at most" % (
            way, len(list_), max(f[0] for f in list_), max(f[1] for f in list_)))
    server.terminate()
    tap(server.wait(20) == 0, "it stops in order", open(home + "/log").read())
    done = quen("verify")
    tap(done.returncode == 0, "the books hold", done.stdout + done.stderr)
finally:
    tmux("kill-server", check=False)
    drop_network()
    shutil.rmtree(home, ignore_errors=True)
print("1..%d" % cases[0])
sys.exit(1 if cases[1] else 0)
