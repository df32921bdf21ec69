# shellcheck shell=bash
# shellcheck disable=SC2030,SC2031 # Each part runs in a subshell of its own, and so does what it sets.
# What the parts of scripts/faults have in common: databases, sites, storms, and the table at the end.

parts=()
declare -A about

# declare_part NAME WORDS: a part is the function NAME with - as _.
declare_part() {
  parts+=("$1")
  about[$1]=$2
}

# Everything that a part starts ends with it, by its own id.
started=()
folder=

run_parts() {
  local wanted=("$@") name results=() failed=0 status logs
  ((${#wanted[@]} > 0)) || wanted=("${parts[@]}")
  logs=${KICKABOUT_KEEP:-$(mktemp -d /tmp/kickabout-faults.XXXXXX)}
  mkdir -p "$logs"
  install_what_faults_need
  if [[ -z ${KICKABOUT:-} ]]; then
    cargo build --locked
    KICKABOUT=$PWD/target/debug/kickabout
  fi
  export KICKABOUT
  for name in "${wanted[@]}"; do
    printf '\n== %s: %s\n' "$name" "${about[$name]}"
    set +e
    (
      set -e
      trap end_part EXIT
      trap 'exit 143' TERM
      trap 'exit 130' INT
      folder=$(mktemp -d /tmp/kickabout-fault.XXXXXX)
      chmod 755 "$folder"
      "${name//-/_}"
    ) </dev/null 2>&1 | tee "$logs/$name"
    status=${PIPESTATUS[0]}
    set -e
    case $status in
      0) results+=(kept) ;;
      77) results+=("not tried") ;;
      *) results+=(BROKEN) failed=1 ;;
    esac
  done
  printf '\n%-22s %-10s %s\n' fault result what
  local index
  for index in "${!wanted[@]}"; do
    printf '%-22s %-10s %s\n' "${wanted[index]}" "${results[index]}" "${about[${wanted[index]}]}"
  done
  [[ -n ${KICKABOUT_KEEP:-} ]] || rm -rf "$logs"
  return "$failed"
}

install_what_faults_need() {
  local missing=()
  command -v cc >/dev/null || missing+=(gcc libc6-dev)
  command -v curl >/dev/null || missing+=(curl)
  command -v node >/dev/null || missing+=(nodejs)
  find_nginx >/dev/null || missing+=(nginx-light)
  find_postgres_programs >/dev/null || missing+=(postgresql)
  install_packages "${missing[@]}"
}

