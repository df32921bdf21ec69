//! What players must be told, written in the transaction that caused it.

use diesel::prelude::*;
use serde::Serialize;

use super::fixed::{Bind, Fixed, Row, asked, in_one, looked_up};
use super::registrations::Registration;
use super::schema::{games, messages, outbox, players};
use super::{DbConn, QueryResult};
use crate::types::{GameId, GameTitle, MessageKind, MessageText, PlayerId, PlayerName, RegistrationId, Timestamp};

/// A message to one player about one game.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// Who is told.
    pub player_id: PlayerId,
    /// About which game.
    pub game_id: GameId,
    /// About which registration; none where it is about the game itself.
    pub registration_id: Option<RegistrationId>,
    /// What happened.
    pub kind: MessageKind,
    /// What the game said before, where something changed.
    pub before: String,
    /// What it says now, or the reason.
    pub after: String,
    /// When it happened.
    pub created_at: Timestamp,
    /// Whose words it carries; none where it has none of its own.
    pub message_id: Option<i64>,
}

/// Tells the player of `registration`.
pub fn enqueue(
    conn: &mut DbConn,
    kind: MessageKind,
    registration: &Registration,
    (before, after): (&str, &str),
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::player_id.eq(registration.player_id),
            outbox::game_id.eq(registration.game_id),
            outbox::registration_id.eq(Some(registration.id)),
            outbox::kind.eq(kind),
            outbox::place.eq(registration.place),
            outbox::before.eq(before),
            outbox::after.eq(after),
            outbox::created_at.eq(now),
            outbox::mail_at.eq(Some(now.plus(kind.gathers()))),
        ))
        .execute(conn)?;
    Ok(())
}

/// Tells `player`, who need not be in it, about `game`.
pub fn enqueue_about(
    conn: &mut DbConn,
    kind: MessageKind,
    (game, player): (GameId, PlayerId),
    after: &str,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::player_id.eq(player),
            outbox::game_id.eq(game),
            outbox::kind.eq(kind),
            outbox::place.eq(0_i64),
            outbox::before.eq(""),
            outbox::after.eq(after),
            outbox::created_at.eq(now),
            outbox::mail_at.eq(Some(now.plus(kind.gathers()))),
        ))
        .execute(conn)?;
    Ok(())
}

/// Tells the players of all these `registrations` the same.
pub fn enqueue_all(
    conn: &mut DbConn,
    kind: MessageKind,
    registrations: &[Registration],
    after: &str,
    now: Timestamp,
) -> QueryResult<()> {
    let rows: Vec<Receipt> = registrations.iter().map(|registration| Receipt::of(registration, kind)).collect();
    let columns = "player_id, game_id, registration_id, kind, place";
    let text = format!(
        "INSERT INTO outbox ({columns}, before, after, created_at, mail_at) \
         SELECT {columns}, '', ?, ?, ? FROM {} ORDER BY number",
        asked::<Receipt>(conn)
    );
    let binds = vec![
        Bind::Text(after.to_owned()),
        Bind::Number(now.second()),
        Bind::Number(now.plus(kind.gathers()).second()),
        in_one(&rows)?,
    ];
    Fixed::<()>::new(text, binds).execute(conn)?;
    Ok(())
}

#[derive(Serialize)]
struct Receipt {
    player_id: i64,
    game_id: i64,
    registration_id: i64,
    kind: &'static str,
    place: i64,
}

impl Row for Receipt {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("player_id", "bigint"),
        ("game_id", "bigint"),
        ("registration_id", "bigint"),
        ("kind", "text"),
        ("place", "bigint"),
    ];
}

impl Receipt {
    fn of(registration: &Registration, kind: MessageKind) -> Self {
        Self {
            player_id: registration.player_id.get(),
            game_id: registration.game_id.get(),
            registration_id: registration.id.get(),
            kind: kind.as_str(),
            place: registration.place,
        }
    }
}

