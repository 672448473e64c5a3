#!/usr/bin/python3
"""TRUST E4: the drill of a net process that was taken over. Prints TAP.

quen serve runs with drill.c's program in the place of quen-net: the code of an attacker inside a
real net, with its descriptors and its sandbox, tries eight goals. Beside it admin works in a
session of his own, over another net of the same user. Passed: 0 of 8 goals reached, admin works on,
and people sign in."""
import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

prog = os.environ["QUEN_PROGRAM"]
build = os.environ.get("QUEN_BUILD", ".")
for tool in ("ssh", "sshpass", "ssh-keygen", "oathtool"):
    if shutil.which(tool) is None:
        print("1..0 # SKIP no " + tool)
        sys.exit(0)
cases = [0, 0]


def tap(good, name, more=""):
    cases[0] += 1
    cases[1] += not good
    print("%s %d - %s" % ("ok" if good else "not ok", cases[0], name))
    if not good:
        print("# " + str(more)[:800].replace("\n", "\n# "))
    sys.stdout.flush()


home = tempfile.mkdtemp(prefix="quen-drill-")
os.chmod(home, 0o755)
shop = home + "/shop"
os.environ.update(QUEN_TEST="1", LANG="C.UTF-8")
os.environ.pop("QUEN_HOME", None)


def quen(*args, text=None):
    return subprocess.run([prog, "--home", shop, *args], input=text, capture_output=True, text=True)


def bail(what):
    print("Bail out! " + what)
    sys.exit(99)


# quen looks for quen-net and its modules beside itself, and for its PAM module as in a build tree.
shutil.copy(prog, home + "/quen")
shutil.copy(os.path.join(build, "tests/door/drill"), home + "/quen-net")
shutil.copytree(os.path.join(build, "modules"), home + "/modules")
os.makedirs(home + "/src/pam")
shutil.copy(os.path.join(build, "src/pam/pam_quen.so"), home + "/src/pam")
if quen("init").returncode != 0 or quen("user", "add", "mai", "Mai").returncode != 0:
    bail("no store")
for user in ("admin", "mai"):
    done = quen("user", "passwd", user, text="the-pass-of-%s\n" % user)
    if done.returncode != 0:
        bail(done.stderr)
subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home + "/key"], check=True)
if quen("user", "key", "admin", home + "/key.pub").returncode != 0:
    bail("no key")
os.makedirs(shop + "/etc", exist_ok=True)
with open(shop + "/etc/serve.conf", "w") as f:
    f.write("auth_seconds = 5\n")
log = open(home + "/log", "w")
server = subprocess.Popen([home + "/quen", "--home", shop, "serve", "--port", "0", "--no-worker"],
                          stdout=log, stderr=log)
port = 0
for _ in range(400):
    m = re.search(r"serving on 127.0.0.1 port (\d+)", open(home + "/log").read())
    if m:
        port = int(m.group(1))
        break
    time.sleep(0.05)
if not port:
    bail("quen serve does not start: " + open(home + "/log").read())


def ssh(*words, password="the-pass-of-admin", user="admin", **kw):
    return subprocess.Popen(["sshpass", "-p", password, "ssh", "-F", "none", "-o", "StrictHostKeyChecking=no",
                             "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
                             "-o", "NumberOfPasswordPrompts=1", "-p", str(port), *words],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw)


def see(p, text, seconds=15):
    end, got = time.time() + seconds, b""
    os.set_blocking(p.stdout.fileno(), False)
    while time.time() < end:
        got += p.stdout.read() or b""
        if text in got:
            return True
        time.sleep(0.02)
    return False


def serves():
    p = ssh("admin@127.0.0.1", "export", "user", "--plain")
    out = p.communicate(timeout=20)[0]
    return p.returncode == 0 and b"mai" in out


def nets():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as f:
                if f.read().split(b"\0")[:3] == [b"quen", b"part", b"net"]:
                    with open("/proc/%s/stat" % pid) as s:
                        listener = s.read().rsplit(")", 1)[1].split()[1]
                    with open("/proc/%s/stat" % listener) as s:
                        if s.read().rsplit(")", 1)[1].split()[1] == str(server.pid):
                            found.append(int(pid))
        except (OSError, IndexError):
            pass
    return found


