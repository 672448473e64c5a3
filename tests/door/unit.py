#!/usr/bin/python3
"""quen serve under a service manager, without one: a socket handed over (LISTEN_FDS), readiness
told (NOTIFY_SOCKET), SIGHUP with a right and with a wrong serve.conf; the unit files where
systemd-analyze is installed. Prints TAP."""
import fcntl
import os
import pty
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

prog, src = os.environ["QUEN_PROGRAM"], os.environ.get("QUEN_SRC", ".")
cases = [0, 0]


def tap(good, name, more=""):
    cases[0] += 1
    cases[1] += not good
    print("%s %d - %s" % ("ok" if good else "not ok", cases[0], name))
    if not good:
        print("# " + str(more)[-1500:].replace("\n", "\n# "))
    sys.stdout.flush()


home = tempfile.mkdtemp(prefix="quen-unit-")
os.chmod(home, 0o755)
os.environ.update(QUEN_TEST="1", LANG="C.UTF-8")
for name in ("QUEN_HOME", "NOTIFY_SOCKET"):
    os.environ.pop(name, None)
subprocess.run([prog, "--home", home + "/shop", "init"], capture_output=True)
os.makedirs(home + "/shop/etc", exist_ok=True)


def conf(text):
    with open(home + "/shop/etc/serve.conf", "w") as f:
        f.write(text)


def log():
    with open(home + "/log", errors="replace") as f:
        return f.read()


def wait_for(what, seconds=10):
    end = time.time() + seconds
    while time.time() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


conf("worker = false\nkex_seconds = 9\n")
told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind(home + "/notify")
told.settimeout(15)
door = socket.create_server(("127.0.0.1", 0))
port = door.getsockname()[1]
# A client before anybody serves: it waits in the backlog.
early = socket.create_connection(("127.0.0.1", port), timeout=15)
pid = os.fork()
if pid == 0:
    with open(home + "/log", "w") as f:
        os.dup2(f.fileno(), 1)
        os.dup2(f.fileno(), 2)
    fd = os.dup(door.fileno())      # away from 3, whatever it is
    os.dup2(fd, 3, inheritable=True)
    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), NOTIFY_SOCKET=home + "/notify")
    os.execv(prog, ["quen", "--home", home + "/shop", "serve"])
try:
    ready = told.recv(300).decode()
except OSError as e:
    ready = str(e)
tap(ready.startswith("READY=1"), "readiness is told when every part serves", ready + log())
tap(wait_for(lambda: "serving on systemd port %d" % port in log()), "the socket that was handed over is taken", log())
tap(early.recv(30).startswith(b"SSH-2.0-Quen"), "who knocked before is served")


def greeted_seconds(limit):
    """How long a client that says nothing is kept."""
    s = socket.create_connection(("127.0.0.1", port), timeout=limit)
    began = time.time()
    try:
        while s.recv(300):
            pass
        return time.time() - began
    except OSError:
        return limit


conf("worker = false\nkex_seconds = 1\n")
os.kill(pid, signal.SIGHUP)
tap(wait_for(lambda: "was read anew" in log()), "SIGHUP: serve.conf is read anew", log())
took = greeted_seconds(8)
tap(took < 7, "SIGHUP: the new time to exchange keys holds at once (%.1f s)" % took)
conf("worker = false\nkex_seconds = 0\nno_such = 1\n")
os.kill(pid, signal.SIGHUP)
tap(wait_for(lambda: "was not taken" in log()), "SIGHUP: a wrong file is refused", log())
tap(re.search(r"not taken.*serve\.conf:\d", log()) is not None, "and the log says which line is wrong", log())
took = greeted_seconds(8)
tap(took < 7, "what held before still holds (%.1f s)" % took)

# ---- the shop's own forms, keymaps and reports

etc, data = home + "/shop/etc", os.environ["QUEN_DATA"]
for folder in ("forms", "keymaps", "sql/reports"):
    os.makedirs(os.path.join(etc, folder), exist_ok=True)


def put(rel, text):
    with open(os.path.join(etc, rel), "w") as f:
        f.write(text)


def quen(*words):
    return subprocess.run([prog, "--home", home + "/shop", *words], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL).stdout


def hangup():
    """SIGHUP, and everything was looked at."""
    before = [log().count(w) for w in ("reports were read anew", "still holds")]
    os.kill(pid, signal.SIGHUP)
    return wait_for(lambda: [log().count(w) for w in ("reports were read anew", "still holds")] != before)


with open(data + "/keymaps/default.keys") as f:
    keys = f.read()
with open(data + "/sql/reports/sales-by-day.sql") as f:
    report = f.read()
conf("worker = false\nkex_seconds = 1\n")
# A session at work: its screen is read by a thread, so that it never waits for us.
desk_pid, desk = pty.fork()
if desk_pid == 0:
    os.environ["TERM"] = "xterm"
    os.execv(prog, ["quen", "--home", home + "/shop", "--lang", "en", "desk"])
