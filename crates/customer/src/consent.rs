//! The recorded will of a person, with proof.
//!
//! A [`Declaration`] is something a person said about being contacted: per brand, purpose and channel, with the wording
//! they were shown, when, where and how it can be proved. Declarations are only ever added; what holds now is worked
//! out from all of them ([`Consents::standing`]) by these rules, read in the order in which they were said:
//!
//! 1. A *grant* gives consent, unless it was taken back before.
//! 2. A *request for confirmation* (double opt-in) gives nothing; the *confirmation* of it by the same address does.
//! 3. A *withdrawal* or *objection* takes everything it covers back, at once, and cancels what was pending.
//! 4. After a withdrawal only new proof by the person counts: a confirmation asked for afterwards, or a grant the
//!    person made in front of us. A grant someone merely claims (an import, a list, another system) does not.
//! 5. Two identities merged: a "yes" of one answers a "no" of the other only if it is newer *and* was said by the same
//!    address or after the two had become one record (see [`Joins`]). Else the stricter word stands, whichever is newer.
//! 6. Said in the same millisecond, the "no" stands.
//! 7. A "no" beats every "yes" recorded before it, whatever date either carries: clocks differ, and in doubt no one is
//!    written to. It is recorded as said no earlier than the latest "yes" it takes back, and never refused for its date.
//! 8. A "yes" said now comes after everything that was recorded before it, also where a clock that was ahead dated that later
//!    than now. One that is only reported keeps its date, and a "no" of a later date stands.
//! 9. A "no" said at an address by somebody else, before it was known that this customer has it, too, counts from when it was said.
//!    Nobody could have taken back by it what they said since (rule 7 is about words that come late).
//! 10. The same "no" said again within [`AGAIN`] is not recorded, so each "no" stands for that long: a "yes" that is only reported, with a
//!     date in that span, counts as said with the "no", which stands (rule 6).
//!
//! Whether a consent that was given suffices is then a question of settings: the channel may demand double opt-in, the
//! proof must fit the channel (an e-mail confirmation proves nothing for phone calls: BGH, I ZR 164/09), the
//! address must be the one it was given for, and the purpose may let it run out.

pub use crate::standing::{ConsentStatus, Standing};
use crate::{brand::Brand, joins::Joins};
use rapport_kernel::{
    BrandId, ChannelId, CustomerId, Identifier, IdentifierKind, PurposeId, SourceId, Span, Time, coded,
};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

/// What a person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Was told, at a sale, that the address will be used for similar goods and how to object (soft opt-in).
    Notice,
    /// Said yes.
    Grant,
    /// Asked for it; a double opt-in message goes out.
    RequestConfirmation,
    /// Confirmed the double opt-in.
    Confirm,
    /// Took it back.
    Withdraw,
    /// Objected to advertising (GDPR article 21).
    Object,
}

impl Act {
    /// Whether it is a "no".
    #[must_use]
    pub fn takes_back(self) -> bool {
        matches!(self, Self::Withdraw | Self::Object)
    }

    /// What was done, in English.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Notice => "was told of the use for similar goods",
            Self::Grant => "said yes",
            Self::RequestConfirmation => "asked for a confirmation",
            Self::Confirm => "confirmed",
            Self::Withdraw => "took it back",
            Self::Object => "objected",
        }
    }
}

/// What the person was shown, word for word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Which text.
    pub id: SmolStr,
    /// Counts up when the text changes; what was shown stays known by its own.
    pub version: u32,
    /// In which language (BCP 47).
    pub language: SmolStr,
    /// The full text as shown.
    pub text: SmolStr,
}

/// How the declaration can be proved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Someone says so; nothing can be shown. Never enough to send.
    Claimed,
    /// The person acted in front of us: signed, tapped at the till, used their own preference page.
    Personal {
        /// Where the evidence is: form number, session, receipt.
        reference: SmolStr,
    },
    /// A message to the address was answered by its owner.
    DoubleOptIn {
        /// What sort of address answered; proves nothing for other sorts.
        via: IdentifierKind,
        /// The token or message it was answered with.
        reference: SmolStr,
    },
    /// The address was given in the course of this sale.
    Sale {
        /// The shop's number of the sale.
        order: SmolStr,
    },
}

