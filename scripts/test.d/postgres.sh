# shellcheck shell=bash
# A private Postgres for one run of the tests: own folder, own port, own password, gone afterwards.

postgres_folder=

# The folder with initdb and pg_ctl: Debian keeps them off the PATH.
find_postgres_programs() {
  local folder newest=
  for folder in /usr/lib/postgresql/*/bin; do
    if [[ -x $folder/initdb && -x $folder/pg_ctl ]]; then
      newest=$folder
    fi
  done
  if [[ -z $newest ]] && command -v initdb >/dev/null; then
    newest=$(dirname "$(command -v initdb)")
  fi
  [[ -n $newest ]] && printf '%s\n' "$newest"
}

# Postgres refuses to run as root, so root lends it the account of the Debian package.
as_postgres() {
  if ((EUID == 0)); then
    (cd / && runuser -u postgres -- "$@")
  else
    "$@"
  fi
}

# Starts the server in `postgres_folder` and leaves its port in the file `port` there.
start_postgres() {
  local programs attempt port
  programs=$(find_postgres_programs)
  create_cluster "$programs"
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    if as_postgres "$programs/pg_ctl" start -w -t 60 -D "$postgres_folder/data" \
      -l "$postgres_folder/log" -o "-p $port" >/dev/null; then
      printf '%s\n' "$port" >"$postgres_folder/port"
      printf 'Postgres listens on 127.0.0.1:%s\n' "$port"
      return 0
    fi
    printf 'Postgres did not start on port %s (try %s):\n' "$port" "$attempt" >&2
    tail -n 5 "$postgres_folder/log" >&2
  done
  return 1
}

create_cluster() {
  local programs=$1
  if ((EUID == 0)); then
    chown postgres "$postgres_folder"
  fi
  random_password >"$postgres_folder/password"
  as_postgres "$programs/initdb" -D "$postgres_folder/data" --username=kickabout --encoding=UTF8 \
    --locale=C.UTF-8 --auth-local=scram-sha-256 --auth-host=scram-sha-256 \
    --pwfile="$postgres_folder/password" >"$postgres_folder/initdb.log" ||
    {
      cat "$postgres_folder/initdb.log" >&2
      return 1
    }
  as_postgres tee -a "$postgres_folder/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$postgres_folder'
max_connections = 300
# An odd zone: the database's zone must change nothing.
timezone = 'Asia/Kathmandu'
CONF
}

random_password() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# A port on which nobody answers now; should another program take it first, the start is tried again.
free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      printf '%s\n' "$port"
      return 0
    fi
  done
}

# Tells the tests where the server is, when it has started.
export_postgres() {
  if [[ -f $postgres_folder/port ]]; then
    KICKABOUT_TEST_POSTGRES="postgres://kickabout:$(<"$postgres_folder/password")@127.0.0.1:$(<"$postgres_folder/port")/postgres"
    export KICKABOUT_TEST_POSTGRES
  fi
}

stop_postgres() {
  local programs
  if [[ -z $postgres_folder || ! -d $postgres_folder ]]; then
    return 0
  fi
  if [[ -f $postgres_folder/data/postmaster.pid ]] && programs=$(find_postgres_programs); then
    as_postgres "$programs/pg_ctl" stop -m immediate -w -D "$postgres_folder/data" >/dev/null || true
  fi
  rm -rf "$postgres_folder"
}
