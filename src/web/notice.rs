//! One sentence after a change, carried over the redirect by a cookie and shown once by the next page.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    dev::ServiceResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
};

/// Everything a page can say about what was just done. The cookie names the variant; the sentence never travels.
macro_rules! notices {
    ($($(#[$meta:meta])* $variant:ident = $code:literal => $sentence:literal,)*) => {
        /// What was just done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Notice {
            $($(#[$meta])* #[doc = $sentence] $variant,)*
        }

        impl Notice {
            /// Every notice there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name under which the cookie carries it.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The sentence the page shows.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

notices! {
    YoureIn = "in" => "You're in.",
    OnTheWaitlist = "waiting" => "You're on the waitlist.",
    SpotHeld = "held" => "A spot is held for you. Take it below.",
    OfferDeclined = "declined" => "You passed on it, and are passed over until you say that you still want in.",
    NothingHeld = "nothing-held" => "No spot is held for you, so nothing was changed.",
    WantsIn = "wants-in" => "You're in the line again. Nobody passes you over.",
    HearByNoted = "hear-by" => "Noted: after that you are passed over.",
    HearByGone = "hear-by-gone" => "Noted: you hear of a spot whenever one comes free.",
    InIfEnough = "in-if" => "You're in as soon as enough are. This page says when that is so, and also when it isn't.",
    NotComing = "not-coming" => "You're not coming, whether enough do or not.",
    OutOfTheGame = "out" => "You're out of this game.",
    OutLate = "out-late" => "You're out of this game. It counts as late unless someone takes your spot.",
    OffTheWaitlist = "off-waitlist" => "You left the waitlist.",
    LeftBefore = "left-before" => "That page was out of date, so nothing was changed. This is how things stand now.",
    GuestsChanged = "guests" => "Your guests are noted.",
    GuestsWait = "guests-wait" => "Your guests are noted. Your party is larger now, so it waits at the end of the line.",
    SignedIn = "signed-in" => "You're signed in.",
    SignedInAlone = "signed-in-alone" => "You're signed in, and nobody else is. The password from before has ended: choose a new one under Account.",
    SignedOut = "signed-out" => "You're signed out.",
    SignedOutEverywhere = "signed-out-everywhere" => "You're signed out everywhere, here too.",
    Remembered = "remembered" => "This browser remembers you now.",
    LinkRevoked = "link-revoked" => "Your personal link opens nothing any more.",
    Welcome = "welcome" => "Welcome. You have an account now.",
    WelcomeByMail = "welcome-mail" => "Welcome. A mail is on its way: press the button that it leads to, and you have an account.",
    SiteReady = "site-ready" => "The site is yours. Add a venue, then post the first game.",
    NameChanged = "name" => "Your name is changed.",
    EmailChanged = "email" => "Your e-mail address is changed.",
    PasswordChanged = "password" => "Your password is changed, and every other device is signed out.",
    TimeZoneChanged = "zone" => "Your time zone is changed.",
    CalendarKept = "calendar-kept" => "Your calendar has an address already. It is as it was.",
    CalendarEnded = "calendar" => "The address of your calendar leads nowhere any more.",
    OtherSessionsEnded = "sessions" => "Every other device is signed out.",
    SessionEnded = "session" => "That device is signed out.",
    AccountDeleted = "deleted" => "Your account and your name are gone from this site.",
    GameSaved = "game-saved" => "The game is saved.",
    GameDrafted = "drafted" => "The game is saved as a draft. Only organizers see it until you publish it.",
    GamePublished = "published" => "The game is published. Share its link.",
    PublishedToStay = "published-to-stay" => "The game is published. The hour at which it would be called off by itself is past: it stays on, however few come.",
    GameCancelled = "cancelled" => "The game is cancelled. Its page says so, with the reason.",
    MessageSent = "message" => "Your message is on its way.",
    GameCopied = "copied" => "This is the copy, a week later and still a draft. Check it, then publish it.",
    FollowingSaved = "following" => "This game and the following ones are saved. Those edited by hand are as they were.",
    SeriesMade = "series" => "The series is published, game by game.",
    RosterChanged = "roster" => "The list is changed.",
    PlayerAdded = "added" => "Added to the list.",
    PlayerWaits = "added-waiting" => "Added to the waitlist.",
    LetIn = "let-in" => "Let in from the waitlist.",
    PlayerRemoved = "removed" => "Taken off the list.",
    PlayerBlocked = "blocked" => "Taken off the list, and blocked from all games of the organizer. Organize, Blocked players lifts it.",
    BlockLifted = "block-lifted" => "Can join the games again.",
    MovedUp = "moved-up" => "Moved up in the line.",
    OrganizersChanged = "organizers" => "The organizers of this game are changed.",
    AttendanceNoted = "attendance" => "Noted.",
    ClocksSkip = "clocks-skip" => "Saved. The clocks go forward over the time you gave, so the game starts when it says here.",
    DraftDiscarded = "discarded" => "The draft is gone.",
    VenueAdded = "venue-added" => "The venue is there. Choose it in your next game.",
    VenueRestored = "venue-restored" => "The venue is offered for new games again.",
    VenueSaved = "venue" => "The venue is saved.",
    VenueRetired = "venue-retired" => "The venue is no longer offered for new games.",
    SettingsSaved = "settings" => "The settings are saved.",
    SportSaved = "sport" => "The sports are saved.",
    RoleChanged = "role" => "The role is changed, from the next page they open.",
    PersonDisabled = "disabled" => "The account is disabled and signed out everywhere.",
    PersonEnabled = "enabled" => "The account works again.",
    PersonDeleted = "person-deleted" => "The account is deleted.",
    PersonAdded = "person-added" => "The account is made.",
    LinkSent = "link-sent" => "A mail is on its way. Press the button that it leads to; if none comes, look among the unwanted ones.",
    LinkSentToNew = "link-new" => "A mail is on its way to the new address, which is yours once you press the button that it leads to.",
    LinkAsked = "link-asked" => "If somebody has an account with this address, a mail with a link is on its way.",
    AddressConfirmed = "confirmed" => "Your address is confirmed. You are told by mail what concerns your games.",
    ConfirmedAndIn = "confirmed-in" => "Your address is confirmed, and you're signed in. From now on your password lets you in.",
    ConfirmedAlone = "confirmed-alone" => "Your address is confirmed. The password from before has ended, and everybody is signed out: a link by mail lets you in.",
    BecameOneAlone = "one-alone" => "Your address is confirmed, and the two are one player now. The account's password from before has ended: a link by mail lets you in, and you can choose a new one.",
    BecameOne = "one" => "Your address is confirmed, and the two are one player now.",
    NoticesChosen = "notices" => "Your notices are as you chose.",
    MailTried = "mail-tried" => "It goes out again within a few seconds.",
    BackupMade = "backup" => "The backup is made.",
    NothingChanged = "nothing" => "Nothing was different, so nothing was changed.",
}

impl Notice {
    /// The cookie that carries it.
    pub const COOKIE: &str = "notice";

    /// The notice `request` carries from the page before.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        Self::from_code(request.cookie(Self::COOKIE)?.value())
    }

    /// The notice with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|notice| notice.code() == code)
    }
}

/// `303` to `path`.
pub fn redirect(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// `303` to `path`, whose page says `notice`.
pub fn redirect_with(notice: Notice, path: &str) -> HttpResponse {
    let cookie = Cookie::build(Notice::COOKIE, notice.code())
        .path("/")
        .max_age(Duration::minutes(1))
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish();
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).cookie(cookie).finish()
}

/// Whether `response` is a page that has shown its request's notice, or could have.
pub fn is_spent_by<B>(response: &ServiceResponse<B>) -> bool {
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|content_type| content_type.as_bytes().starts_with(b"text/html"));
    is_page && response.status() != StatusCode::NOT_MODIFIED && response.request().cookie(Notice::COOKIE).is_some()
}

/// Takes the notice from the browser.
pub fn clear(headers: &mut HeaderMap) {
    headers.append(header::SET_COOKIE, HeaderValue::from_static("notice=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_has_a_code_of_its_own() {
        for notice in Notice::ALL {
            let same = Notice::ALL.iter().filter(|other| other.code() == notice.code());
            assert_eq!(same.count(), 1, "{notice:?}");
            assert!(notice.sentence().ends_with('.'));
        }
    }
}
