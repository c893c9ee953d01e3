//! What an entry of a person's history says, as sentences with their values: the headline first, then what more there is.

use crate::view::{
    All, DeliveryCode, EntrySaid as Said, ExitCode, IdentifierCode, MomentCode, RefusalCode, VoucherRefusalCode,
    said::{Moment, Worth},
};
use rapport_channel::Outcome;
use rapport_customer::{
    Act, Applied, Cause, ConsentRefusal, Declaration, Link, Refusal, Ruling, SendKey, consent::ConsentVersion, gate,
};
use rapport_engine::{VoucherResult, What};
use rapport_kernel::{Event, EventKind, IdentifierKind};

/// The sentences of one entry.
#[must_use]
pub fn entry(what: &What) -> Vec<Said> {
    match what {
        What::Event(event) => vec![event_said(event)],
        What::Consent { declaration, result } => consent(declaration, result),
        What::Suppressed(suppression) => {
            vec![Said::Suppressed { suppression: suppression.reason.into() }]
        }
        What::Merged(merge) => vec![Said::Merged, cause(&merge.because)],
        What::Stale { matched, .. } => vec![Said::JourneyStale { at: Moment(*matched) }],
        What::NotEntered { why, .. } => vec![Said::JourneyNotEntered { refusal: refusal(why) }],
        What::Entered { version, .. } => vec![Said::JourneyEntered { version: *version }],
        What::Stepped { step, .. } => vec![Said::JourneyStepped { step: step.to_string() }],
        What::Goal { .. } => vec![Said::JourneyGoal],
        What::Exited { why, .. } => vec![match ExitCode::find(why) {
            Some(exit) => Said::JourneyExited { exit },
            None => Said::JourneyExitedFor { reason: why.to_string() },
        }],
        What::Decided { send_key, claiming, ruling } => {
            vec![decision(channel(send_key), ruling), Said::DecisionAsked { moment: moment(*claiming) }]
        }
        What::Claimed { send_key, cost, consent, .. } => {
            let consent = consent.as_ref().map(|consent| stood_behind(consent));
            let head = Said::DeliveryClaimed { channel: channel(send_key) };
            [head, Said::DeliveryCost { cost: (*cost).into() }].into_iter().chain(consent).collect()
        }
        What::Delivery { send_key, outcome, state, resolved } => {
            let state = (outcome.code() != state.as_str()).then(|| DeliveryCode::find(state)).flatten();
            let mut all = vec![delivery(channel(send_key), outcome)];
            all.extend(reason(outcome));
            all.extend(state.map(|state| Said::DeliveryState { state }));
            all.extend(resolved.as_ref().map(|resolved| Said::DeliveryResolved {
                person: resolved.author.to_string(),
                note: resolved.note.to_string(),
            }));
            all
        }
        What::Dropped { send_key, why, shown } => {
            let channel = channel(send_key);
            let head = if *shown { Said::DeliveryTakenDown { channel } } else { Said::DeliveryDropped { channel } };
            vec![head, Said::DeliveryBecause { refusal: refusal(why) }]
        }
        What::Overtaken { send_key, until } => {
            vec![Said::DeliveryOvertaken { channel: channel(send_key), until: Moment(*until) }]
        }
        What::Voucher { result, .. } => vec![voucher(result)],
        What::LookedBack { events, .. } => vec![Said::JourneyLookedBack { events: *events }],
        What::TraitSet { name, .. } => vec![Said::JourneyTraitSet { name: name.to_string() }],
        What::Placed { placement, shown } => {
            let placement = placement.to_string();
            vec![if shown.is_some() {
                Said::DeliveryShown { placement }
            } else {
                Said::DeliveryNothingShown { placement }
            }]
        }
    }
}

/// Which consent stood behind a message.
#[must_use]
pub fn stood_behind(consent: &str) -> Said {
    match ConsentVersion::names(consent) {
        Some((Some(purpose), Some(channel), at)) => {
            Said::DeliveryConsentOf { purpose: purpose.to_owned(), channel: channel.to_owned(), since: Moment(at) }
        }
        _ => Said::DeliveryConsent { consent: consent.to_owned() },
    }
}

/// A reason among those that have a word.
#[must_use]
pub fn refusal(code: &str) -> RefusalCode {
    RefusalCode::find(code).unwrap_or(RefusalCode::OTHER)
}

/// When the gate was asked.
#[must_use]
pub fn moment(claiming: bool) -> MomentCode {
    if claiming { MomentCode::SENDING } else { MomentCode::PLANNING }
}

