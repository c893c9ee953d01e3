//! A brand's settings: the document in which a company says who it is, what it may write to people for, by which
//! ways, how often, when not, and whom it leaves alone on purpose.
//!
//! What the law of a country demands is data here (soft opt-in, double opt-in per channel, expiry, public holidays),
//! so that another country is another line and not another program. [`Brand::check`] finds what is wrong in a
//! document before it counts.

use crate::{look::Look, soft_opt_in::SoftOptInRule};
use jiff::civil::{Date, Time as LocalTime};
use rapport_kernel::{BrandId, ChannelId, ChannelKind, Currency, IdentifierKind, Money, PurposeId, Span};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A brand and everything it has decided about talking to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// The brand's id.
    pub id: BrandId,
    /// How people know it.
    pub name: SmolStr,
    /// Who writes.
    #[serde(default)]
    pub sender: Sender,
    /// How the pages look that customers open from a message.
    #[serde(default)]
    pub look: Look,
    /// IANA time zone used where a customer's own is unknown.
    #[serde(default = "utc")]
    pub zone: SmolStr,
    /// ISO 3166 country (two capitals) used where a customer's own is unknown.
    #[serde(default)]
    pub country: SmolStr,
    /// Languages of the brand's texts (BCP 47), the first is the default.
    #[serde(default)]
    pub languages: Vec<SmolStr>,
    /// What its sources write where they have no id, besides what programs usually write (`undefined`, `null`, `0`).
    #[serde(default)]
    pub placeholders: Vec<SmolStr>,
    /// Currency of the brand's orders and sums.
    #[serde(default)]
    pub currency: Currency,
    /// What people may be contacted for.
    #[serde(default)]
    pub purposes: Vec<Purpose>,
    /// The ways to reach people.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Frequency caps over all channels together; all of them hold.
    #[serde(default)]
    pub caps: Vec<Cap>,
    /// How many messages, service messages too, public sources' words may lead to for one customer; all of them hold.
    #[serde(default = "public_caps")]
    pub public_caps: Vec<Cap>,
    /// When people are left in peace.
    #[serde(default)]
    pub quiet: Option<Quiet>,
    /// Public holidays by country.
    #[serde(default)]
    pub holidays: Vec<Holidays>,
    /// Customers never contacted for marketing, so that the whole effort can be measured.
    #[serde(default)]
    pub hold_out: Option<HoldOut>,
    /// How behaviour becomes affinity.
    #[serde(default)]
    pub affinity: AffinitySettings,
    /// Where the law lets a seller write to buyers without prior consent; a country that is not here has no such rule.
    #[serde(default)]
    pub soft_opt_in: Vec<SoftOptInRule>,
    /// How long a double opt-in may be confirmed after it was asked for.
    #[serde(default = "three_days")]
    pub confirm_within: Span,
}

fn utc() -> SmolStr {
    SmolStr::new_static("UTC")
}

/// Anybody can say what a page's key says, so it must not fill a mailbox: few an hour, and not many a day.
fn public_caps() -> Vec<Cap> {
    vec![Cap { max: 4, per: Span::HOUR }, Cap { max: 10, per: Span::DAY }]
}

fn three_days() -> Span {
    Span::DAY.times(3)
}

fn yes() -> bool {
    true
}

/// Who a message comes from, as the law wants it named in each message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// Shown name.
    #[serde(default)]
    pub name: SmolStr,
    /// From address.
    #[serde(default)]
    pub email: SmolStr,
    /// Where answers go, if elsewhere.
    #[serde(default)]
    pub reply_to: SmolStr,
    /// Postal address and register data printed under each message.
    #[serde(default)]
    pub imprint: SmolStr,
    /// Whether the links of advertising e-mail lead straight to their targets, so that no one learns who followed them.
    /// Links of service mail always do.
    #[serde(default)]
    pub plain_links: bool,
    /// Hosts that its links and pictures may lead to besides those its authors wrote into the content: where data says
    /// where they lead. `shop.example`, or `*.shop.example` for every host below it.
    #[serde(default)]
    pub link_hosts: Vec<SmolStr>,
}

/// Whether a host is one of these. `*.shop.example` stands for every host below `shop.example`.
#[must_use]
pub fn is_listed(host: &str, hosts: &[SmolStr]) -> bool {
    hosts.iter().any(|listed| match listed.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|below| below.len() > 1 && below.ends_with('.')),
        None => listed == host,
    })
}

