#!/usr/bin/env bash
# Installs what the tests need beside Rust, Python and Node packages. Quick when everything is there.
. "$(dirname "$0")/lib.sh"

# -- disks that fail: a shim in C between SQLite and the disk
command -v cc >/dev/null 2>&1 || apt_install gcc libc6-dev

# -- database: the second engine; the tests start a server of their own (scripts/test-postgres.sh)
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null 2>&1; then
  apt_install postgresql
  # The package starts a server of its own, which nobody needs.
  service postgresql stop >/dev/null 2>&1 || true
fi

# -- mail: a real mail server (the tests start it with a configuration of their own) and an independent DKIM checker
if ! dpkg-query -W -f='${Status}' postfix 2>/dev/null | grep -q 'install ok installed'; then
  apt_install postfix
  # The package starts a server of its own; the tests start theirs.
  service postfix stop >/dev/null 2>&1 || true
fi
apt_install python3-dkim python3-nacl

# -- time: moves the server's clock on in tests whose waits are long
apt_install libfaketime

# -- data: the test corpora are packed with zstd
apt_install zstd

# -- browser: the screens are looked at in a real one
apt_install chromium fonts-dejavu-core fonts-noto-core
