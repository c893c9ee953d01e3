//! Where a conversation with the mail server ended, if it did not end with the server's own answer.

use rapport_kernel::coded;
use smol_str::SmolStr;

/// Why there is no session with the mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSession {
    /// What stood in the way.
    pub why: Obstacle,
    /// What the server answered there, if it did: `421`, `554 5.7.1`. Not its text, which may be anything.
    pub said: Option<SmolStr>,
}

impl From<Obstacle> for NoSession {
    fn from(why: Obstacle) -> Self {
        Self { why, said: None }
    }
}

coded! {
    /// What stood in the way. Up to [`Obstacle::Body`] the message was certainly not sent; after the dot no one can know.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Obstacle {
        /// We are ending.
        Closing = "closing",
        /// No connection.
        Connect = "connect",
        /// No protected connection.
        Tls = "tls",
        /// The server did not greet.
        Greeting = "greeting",
        /// The server did not answer our name.
        Hello = "hello",
        /// The password would have gone unprotected.
        LoginUnprotected = "login_unprotected",
        /// The server did not let us in.
        Login = "login",
        /// The address has letters beyond ASCII before the @, and the server does not take such ones.
        NoSmtpUtf8 = "no_smtputf8",
        /// No sensible answer to the sender.
        MailFrom = "mail_from",
        /// No sensible answer to the recipient.
        RcptTo = "rcpt_to",
        /// No sensible answer to the wish to send.
        Data = "data",
        /// The connection broke while the message was written.
        Body = "body",
        /// The connection broke after the dot.
        AfterDot = "after_dot",
        /// No sensible answer after the dot.
        AfterDotAnswer = "after_dot_answer",
        /// No answer in time after the dot.
        AfterDotSilence = "after_dot_silence",
    }
}
