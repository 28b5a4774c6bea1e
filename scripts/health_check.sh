#!/bin/sh
# Succeeds while `hubbot watch` gives signs of life: the file it writes holds the time until
# which it counts as alive. A wiki that does not answer is no reason to fail.
set -eu
file="${TMPDIR:-/tmp}/hubbot-$(id -u)-watch.alive"
read -r until <"$file"
[ "$(date +%s)" -le "$until" ]
