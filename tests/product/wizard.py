#!/usr/bin/env python3
# The first start: quen at a terminal without a store asks for the shop; whoever leaves has made
# nothing; whoever answers has a shop with an administrator who has a password.
import os, pty, select, shutil, subprocess, sys, tempfile, time

quen = os.environ["QUEN_PROGRAM"]
os.environ["TERM"] = "xterm"
n = 0
bad = 0


def say(ok, name, why=""):
    global n, bad
    n += 1
    print(("ok" if ok else "not ok"), n, "-", name)
    if not ok:
        bad = 1
        print("\n".join("# " + line for line in why.splitlines()[-20:]))


class Terminal:
    def __init__(self, home):
        self.text = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(quen, ["quen", "--home", home, "--lang", "en"])

    def until(self, word, seconds=20):
        end = time.monotonic() + seconds
        at = len(self.text)
        while word not in self.text[self.seen:] and time.monotonic() < end:
            if not select.select([self.fd], [], [], 0.2)[0]:
                continue
            try:
                got = os.read(self.fd, 4096)
            except OSError:
                break
            if not got:
                break
            self.text += got.decode("utf-8", "replace")
        found = self.text.find(word, self.seen)
        if found >= 0:
            self.seen = found + len(word)
        return found >= 0

    seen = 0

    def answer(self, question, line):
        if not self.until(question):
            return False
        os.write(self.fd, line.encode())
        return True

    def end(self):
        try:
            os.kill(self.pid, 15)
        except ProcessLookupError:
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


home = tempfile.mkdtemp(prefix="quen-wizard-")
try:
    t = Terminal(home)
    ok = t.answer("语言", "1\n") and t.answer("Name of the shop", "Lua\n") and t.answer("Currency", "\x04")
    ok = ok and t.until("Nothing was made")
    t.end()
    say(ok and not os.path.exists(home + "/quen.db"), "leaving in between makes nothing", t.text)

    t = Terminal(home)
    ok = True
    for question, line in (("语言", "1\n"), ("Name of the shop", "Lua\n"), ("Currency", "xxx\n"),
                           ("no currency", ""), ("Currency", "usd\n"), ("Time zone", "\n"),
                           ("Your name", "Tran Lan\n"), ("Password", "short\n"), ("too short", ""),
                           ("Password", "secret-1234\n"), ("Once more", "secret-1234\n"),
                           ("Make it?", "y\n"), ("Make one now?", "y\n")):
        ok = ok and t.answer(question, line)
    ok = ok and t.until("Type it in")
    key = [line.strip() for line in t.text.splitlines() if line.startswith("    ") and line.count("-") > 5]
    ok = ok and len(key) == 1
    if ok:
        os.write(t.fd, (key[0] + "\n").encode())
        ok = t.until("in force") and t.until("Home")
    t.end()
    say(ok, "the questions end on the home screen, with a recovery key that was typed back", t.text)

    def ask(*words, stdin=None):
        return subprocess.run([quen, "--home", home, "--lang", "en", *words], input=stdin,
                              capture_output=True, text=True).stdout

    get = ask("get", "shop.name") + ask("get", "shop.currency")
    say("Lua" in get and "USD" in get, "the shop is what was answered", get)
    who = ask("export", "user", "--plain")
    say("Tran Lan" in who, "the administrator has the name that was given", who)
    status = ask("status", "--json")
    say('"untested"' in status or '"recovery_key":{"state":"fine"' in status or '"value":"ok"' in status,
        "the recovery key is known", status)

    t = Terminal(home)
    ok = t.until("Home")
    t.end()
    say(ok and "语言" not in t.text, "the second start asks nothing", t.text)
finally:
    shutil.rmtree(home, ignore_errors=True)
print("1..%d" % n)
sys.exit(bad)
