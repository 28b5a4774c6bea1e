#!/bin/sh
# Makes the virtual environment of the project in the folder named by the first argument.
# PYTHON may name the interpreter; otherwise the first of the usual names that is new enough.
set -eu

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "hubbot needs Python 3.11 or newer; this machine has: $(python3 --version 2>&1)." >&2
    echo "Install a newer one, or name it: make PYTHON=/path/to/python3.11 ..." >&2
    exit 2
}

# Debian keeps the part of Python that makes virtual environments in a package of its own.
ensure_venv_module() {
    if "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        return
    fi
    package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "$1 cannot make virtual environments. On Debian: apt-get install $package" >&2
        exit 2
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install -y --no-install-recommends "$package"
}

python="$(find_python)"
ensure_venv_module "$python"
"$python" -m venv "$1"
