#!/usr/bin/env bash
# Installs what the tests need beside Rust, Python and Node packages. Quick when everything is there.
. "$(dirname "$0")/lib.sh"

# -- mail: a real mail server (the tests start it with a configuration of their own) and an independent DKIM checker
apt_install postfix python3-dkim python3-nacl
# The packaged server is not wanted running; the tests start their own.
if [ -e /etc/init.d/postfix ] && command -v service >/dev/null 2>&1; then
  service postfix stop >/dev/null 2>&1 || true
fi

# -- data: the test corpora are packed with zstd
apt_install zstd
