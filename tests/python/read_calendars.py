"""Reads the calendar files of a folder with the library `icalendar`, octet by octet before that, and compares what it
understands with what was meant."""

import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

import icalendar

INSTANTS = {"DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"}


def look_at_octets(name, octets):
    """RFC 5545, 3.1: CRLF alone ends a line, none is longer than 75 octets, and each is whole UTF-8."""
    assert octets.endswith(b"\r\n"), f"{name} does not end with its last line"
    for number, line in enumerate(octets[:-2].split(b"\r\n"), 1):
        where = f"{name}, line {number}: {line!r}"
        assert 0 < len(line) <= 75, f"{where} has {len(line)} octets"
        text = line.decode("utf-8", errors="strict")
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text), where
        assert re.match(r" |[A-Z-]+[:;]", text), where


def understood(event):
    """An entry as this reader understands it, in the words of the file."""
    assert not event.errors, event.errors
    return {name: in_words(name, value) for name, value in event.items()}


def in_words(name, value):
    if name not in INSTANTS:
        return str(value)
    instant = value.dt
    assert isinstance(instant, datetime) and instant.utcoffset() == timedelta(0), instant
    return instant.strftime("%Y%m%dT%H%M%SZ")


def main(folder):
    files = sorted(Path(folder).glob("*.ics"))
    assert len(files) >= 4, f"only {len(files)} files in {folder}"
    for file in files:
        look_at_octets(file.name, file.read_bytes())
        calendar = icalendar.Calendar.from_ical(file.read_bytes())
        meant = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        assert calendar["VERSION"] == "2.0" and calendar.get("METHOD", "PUBLISH") == "PUBLISH"
        assert calendar.subcomponents, f"{file.name} has no component"
        found = [understood(event) for event in calendar.walk("VEVENT")]
        assert found == meant, f"{file.name}: {found} instead of {meant}"
        print(f"{file.name}: {len(meant)} entries, as they were meant")


if __name__ == "__main__":
    main(sys.argv[1])
