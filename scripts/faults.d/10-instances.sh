# shellcheck shell=bash
# shellcheck disable=SC2154 # The names that parts share are in site.sh.
# Several instances on one Postgres behind nginx are one site, with and without their Postgres.

declare_part instances "two instances behind nginx are one site; one is killed"
declare_part postgres-restarted "Postgres stopped in a storm, and started again, under two instances"
declare_part postgres-cut-off "Postgres silent in a storm, its connections open, under two instances"
declare_part postgres-slow "every answer of Postgres takes 60 ms longer, in a storm"

# Two instances and deploy/nginx.conf before them, without TLS; their ports in `one`, `other` and `proxy`.
behind_nginx() {
  one=$(pick_port) other=$(pick_port) proxy=$(pick_port)
  on_postgres
  serve "$one"
  serve "$other"
  other_server=$server
  mkdir "$folder/nginx"
  {
    printf 'daemon off; error_log %s warn; pid %s; worker_processes 1;\n' "$folder/nginx.log" "$folder/nginx/pid"
    printf 'events { worker_connections 4096; }\nhttp { access_log off;\n'
    local kind
    for kind in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s;\n' "$kind" "$folder/nginx"; done
    # The server that only leads to HTTPS is left out, and the other speaks without it.
    awk '/^server/ { server++ } server != 1' deploy/nginx.conf |
      sed -e "s/127.0.0.1:8080/127.0.0.1:$one/" -e "s/# server 127.0.0.1:8081/server 127.0.0.1:$other/" \
        -e "s/listen 443 ssl http2;/listen 127.0.0.1:$proxy;/" -e '/listen \[::\]/d' -e '/ssl_certificate/d'
    printf '}\n'
  } >"$folder/nginx.conf"
  setsid "$(find_nginx)" -p "$folder/nginx" -e "$folder/nginx.log" -c "$folder/nginx.conf" &
  nginx=$!
  started+=("$nginx")
  until_ready "$proxy"
}

client() {
  FOLDER=$folder node "scripts/faults.d/clients/$1.mjs" "${@:2}"
}

set_up_link() {
  sed -n 's/^Set up this site: //p' "$folder/serve-$1.out" | head -n 1
}

instances() {
  behind_nginx
  client instances "http://127.0.0.1:$proxy" "http://127.0.0.1:$one" "http://127.0.0.1:$other" "$(set_up_link "$other")" "$KICKABOUT"
  storm 12 "http://127.0.0.1:$proxy" "http://127.0.0.1:$one" --into-this-site
  kill -9 "$other_server"
  wait "$other_server" || true
  sleep 2
  serve "$other"
  end_storm
}

# outage HARM HEAL: both instances are asked for everything before, while Postgres is away, and after.
outage() {
  # While they are refused, people try more often than they otherwise may.
  export KICKABOUT_JOININGS=6000
  behind_nginx
  phase before
  client outage "http://127.0.0.1:$one" "http://127.0.0.1:$other" "$(set_up_link "$other")" "$KICKABOUT" "$folder/phase" &
  local asking=$!
  started+=("$asking")
  sleep 3
  storm 12 "http://127.0.0.1:$proxy" --into-this-site
  # Going away and coming back takes a moment.
  phase 'into outage'
  "$1"
  phase away
  sleep 6
  phase 'into recovery'
  "$2"
  phase back
  end_storm
  phase end
  wait "$asking" || broken "what the instances answered"
  names_once 'ERROR|WARN' "$folder/serve-$one.log" 20
}

stop_postgres_fast() {
  as_postgres "$(find_postgres_programs)/pg_ctl" stop -m fast -w -D "$postgres_folder/data" >/dev/null
}

start_postgres_again() {
  as_postgres "$(find_postgres_programs)/pg_ctl" start -w -t 60 -D "$postgres_folder/data" -l "$postgres_folder/log" \
    -o "-p $(<"$postgres_folder/port")" >/dev/null
}

postgres_restarted() {
  outage stop_postgres_fast start_postgres_again
}

postgres_cut_off() {
  outage freeze_postgres thaw_postgres
}

# Sets by how many milliseconds each answer of Postgres comes later.
line_takes() {
  printf '%s\n' "$1" >"$folder/delay.next"
  mv "$folder/delay.next" "$folder/delay"
}

postgres_slow() {
  on_postgres
  local line
  line=$(pick_port)
  line_takes 0
  # Not by way of `client`: the process itself must end with the part.
  node scripts/faults.d/clients/line.mjs "$line" "$(<"$postgres_folder/port")" "$folder/delay" &
  started+=("$!")
  until (exec 3<>"/dev/tcp/127.0.0.1/$line") 2>/dev/null; do kill -0 "${started[-1]}"; done
  DATABASE_URL=${DATABASE_URL/:$(<"$postgres_folder/port")\//:$line/}
  port=$(pick_port)
  serve "$port"
  changes
  line_takes 60
  phase slow
  sleep 6
  line_takes 0
  phase back
  sleep 2
  end_changes
  storm 8 "http://127.0.0.1:$port" --into-this-site
  line_takes 60
  sleep 4
  line_takes 0
  end_storm
}
