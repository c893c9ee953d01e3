//! What a counterpart sends back some time after it took a message: read by the driver, and told to the delivery it is about.

use smol_str::SmolStr;

/// What a mail that came back to us says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The address will never work.
    HardBounce,
    /// It did not work this time.
    SoftBounce,
    /// The person called our message spam.
    Complaint,
    /// A machine answers for someone who is away.
    AutoReply,
    /// Neither a mail nor a notification of a service that is known, so that no one reads what it says.
    NoMail,
    /// Something else: perhaps a person's answer.
    #[default]
    Other,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feedback {
    /// What it says of the address, or that it says nothing.
    pub kind: Kind,
    /// The delivery's token, see [`crate::outgoing::token`].
    pub token: Option<SmolStr>,
    /// To whom the original went. Personal data.
    pub recipient: Option<SmolStr>,
    /// The status of the report, such as `5.1.1`.
    pub status: Option<SmolStr>,
    /// Where someone has to confirm that such notifications are wanted, if that is what was asked.
    pub confirm: Option<String>,
}