/// Something a person said about being contacted. Never changed once recorded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// When it was said.
    pub at: Time,
    /// Whether it says yes or no, asks for a confirmation, or gives one.
    pub act: Act,
    /// The sender it is about; another brand's messages are not touched.
    pub brand: BrandId,
    /// For which purpose; withdrawals and objections may leave it open: all of them.
    #[serde(default)]
    pub purpose: Option<PurposeId>,
    /// For which channel; withdrawals and objections may leave it open: all of them.
    #[serde(default)]
    pub channel: Option<ChannelId>,
    /// For which address, where there is one.
    #[serde(default)]
    pub address: Option<Identifier>,
    /// What the person was shown.
    #[serde(default)]
    pub wording: Option<Wording>,
    /// Where it was said.
    pub source: SourceId,
    /// How it can be proved.
    pub proof: Proof,
    /// Whether a public source said it, about a device of which it knew nothing more.
    #[serde(default)]
    pub public: bool,
}

/// Names one declaration as the one that allowed a message: purpose, channel, wording, moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsentVersion(pub SmolStr);

impl ConsentVersion {
    /// What it names: purpose and channel, if not all, and when it was declared; none for a name of another sort.
    #[must_use]
    pub fn names(name: &str) -> Option<(Option<&str>, Option<&str>, Time)> {
        let (what, at) = name.rsplit_once('@')?;
        let mut parts = what.splitn(3, '/');
        let mut one = || parts.next().map(|part| (part != "*").then_some(part));
        Some((one()?, one()?, at.parse().ok()?))
    }
}

impl Declaration {
    /// The name under which a permit refers to this declaration.
    #[must_use]
    pub fn version(&self) -> ConsentVersion {
        let purpose = self.purpose.as_ref().map_or("*", PurposeId::as_str);
        let channel = self.channel.as_ref().map_or("*", ChannelId::as_str);
        ConsentVersion(match &self.wording {
            Some(wording) => format_smolstr!("{purpose}/{channel}/{}.{}@{}", wording.id, wording.version, self.at),
            None => format_smolstr!("{purpose}/{channel}/-@{}", self.at),
        })
    }

    /// The declaration as a sheet one can hand over: everything that was said, shown and recorded, in the words of the time.
    /// Holds personal data.
    #[must_use]
    pub fn print(&self) -> String {
        let or_all = |id: Option<&str>| id.unwrap_or("all").to_owned();
        let mut lines = vec![
            format!("Declared: {} at {} at {}", self.act.words(), self.at, self.source),
            format!("Brand: {}", self.brand),
            format!("Purpose: {}", or_all(self.purpose.as_ref().map(PurposeId::as_str))),
            format!("Channel: {}", or_all(self.channel.as_ref().map(ChannelId::as_str))),
        ];
        lines.extend(self.address.as_ref().map(|address| format!("Address: {}", address.value)));
        if let Some(Wording { id, version, language, text }) = &self.wording {
            lines.push(format!("Wording: {id}, version {version}, {language}"));
            lines.push(format!("Text shown: {text}"));
        }
        lines.push(match &self.proof {
            Proof::Claimed => "Proof: none, claimed by the source".to_owned(),
            Proof::Personal { reference } => format!("Proof: given in person, {reference}"),
            Proof::DoubleOptIn { via, reference } => format!("Proof: double opt-in by {}, {reference}", via.words()),
            Proof::Sale { order } => format!("Proof: sale {order}"),
        });
        lines.join("\n")
    }

    pub(crate) fn covers(&self, brand: &BrandId, purpose: &PurposeId, channel: &ChannelId) -> bool {
        self.brand == *brand
            && self.purpose.as_ref().is_none_or(|own| own == purpose)
            && self.channel.as_ref().is_none_or(|own| own == channel)
    }
}

