# shellcheck shell=bash
# shellcheck disable=SC2154 # The names that parts share are in site.sh.
# What disks do.

declare_part fsync-failing "fsync fails with EIO for a while: nothing acknowledged, no blind retry"
declare_part fsync-slow "each fsync takes 0.7 seconds"
declare_part disk-full "the disk is full for a while, SQLite"
declare_part disk-full-postgres "the disk is full for a while, Postgres"

build_shim() {
  cc -shared -fPIC -O1 -Wall -o "$folder/shim.so" scripts/faults.d/shim.c -ldl
  mkdir -p "$folder/faults"
}

# with_shim PORT: the site over SQLite whose syncs and clock follow the files in $folder/faults.
with_shim() {
  build_shim
  on_sqlite
  serve "$1" LD_PRELOAD="$folder/shim.so" FAULT_FOLDER="$folder/faults"
}

# changes: players who change their minds, until the phase is "end".
changes() {
  phase before
  client changes "http://127.0.0.1:$port" "$(set_up_link "$port")" "$KICKABOUT" "$folder/phase" &
  changing=$!
  started+=("$changing")
  sleep 3
}

end_changes() {
  phase end
  wait "$changing" || broken "what was answered"
}

fsync_failing() {
  local failed
  port=$(pick_port)
  with_shim "$port"
  changes
  touch "$folder/faults/eio"
  sleep 0.5
  phase away
  sleep 4
  phase ending
  rm "$folder/faults/eio"
  sleep 1
  phase back
  sleep 3
  end_changes
  failed=$(stat -c %s "$folder/faults/synced")
  # A change each 100 ms at most, for 4.5 seconds: a retry for each would be twice as many.
  printf '%s syncs failed\n' "$failed"
  ((failed > 0 && failed <= 60)) || broken "$failed syncs failed: they were tried again blindly"
  names_once 'ERROR' "$folder/serve-$port.log"
  # In a storm as well, with the power gone right after: what was answered is there.
  storm 10 "http://127.0.0.1:$port" --into-this-site
  touch "$folder/faults/eio"
  sleep 2
  kill -9 "$server"
  # It holds its port until it is gone.
  wait "$server" || true
  rm "$folder/faults/eio"
  serve "$port" LD_PRELOAD="$folder/shim.so" FAULT_FOLDER="$folder/faults"
  end_storm
}

fsync_slow() {
  port=$(pick_port)
  with_shim "$port"
  changes
  printf '700\n' >"$folder/faults/slow"
  phase slow
  sleep 6
  rm "$folder/faults/slow"
  phase back
  sleep 2
  end_changes
  storm 8 "http://127.0.0.1:$port" --into-this-site
  printf '700\n' >"$folder/faults/slow"
  sleep 4
  rm "$folder/faults/slow"
  end_storm
}

# small_disk MEGABYTES: a file system of its own at $folder/disk, or "not tried".
small_disk() {
  ((EUID == 0)) || not_tried "only root may mount a file system"
  truncate -s "$1M" "$folder/image"
  mkfs.ext4 -q -F "$folder/image"
  mkdir "$folder/disk"
  mount -o loop "$folder/image" "$folder/disk" || not_tried "there are no loop devices"
}

fill_disk() {
  dd if=/dev/zero of="$folder/disk/filler" bs=4k 2>/dev/null || true
}

disk_full() {
  small_disk 24
  port=$(pick_port)
  on_sqlite
  export DATABASE_URL=sqlite:$folder/disk/town.db
  serve "$port"
  changes
  phase filling
  fill_disk
  # What the log of changes still has room for is used up.
  sleep 3
  phase full
  sleep 4
  rm "$folder/disk/filler"
  sleep 1
  phase back
  sleep 3
  end_changes
  names_once 'ERROR' "$folder/serve-$port.log"
  storm 8 "http://127.0.0.1:$port" --into-this-site
  fill_disk
  sleep 3
  rm "$folder/disk/filler"
  end_storm
}

disk_full_postgres() {
  small_disk 160
  on_postgres
  # The server's folder moves to the small disk.
  stop_postgres_fast
  mv "$postgres_folder/data" "$folder/disk/data"
  ln -s "$folder/disk/data" "$postgres_folder/data"
  start_postgres_again
  port=$(pick_port)
  serve "$port"
  storm 20 "http://127.0.0.1:$port"
  fill_disk
  sleep 5
  rm -f "$folder/disk/filler"
  # A Postgres that has given up is started again by whoever looks after it.
  sleep 1
  if ! as_postgres "$(find_postgres_programs)/pg_ctl" status -D "$postgres_folder/data" >/dev/null; then
    printf 'Postgres had given up\n'
    start_postgres_again
  fi
  end_storm
  until_ready "$port"
}
