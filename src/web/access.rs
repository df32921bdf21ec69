//! A player who is a name alone gets an e-mail address and a password. Where the site sends mail, the address comes first.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::account::{AccountForm, again, unexpected};
use super::emails::{self, EmailForm};
use super::{App, FieldErrors, HtmlForm, Notice, SignedIn, WebError, redirect_with, sessions, signup, urls};
use crate::domain::accounts::{AccountError, GetAccount};
use crate::types::{Email, NewPassword};

/// `POST /me/account/access`
pub async fn create(
    app: Data<App>,
    viewer: SignedIn,
    session: Session,
    request: HttpRequest,
    form: HtmlForm<AccountForm>,
) -> Result<HttpResponse, WebError> {
    if app.settings.mails_links() {
        let form = EmailForm { email: form.email.clone(), ..EmailForm::default() };
        return emails::add(&app, &viewer, &request, &form).await;
    }
    let mut errors = FieldErrors::default();
    let email = errors.check("email", Email::parse(&form.email));
    let own = [viewer.me.name.as_str(), form.email.as_str(), viewer.site.name.as_str()];
    let password = errors.check("password", NewPassword::check(&form.password, &own));
    let Some((email, password)) = email.zip(password) else { return again(&app, &viewer, &form, errors).await };
    app.limits.sign_up(app.client_ip(&request)?)?;
    let password_hash = app.passwords.hash(password).await?;
    let (key, new) = sessions::prepare(&session, &request)?;
    match app.store.write(GetAccount { player: viewer.player, email, password_hash, session: new }).await {
        Ok(()) => {
            sessions::begin(&session, &key)?;
            Ok(redirect_with(Notice::Welcome, urls::ACCOUNT))
        }
        Err(AccountError::HasOne) => Ok(redirect_with(Notice::NothingChanged, urls::ACCOUNT)),
        Err(AccountError::EmailTaken) => again(&app, &viewer, &form, signup::taken()).await,
        Err(AccountError::SignUpClosed) => {
            app.forget_site();
            Err(WebError::Refused("Only an admin can make accounts here. Ask one.".to_owned()))
        }
        Err(error) => unexpected(error),
    }
}