/// Whether this may stand in a list of hosts.
#[must_use]
pub fn is_host(listed: &str) -> bool {
    let name = listed.strip_prefix("*.").unwrap_or(listed);
    name.len() <= 253 && name.contains('.') && !name.starts_with('.') && host(name).is_some_and(|host| host == name)
}

/// The host of `host` or `host:port`, in small letters.
#[must_use]
pub fn host(place: &str) -> Option<SmolStr> {
    let (host, port) = place.split_once(':').unwrap_or((place, ""));
    let good = !host.is_empty() && host.chars().all(is_of_host) && port.bytes().all(|b| b.is_ascii_digit());
    good.then(|| host.to_lowercase().into())
}

/// What a host's name is made of.
#[must_use]
pub fn is_of_host(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-'
}

/// Whether a purpose is advertising, or something the person needs from us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurposeKind {
    /// Advertising: needs consent, counts against caps, keeps quiet hours, is held out.
    #[default]
    Marketing,
    /// Needed for a contract or asked for by the person (order confirmation, opt-in mail, erasure receipt): no consent,
    /// no caps, no quiet hours, no hold-out; a suppression of scope `all` still stops it.
    Service,
}

/// Something people may be contacted for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// The purpose's id, such as `offers`.
    pub id: PurposeId,
    /// Advertising or service.
    #[serde(default)]
    pub kind: PurposeKind,
    /// What people are asked to agree to, by version and language.
    #[serde(default)]
    pub wordings: Vec<WordingText>,
    /// After how long a consent that was not renewed no longer counts; `null`: until it is taken back.
    #[serde(default)]
    pub expires_after: Option<Span>,
}

/// One version of what people are asked, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingText {
    /// Grows with each change of the text.
    pub version: u32,
    /// Language (BCP 47).
    pub language: SmolStr,
    /// The sentence.
    pub text: SmolStr,
}

/// By what sort of address a channel reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// An e-mail address.
    Email,
    /// A phone number (calls, SMS).
    Phone,
    /// A device (push).
    Device,
    /// No address: the person is here (web page, branch, till).
    #[default]
    Presence,
}

impl Medium {
    /// The kind of identifier that is the address; `None` if none is needed.
    #[must_use]
    pub fn identifier(self) -> Option<IdentifierKind> {
        match self {
            Self::Email => Some(IdentifierKind::Email),
            Self::Phone => Some(IdentifierKind::Phone),
            Self::Device => Some(IdentifierKind::Device),
            Self::Presence => None,
        }
    }
}

/// One way to reach people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The channel's id, such as `newsletter`.
    pub id: ChannelId,
    /// Its kind, such as `email`; absent: the one called like the channel. See [`Channel::kind`].
    #[serde(default)]
    pub kind: Option<ChannelKind>,
    /// What sort of address it needs.
    #[serde(default)]
    pub medium: Medium,
    /// What one message costs.
    #[serde(default)]
    pub unit_cost: Money,
    /// Frequency caps of this channel; all of them hold.
    #[serde(default)]
    pub caps: Vec<Cap>,
    /// Whether a consent counts only after double opt-in (the address was proved to be the person's).
    #[serde(default)]
    pub double_opt_in: bool,
    /// Whether quiet hours apply: `false` where the person comes to us (branch, till, web page).
    #[serde(default = "yes")]
    pub keeps_quiet_hours: bool,
    /// Whether every message on this channel says how to object to further ones, as soft opt-in demands.
    #[serde(default)]
    pub says_how_to_object: bool,
}

impl Channel {
    /// A channel with this id and medium and no cost, caps or demands.
    #[must_use]
    pub fn new(id: &str, medium: Medium) -> Self {
        Self {
            id: id.into(),
            kind: None,
            medium,
            unit_cost: Money::default(),
            caps: Vec::new(),
            double_opt_in: false,
            keeps_quiet_hours: true,
            says_how_to_object: false,
        }
    }

    /// What kind of channel it is. Nothing can be sent on one whose kind the program does not have.
    #[must_use]
    pub fn kind(&self) -> ChannelKind {
        self.kind.clone().unwrap_or_else(|| ChannelKind(self.id.0.clone()))
    }
}

/// At most `max` messages in any window of length `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// As many messages as may fall into one window.
    pub max: u32,
    /// In what time; the window rolls, it does not start at midnight.
    pub per: Span,
}

