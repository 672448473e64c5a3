#!/usr/bin/python3
"""What a hostile client sends (TRUST C "SSH wire", D4, E1). Prints TAP.

  wire.py [PACKETS [SEED]]    300 packets by default; doc/DOOR.md has the long forms

Needs python3-paramiko, else all is skipped. stage plays broker and keeper: its broker lets in
"lan" with "secret" only, so a success message (52) or an open channel (91) in a connection that
never said so is a hole.
"""
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

try:
    import logging
    import paramiko
    from paramiko.message import Message
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
except ImportError:
    print("1..0 # SKIP no python3-paramiko")
    sys.exit(0)

PACKETS = int(sys.argv[1]) if len(sys.argv) > 1 else 300
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 20261121
STAGE = os.path.join(os.environ.get("QUEN_BUILD", "."), "tests/door/stage")
cases = [0, 0]


def tap(good, name, more=""):
    cases[0] += 1
    cases[1] += not good
    print("%s %d - %s" % ("ok" if good else "not ok", cases[0], name))
    if not good and more:
        print("# " + str(more)[:500].replace("\n", "\n# "))
    sys.stdout.flush()


# A refused request closes a channel of paramiko's: here refusals are what is wanted.
paramiko.Transport._channel_handler_table[100] = lambda channel, m: None