fcntl.ioctl(desk, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
shown = [b""]


def read_desk():
    while True:
        try:
            shown[0] += os.read(desk, 4096)
        except OSError:
            return


threading.Thread(target=read_desk, daemon=True).start()
wait_for(lambda: b"Home" in shown[0])
put("forms/product.form", 'entity product {\n\tfield tea { column = "model" label = "Tea" type = "text" width = 10 }\n}\n')
put("sql/reports/sales-by-day.sql", re.sub("-- title:.*", "-- title:  Own days", report))
put("keymaps/default.keys", keys.replace("bind('go', 'F9', ", "bind('go', 'F9', 'Ctrl-Y', "))
shown[0] = b""
tap(hangup() and wait_for(lambda: b"read anew" in shown[0]), "SIGHUP: a session at work is told",
    log() + shown[0].decode("utf-8", "replace"))
os.write(desk, b"\x19")
tap(wait_for(lambda: b"Go to" in shown[0]), "and has the new keys at once", shown[0].decode("utf-8", "replace"))
tap("Tea" in quen("export", "product", "--format", "csv"), "new forms are taken")
tap("Own days" in quen("report", "sales-by-day"), "new reports are taken")
put("forms/product.form", 'entity product {\n\tfield no_such_column { label = "X" type = "text" width = 4 }\n}\n')
put("sql/reports/sales-by-day.sql", "-- nothing\n")
put("keymaps/default.keys", keys.replace("'F9'", "'F99'"))
tap(hangup() and wait_for(lambda: log().count("still holds") >= 4), "SIGHUP: wrong ones are refused", log())
said = log()
tap(all(re.search(w, said) for w in (r"forms was not taken.*product\.form:2", r"sales-by-day\.sql was not taken.*:1",
                                     r"default\.keys was not taken.*:\d+: there is no key")),
    "the log says which line of which file", said)
tap("Tea" in quen("export", "product", "--format", "csv") and "Own days" in quen("report", "sales-by-day"),
    "forms and reports that were right last still hold")
health = quen("status")
tap("3 wrong" in health and ":" in health, "the health screen counts them and names one", health)
for rel in ("forms/product.form", "sql/reports/sales-by-day.sql", "keymaps/default.keys"):
    os.unlink(os.path.join(etc, rel))
tap(hangup() and " wrong" not in quen("status") and "Tea" not in quen("export", "product", "--format", "csv"),
    "taken away, ours hold again", log())
os.kill(desk_pid, signal.SIGTERM)
os.waitpid(desk_pid, 0)
os.kill(pid, signal.SIGTERM)
try:
    bye = told.recv(300).decode()
except OSError as e:
    bye = str(e)
tap(bye.startswith("STOPPING=1"), "so is the stop", bye)
tap(os.waitpid(pid, 0)[1] == 0, "it stops in order", log())
again = socket.create_connection(("127.0.0.1", port), timeout=5)
tap(True, "the port stays open while nobody serves: the next one waits")
again.close()

# ---- a store that waits for quen upgrade: said once, at once, instead of a start that never ends

newer = home + "/newer"
os.makedirs(newer + "/sql/schema")
for rel in os.listdir(data):
    if rel != "sql":
        os.symlink(os.path.join(data, rel), os.path.join(newer, rel))
for rel in os.listdir(data + "/sql"):
    if rel != "schema":
        os.symlink(os.path.join(data, "sql", rel), os.path.join(newer, "sql", rel))
for rel in os.listdir(data + "/sql/schema"):
    os.symlink(os.path.join(data, "sql/schema", rel), os.path.join(newer, "sql/schema", rel))
with open(newer + "/sql/schema/9999_newer.sql", "w") as f:
    f.write("-- Nothing.\nCREATE TABLE newer (id @int64 NOT NULL PRIMARY KEY) @table;\n")
conf("")
try:
    done = subprocess.run([prog, "--home", home + "/shop", "serve", "--port", "0"], capture_output=True, text=True,
                          timeout=20, env=dict(os.environ, QUEN_DATA=newer))
    status, said = done.returncode, done.stderr
except subprocess.TimeoutExpired as e:
    status, said = "still at it", str(e.stderr)
tap(status == 78, "an older store: it ends with 78", "%s\n%s" % (status, said))
tap("quen upgrade" in said and "again" not in said and "serving" not in said, "and says what to do, once", said)

analyze = shutil.which("systemd-analyze")
units = ["quen.service", "quen.socket"]
if analyze is None:
    tap(True, "the unit files # SKIP no systemd-analyze")
else:
    for u in units:
        with open(os.path.join(src, "doc/examples", u)) as f:
            text = f.read().replace("/usr/bin/quen", prog)
        with open(os.path.join(home, u), "w") as f:
            f.write(text)
    done = subprocess.run([analyze, "verify", "--man=no"] + [os.path.join(home, u) for u in units],
                          capture_output=True, text=True)
    said = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "quen" in line)
    tap(not said, "systemd-analyze verify: nothing to say about the unit files", said)
    done = subprocess.run([analyze, "security", "--offline=true", os.path.join(home, units[0])],
                          capture_output=True, text=True)
    m = re.search(r"level for \S+: ([\d.]+)", done.stdout)
    tap(m is None or float(m.group(1)) <= 2.0, "systemd-analyze security: %s" % (
        m.group(1) if m else "not offline here"), done.stdout[-1500:])
shutil.rmtree(home, ignore_errors=True)
print("1..%d" % cases[0])
sys.exit(1 if cases[1] else 0)
