# shellcheck shell=bash
# shellcheck disable=SC2154 # The names that parts share are in site.sh.
# What happens to the process itself, in a storm.

declare_part killed "kill -9 in a storm, three times"
declare_part terminated "SIGTERM in a storm, three times: exits 0"
declare_part stopped "SIGSTOP for 10 seconds in a storm, then SIGCONT"
declare_part folder-read-only "the database's folder is not writable: a message that says so"

# in_a_storm SECONDS: a site on SQLite at `port`, in a storm.
in_a_storm() {
  port=$(pick_port)
  on_sqlite
  serve "$port" "${@:2}"
  storm "$1" "http://127.0.0.1:$port"
}

killed() {
  in_a_storm 15
  for _ in 1 2 3; do
    sleep 3
    kill -9 "$server"
    wait "$server" || true
    serve "$port"
  done
  end_storm
}

terminated() {
  local status
  in_a_storm 15
  for _ in 1 2 3; do
    sleep 3
    kill -TERM "$server"
    status=0
    wait "$server" || status=$?
    ((status == 0)) || broken "SIGTERM ended it with status $status"
    serve "$port"
  done
  end_storm
  printf 'ended well three times\n'
}

stopped() {
  in_a_storm 16
  kill -STOP "$server"
  sleep 10
  kill -CONT "$server"
  end_storm
  [[ $(status_of "http://127.0.0.1:$port/readyz") == 200 ]] || broken "not ready afterwards"
}

folder_read_only() {
  local said nobody=()
  mkdir "$folder/locked"
  chmod 555 "$folder/locked"
  # Root may write anywhere.
  if ((EUID == 0)); then nobody=(runuser -u nobody --); fi
  if said=$("${nobody[@]}" "$KICKABOUT" serve --listen 127.0.0.1:0 --database-url "sqlite:$folder/locked/town.db" \
    --cookie-key "$(printf 'k%.0s' {1..64})" 2>&1); then
    broken "it started: $said"
  fi
  printf '%s\n' "$said"
  grep -q 'locked' <<<"$said" || broken "the message does not name the place"
  ! grep -qi 'panicked' <<<"$said" || broken "it panicked"
}