coded! {
    /// Why a declaration is not accepted. It then changes nothing.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
    #[serde(rename_all = "snake_case")]
    pub enum ConsentRefusal {
        /// Only withdrawals and objections may be for all purposes or channels.
        #[error("name the purpose and the channel: only a withdrawal or an objection may leave them open")]
        ScopeMissing = "scope_missing",
        /// What the person was shown must be kept.
        #[error("the wording the person was shown is missing")]
        WordingMissing = "wording_missing",
        /// A double opt-in needs an address.
        #[error("a double opt-in needs the address that is to confirm")]
        AddressMissing = "address_missing",
        /// A confirmation without a double opt-in proof by the address's own medium, or a notice without its sale.
        #[error("the proof does not fit: a confirmation needs a double opt-in by its own address, a notice needs its sale")]
        ProofMissing = "proof_missing",
        /// No request waits for this confirmation.
        #[error("nothing waits to be confirmed by this address")]
        NothingPending = "nothing_pending",
        /// The request is older than the brand's time for confirming.
        #[error("the time for confirming is over; ask again")]
        ConfirmationLate = "confirmation_late",
        /// It was said later than now.
        #[error("a declaration cannot be made in the future")]
        InFuture = "in_future",
        /// For another brand than the settings given.
        #[error("the declaration is for another brand")]
        OtherBrand = "other_brand",
    }
}

/// What became of an accepted declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applied {
    /// Recorded, and it counts.
    Recorded,
    /// Recorded, but an earlier withdrawal stands: new proof by the person is needed.
    WithoutEffect,
    /// The very same declaration was recorded before.
    Repeated,
}

/// A declaration and the identity it was said under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Recorded {
    /// What was said.
    pub declaration: Declaration,
    /// Under which identity; differs from the customer's id after a merge.
    pub origin: CustomerId,
}

impl Recorded {
    /// Reading order: by time, and a "no" after a "yes" of the same moment.
    fn order(&self) -> (Time, bool, &Self) {
        (self.declaration.at, self.declaration.act.takes_back(), self)
    }
}

/// Within so long the same "no" is not recorded again, so that whoever presses a link many times, or makes a program do it, fills no
/// log. Short, because a "yes" of that span is heard only if it is said now (rule 10).
pub const AGAIN: Span = Span::MINUTE;

/// How many of those that say the same "no", one after the other, are kept beside the last.
const SAME: usize = 15;

/// Everything a person ever said about being contacted, in the order it was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consents {
    recorded: Vec<Recorded>,
}

impl Consents {
    /// Records a declaration said under `origin`.
    ///
    /// # Errors
    /// [`ConsentRefusal`]; nothing is changed then.
    pub(crate) fn apply(
        &mut self,
        declaration: &mut Declaration,
        origin: CustomerId,
        brand: &Brand,
        joins: &Joins,
    ) -> Result<Applied, ConsentRefusal> {
        if self.recorded.contains(&Recorded { declaration: declaration.clone(), origin }) {
            return Ok(Applied::Repeated);
        }
        declaration.at = self.counts_from(declaration);
        self.accept(declaration, brand)?;
        let recorded = Recorded { declaration: declaration.clone(), origin };
        self.insert(recorded.clone());
        Ok(if self.counts(&recorded, joins) { Applied::Recorded } else { Applied::WithoutEffect })
    }

    /// Records a "no" that was said before this customer was known to share its address: it stands against what was said until then, and
    /// new proof that was given since stands against it, as if it had been recorded when it was said. Says whether it was new.
    pub(crate) fn take_over(&mut self, no: Declaration, origin: CustomerId) -> bool {
        let recorded = Recorded { declaration: no, origin };
        let new = recorded.declaration.act.takes_back() && !self.recorded.contains(&recorded);
        if new {
            self.insert(recorded);
        }
        new
    }

