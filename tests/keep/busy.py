#!/usr/bin/env python3
"""A backup while tills sell (TRUST.md H1), by hand: busy.py PROGRAM HOME [TILLS].

HOME is a store of "quen init --demo". Says how long the backup took and how long sales waited
for their answer before it and during it."""
import json, subprocess, sys, threading, time

program, home, tills = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 32
products = json.loads(subprocess.run([program, "--home", home, "export", "product", "--format", "json"],
    stdout=subprocess.PIPE, check=True).stdout)
code = products[0]["code"]
stop, took, lock = threading.Event(), [], threading.Lock()


def till(n):
    p = subprocess.Popen([program, "--home", home, "post"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    i = 0
    while not stop.is_set():
        i += 1
        sale = {"op": "sale", "key": "busy-%d-%d-%d" % (time.time_ns(), n, i), "till": "T1",
            "lines": [{"product": code, "qty": 1}], "tenders": [{"method": "cash"}]}
        began = time.monotonic()
        p.stdin.write(json.dumps(sale) + "\n")
        p.stdin.flush()
        answer = json.loads(p.stdout.readline())
        with lock:
            took.append((began, time.monotonic() - began, answer["ok"]))
            if not answer["ok"] and len(took) < 3:
                print(answer)
        time.sleep(0.2)
    p.stdin.close()
    p.wait()


def p99(rows):
    rows = sorted(rows)
    return rows[int(len(rows) * 0.99)] * 1000 if rows else 0


crew = [threading.Thread(target=till, args=(n,)) for n in range(tills)]
for t in crew:
    t.start()
time.sleep(4)
began = time.monotonic()
made = subprocess.run([program, "--home", home, "backup"], stdout=subprocess.PIPE, text=True)
ended = time.monotonic()
time.sleep(1)
stop.set()
for t in crew:
    t.join()
before = [d for at, d, ok in took if ok and began - 3 < at < began]
during = [d for at, d, ok in took if ok and began <= at < ended]
print(made.stdout.split("\n")[0])
print("backup: %.2f s; sales before: %d, p99 %.0f ms; during: %d, p99 %.0f ms; refused: %d" % (ended - began,
    len(before), p99(before), len(during), p99(during), sum(1 for r in took if not r[2])))
sys.exit(made.returncode)