class Server:
    def __init__(self):
        self.dir = tempfile.TemporaryDirectory(prefix="quen-wire-")
        os.chmod(self.dir.name, 0o755)
        self.err = open(os.path.join(self.dir.name, "err"), "w+")
        self.run = subprocess.Popen([STAGE, "0", self.dir.name, "start=200", "full=400",
                                     "auth=20"], stdout=subprocess.PIPE, stderr=self.err,
                                    text=True)
        self.port = int(self.run.stdout.readline().split()[1])

    def nets(self):
        """Process ids of the nets: grandchildren whose words say so."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % pid, "rb") as f:
                    words = f.read().split(b"\0")
                with open("/proc/%s/stat" % pid) as f:
                    parent = f.read().rsplit(")", 1)[1].split()[1]
                with open("/proc/%s/stat" % parent) as f:
                    grand = f.read().rsplit(")", 1)[1].split()[1]
            except (OSError, IndexError):
                continue
            if words[:3] == [b"quen", b"part", b"net"] and str(self.run.pid) in (parent, grand):
                found.append(int(pid))
        return found

    def peak_kb(self):
        most = 0
        for pid in self.nets():
            try:
                with open("/proc/%d/status" % pid) as f:
                    for line in f:
                        if line.startswith("VmHWM"):
                            most = max(most, int(line.split()[1]))
            except OSError:
                pass
        return most

    def connect(self):
        s = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        t = paramiko.Transport(s)
        t.seen = []
        read = t.packetizer.read_message

        def note():
            kind, m = read()
            t.seen.append(kind)
            return kind, m
        t.packetizer.read_message = note
        t.start_client(timeout=10)
        return t

    def sign_in(self):
        t = self.connect()
        t.auth_password("lan", "secret", fallback=False)
        return t

    def serves(self):
        t = self.sign_in()
        c = t.open_session(timeout=10)
        c.exec_command("exit 4")
        status = c.recv_exit_status()
        t.close()
        return status == 4

    def log(self):
        self.err.flush()
        with open(self.err.name) as f:
            return f.read()


def string(b):
    return struct.pack(">I", len(b)) + b


# ---- packets of a client that has not signed in
USERS = [b"lan", b"admin", b"root", b"-f root", b"../x", b"a b", b"x" * 300, b"", b"\xff\xfe",
         b"lan\0root", b"l\xc3\xa0n", b"%s%n"]
SECRETS = [b"secre\0t", b"wrong", b"x" * 100000, b"", b"\xc0\x80", b"\0" * 40]


def request(r, method, rest=b""):
    return b"\x32" + string(r.choice(USERS)) + string(b"ssh-connection") + string(method) + rest


def before(r):
    """One packet, first byte its type."""
    return r.choice([
        lambda: b"\x05" + string(r.choice([b"ssh-userauth", b"ssh-connection", b"", b"x" * 3000])),
        lambda: request(r, b"none"),
        lambda: request(r, b"password", b"\0" + string(r.choice(SECRETS))),
        lambda: request(r, b"password", b"\1" + string(b"wrong") + string(b"secret")),
        lambda: request(r, b"keyboard-interactive", string(b"") + string(b"x" * r.choice([0, 9000]))),
        lambda: request(r, b"hostbased", string(b"ssh-rsa") + string(r.randbytes(90)) + string(b"h")
                        + string(b"u") + string(r.randbytes(80))),
        lambda: request(r, b"gssapi-with-mic", struct.pack(">I", r.choice([0, 1, 2**31])) + string(b"x")),
        lambda: request(r, b"publickey", b"\0" + string(b"ssh-ed25519") + string(r.randbytes(r.choice([0, 51, 5000])))),
        lambda: request(r, b"publickey", b"\1" + string(b"ssh-ed25519") + string(
            string(b"ssh-ed25519") + string(r.randbytes(32))) + string(string(b"ssh-ed25519") + string(r.randbytes(64)))),
        lambda: b"\x3d" + struct.pack(">I", r.choice([0, 1, 2, 100, 2**32 - 1])) + string(b"123456") * r.choice([0, 1, 2, 100]),
        lambda: b"\x34",                                        # "success", by the client
        lambda: b"\x33" + string(b"none") + b"\1",
        lambda: b"\x5a" + string(r.choice([b"session", b"direct-tcpip", b"x11"])) + struct.pack(
            ">III", 0, r.choice([0, 2**21, 2**32 - 1]), r.choice([0, 10, 32768])),
        lambda: b"\x50" + string(r.choice([b"tcpip-forward", b"keepalive@openssh.com", b""])) + b"\1",
        lambda: b"\x62" + struct.pack(">I", r.choice([0, 7])) + string(b"shell") + b"\1",
        lambda: b"\x5e" + struct.pack(">I", 0) + string(r.randbytes(r.choice([0, 30000]))),
        lambda: b"\x5d" + struct.pack(">II", 0, 2**32 - 1),
        lambda: b"\x14" + r.randbytes(r.choice([0, 16, 900])),      # key exchange again, broken
        lambda: b"\x1e" + string(r.randbytes(r.choice([0, 31, 32, 8000]))),
        lambda: b"\x15", lambda: b"\x02" + string(b"x" * 2000), lambda: b"\x03" + struct.pack(">I", 1),
        lambda: b"\x04\1" + string(b"x") + string(b"") , lambda: b"\x07" + struct.pack(">I", 2**31),
        lambda: bytes([r.randrange(256)]) + r.randbytes(r.choice([0, 1, 4, 300, 34000])),
        lambda: bytes([r.choice([5, 50, 61, 80, 90, 98])]) + b"\xff\xff\xff\xff" + r.randbytes(20),
    ])()


def after(r):
    """One packet of a client that is in, about channel 0 of the server."""
    channel = struct.pack(">I", r.choice([0, 0, 0, 0, 1, 43, 2**32 - 1]))
    ask = lambda name, rest=b"": b"\x62" + channel + string(name) + bytes([r.randrange(2)]) + rest
    return r.choice([
        lambda: ask(b"pty-req", string(r.choice([b"xterm", b"../../tmp/x", b"x" * 9000, b"\x1b[2J"]))
                    + struct.pack(">IIII", r.choice([0, 80, 2**32 - 1]), 0, 0, 0) + string(b"\1" * r.choice([0, 10000]))),
        lambda: ask(b"window-change", struct.pack(">IIII", r.choice([0, 1, 2**31, 2**32 - 1]), 1, 0, 0)),
        lambda: ask(b"env", string(r.choice([b"LD_PRELOAD", b"LANG", b"LC_QUEN_TILL"])) + string(b"x" * r.choice([1, 31, 32, 9000]))),
        lambda: ask(b"exec", string(r.choice([b"", b"sh", b"x" * 1023, b"x" * 1024, b"x" * 30000, b"say\0sh"]))),
        lambda: ask(b"shell"), lambda: ask(b"subsystem", string(b"sftp")),
        lambda: ask(b"x11-req", b"\0" + string(b"a") * 2 + struct.pack(">I", 0)),
        lambda: ask(b"auth-agent-req@openssh.com"), lambda: ask(b"signal", string(b"KILL")),
        lambda: ask(b"break", struct.pack(">I", 500)), lambda: ask(b"exit-status", struct.pack(">I", 0)),
        lambda: ask(b"xon-xoff", b"\1"), lambda: ask(b"", b""),
        lambda: b"\x5e" + channel + string(r.randbytes(r.choice([0, 1, 32000]))),
        lambda: b"\x5f" + channel + struct.pack(">I", 1) + string(b"x" * 1000),
        lambda: b"\x5d" + channel + struct.pack(">I", r.choice([0, 1, 2**32 - 1])),
        lambda: b"\x60" + channel, lambda: b"\x61" + channel,
        lambda: b"\x5a" + string(r.choice([b"session", b"direct-tcpip", b"forwarded-tcpip", b"x11"]))
        + struct.pack(">III", r.randrange(9), 2**20, r.choice([0, 1, 10, 32768])) + string(b"127.0.0.1") + struct.pack(">I", 22),
        lambda: before(r),
    ])()


def send(t, packet):
    m = Message()
    m.packet.write(packet)
    t._send_message(m)


def mutate(server, r, count, signed_in):
    """Sends count packets over as many connections as it takes. Returns holes, peak."""
    holes, peak, sent = [], 0, 0
    while sent < count:
        t = server.sign_in() if signed_in else server.connect()
        t.seen.clear()
        if signed_in and r.randrange(4):
            send(t, b"\x5a" + string(b"session") + struct.pack(">III", 0, 2**20, r.choice([32768, 32768, 11])))
        elif not signed_in and r.randrange(4):
            send(t, b"\x05" + string(b"ssh-userauth"))
        said = []
        try:
            for _ in range(r.randrange(1, 9)):
                p = (after if signed_in else before)(r)
                said.append(p[:40])
                sent += 1
                send(t, p)
                if not t.is_active():
                    break
            time.sleep(0.01)
        except Exception:           # the server closed: what it should
            pass
        peak = max(peak, server.peak_kb()) if sent % 5 == 0 else peak
        if not signed_in and (52 in t.seen or 91 in t.seen or 99 in t.seen):
            holes.append((said, t.seen))
        t.close()
    return holes, peak


def refused(call):
    try:
        call()
        return False
    except Exception:
        return True


def ask(t, c, name, rest=b""):
    """A request about channel c that wants a reply: True, False, or None when the channel ended."""
    at = len(t.seen)
    send(t, b"\x62" + struct.pack(">I", c.remote_chanid) + string(name) + b"\1" + rest)
    for _ in range(200):
        if 99 in t.seen[at:]:
            return True
        if 100 in t.seen[at:]:
            return False
        if not t.is_active():
            return None
        time.sleep(0.01)
    return None


def ask_all(t, name):
    """A global request that wants a reply: is it refused?"""
    at = len(t.seen)
    send(t, b"\x50" + string(name) + b"\1" + string(b"127.0.0.1") + struct.pack(">I", 0))
    for _ in range(200):
        if 82 in t.seen[at:] or 81 in t.seen[at:]:
            return 82 in t.seen[at:]
        time.sleep(0.01)
    return False


def pty(term, cols=0, rows=0, modes=b"\0"):
    return string(term) + struct.pack(">IIII", cols, rows, 0, 0) + string(modes)


def requests(server):
    """TRUST E1, one by one."""
    t = server.sign_in()
    c = t.open_session(timeout=10)
    for name in (b"LD_PRELOAD", b"TERMINFO", b"LOCPATH", b"HOME", b"NLSPATH", b"BASH_ENV", b"LC_ALL"):
        tap(ask(t, c, b"env", string(name) + string(b"x")) is False, "env %s is refused" % name.decode())
    tap(ask(t, c, b"env", string(b"LANG") + string(b"../../tmp/x")) is False, "so is a LANG that is a path")
    tap(ask(t, c, b"env", string(b"LANG") + string(b"vi_VN.UTF-8")) is True, "env LANG passes")
    tap(ask(t, c, b"subsystem", string(b"sftp")) is False, "subsystem sftp is refused")
    tap(ask(t, c, b"x11-req", b"\0" + string(b"MIT-MAGIC-COOKIE-1") + string(b"00") + b"\0" * 4) is False,
        "x11-req is refused")
    tap(ask(t, c, b"auth-agent-req@openssh.com") is False, "auth-agent-req is refused")
    for name in (b"tcpip-forward", b"cancel-tcpip-forward", b"streamlocal-forward@openssh.com"):
        tap(ask_all(t, name), "%s is refused" % name.decode())
    for kind in ("session", "direct-tcpip", "x11", "forwarded-tcpip", "direct-streamlocal@openssh.com"):
        tap(refused(lambda: t.open_channel(kind, ("127.0.0.1", 22), ("127.0.0.1", 1), timeout=5)),
            "another channel (%s) is refused" % kind)
    tap(ask(t, c, b"pty-req", pty(b"../../tmp/x", modes=b"\1\0\0\0\0" * 2048)) is True,
        "pty-req with 10 kB of modes is taken")
    tap(ask(t, c, b"pty-req", pty(b"xterm")) is False, "a second one is not")
    tap(ask(t, c, b"shell") is True, "shell")
    time.sleep(0.3)
    got = c.recv(1000)
    tap(b"term=vt100 cols=80 rows=24 lang=vi_VN.UTF-8" in got, "TERM=../../tmp/x 0x0 is a vt100 of 80x24", got)
    tap(ask(t, c, b"shell") is False, "a second shell is refused")
    tap(ask(t, c, b"exec", string(b"say")) is False, "a command after a shell is refused")
    t.close()
    t = server.sign_in()
    c = t.open_session(timeout=10)
    c.get_pty("xterm", 100, 30)
    for name in ("KILL", "TERM", "HUP", "INT", "QUIT", "USR1", "TSTP", "WINCH") * 20:
        send(t, b"\x62" + struct.pack(">I", c.remote_chanid) + string(b"signal") + b"\0" + string(name.encode()))
    c.invoke_shell()
    for i in range(1000):
        c.resize_pty(1 + i % 500, 1 + i % 200)
    c.resize_pty(91, 37)
    time.sleep(0.5)
    got = b""
    while c.recv_ready():
        got += c.recv(100000)
    tap(got.rstrip().endswith(b"window=91x37"), "of a storm of sizes the last one is told", got[-60:])
    c.send("q")
    tap(c.recv_exit_status() == 5, "after signals and sizes the session ends as it wants")
    t.close()


def order(server):
    """TRUST D4: the user is fixed, tries are counted, nothing works before signing in."""
    t = server.connect()
    refused(lambda: t.auth_password("other", "wrong", fallback=False))
    tap(refused(lambda: t.auth_password("lan", "secret", fallback=False)) and not t.is_authenticated(),
        "another user half way ends the connection")
    t.close()
    t = server.connect()
    tries = 0
    while tries < 50 and t.is_active():
        try:
            t.auth_password("lan", "wrong", fallback=False)
        except paramiko.BadAuthenticationType:
            pass
        except paramiko.AuthenticationException:
            tries += 1 if t.is_active() else 0
            continue
        except Exception:
            break
        tries += 1
    # The seventh request hears that it is over, and may hear "failed" before that.
    tap(4 <= tries <= 7 and t.seen.count(51) <= 7, "six tries at most", (tries, t.seen))
    t.close()
    t = server.connect()
    tap(refused(lambda: t.open_session(timeout=3)), "no channel before signing in")
    t.close()


def main():
    server = Server()
    r = random.Random(SEED)
    print("# seed %d, %d packets" % (SEED, PACKETS))
    tap(server.serves(), "it serves")
    order(server)
    requests(server)
    holes, peak = mutate(server, r, PACKETS * 2 // 3, False)
    tap(not holes, "%d packets before signing in open nothing" % (PACKETS * 2 // 3), holes)
    _, peak2 = mutate(server, r, PACKETS - PACKETS * 2 // 3, True)
    tap(max(peak, peak2) < 64000, "nets stay below 64 MB (%d KB)" % max(peak, peak2))
    tap(server.serves(), "and it still serves")
    for _ in range(100):
        if not server.nets():
            break
        time.sleep(0.1)
    tap(not server.nets(), "no net is left", server.nets())
    crashes = server.log().count("died of signal")
    print("# nets that crashed: %d" % crashes)
    tap("broker" not in server.log() and "listener" not in server.log() and "keeper" not in server.log(),
        "no other part died", server.log())
    server.run.send_signal(signal.SIGTERM)
    tap(server.run.wait(timeout=15) == 0, "it stops in order")
    print("1..%d" % cases[0])
    return 1 if cases[1] else 0


sys.exit(main())