end_part() {
  local status=$? pid
  for pid in "${started[@]}"; do
    kill -CONT "$pid" 2>/dev/null || true
    # Whoever leads a group takes it along.
    kill -9 -- "-$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  [[ -z $postgres_folder ]] || thaw_postgres
  stop_postgres
  if [[ -n $folder ]]; then
    if [[ -d $folder/disk ]]; then umount "$folder/disk" 2>/dev/null || true; fi
    if ((status != 0 && status != 77)); then
      tail -n 20 "$folder"/*.log 2>/dev/null || true
    fi
    rm -rf "$folder"
  fi
  exit "$status"
}

# What the clients go by, written in one stroke.
phase() {
  printf '%s\n' "$1" >"$folder/phase.next"
  mv "$folder/phase.next" "$folder/phase"
}

broken() {
  printf 'BROKEN: %s\n' "$*" >&2
  exit 1
}

not_tried() {
  printf 'Not tried: %s\n' "$*"
  exit 77
}

# A SQLite file, or a database on a Postgres of this part's own.
on_sqlite() {
  export DATABASE_URL=sqlite:$folder/town.db KICKABOUT_COOKIE_KEY_FILE=$folder/key
}

on_postgres() {
  postgres_folder=$(mktemp -d /tmp/kickabout-postgres.XXXXXX)
  chmod 755 "$postgres_folder"
  start_postgres >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log"
    return 1
  }
  DATABASE_URL="postgres://kickabout:$(<"$postgres_folder/password")@127.0.0.1:$(<"$postgres_folder/port")/postgres"
  export DATABASE_URL KICKABOUT_COOKIE_KEY_FILE=$folder/key
}

restart_postgres() {
  local programs
  programs=$(find_postgres_programs)
  as_postgres "$programs/pg_ctl" stop -m "${1:-fast}" -w -D "$postgres_folder/data" >/dev/null
  sleep "${2:-0}"
  as_postgres "$programs/pg_ctl" start -w -t 60 -D "$postgres_folder/data" -l "$postgres_folder/log" \
    -o "-p $(<"$postgres_folder/port")" >/dev/null
}

# Every process of the server; connections stay open, and nobody answers on them.
postgres_processes() {
  local postmaster
  postmaster=$(head -n 1 "$postgres_folder/data/postmaster.pid" 2>/dev/null) || return 0
  printf '%s\n' "$postmaster"
  pgrep -P "$postmaster" || true
}

freeze_postgres() {
  local pid
  # Twice: the first may have been starting another.
  for _ in 1 2; do
    for pid in $(postgres_processes); do kill -STOP "$pid" 2>/dev/null || true; done
  done
}

thaw_postgres() {
  local pid
  for pid in $(postgres_processes); do kill -CONT "$pid" 2>/dev/null || true; done
}

# serve PORT [ENVIRONMENT...]: the site, at http://127.0.0.1:PORT when it is ready; its process in `server`.
serve() {
  local port=$1
  shift
  env "$@" "$KICKABOUT" serve --listen "127.0.0.1:$port" --workers 2 --trusted-proxy 127.0.0.1 \
    >>"$folder/serve-$port.out" 2>>"$folder/serve-$port.log" &
  server=$!
  started+=("$server")
  until_ready "$port"
}

until_ready() {
  local port=$1 waited=0
  until [[ $(status_of "http://127.0.0.1:$port/readyz") == 200 ]]; do
    ((waited += 1))
    ((waited < 600)) || broken "the site at $port was not ready within a minute"
    sleep 0.1
  done
}

status_of() {
  curl -s -o /dev/null -m 10 -w '%{http_code}' "$@" || true
}

# A port below those that connections are given.
pick_port() {
  local port
  while true; do
    port=$((10000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s\n' "$port"
      return 0
    fi
  done
}

# storm SECONDS URL...: in the background; `end_storm` waits for it and fails where a promise was broken.
storm() {
  local seconds=$1
  shift
  : >"$folder/storm.out"
  "$KICKABOUT" storm "$@" --seconds "$seconds" --players 400 --games 12 --contests 0 --clients 24 --calls "$folder/calls" \
    >"$folder/storm.out" 2>&1 &
  storm_process=$!
  started+=("$storm_process")
  # Its people and games come first; the harm is for the storm itself.
  local waited=0
  until awk '/ calls:/ { calls = $3 } END { exit calls < 150 }' "$folder/storm.out"; do
    ((waited += 1))
    if ((waited > 600)) || ! kill -0 "$storm_process" 2>/dev/null; then
      cat "$folder/storm.out"
      broken "the storm did not begin"
    fi
    sleep 0.1
  done
}

end_storm() {
  if ! wait "$storm_process"; then
    cat "$folder/storm.out"
    broken "the storm found broken promises"
  fi
  grep -E '^ *[0-9]+ s ' "$folder/storm.out" | tail -n 1
  grep -cE '^T[0-9]+ +kept' "$folder/storm.out" | sed 's/$/ promises kept/'
}

# names_once PATTERN LOG: the log names the cause, and does not repeat it for every visitor.
names_once() {
  local count
  count=$(grep -cE "$1" "$2" || true)
  ((count > 0)) || broken "the log does not name the cause ($1)"
  ((count <= ${3:-12})) || {
    grep -E "$1" "$2" | head -n 20
    broken "the log names the cause $count times"
  }
  printf 'The log names the cause in %s lines\n' "$count"
}