fn channel(key: &SendKey) -> String {
    key.parts().map(|parts| parts.channel.to_string()).unwrap_or_default()
}

fn event_said(event: &Event) -> Said {
    let name = event.name.to_string();
    match event.kind {
        EventKind::Track => Said::EventTrack { name },
        EventKind::Page => Said::EventPage { name },
        EventKind::Screen => Said::EventScreen { name },
        EventKind::Identify => Said::EventIdentify,
        EventKind::Group => Said::EventGroup,
        EventKind::Alias => Said::EventAlias,
    }
}

fn consent(declaration: &Declaration, result: &Result<Applied, ConsentRefusal>) -> Vec<Said> {
    let head = match declaration.act {
        Act::Notice => Said::ConsentNotice,
        Act::Grant => Said::ConsentGrant,
        Act::RequestConfirmation => Said::ConsentRequestConfirmation,
        Act::Confirm => Said::ConsentConfirm,
        Act::Withdraw => Said::ConsentWithdraw,
        Act::Object => Said::ConsentObject,
    };
    let purpose = declaration.purpose.as_ref().map(ToString::to_string);
    let scope = match (purpose, declaration.channel.as_ref().map(ToString::to_string)) {
        (Some(purpose), Some(channel)) => Said::ConsentFor { purpose, channel },
        (Some(purpose), None) => Said::ConsentForPurpose { purpose },
        (None, Some(channel)) => Said::ConsentForChannel { channel },
        (None, None) => Said::ConsentForAll,
    };
    let became = match result {
        Ok(Applied::Recorded) => None,
        Ok(Applied::WithoutEffect) => Some(Said::ConsentWithoutEffect),
        Ok(Applied::Repeated) => Some(Said::ConsentRepeated),
        Err(refusal) => Some(Said::ConsentNotAccepted { consent_refusal: (*refusal).into() }),
    };
    [head, scope].into_iter().chain(became).collect()
}

/// Why two became one.
#[must_use]
pub fn cause(cause: &Cause) -> Said {
    let identifiers = All(cause.together.iter().map(|kind| identifier(*kind)).collect());
    match cause.link {
        Link::Alias => Said::MergedByAlias { identifiers },
        Link::Observed => Said::MergedByEvent { identifiers, identifier: identifier(cause.by) },
    }
}

/// A kind of identifier as answers name it.
#[must_use]
pub fn identifier(kind: IdentifierKind) -> IdentifierCode {
    match kind {
        IdentifierKind::UserId => IdentifierCode::USER_ID,
        IdentifierKind::AnonymousId => IdentifierCode::ANONYMOUS_ID,
        IdentifierKind::Email => IdentifierCode::EMAIL,
        IdentifierKind::Phone => IdentifierCode::PHONE,
        IdentifierKind::LoyaltyCard => IdentifierCode::LOYALTY_CARD,
        IdentifierKind::Device => IdentifierCode::DEVICE,
    }
}

fn decision(channel: String, ruling: &Ruling) -> Said {
    let refusal = refusal(ruling.why.map(Refusal::code).unwrap_or_default());
    match (ruling.outcome, ruling.until) {
        (gate::Outcome::Allowed, _) => Said::DecisionAllowed { channel },
        (gate::Outcome::Deferred, Some(until)) => Said::DecisionDeferred { channel, refusal, until: Moment(until) },
        (gate::Outcome::Deferred, None) => Said::DecisionWaits { channel, refusal },
        (gate::Outcome::Refused, _) => Said::DecisionRefused { channel, refusal },
    }
}

fn delivery(channel: String, outcome: &Outcome) -> Said {
    match outcome {
        Outcome::Accepted { .. } => Said::DeliveryAccepted { channel },
        Outcome::Refused { .. } => Said::DeliveryRefused { channel },
        Outcome::NotSent { .. } => Said::DeliveryNotSent { channel },
        Outcome::Stopped { .. } => Said::DeliveryStopped { channel },
        Outcome::Expired => Said::DeliveryExpired { channel },
        Outcome::Unknown { .. } => Said::DeliveryUnknown { channel },
        Outcome::Delivered => Said::DeliveryDelivered { channel },
        Outcome::Opened => Said::DeliveryOpened { channel },
        Outcome::Clicked { link } => Said::DeliveryClicked { channel, link: link.to_string() },
        Outcome::Bounced { .. } => Said::DeliveryBounced { channel },
        Outcome::Complained => Said::DeliveryComplained { channel },
        Outcome::Done => Said::DeliveryDone { channel },
        Outcome::NotInterested => Said::DeliveryNotInterested { channel },
        Outcome::NotNow => Said::DeliveryNotNow { channel },
        Outcome::Printed => Said::DeliveryPrinted { channel },
    }
}

