#!/bin/sh
# Print a Python that can run Maillage (3.12 or newer, with venv and pip), or say what to install.
# PYTHON names one to prefer; then .python-version through pyenv, then the usual names.

can_run() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

for candidate in "$PYTHON" python3 python3.13 python3.12 python3.14 \
    "$HOME"/.pyenv/versions/3.13*/bin/python3 "$HOME"/.pyenv/versions/3.12*/bin/python3 \
    /usr/local/bin/python3.13 /usr/local/bin/python3.12; do
    if [ -n "$candidate" ] && can_run "$candidate"; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done

cat >&2 <<'MESSAGE'
Maillage needs Python 3.12 or newer, with its venv module. None was found.
  Debian 13 or Ubuntu 24.04:  apt-get install python3 python3-venv
  Debian 12 and others:       install pyenv, then `pyenv install 3.13`
Name another one with:        make PYTHON=/path/to/python3 run
MESSAGE
exit 1
