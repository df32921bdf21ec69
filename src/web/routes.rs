//! Every address of the site on one screen.

use actix_web::web::{ServiceConfig, get, resource};

use super::{
    access, account,
    admin::{audit, backup, games as all_games, mail, overview, people, person, settings},
    assets, attendance, back, calendar, co_organizers, confirmations, deletion, emails, games, health, login,
    mailed_links, me, month, my_data, notices, offers, organize, past, personal_links, registrations, roster, set_up,
    sign_in_links, signup, site_css, texts, upcoming,
};

/// What is the same for everybody: no session is looked up for it.
pub fn plain(routes: &mut ServiceConfig) {
    routes
        .route("/healthz", get().to(health::alive))
        .route("/readyz", get().to(health::ready))
        .route("/robots.txt", get().to(health::robots))
        .route("/favicon.ico", get().to(assets::favicon))
        .route("/site.css", get().to(site_css::show))
        .route("/static/{hash}/{name}", get().to(assets::show))
        .route("/calendar.ics", get().to(calendar::feed))
        .route("/calendar/{secret}.ics", get().to(calendar::own_file));
}

/// The pages and forms.
pub fn pages(routes: &mut ServiceConfig) {
    routes
        .service(resource("/").get(upcoming::index))
        .service(resource("/past").get(past::index))
        .service(resource("/month").get(month::show))
        .service(resource("/calendar").get(calendar::subscribe))
        .service(resource("/games/{game}.ics").get(calendar::game))
        .service(resource("/games/{game}").get(games::show))
        .service(resource("/games/{game}/picture.png").get(games::picture))
        .service(resource("/games/{game}/share").get(games::share))
        .service(resource("/games/{game}/registration").get(registrations::show).post(registrations::create))
        .service(
            resource("/games/{game}/registration/guests").get(registrations::show).post(registrations::change_guests),
        )
        .service(resource("/games/{game}/registration/withdraw").get(registrations::show).post(registrations::withdraw))
        .service(resource("/games/{game}/registration/take").get(registrations::show).post(offers::take))
        .service(resource("/games/{game}/registration/decline").get(registrations::show).post(offers::decline))
        .service(resource("/games/{game}/registration/want-in").get(registrations::show).post(offers::want_in))
        .service(resource("/games/{game}/registration/hear-by").get(registrations::show).post(offers::hear_by))
        .service(resource("/games/{game}/withdraw").get(registrations::confirm))
        .service(resource("/me").get(me::show))
        .service(resource("/me/calendar").get(calendar::show_own).post(calendar::create))
        .service(resource("/me/calendar/revoke").get(back::to_page).post(calendar::destroy))
        .service(resource("/me/account").get(account::show))
        .service(resource("/me/account/access").get(back::to_page).post(access::create))
        .service(resource("/me/account/name").get(back::to_page).post(account::rename))
        .service(resource("/me/account/password").get(back::to_page).post(account::change_password))
        .service(resource("/me/account/time-zone").get(back::to_page).post(account::change_time_zone))
        .service(resource("/me/account/sessions").get(back::to_page).post(account::end_sessions))
        .service(resource("/me/account/data.json").get(my_data::download))
        .service(resource("/me/account/delete").get(deletion::show).post(deletion::destroy))
        .service(resource("/me/link").get(back::to_page).post(personal_links::create))
        .service(resource("/me/link/revoke").get(back::to_page).post(personal_links::destroy))
        .service(resource("/open/{token}").get(personal_links::show).post(personal_links::open))
        .service(resource("/me/account/email").get(emails::show).post(emails::update))
        .service(resource("/me/account/confirm").get(back::to_page).post(emails::send))
        .service(resource("/confirm/{token}").get(confirmations::show).post(confirmations::create))
        .service(resource("/login/link").get(mailed_links::show).post(mailed_links::create))
        .service(resource("/me/account/notices").get(notices::choose).post(notices::update))
        .service(resource("/me/notices").get(notices::index))
        .service(resource("/notices/stop/{token}").get(notices::confirm_stop).post(notices::stop))
        .service(resource("/login").get(login::show).post(login::create))
        .service(resource("/logout").get(back::to_page).post(login::destroy))
        .service(resource("/signup").get(signup::show).post(signup::create))
        .service(resource("/set-up/{token}").get(set_up::show).post(set_up::create))
        .service(resource("/sign-in/{token}").get(sign_in_links::show).post(sign_in_links::create))
        .service(resource("/organize").get(organize::dashboard))
        .service(resource("/organize/games").get(back::to_page).post(organize::create))
        .service(resource("/organize/games/new").get(organize::new))
        .service(resource("/organize/games/{game}").get(roster::show).post(organize::update))
        .service(resource("/organize/games/{game}/edit").get(organize::edit))
        .service(resource("/organize/games/{game}/publish").get(back::to_page).post(organize::publish))
        .service(resource("/organize/games/{game}/cancel").get(organize::confirm_cancel).post(organize::cancel))
        .service(
            resource("/organize/games/{game}/message").get(organize::messages::new).post(organize::messages::create),
        )
        .service(resource("/organize/games/{game}/copy").get(back::to_page).post(organize::copy))
        .service(resource("/organize/games/{game}/roster").get(roster::back).post(roster::create))
        .service(resource("/organize/games/{game}/roster.csv").get(roster::download))
        .service(
            resource("/organize/games/{game}/roster/{registration}/remove").get(roster::back).post(roster::destroy),
        )
        .service(resource("/organize/games/{game}/roster/{registration}/block").get(roster::back).post(roster::block))
        .service(resource("/organize/games/{game}/roster/{registration}/up").get(roster::back).post(roster::up))
        .service(resource("/organize/games/{game}/attendance").get(roster::back).post(attendance::create))
        .service(resource("/organize/games/{game}/organizers").get(roster::back).post(co_organizers::create))
        .service(
            resource("/organize/games/{game}/organizers/{player}/remove")
                .get(roster::back)
                .post(co_organizers::destroy),
        )
        .service(resource("/organize/blocked").get(organize::blocked::index).post(organize::blocked::lift))
        .service(resource("/organize/series").get(back::to_page).post(organize::series::create))
        .service(resource("/organize/series/new").get(organize::series::new))
        .service(resource("/organize/series/{series}").get(organize::series::show))
        .service(resource("/organize/venues").get(organize::venues::index).post(organize::venues::create))
        .service(resource("/organize/venues/{venue}").get(organize::venues::edit).post(organize::venues::update))
        .service(resource("/organize/venues/{venue}/retire").get(back::to_page).post(organize::venues::retire))
        .service(resource("/organize/venues/{venue}/restore").get(back::to_page).post(organize::venues::restore))
        .service(resource("/admin").get(overview::show))
        .service(resource("/admin/people").get(people::index).post(people::create))
        .service(resource("/admin/people/{player}").get(person::show))
        .service(resource("/admin/people/{player}/role").get(person::back).post(person::set_role))
        .service(resource("/admin/people/{player}/disable").get(person::back).post(person::disable))
        .service(resource("/admin/people/{player}/enable").get(person::back).post(person::enable))
        .service(resource("/admin/people/{player}/delete").get(person::confirm_delete).post(person::destroy))
        .service(resource("/admin/people/{player}/sign-in-link").get(person::back).post(person::sign_in_link))
        .service(resource("/admin/games").get(all_games::index))
        .service(resource("/admin/settings").get(settings::show).post(settings::update))
        .service(resource("/admin/audit").get(audit::index))
        .service(resource("/admin/mail").get(mail::show))
        .service(resource("/admin/mail/test").get(mail::show).post(mail::test))
        .service(resource("/admin/mail/again").get(mail::show).post(mail::again))
        .service(resource("/admin/backup").get(backup::show).post(backup::create))
        .service(resource("/privacy").get(texts::privacy))
        .service(resource("/terms").get(texts::terms));
}