def drill(goal, victim, more="", wait=True):
    s = socket.create_connection(("127.0.0.1", port), timeout=20)
    s.sendall(("DRILL %s %s %s %s %d mai the-pass-of-mai admin %s\n" % (
        goal, shop + "/quen.db", shop + "/etc/ssh/host_ed25519", shop + "/run", victim, more)).encode())
    if not wait:
        return s
    got = b""
    try:
        while True:
            d = s.recv(4096)
            if not d:
                break
            got += d
            if goal == "ticket-show" and b"ticket " in got:
                return s, got.split()[-1].decode()
    except OSError as e:
        got += str(e).encode()
    s.close()
    return re.sub(r"^SSH-2.0-\S*\s*", "", got.decode(errors="replace"))


TERM = dict(os.environ, TERM="xterm")
admin = ssh("-tt", "admin@127.0.0.1", env=TERM)
tap(see(admin, b"Card desk", 30), "admin works over a net of the same user", open(home + "/log").read())
victim = nets()
tap(len(victim) == 1, "that is the net of another connection", victim)
victim = victim[0] if victim else 1


def fails(number, text, *answers, ended=()):
    """ended: answers of nets that may have been ended by the listener before they could tell."""
    good = all(re.fullmatch(r"failed \d+\n", a) for a in answers) and not any("won" in a for a in ended)
    tries = sum(int(n) for a in answers + ended for n in re.findall(r"failed (\d+)", a))
    tap(good, "goal %d: %s: failed, %d ways" % (number, text, tries), answers + ended)


fails(1, "read or change the store", drill("store", victim))
fails(2, "the host's files, its keys, a file of its own", drill("files", victim))
fails(3, "run a program, become somebody else", drill("run", victim))
fails(4, "other sockets, other parts, other hosts", drill("sockets", victim))
fails(5, "sign in as another user", drill("user", victim), ended=(drill("user-mine", victim),))
# What net says of a key is believed: the claim of one that is known gets in, until keys alone do not.
with open(home + "/key.pub") as f:
    raw = base64.b64decode(f.read().split()[1])[-32:].hex()
claim = drill("claim", victim, raw)
tap(claim == "won the claim alone\n", "a key that net claims to have verified lets in (doc/SIGN-IN.md)", claim)
quen("set", "signin.key_alone", "no")
time.sleep(2.5)
fails(5, "claim the key of one without codes, keys alone not being enough", drill("claim", victim, raw))
code = quen("--json", "user", "totp", "admin")
secret = json.loads(code.stdout)["secret"]
done = subprocess.run(["oathtool", "--totp", "-b", secret], capture_output=True, text=True)
done = quen("user", "totp", "admin", "--confirm", done.stdout.strip())
tap(done.returncode == 0, "admin has codes now", code.stdout + code.stderr + done.stderr)
time.sleep(2.5)
fails(5, "claim the key of one with codes", drill("claim", victim, raw))
quen("user", "totp", "admin", "--off")
quen("set", "signin.key_alone", "yes")
time.sleep(2.5)
stays, begun = drill("stay", victim, wait=False), time.time()
held, stolen = drill("ticket-show", victim)
fails(6, "a session of another user by a ticket", drill("ticket-random", victim), drill("ticket-none", victim),
      drill("ticket-stolen", victim, stolen), drill("ticket-own", victim))
held.close()
fails(7, "another connection's memory, descriptors, bytes", drill("connection", victim))
harm = drill("harm", victim)
admin.stdin.write(b"CU\r")
admin.stdin.flush()
tap(see(admin, b"Find:", 10), "admin works on after nonsense to every part", open(home + "/log").read())
tap(serves(), "and people sign in", open(home + "/log").read())
try:
    while stays.recv(4096):
        pass
except OSError:
    pass
lived = time.time() - begun
tap(harm.startswith("alive \n") and "won" not in harm and lived < 15,
    "goal 8: end others, or stay beyond its time: failed, gone after %d s" % lived, harm)
tap(victim in nets(), "the other connection lives", nets())
parts = re.findall(r"(\w+) (?:died|ended)", open(home + "/log").read())
tap(not set(parts) & {"broker", "keeper", "identity", "supervisor", "listener"}, "no part died",
    open(home + "/log").read())
admin.kill()
admin.wait()
server.terminate()
tap(server.wait(20) == 0, "it stops in order")
done = quen("verify")
tap(done.returncode == 0, "the books hold", done.stdout + done.stderr)
print("1..%d" % cases[0])
shutil.rmtree(home, ignore_errors=True)
sys.exit(1 if cases[1] else 0)
