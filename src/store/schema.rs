//! The tables, by hand: one source serves SQLite and Postgres. The meaning of a column stands in its migration.

diesel::table! {
    players (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        role -> Text,
        time_zone -> Nullable<Text>,
        added_by -> Nullable<BigInt>,
        disabled_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    accounts (player_id) {
        player_id -> BigInt,
        email -> Text,
        email_folded -> Text,
        password_hash -> Nullable<Text>,
        created_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
        reminder -> Text,
        keeps_quiet -> Bool,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        player_id -> BigInt,
        created_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
        device -> Text,
    }
}

diesel::table! {
    tokens (token_hash) {
        token_hash -> Text,
        purpose -> Text,
        player_id -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    calendar_feeds (player_id) {
        player_id -> BigInt,
        token_hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    sports (slug) {
        slug -> Text,
        name -> Text,
        position -> Integer,
        active -> Bool,
    }
}

diesel::table! {
    venues (id) {
        id -> BigInt,
        name -> Text,
        name_folded -> Text,
        address -> Text,
        time_zone -> Text,
        created_by -> Nullable<BigInt>,
        created_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    series (id) {
        id -> BigInt,
        organizer_id -> BigInt,
        every_weeks -> Integer,
        opens_days_before -> Nullable<Integer>,
        opens_time -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    games (id) {
        id -> BigInt,
        status -> Text,
        visibility -> Text,
        link_key -> Text,
        organizer_id -> BigInt,
        series_id -> Nullable<BigInt>,
        edited_by_hand -> Bool,
        sport -> Text,
        title -> Text,
        search_text -> Text,
        venue_id -> Nullable<BigInt>,
        place -> Text,
        time_zone -> Text,
        starts_wall -> Text,
        starts_at -> BigInt,
        minutes -> Integer,
        ends_at -> BigInt,
        local_date -> Text,
        capacity -> Integer,
        minimum -> Integer,
        max_guests -> Integer,
        price -> BigInt,
        how_to_pay -> Text,
        level -> Text,
        description -> Text,
        opens_wall -> Nullable<Text>,
        opens_at -> Nullable<BigInt>,
        closes_wall -> Nullable<Text>,
        closes_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        deadline_hours -> Integer,
        deadline_at -> BigInt,
        cancelled_reason -> Text,
        published_at -> Nullable<BigInt>,
        cancelled_at -> Nullable<BigInt>,
        created_at -> BigInt,
        version -> BigInt,
        next_place -> BigInt,
        taken -> Integer,
        guests -> Integer,
        waiting -> Integer,
        sequence -> Integer,
        changed_at -> BigInt,
        who_joins -> Nullable<Text>,
        cancel_hours -> Nullable<Integer>,
        conditional -> Integer,
        due_at -> Nullable<BigInt>,
        settled_at -> BigInt,
        forgotten_at -> Nullable<BigInt>,
        at_once_hours -> Nullable<Integer>,
        short_hold_hours -> Nullable<Integer>,
        open_hours -> Nullable<Integer>,
        long_hold_minutes -> Nullable<Integer>,
        short_hold_minutes -> Nullable<Integer>,
        newcomers_minutes -> Nullable<Integer>,
        open_seats -> Text,
        offered -> Integer,
    }
}

diesel::table! {
    game_organizers (game_id, player_id) {
        game_id -> BigInt,
        player_id -> BigInt,
    }
}

diesel::table! {
    registrations (id) {
        id -> BigInt,
        game_id -> BigInt,
        player_id -> BigInt,
        status -> Text,
        party_size -> Integer,
        place -> BigInt,
        note -> Text,
        added_by -> Nullable<BigInt>,
        late -> Bool,
        attendance -> Nullable<Text>,
        created_at -> BigInt,
        seated_at -> Nullable<BigInt>,
        withdrawn_at -> Nullable<BigInt>,
        offer_until -> Nullable<BigInt>,
        hear_by -> Nullable<BigInt>,
        rests -> Bool,
        only_if -> Nullable<Integer>,
    }
}

diesel::table! {
    guests (registration_id, position) {
        registration_id -> BigInt,
        position -> Integer,
        name -> Text,
    }
}

diesel::table! {
    timeline (id) {
        id -> BigInt,
        game_id -> BigInt,
        at -> BigInt,
        kind -> Text,
        actor_id -> Nullable<BigInt>,
        registration_id -> Nullable<BigInt>,
        status -> Nullable<Text>,
        party_size -> Nullable<Integer>,
        place -> Nullable<BigInt>,
        before -> Text,
        after -> Text,
        note -> Text,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        player_id -> BigInt,
        game_id -> BigInt,
        registration_id -> Nullable<BigInt>,
        kind -> Text,
        place -> BigInt,
        before -> Text,
        after -> Text,
        created_at -> BigInt,
        mail_at -> Nullable<BigInt>,
        message_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    messages (id) {
        id -> BigInt,
        game_id -> BigInt,
        sender_id -> BigInt,
        audience -> Text,
        text -> Text,
        reply_to -> Nullable<Text>,
        told -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    notices_off (player_id, kind) {
        player_id -> BigInt,
        kind -> Text,
    }
}

diesel::table! {
    mails (id) {
        id -> BigInt,
        kind -> Text,
        player_id -> Nullable<BigInt>,
        recipient -> Text,
        state -> Text,
        message_id -> Text,
        subject -> Text,
        body -> Text,
        html -> Text,
        calendar -> Text,
        reply_to -> Text,
        stop_hash -> Nullable<Text>,
        attempts -> Integer,
        next_at -> Nullable<BigInt>,
        claimed_until -> Nullable<BigInt>,
        last_error -> Text,
        created_at -> BigInt,
        sent_at -> Nullable<BigInt>,
        outbox_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    site (id) {
        id -> Integer,
        name -> Text,
        colour -> Text,
        time_zone -> Text,
        currency -> Text,
        who_organizes -> Text,
        who_signs_up -> Text,
        contact -> Text,
        privacy -> Text,
        terms -> Text,
        tzdb -> Text,
        created_at -> BigInt,
        calendar_id -> Text,
        who_joins -> Text,
        keep_days -> Nullable<Integer>,
        forgot_at -> Nullable<BigInt>,
        at_once_hours -> Integer,
        short_hold_hours -> Integer,
        open_hours -> Integer,
        long_hold_minutes -> Integer,
        short_hold_minutes -> Integer,
        newcomers_minutes -> Integer,
        has_mail -> Bool,
        quiet_hours -> Text,
    }
}

diesel::table! {
    arrivals (player_id) {
        player_id -> BigInt,
        game_id -> BigInt,
        address -> Text,
        browser -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    blocks (organizer_id, player_id) {
        organizer_id -> BigInt,
        player_id -> BigInt,
        blocked_by -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> BigInt,
        actor_id -> Nullable<BigInt>,
        action -> Text,
        subject -> Text,
        details -> Text,
    }
}

diesel::joinable!(accounts -> players (player_id));
diesel::joinable!(sessions -> players (player_id));
diesel::joinable!(tokens -> players (player_id));
diesel::joinable!(calendar_feeds -> players (player_id));
diesel::joinable!(venues -> players (created_by));
diesel::joinable!(series -> players (organizer_id));
diesel::joinable!(games -> players (organizer_id));
diesel::joinable!(games -> series (series_id));
diesel::joinable!(games -> sports (sport));
diesel::joinable!(games -> venues (venue_id));
diesel::joinable!(game_organizers -> games (game_id));
diesel::joinable!(game_organizers -> players (player_id));
diesel::joinable!(registrations -> games (game_id));
diesel::joinable!(guests -> registrations (registration_id));
diesel::joinable!(timeline -> games (game_id));
diesel::joinable!(timeline -> players (actor_id));
diesel::joinable!(timeline -> registrations (registration_id));
diesel::joinable!(outbox -> players (player_id));
diesel::joinable!(outbox -> games (game_id));
diesel::joinable!(outbox -> registrations (registration_id));
diesel::joinable!(outbox -> messages (message_id));
diesel::joinable!(messages -> games (game_id));
diesel::joinable!(messages -> players (sender_id));
diesel::joinable!(arrivals -> players (player_id));
diesel::joinable!(arrivals -> games (game_id));
diesel::joinable!(notices_off -> players (player_id));
diesel::joinable!(mails -> players (player_id));
diesel::joinable!(audit -> players (actor_id));
diesel::allow_tables_to_appear_in_same_query!(
    players,
    accounts,
    sessions,
    tokens,
    calendar_feeds,
    sports,
    venues,
    series,
    games,
    game_organizers,
    registrations,
    guests,
    timeline,
    outbox,
    messages,
    notices_off,
    mails,
    site,
    arrivals,
    blocks,
    audit,
);
