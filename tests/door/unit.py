#!/usr/bin/python3
"""quen serve under a service manager, without one: a socket handed over (LISTEN_FDS), readiness
told (NOTIFY_SOCKET), SIGHUP with a right and with a wrong serve.conf; the unit files where
systemd-analyze is installed. Prints TAP."""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
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
    tap(m is None or float(m.group(1)) <= 3.0, "systemd-analyze security: %s" % (
        m.group(1) if m else "not offline here"), done.stdout[-1500:])
shutil.rmtree(home, ignore_errors=True)
print("1..%d" % cases[0])
sys.exit(1 if cases[1] else 0)
