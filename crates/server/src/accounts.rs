//! Who works here: coming in, being invited, and what each may do.
//!
//! * [`rights`]: the policy in force, asked before every operation; what changes it.
//! * [`scope`]: what of a view its caller sees.
//! * [`sign_in`]: address, password and second factor.
//! * [`staff`]: everybody at one moment, as approvals ask for them.
//! * [`limits`]: up to which amount somebody decides alone.
//! * [`release_letters`]: the mails that say what waits for release.
//! * [`release_work`]: what happens to approvals by itself.
//! * [`passkeys`]: a device in place of address, password and code.
//! * [`tries`]: how fast somebody may try.
//! * [`device`]: by which a browser is known that somebody signed in with before.
//! * [`preferences`]: the language and the time zone somebody may say.
//! * [`people`]: adding people, giving roles, closing accounts.
//! * [`directory`]: what a company's directory says of people.
//! * [`teams`]: several people who hold roles together.
//! * [`letters`]: the mails that go to people who work here.
//! * [`streams`]: an open stream ends with the session that opened it.

pub mod device;
pub mod directory;
pub mod letters;
pub mod limits;
pub mod passkeys;
pub mod people;
pub mod preferences;
pub mod release_letters;
pub mod release_work;
pub mod rights;
pub mod scope;
pub mod sign_in;
pub mod staff;
pub mod streams;
pub mod teams;
pub mod tries;

use rapport_account::LinkRefusal;
use rapport_platform::sql::account::AccountError;

use crate::{
    problem::{ApiRefusal, Code, Problem},
    wire::ProblemSaid,
};

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Exists | AccountError::EmailTaken => {
                Self::told(Code::Conflict, ProblemSaid::EmailTaken).because(ApiRefusal::EmailTaken)
            }
            AccountError::Unknown => Self::not_found("person"),
            AccountError::Link(refusal) => {
                let said = match refusal {
                    LinkRefusal::Unknown => ProblemSaid::LinkUnknown,
                    LinkRefusal::Used => ProblemSaid::LinkUsed,
                    LinkRefusal::Expired => ProblemSaid::LinkExpired,
                };
                Self::refused_with(refusal, said)
            }
            AccountError::TooMany => Self::refused_with(ApiRefusal::TooManyPasskeys, ProblemSaid::TooManyPasskeys),
            AccountError::PasskeyChanged => Self::refused_with(ApiRefusal::WrongPasskey, ProblemSaid::WrongPasskey),
            AccountError::PasswordChanged => Self::told(Code::WrongPassword, ProblemSaid::SignInWrong),
            AccountError::SessionOver => Self::new(Code::WrongToken, "This token is not known, or it has run out."),
            AccountError::Busy => Self::new(Code::Unavailable, error.to_string()).retry_after(5),
            AccountError::Hash => Self::new(Code::Internal, error.to_string()),
            AccountError::Sql(error) => error.into(),
        }
    }
}