/// Why an outcome is as it is, where it says so: one of our reasons, or the counterpart's own answer.
fn reason(outcome: &Outcome) -> Vec<Said> {
    match outcome {
        Outcome::Refused { code, permanent } | Outcome::Bounced { code, permanent } => {
            let because = match RefusalCode::find(code) {
                Some(refusal) => Said::DeliveryBecause { refusal },
                None => Said::DeliveryAnswer { answer: code.to_string() },
            };
            vec![because, if *permanent { Said::DeliveryForGood } else { Said::DeliveryForNow }]
        }
        Outcome::NotSent { why } | Outcome::Stopped { why } | Outcome::Unknown { why } => {
            vec![Said::DeliveryBecause { refusal: refusal(why) }]
        }
        _ => Vec::new(),
    }
}

fn voucher(result: &VoucherResult) -> Said {
    match result {
        VoucherResult::Issued { value, valid_until, .. } => {
            Said::VoucherIssued { worth: Worth::of(value), until: Moment(*valid_until) }
        }
        VoucherResult::Refused(code) => match VoucherRefusalCode::find(code) {
            Some(voucher_refusal) => Said::VoucherRefused { voucher_refusal },
            None => Said::VoucherRefusedFor { reason: code.to_string() },
        },
        VoucherResult::Redeemed { order, given, .. } => {
            Said::VoucherRedeemed { cost: (*given).into(), order: order.to_string() }
        }
        VoucherResult::RolledBack { order, .. } => Said::VoucherRolledBack { order: order.to_string() },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rapport_customer::send_key::SendKey;
    use rapport_kernel::{CustomerId, Lsn};

    #[test]
    fn every_outcome_of_a_delivery_has_its_code_and_its_sentence() {
        let (code, why, link) = (|| "550".into(), || "tls".into(), || "shop".into());
        let outcomes = [
            Outcome::Accepted { provider_id: None },
            Outcome::Refused { code: code(), permanent: true },
            Outcome::NotSent { why: why() },
            Outcome::Stopped { why: why() },
            Outcome::Expired,
            Outcome::Unknown { why: why() },
            Outcome::Delivered,
            Outcome::Opened,
            Outcome::Clicked { link: link() },
            Outcome::Bounced { permanent: false, code: code() },
            Outcome::Complained,
            Outcome::Done,
            Outcome::NotInterested,
            Outcome::NotNow,
            Outcome::Printed,
        ];
        for outcome in outcomes {
            assert!(DeliveryCode::find(outcome.code()).is_some(), "{}", outcome.code());
            let said = serde_json::to_value(delivery("email".into(), &outcome)).unwrap();
            assert_eq!(said["code"], format!("delivery_{}", outcome.code()));
        }
    }

    #[test]
    fn a_reason_of_ours_is_named_and_an_answer_from_outside_is_quoted() {
        let key = SendKey::new(&"j".into(), 1, &"s".into(), CustomerId(7), &"email".into(), Lsn(1));
        let delivery =
            |outcome| What::Delivery { send_key: key.clone(), outcome, state: "refused".into(), resolved: None };
        let english = |what: &What| entry(what).iter().map(ToString::to_string).collect::<Vec<_>>();
        let refused = delivery(Outcome::Refused { code: "550 5.1.1".into(), permanent: true });
        assert_eq!(english(&refused), ["email: refused", "550 5.1.1", "for good"]);
        let lost = delivery(Outcome::NotSent { why: "tls".into() });
        assert_eq!(english(&lost), ["email: not sent", "tls", "refused"]);
        assert_eq!(refusal("of a later release").to_string(), "other");
        let dropped = |shown| What::Dropped { send_key: key.clone(), why: "already_bought".into(), shown };
        assert_eq!(english(&dropped(false))[0], "email not sent");
        assert_eq!(english(&dropped(true))[0], "email: no longer shown", "it was there, and was taken off");
        let consent = "offers/email/offers.3@2026-11-20T12:00:00Z";
        let of = serde_json::to_value(stood_behind(consent)).unwrap();
        assert_eq!(of["code"], "delivery_consent_of");
        assert_eq!(of["purpose"], "offers");
        assert_eq!(stood_behind("odd").to_string(), "by consent odd");
    }
}
