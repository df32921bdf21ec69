# shellcheck shell=bash
# Installs what the tests need, and only what is missing.

# The version that the tests were written with.
NEXTEST_VERSION=0.9.143

install_tools() {
  install_debian_packages
  install_nextest
  install_node_packages tests/browser
  install_node_packages tests/calendars
  install_python_packages
}

install_debian_packages() {
  local missing=()
  command -v cc >/dev/null || missing+=(gcc libc6-dev)
  command -v git >/dev/null || missing+=(git)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v shellcheck >/dev/null || missing+=(shellcheck)
  find_postgres_programs >/dev/null || missing+=(postgresql)
  find_nginx >/dev/null || missing+=(nginx-light)
  find_chromium >/dev/null || missing+=(chromium)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  install_packages "${missing[@]}"
}

# install_packages NAME...: Debian packages, as root or with sudo.
install_packages() {
  if (($# == 0)); then
    return 0
  fi
  if ! command -v apt-get >/dev/null; then
    printf 'Please install by hand, there is no apt-get here: %s\n' "$*" >&2
    return 1
  fi
  printf 'Installing %s\n' "$*"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

find_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome-stable || command -v google-chrome
}

# Debian keeps it off the PATH of users.
find_nginx() {
  command -v nginx || { [[ -x /usr/sbin/nginx ]] && printf '/usr/sbin/nginx\n'; }
}

install_nextest() {
  if ! command -v cargo-nextest >/dev/null; then
    cargo install cargo-nextest --locked --version "$NEXTEST_VERSION" --no-default-features --features default-no-update
  fi
}

# install_node_packages FOLDER: the packages are pinned by the lock file; none of them downloads a browser.
install_node_packages() {
  (
    cd "$1" || exit
    if ! cmp -s package-lock.json node_modules/.installed-lock; then
      PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts
      cp package-lock.json node_modules/.installed-lock
    fi
  )
}

# Pinned too, in a folder of their own: the system's Python stays as it is.
install_python_packages() {
  (
    cd tests/python || exit
    if ! cmp -s requirements.txt .venv/installed-requirements; then
      python3 -m venv --clear .venv
      .venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
      cp requirements.txt .venv/installed-requirements
    fi
  )
}
