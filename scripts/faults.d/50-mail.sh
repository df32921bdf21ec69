# shellcheck shell=bash
# shellcheck disable=SC2154 # The names that parts share are in site.sh.
# The mail server does not do its part while a storm goes on; afterwards every letter must arrive, as it was written.

declare_part mail-down "the mail server is not there during a storm, and comes back"
declare_part mail-dying "it takes each letter and is gone before it says so"
declare_part mail-slow "it takes letters and says nothing"
declare_part mail-refusing "it takes nothing from the site's address"

mail_down() { with_mail_trouble down; }
mail_dying() { with_mail_trouble die; }
mail_slow() { with_mail_trouble slow; }
mail_refusing() { with_mail_trouble deny-sender; }

# with_mail_trouble HOW: a storm meanwhile, then a server that works until nothing waits any more.
with_mail_trouble() {
  local mail_port waited=0
  install_python_packages
  mail_port=$(pick_port)
  mkfifo "$folder/mail-commands"
  [[ $1 == down ]] || open_post_office "$mail_port" "$1"
  in_a_storm 15 KICKABOUT_SMTP_URL="smtp://127.0.0.1:$mail_port" KICKABOUT_MAIL_FROM=games@parkside.example
  confirm_some_addresses
  end_storm
  if [[ $1 == down ]]; then open_post_office "$mail_port" take; else printf 'take\n' >&7; fi
  until [[ $(letters_waiting) == 0 ]]; do
    ((waited += 1))
    ((waited < 300)) || broken "$(letters_waiting) letters still wait after five minutes"
    sleep 1
  done
  names_once 'mail waits, the server does not take it' "$folder/serve-$port.log"
  "$(python_with_mail)" scripts/faults.d/clients/letters.py "$folder/town.db" "$folder/mail.out"
}

python_with_mail() { printf '%s\n' "$PWD/tests/python/.venv/bin/python"; }

# open_post_office PORT HOW: its commands come by descriptor 7, what it says goes to mail.out.
open_post_office() {
  "$(python_with_mail)" tests/python/mail_server.py "" plain "" "" "$1" \
    <"$folder/mail-commands" >"$folder/mail.out" 2>"$folder/mail.log" &
  started+=("$!")
  exec 7>"$folder/mail-commands"
  printf '%s\n' "$2" >&7
}

# Twenty of the storm's players have shown that their address is theirs.
confirm_some_addresses() {
  "$(python_with_mail)" - "$folder/town.db" <<'PYTHON'
import sqlite3, sys

with sqlite3.connect(sys.argv[1], timeout=30) as database:
    some = "SELECT player_id FROM accounts ORDER BY player_id DESC LIMIT 20"
    database.execute(f"UPDATE accounts SET confirmed_at = 1 WHERE player_id IN ({some})")
PYTHON
}

letters_waiting() {
  "$(python_with_mail)" - "$folder/town.db" <<'PYTHON'
import sqlite3, sys

with sqlite3.connect(sys.argv[1], timeout=30) as database:
    counts = [database.execute(f"SELECT count(*) FROM {what}").fetchone()[0] for what in
              ("mails WHERE next_at IS NOT NULL", "outbox WHERE mail_at <= unixepoch()")]
print(sum(counts))
PYTHON
}
