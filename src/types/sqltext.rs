//! How a value becomes a TEXT column, on every database alike.

use std::error::Error;

/// A value that a TEXT column holds.
pub(super) trait TextColumn: Sized {
    /// What the column holds.
    fn text(&self) -> &str;

    /// The value again; trusts that the database holds what was put in, and refuses what no value could have been.
    fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>>;
}

/// Lets diesel bind and load a [`TextColumn`]. Generic over the backend, because each connection type has its own and the
/// choice between them is made in `store`; a macro, because diesel's traits are not ours to implement for every `T`.
macro_rules! text_column {
    ($name:ty) => {
        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            str: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                $crate::types::sqltext::TextColumn::text(self).to_sql(out)
            }
        }

        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            DB: diesel::backend::Backend,
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(raw)?;
                $crate::types::sqltext::TextColumn::from_text(text)
            }
        }
    };
}

pub(super) use text_column;

#[cfg(test)]
mod tests {
    use diesel::prelude::*;

    use crate::types::{Capacity, Date, GameId, GameTitle, PartySize, Status, Timestamp, WallTime, Zone};

    /// The same derive as the connection of `store`, so that this leaf proves its values fit it without naming it.
    #[derive(diesel::MultiConnection)]
    enum EitherConnection {
        Sqlite(SqliteConnection),
        Postgres(PgConnection),
    }

    diesel::table! {
        rows (id) {
            id -> BigInt,
            status -> Text,
            before -> Nullable<Text>,
            capacity -> Integer,
            at -> Nullable<BigInt>,
            title -> Text,
            zone -> Text,
            day -> Text,
            opens -> Nullable<Text>,
        }
    }

    #[derive(Debug, PartialEq, Insertable, Queryable, Selectable, AsChangeset)]
    #[diesel(table_name = rows)]
    struct Row {
        id: GameId,
        status: Status,
        before: Option<Status>,
        capacity: Capacity,
        at: Option<Timestamp>,
        title: GameTitle,
        zone: Zone,
        day: Date,
        opens: Option<WallTime>,
    }

    fn open() -> EitherConnection {
        let mut conn = EitherConnection::Sqlite(SqliteConnection::establish(":memory:").unwrap());
        let table =
            "CREATE TABLE rows (id INTEGER PRIMARY KEY, status TEXT NOT NULL, before TEXT, capacity INTEGER NOT NULL,
            at BIGINT, title TEXT NOT NULL, zone TEXT NOT NULL, day TEXT NOT NULL, opens TEXT)";
        diesel::sql_query(table).execute(&mut conn).unwrap();
        conn
    }

    fn row(id: i64) -> Row {
        Row {
            id: GameId::new(id),
            status: Status::Offered,
            before: Some(Status::Waitlisted),
            capacity: Capacity::default(),
            at: Some(Timestamp::from_second(7)),
            title: GameTitle::parse("Thursday five-a-side").unwrap(),
            zone: Zone::parse("America/Sao_Paulo").unwrap(),
            day: Date::parse("2027-03-25").unwrap(),
            opens: Some(WallTime::parse_local("2027-03-24T18:00").unwrap()),
        }
    }

    #[test]
    fn values_come_back_as_they_went_in() {
        let conn = &mut open();
        diesel::insert_into(rows::table).values(&row(1)).execute(conn).unwrap();
        diesel::insert_into(rows::table)
            .values(Row { before: None, at: None, opens: None, ..row(2) })
            .execute(conn)
            .unwrap();
        let all: Vec<Row> = rows::table.order(rows::id).select(Row::as_select()).load(conn).unwrap();
        assert_eq!(all, [row(1), Row { before: None, at: None, opens: None, ..row(2) }]);
    }

    #[test]
    fn values_filter_and_set() {
        let conn = &mut open();
        for id in [1, 2] {
            diesel::insert_into(rows::table).values(&row(id)).execute(conn).unwrap();
        }
        diesel::update(rows::table.find(GameId::new(2))).set(rows::status.eq(Status::Withdrawn)).execute(conn).unwrap();
        let holding = [Status::Confirmed, Status::Offered];
        let found = rows::table
            .filter(rows::status.eq_any(holding))
            .filter(rows::before.eq(Some(Status::Waitlisted)))
            .filter(rows::id.eq_any([GameId::new(1), GameId::new(2)]))
            .filter(rows::day.ge(Date::parse("2027-03-01").unwrap()))
            .filter(rows::zone.eq(Zone::parse("america/sao_paulo").unwrap()))
            .filter(rows::capacity.ge(PartySize::ALONE.seats()))
            .select((rows::id, rows::status));
        assert_eq!(found.load::<(GameId, Status)>(conn).unwrap(), [(GameId::new(1), Status::Offered)]);
    }

    #[test]
    fn a_word_that_nobody_wrote_is_an_error() {
        let conn = &mut open();
        diesel::insert_into(rows::table).values(&row(1)).execute(conn).unwrap();
        diesel::sql_query("UPDATE rows SET status = 'lost'").execute(conn).unwrap();
        assert!(rows::table.select(rows::status).first::<Status>(conn).is_err());
        diesel::sql_query("UPDATE rows SET zone = 'Europe/Atlantis'").execute(conn).unwrap();
        assert!(rows::table.select(rows::zone).first::<Zone>(conn).is_err());
    }
}
