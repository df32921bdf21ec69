"""Compares the letters that a site counts as sent with those that a mail server has taken, line by line of its log."""

import json
import sqlite3
import sys


def main(database, log):
    rows = sqlite3.connect(database).execute("SELECT message_id, state FROM mails").fetchall()
    sent = {message_id for message_id, state in rows if state == "sent"}
    other = [row for row in rows if row[1] != "sent"]
    tries = {}
    for line in open(log, encoding="utf-8"):
        said = json.loads(line)
        if "digest" in said:
            tries.setdefault(said["headers"]["message-id"], []).append((said["digest"], said["taken"]))
    taken = {message_id for message_id, seen in tries.items() if any(was_taken for _, was_taken in seen)}
    assert len(sent) > 20, f"only {len(sent)} letters say little"
    assert not other, f"not sent: {other[:5]}"
    assert sent == taken, f"{len(sent - taken)} letters count as sent and never came, {len(taken - sent)} the other way"
    assert all(len({digest for digest, _ in seen}) == 1 for seen in tries.values()), "a letter came in two versions"
    twice = sum(len([1 for _, was_taken in seen if was_taken]) > 1 for seen in tries.values())
    assert twice == 0, f"{twice} letters were taken twice"
    print(f"{len(sent)} letters arrived, {sum(map(len, tries.values()))} were begun")


if __name__ == "__main__":
    main(*sys.argv[1:])