/// When people are left in peace, by their own clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// Quiet from this local time on.
    pub from: LocalTime,
    /// Until this local time, exclusive; earlier than `from` means over midnight, equal means no quiet hours.
    pub to: LocalTime,
    /// Days that are quiet from midnight to midnight.
    #[serde(default)]
    pub days: Vec<Day>,
    /// Whether public holidays of the customer's country are quiet from midnight to midnight.
    #[serde(default)]
    pub on_holidays: bool,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<jiff::civil::Weekday> for Day {
    fn from(day: jiff::civil::Weekday) -> Self {
        use jiff::civil::Weekday as W;
        match day {
            W::Monday => Self::Monday,
            W::Tuesday => Self::Tuesday,
            W::Wednesday => Self::Wednesday,
            W::Thursday => Self::Thursday,
            W::Friday => Self::Friday,
            W::Saturday => Self::Saturday,
            W::Sunday => Self::Sunday,
        }
    }
}

/// The public holidays of one country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    /// ISO 3166 country, two capitals.
    pub country: SmolStr,
    /// The days.
    pub dates: Vec<Date>,
}

/// A share of the customers that is left alone on purpose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldOut {
    /// How many of a hundred, 0 to 100; fractions are fine.
    pub percent: f64,
    /// Any text: another key draws other customers. An empty key of a journey means the brand's key.
    #[serde(default)]
    pub key: SmolStr,
}

/// How behaviour becomes affinity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AffinitySettings {
    /// After this time an affinity is worth half.
    pub half_life: Span,
    /// What one event of a name adds for each product and category in it.
    pub weights: Vec<Weight>,
}

/// What one event adds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The event's name, such as `Product Viewed`.
    pub event: SmolStr,
    /// How much; may be negative.
    pub weight: f64,
}

impl Default for AffinitySettings {
    fn default() -> Self {
        let weights =
            [("Product Viewed", 1.0), ("Products Searched", 1.5), ("Product Added", 3.0), ("Order Completed", 5.0)];
        Self {
            half_life: Span::DAY.times(30),
            weights: weights.map(|(event, weight)| Weight { event: event.into(), weight }).into(),
        }
    }
}

/// Something wrong in a brand's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{path}: {message}")]
pub struct BrandProblem {
    /// Stable name, such as `unknown_zone`.
    pub code: &'static str,
    /// Where in the document, such as `channels.email.caps`.
    pub path: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl Brand {
    /// A brand with this id and name, no purposes and no channels.
    #[must_use]
    pub fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            sender: Sender::default(),
            look: Look::default(),
            zone: utc(),
            country: SmolStr::default(),
            languages: Vec::new(),
            placeholders: Vec::new(),
            currency: Currency::EUR,
            purposes: Vec::new(),
            channels: Vec::new(),
            caps: Vec::new(),
            public_caps: public_caps(),
            quiet: None,
            holidays: Vec::new(),
            hold_out: None,
            affinity: AffinitySettings::default(),
            soft_opt_in: Vec::new(),
            confirm_within: three_days(),
        }
    }

    /// The settings of a purpose.
    #[must_use]
    pub fn purpose(&self, id: &PurposeId) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.id == *id)
    }

    /// The settings of a channel.
    #[must_use]
    pub fn channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == *id)
    }

    /// What the channel needs as address; unknown channels need none.
    #[must_use]
    pub fn medium(&self, id: &ChannelId) -> Medium {
        self.channel(id).map_or(Medium::Presence, |channel| channel.medium)
    }

    /// What kind of channel that is; one the brand does not have is of the kind called like it.
    #[must_use]
    pub fn kind(&self, id: &ChannelId) -> ChannelKind {
        self.channel(id).map_or_else(|| ChannelKind(id.0.clone()), Channel::kind)
    }

    /// Whether this day is a public holiday in this country.
    #[must_use]
    pub fn is_holiday(&self, country: &str, date: Date) -> bool {
        self.holidays.iter().any(|list| list.country == country && list.dates.contains(&date))
    }

    /// The longest window any cap of this brand looks back.
    #[must_use]
    pub fn longest_cap(&self) -> Span {
        let channels = self.channels.iter().flat_map(|channel| &channel.caps);
        self.caps.iter().chain(&self.public_caps).chain(channels).map(|cap| cap.per).max().unwrap_or(Span::ZERO)
    }

    /// Everything that is wrong in the document; empty if it may be used.
    #[must_use]
    pub fn check(&self) -> Vec<BrandProblem> {
        crate::brand_check::check(self)
    }

    /// What must not change in it; `before` are all the settings that ever held, the newest first.
    #[must_use]
    pub fn check_against(&self, before: &[Self]) -> Vec<BrandProblem> {
        crate::brand_check::check_against(self, before)
    }
}
