//! The roster as a file for a spreadsheet.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};

use super::find;
use crate::{
    domain::sheet::{Line, Sheet},
    types::{Attendance, GameId, fold},
    web::{App, OrganizerIn, WebError},
};

/// Without it the most common spreadsheet reads accents as two letters each.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const COLUMNS: [&str; 9] =
    ["name", "guest of", "status", "place", "party", "e-mail", "note", "attendance", "joined at"];

/// `GET /organize/games/{game}/roster.csv`: UTF-8 with a byte order mark, a row for each player and each guest.
pub async fn download(app: Data<App>, organizer: OrganizerIn, game: Path<GameId>) -> Result<HttpResponse, WebError> {
    let sheet = find(&app, &organizer, game.into_inner()).await?;
    let body = write(&sheet).map_err(|_| WebError::Internal("a roster could not be written as CSV"))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file_name(&sheet))))
        .body(body))
}

/// Letters, digits and dashes alone: a title can say anything.
fn file_name(sheet: &Sheet) -> String {
    let plain: String = fold(sheet.game.title.as_str())
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let words: Vec<_> = plain.split('-').filter(|word| !word.is_empty()).take(8).collect();
    let title = if words.is_empty() { "game".to_owned() } else { words.join("-") };
    format!("{title}-{}.csv", sheet.game.local_date)
}

fn write(sheet: &Sheet) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.into());
    writer.write_record(COLUMNS)?;
    for (place, line) in (1..).zip(&sheet.seated).chain((1..).zip(&sheet.waiting)) {
        for row in rows(place, line, sheet) {
            writer.write_record(row.map(|cell| harmless(&cell)))?;
        }
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// The player's row, and one for each guest.
fn rows(place: i32, line: &Line, sheet: &Sheet) -> Vec<[String; 9]> {
    let (entry, registration) = (&line.entry, &line.entry.registration);
    let status = registration.status.to_string();
    let joined = sheet.game.time_zone.wall(registration.created_at).to_string().replace('T', " ");
    let player = [
        entry.name.to_string(),
        String::new(),
        status.clone(),
        place.to_string(),
        registration.party_size.to_string(),
        line.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        registration.note.to_string(),
        registration.attendance.map_or_else(String::new, |attendance: Attendance| attendance.to_string()),
        joined,
    ];
    let guest = |name: String| {
        let [empty_place, party, email, note, attendance, joined] = <[String; 6]>::default();
        [name, entry.name.to_string(), status.clone(), empty_place, party, email, note, attendance, joined]
    };
    let guests = entry.guests.iter().map(|name| guest(name.to_string()));
    std::iter::once(player).chain(guests).collect()
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        Some(_) | None => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_can_start_a_formula() {
        for cell in ["=1+1", "+49 30", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "＝1"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        assert_eq!(harmless("Ana = Bo"), "Ana = Bo");
        assert_eq!(harmless(""), "");
    }
}
