#!/usr/bin/env bash
# The simulator on an encrypted store, killed processes included (doc/CRYPTO.md).
exec tests/sim/sim --encrypt --ops 1500 --processes 16 --seed 1961
