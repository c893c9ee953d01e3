# Shared by the scripts here: where tools live, how steps are announced. Sourced, not run.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=$ROOT/.tools
export PATH="$TOOLS/venv/bin:$PATH"
export PIP_DISABLE_PIP_VERSION_CHECK=1 npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
cd "$ROOT"

say() { printf '\n== %s\n' "$*"; }

need() {
  command -v "$1" >/dev/null 2>&1 && return
  echo "$1 is missing: $2" >&2
  exit 1
}

# Installs Debian packages that are not there yet; quick when all are.
apt_install() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Puts the packages of a requirements file into the project's own Python environment, once per content.
pip_install() {
  local file=$1 stamp
  shift
  # In the environment, so that it goes with it.
  stamp=$TOOLS/venv/$(basename "$file").$(sha256sum "$file" | cut -c1-16)
  [ -e "$stamp" ] && return
  need python3 "install Python 3.11 or newer"
  say "Installing Python packages of $file"
  mkdir -p "$TOOLS"
  # Debian ships the module that makes environments in a package of its own.
  python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv
  [ -x "$TOOLS/venv/bin/pip" ] || python3 -m venv --clear "$TOOLS/venv"
  "$TOOLS/venv/bin/pip" install -q "$@" -r "$file"
  touch "$stamp"
}

# Installs the packages of a folder's lock file, once per content.
npm_install() {
  local folder=$1 stamp
  stamp=$folder/node_modules/.installed.$(sha256sum "$folder/package-lock.json" | cut -c1-16)
  [ -e "$stamp" ] && return
  need npm "install Node.js 20 or newer with npm"
  say "Installing npm packages of $folder"
  (cd "$folder" && npm ci --ignore-scripts --no-progress --loglevel=error)
  touch "$stamp"
}

# Builds the web UI when anything it is made of is newer than what was built.
build_web() {
  npm_install web
  if [ -e web/dist/index.html ] && [ -z "$(find web/src web/index.html web/package.json web/vite.config.ts web/openapi.json -newer web/dist/index.html -print -quit)" ]; then
    return
  fi
  say "Building the web UI"
  (cd web && npm run --silent build)
}