    /// Rule 10: the first "no" about the same that may have been said again, unrecorded, after this.
    pub(crate) fn again_after(&self, said: &Declaration) -> Option<Time> {
        let noes = self.recorded.iter().map(|entry| &entry.declaration).filter(|no| no.act.takes_back());
        noes.filter(|no| within(no.at, said.at) && covers_same(no, said)).map(|no| no.at).min()
    }

    /// The latest date of anything that was said about the same.
    pub(crate) fn latest(&self, said: &Declaration) -> Option<Time> {
        self.recorded
            .iter()
            .map(|entry| &entry.declaration)
            .filter(|old| covers_same(old, said))
            .map(|old| old.at)
            .max()
    }

    /// Rule 7: when this was said, as far as what stands already is concerned.
    fn counts_from(&self, said: &Declaration) -> Time {
        let taken_back = self
            .recorded
            .iter()
            .map(|entry| &entry.declaration)
            .filter(|yes| said.act.takes_back() && !yes.act.takes_back() && covers_same(said, yes));
        taken_back.map(|yes| yes.at).fold(said.at, Time::max)
    }

    fn accept(&self, said: &Declaration, brand: &Brand) -> Result<(), ConsentRefusal> {
        if said.brand != brand.id {
            return Err(ConsentRefusal::OtherBrand);
        }
        if said.act.takes_back() {
            return Ok(());
        }
        let (Some(_), Some(_)) = (&said.purpose, &said.channel) else { return Err(ConsentRefusal::ScopeMissing) };
        if said.wording.as_ref().is_none_or(|wording| wording.text.is_empty()) && said.act != Act::Confirm {
            return Err(ConsentRefusal::WordingMissing);
        }
        match said.act {
            Act::RequestConfirmation if said.address.is_none() => Err(ConsentRefusal::AddressMissing),
            Act::Notice if !matches!(said.proof, Proof::Sale { .. }) => Err(ConsentRefusal::ProofMissing),
            Act::Confirm => self.accept_confirmation(said, brand),
            _ => Ok(()),
        }
    }

    fn accept_confirmation(&self, said: &Declaration, brand: &Brand) -> Result<(), ConsentRefusal> {
        let Some(address) = &said.address else { return Err(ConsentRefusal::AddressMissing) };
        if !matches!(&said.proof, Proof::DoubleOptIn { via, .. } if *via == address.kind) {
            return Err(ConsentRefusal::ProofMissing);
        }
        let request = self.request_before(said).ok_or(ConsentRefusal::NothingPending)?;
        let stopped = |no: &&Recorded| {
            let no = &no.declaration;
            no.act.takes_back() && no.at >= request.at && no.at <= said.at && covers_same(no, said)
        };
        if self.recorded.iter().any(|entry| stopped(&entry)) {
            return Err(ConsentRefusal::NothingPending);
        }
        if said.at > request.at + brand.confirm_within {
            return Err(ConsentRefusal::ConfirmationLate);
        }
        Ok(())
    }

    /// The latest request by the same address that this confirmation may answer.
    pub(crate) fn request_before(&self, confirmation: &Declaration) -> Option<&Declaration> {
        self.recorded.iter().rev().map(|entry| &entry.declaration).find(|request| {
            request.act == Act::RequestConfirmation
                && request.at <= confirmation.at
                && request.address == confirmation.address
                && covers_same(request, confirmation)
        })
    }

    /// When the person last asked for a confirmation by this address.
    pub(crate) fn asked(&self, brand: &BrandId, channel: &ChannelId, address: &Identifier) -> Option<Time> {
        let by_it = |said: &&Declaration| {
            said.act == Act::RequestConfirmation
                && said.brand == *brand
                && said.channel.as_ref() == Some(channel)
                && said.address.as_ref() == Some(address)
        };
        self.recorded.iter().map(|entry| &entry.declaration).filter(by_it).map(|said| said.at).max()
    }

    fn insert(&mut self, recorded: Recorded) {
        let at = self.recorded.partition_point(|old| old.order() < recorded.order());
        self.recorded.insert(at, recorded);
        self.thin_out(at);
    }

