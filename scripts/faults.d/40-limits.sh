# shellcheck shell=bash
# shellcheck disable=SC2154 # The names that parts share are in site.sh.
# What machines have too little of, clients who behave badly, and clocks that are wrong.

declare_part files-used-up "300 open files, 400 idle connections: others wait for their end, and are served"
declare_part memory-capped "64 MB more than it starts with: serves, or ends and starts again"
declare_part idle-connections "15,000 idle connections: others are served with p99 under a second"
declare_part slow-clients "slow heads, bodies and readers, hang-ups, and what is too large"
declare_part clock "the clock is set forward and back: nothing opens early, nothing reopens"

files_used_up() {
  port=$(pick_port)
  on_sqlite
  (
    ulimit -n 300
    exec "$KICKABOUT" serve --listen "127.0.0.1:$port" --workers 2
  ) >"$folder/serve-$port.out" 2>"$folder/serve-$port.log" &
  server=$!
  started+=("$server")
  until_ready "$port"
  names_once 'may open 300 files at once' "$folder/serve-$port.log"
  PATIENT=1 client crowd "http://127.0.0.1:$port" "$(set_up_link "$port")" "$KICKABOUT" idle 400
  storm 6 "http://127.0.0.1:$port" --into-this-site
  end_storm
}

memory_capped() {
  local has
  in_a_storm 20
  sleep 2
  # What it has when it works, and 64 MB.
  has=$(awk '/^VmData/ { print $2 * 1024 }' "/proc/$server/status")
  prlimit --pid "$server" --data=$((has + 64 * 1024 * 1024))
  client flood "http://127.0.0.1:$port" 4000
  if kill -0 "$server" 2>/dev/null; then
    printf 'it went on; resident: %s\n' "$(awk '/^VmRSS/ { print $2, $3 }' "/proc/$server/status")"
  else
    printf 'it ended, and was started again\n'
    serve "$port"
  fi
  end_storm
}

idle_connections() {
  local most=15000 allowed
  ulimit -n "$(ulimit -Hn)"
  allowed=$(ulimit -n)
  if [[ $allowed != unlimited ]] && ((allowed < 15500)); then
    not_tried "only $allowed files may be open at once here"
  fi
  port=$(pick_port)
  on_sqlite
  serve "$port"
  client crowd "http://127.0.0.1:$port" "$(set_up_link "$port")" "$KICKABOUT" idle "$most"
  printf 'resident with them: %s\n' "$(awk '/^VmHWM/ { print $2, $3 }' "/proc/$server/status")"
}

slow_clients() {
  local kind
  port=$(pick_port)
  on_sqlite
  serve "$port"
  storm 8 "http://127.0.0.1:$port"
  for kind in large heads bodies readers; do
    client flood "http://127.0.0.1:$port" 300 "$kind"
    printf 'resident: %s\n' "$(awk '/^VmRSS/ { print $2, $3 }' "/proc/$server/status")"
  done
  end_storm
  # Whoever hangs up after sending may be in or not; the rows hold together.
  storm 8 "http://127.0.0.1:$port" --into-this-site
  client flood "http://127.0.0.1:$port" 2000 hang-up
  end_storm
}

clock() {
  port=$(pick_port)
  with_shim "$port"
  client clock "http://127.0.0.1:$port" "$(set_up_link "$port")" "$KICKABOUT" "$folder/faults/clock"
  storm 8 "http://127.0.0.1:$port" --into-this-site
  end_storm
}