/// Tells the players of new registrations what they have, where they can be mailed: on the site they see it anyway.
pub fn enqueue_receipts(conn: &mut DbConn, made: &[Registration], now: Timestamp) -> QueryResult<()> {
    let kind = |made: &Registration| if made.status.holds_seats() { MessageKind::In } else { MessageKind::Waiting };
    let rows: Vec<Receipt> = made.iter().map(|made| Receipt::of(made, kind(made))).collect();
    let columns = "game_id, registration_id, kind, place";
    let text = format!(
        "INSERT INTO outbox (player_id, {columns}, before, after, created_at, mail_at) \
         SELECT asked.player_id, {columns}, '', '', ?, ? FROM {} {} \
         WHERE accounts.confirmed_at IS NOT NULL ORDER BY number",
        asked::<Receipt>(conn),
        looked_up(conn, "CROSS", "accounts", "accounts.player_id = asked.player_id"),
    );
    let at = || Bind::Number(now.second());
    Fixed::<()>::new(text, vec![at(), at(), in_one(&rows)?]).execute(conn)?;
    Ok(())
}

#[derive(Serialize)]
struct Run {
    game_id: i64,
}

impl Row for Run {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[("game_id", "bigint")];
}

/// Tells everybody who runs one of `games`, but for `except`, in one statement for all of them.
pub fn enqueue_to_organizers(
    conn: &mut DbConn,
    kind: MessageKind,
    games: &[GameId],
    except: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<()> {
    let rows: Vec<Run> = games.iter().map(|game| Run { game_id: game.get() }).collect();
    let asked = asked::<Run>(conn);
    let text = format!(
        "INSERT INTO outbox (player_id, game_id, kind, place, before, after, created_at, mail_at) \
         SELECT player_id, game_id, '{kind}', 0, '', '', ?, ? FROM (\
         SELECT games.organizer_id AS player_id, games.id AS game_id FROM {asked} JOIN games ON games.id = asked.game_id \
         UNION SELECT helps.player_id, helps.game_id FROM {asked} JOIN game_organizers AS helps \
         ON helps.game_id = asked.game_id) AS told WHERE player_id <> ? ORDER BY game_id, player_id"
    );
    let at = |second: i64| Bind::Number(second);
    let (mail_at, nobody) = (now.plus(kind.gathers()).second(), 0);
    let but = at(except.map_or(nobody, PlayerId::get));
    let binds = vec![at(now.second()), at(mail_at), in_one(&rows)?, in_one(&rows)?, but];
    Fixed::<()>::new(text, binds).execute(conn)?;
    Ok(())
}

/// Whether the caller alone takes messages until its transaction ends. Two at once would each get some of what one reader
/// is to be told in one letter.
pub fn is_one_alone(conn: &mut DbConn) -> QueryResult<bool> {
    super::locks::writes_letters_alone(conn)
}

/// Takes up to `most` messages that are to be mailed by `now`: they are the caller's to write, and no other instance's.
pub fn take_due(conn: &mut DbConn, now: Timestamp, most: i64) -> QueryResult<Vec<Message>> {
    let due = outbox::table
        .filter(outbox::mail_at.le(now))
        .order((outbox::mail_at, outbox::id))
        .limit(most)
        .select(outbox::id);
    let ids = match conn {
        DbConn::Sqlite(conn) => due.load(conn)?,
        DbConn::Postgres(conn) => due.for_update().skip_locked().load(conn)?,
    };
    settle(conn, &ids)
}

/// The message `id`, if it is not forgotten.
pub fn find(conn: &mut DbConn, id: i64) -> QueryResult<Option<Message>> {
    Ok(outbox::table.find(id).select(Message::as_select()).first(conn).optional()?)
}

/// Who of `players` was told so about `game` since an instant.
pub fn told_since(
    conn: &mut DbConn,
    kind: MessageKind,
    (game, players): (GameId, &[PlayerId]),
    since: Timestamp,
) -> QueryResult<Vec<PlayerId>> {
    Ok(outbox::table
        .filter(outbox::player_id.eq_any(players))
        .filter(outbox::game_id.eq(game))
        .filter(outbox::kind.eq(kind))
        .filter(outbox::created_at.ge(since))
        .select(outbox::player_id)
        .load(conn)?)
}

/// Whether `message`, which is about a registration, was followed by another of its kind: a second offer has another end.
pub fn is_followed(conn: &mut DbConn, message: &Message) -> QueryResult<bool> {
    let later = outbox::table
        .filter(outbox::player_id.eq(message.player_id))
        .filter(outbox::game_id.eq(message.game_id))
        .filter(outbox::registration_id.eq(message.registration_id))
        .filter(outbox::kind.eq(message.kind))
        .filter(outbox::id.gt(message.id));
    Ok(diesel::select(diesel::dsl::exists(later)).get_result(conn)?)
}

/// Mails the message `id` at `until`, and not now.
pub fn hold(conn: &mut DbConn, id: i64, until: Timestamp) -> QueryResult<()> {
    diesel::update(outbox::table.find(id)).set(outbox::mail_at.eq(Some(until))).execute(conn)?;
    Ok(())
}

/// Takes what else `player` is to be told of the same kind about `game`, due or not; earliest first.
pub fn take_more(conn: &mut DbConn, kind: MessageKind, player: PlayerId, game: GameId) -> QueryResult<Vec<Message>> {
    let more = outbox::table
        .filter(outbox::mail_at.is_not_null())
        .filter(outbox::player_id.eq(player))
        .filter(outbox::game_id.eq(game))
        .filter(outbox::kind.eq(kind))
        .order(outbox::id)
        .select(outbox::id);
    let ids = match conn {
        DbConn::Sqlite(conn) => more.load(conn)?,
        DbConn::Postgres(conn) => more.for_update().skip_locked().load(conn)?,
    };
    settle(conn, &ids)
}

/// The messages with these ids, of which no mail is to be written any more.
fn settle(conn: &mut DbConn, ids: &[i64]) -> QueryResult<Vec<Message>> {
    let taken = outbox::table.filter(outbox::id.eq_any(ids));
    diesel::update(taken.clone()).set(outbox::mail_at.eq(None::<Timestamp>)).execute(conn)?;
    Ok(taken.order(outbox::id).select(Message::as_select()).load(conn)?)
}

/// What `player` has been told about games that end after `now`, latest first; their own doing is no news.
pub fn current(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<Vec<(Message, GameTitle)>> {
    let told: Vec<Told> = outbox::table
        .inner_join(games::table)
        .left_join(messages::table.inner_join(players::table))
        .filter(outbox::player_id.eq(player))
        .filter(outbox::kind.ne_all([MessageKind::In, MessageKind::Waiting]))
        .filter(games::ends_at.gt(now))
        .order(outbox::id.desc())
        .limit(20)
        .select((Message::as_select(), games::title, (messages::text, players::name).nullable()))
        .load(conn)?;
    Ok(told.into_iter().map(with_words).collect())
}

/// Everything that `player` has been told, latest first; their own doing is no news.
pub fn all(conn: &mut DbConn, player: PlayerId, most: i64) -> QueryResult<Vec<(Message, GameTitle)>> {
    let told: Vec<Told> = outbox::table
        .inner_join(games::table)
        .left_join(messages::table.inner_join(players::table))
        .filter(outbox::player_id.eq(player))
        .filter(outbox::kind.ne_all([MessageKind::In, MessageKind::Waiting]))
        .order(outbox::id.desc())
        .limit(most)
        .select((Message::as_select(), games::title, (messages::text, players::name).nullable()))
        .load(conn)?;
    Ok(told.into_iter().map(with_words).collect())
}

/// A message with its game's title and, where somebody wrote it, their words and name.
type Told = (Message, GameTitle, Option<(MessageText, PlayerName)>);

/// The words are kept once for all who are told; here each gets them.
fn with_words((message, title, written): Told) -> (Message, GameTitle) {
    match written {
        Some((text, name)) => (Message { before: name.into_string(), after: text.into_string(), ..message }, title),
        None => (message, title),
    }
}

/// How many messages of one kind `game` has caused.
pub fn count(conn: &mut DbConn, game: GameId, kind: MessageKind) -> QueryResult<usize> {
    let count: i64 =
        outbox::table.filter(outbox::game_id.eq(game)).filter(outbox::kind.eq(kind)).count().get_result(conn)?;
    Ok(usize::try_from(count).unwrap_or(0))
}