    /// Whoever says the same "no" again and again, with no "yes" between, is kept with the first [`SAME`] and the last: the first say
    /// since when, also if a merge brings a "yes" from between them, the last against what. (The timeline has all of them.)
    fn thin_out(&mut self, at: usize) {
        let new = &self.recorded[at];
        if !new.declaration.act.takes_back() {
            return;
        }
        let yes =
            |entry: &Recorded| !entry.declaration.act.takes_back() && covers_same(&entry.declaration, &new.declaration);
        let from = self.recorded[..at].iter().rposition(yes).map_or(0, |yes| yes + 1);
        let to = self.recorded[at..].iter().position(yes).map_or(self.recorded.len(), |yes| at + yes);
        let run: Vec<usize> = (from..to).filter(|place| says_the_same(&self.recorded[*place], new)).collect();
        for place in run.iter().skip(SAME).rev().skip(1) {
            self.recorded.remove(*place);
        }
    }

    /// Whether this "no", said under `origin`, stands already and was said so shortly before that it changes nothing.
    pub(crate) fn says_already(&self, said: &Declaration, origin: CustomerId) -> bool {
        let again = Recorded { declaration: said.clone(), origin };
        let lately = |no: &Recorded| within(no.declaration.at, said.at);
        let stands = |no: &Declaration| {
            let yes = self.recorded.iter().map(|entry| &entry.declaration);
            !yes.into_iter().any(|yes| !yes.act.takes_back() && yes.at > no.at && covers_same(yes, no))
        };
        let mut noes = self.recorded.iter().filter(|no| says_the_same(no, &again) && lately(no));
        said.act.takes_back() && noes.any(|no| stands(&no.declaration))
    }

    /// Whether this entry has the effect it was meant to have.
    fn counts(&self, entry: &Recorded, joins: &Joins) -> bool {
        let said = &entry.declaration;
        let (Some(purpose), Some(channel)) = (&said.purpose, &said.channel) else { return true };
        let standing = self.standing(&said.brand, purpose, channel, joins);
        match said.act {
            Act::Grant | Act::Confirm => standing.given.contains(&said),
            _ => true,
        }
    }

    /// Everything that was said, oldest first.
    #[must_use]
    pub fn history(&self) -> &[Recorded] {
        &self.recorded
    }

    /// The same address in another spelling.
    pub(crate) fn respell(&mut self, from: &Identifier, to: &Identifier) {
        for mut recorded in std::mem::take(&mut self.recorded) {
            if recorded.declaration.address.as_ref() == Some(from) {
                recorded.declaration.address = Some(to.clone());
            }
            if !self.recorded.contains(&recorded) {
                self.insert(recorded);
            }
        }
    }

    /// Takes over what was said under another identity. Nothing is lost, what both know stands once.
    pub(crate) fn merge(&mut self, other: Self, on_public_word: bool) {
        for recorded in other.recorded {
            // Anybody can say no on a device of their own, and then that the device is someone's.
            if on_public_word && recorded.declaration.public {
                continue;
            }
            if !self.recorded.contains(&recorded) {
                self.insert(recorded);
            }
        }
    }
}

/// Whether a "no" of the first moment could be said again at the second without being recorded.
pub(crate) fn within(no: Time, at: Time) -> bool {
    no <= at && at.since(no) < AGAIN
}

/// Whether two say the same of the same, whenever and however it was said.
fn says_the_same(one: &Recorded, other: &Recorded) -> bool {
    let (a, b) = (&one.declaration, &other.declaration);
    one.origin == other.origin
        && (a.act, &a.brand, &a.purpose, &a.channel, &a.address, a.public)
            == (b.act, &b.brand, &b.purpose, &b.channel, &b.address, b.public)
}

/// Whether two declarations are about the same thing, or one about all of what the other is about.
fn covers_same(a: &Declaration, b: &Declaration) -> bool {
    fn meet<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
        a.is_none() || b.is_none() || a == b
    }
    a.brand == b.brand && meet(&a.purpose, &b.purpose) && meet(&a.channel, &b.channel)
}
