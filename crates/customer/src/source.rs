//! What a source may do: how far its key is trusted, and the scope it was given.
//!
//! The key of a page or an app can be read by everybody who opens it, so it proves nothing about who speaks. Such a source
//! is *public*. A *trusted* source is a program of the company's own: server, till, ERP, whose key no one else sees.
//! Every request that comes with a write key is a [`Wish`], and [`Scope::permits`] is the one place that judges it:
//!
//! | act | public | trusted |
//! |---|---|---|
//! | events | yes; what it says of someone known waits as a claim (see [`claim`](crate::claim)) | yes |
//! | decide | by anonymous or user id; nothing personal in the answer | yes |
//! | ask for a confirmation (double opt-in) | yes, except by our own customer id | yes |
//! | withdraw, object | only for the device it runs on: by anonymous id | yes |
//! | consent without proof, consent with proof, suppress, vouchers, look-ups, reports | never | if given |
//!
//! Whatever it does, it does for its own brand, and, where it has any, at its own branches.

use rapport_kernel::{BrandId, IdentifierKind, coded};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

coded! {
    /// How far the holder of a write key is believed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Trust {
        /// Everybody can read its key: a page or an app.
        Public = "public",
        /// Only the company's own programs know its key: server, till, ERP.
        Trusted = "trusted",
    }
}

coded! {
    /// What can be done with a write key.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum SourceAct {
        /// Say what happened.
        Events = "events",
        /// Ask what to show.
        Decide = "decide",
        /// Have someone asked whether they agree (double opt-in).
        RequestConsent = "request_consent",
        /// Take back or object.
        Withdraw = "withdraw",
        /// Say that someone agreed, without proof.
        ClaimConsent = "claim_consent",
        /// Say that someone agreed, or was told, with proof.
        ProveConsent = "prove_consent",
        /// Say that someone must not be written to.
        Suppress = "suppress",
        /// Try, redeem and take back vouchers.
        Vouchers = "vouchers",
        /// See what is known: a voucher.
        LookUp = "look_up",
        /// Hand in what came of messages: returned mail.
        Reports = "reports",
    }
}

coded! {
    /// Why a source may not do something.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
    #[serde(rename_all = "snake_case")]
    pub enum SourceRefusal {
        /// A public source never may.
        #[error("this source's key can be read by everybody: do this from a trusted source, such as your own server")]
        NeedsTrust = "needs_trust",
        /// It was not given this act.
        #[error("this source was not given this act: give it in the settings, or use another source's key")]
        ActNotAllowed = "act_not_allowed",
        /// It speaks for another brand.
        #[error("this source speaks for another brand: use a key of the brand that is meant")]
        ForeignBrand = "foreign_brand",
        /// It speaks for other branches.
        #[error("this source speaks for other branches: use the key of the branch that is meant")]
        ForeignBranch = "foreign_branch",
        /// It speaks for several branches and did not say for which.
        #[error("this source speaks for several branches: say at which of them this happens")]
        BranchMissing = "branch_missing",
        /// A public source cannot name a person this way.
        #[error("a public source cannot name the person this way: use the device's anonymous id, or a trusted source")]
        NamedTooClosely = "named_too_closely",
    }
}

impl Trust {
    /// What is believed of a source where no one said: pages and apps are public.
    #[must_use]
    pub fn usual(touchpoint: &str) -> Self {
        match touchpoint {
            "till" | "branch" | "call_centre" => Self::Trusted,
            _ => Self::Public,
        }
    }

    /// Whether a source of this trust can be given an act at all.
    #[must_use]
    pub fn may(self, act: SourceAct) -> bool {
        use SourceAct as A;
        self == Self::Trusted || matches!(act, A::Events | A::Decide | A::RequestConsent | A::Withdraw)
    }

    /// What a new source may do where no one says: all it can, except handing in reports, which silence addresses.
    #[must_use]
    pub fn usual_acts(self) -> Vec<SourceAct> {
        let usual = |act: &&SourceAct| self.may(**act) && **act != SourceAct::Reports;
        SourceAct::ALL.iter().filter(usual).copied().collect()
    }
}

/// How a request names the person it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// By our own id of the customer.
    Customer,
    /// By an address, number, card, cookie or device.
    By(IdentifierKind),
}

/// What a request with a write key wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish<'a> {
    /// What it would make happen; the source needs the right to it.
    pub act: SourceAct,
    /// For which brand, if it is about one.
    pub brand: Option<&'a BrandId>,
    /// At which branch, if at one.
    pub branch: Option<&'a str>,
    /// How it names the person, if it names one.
    pub named: Option<Named>,
}

impl Wish<'_> {
    /// An act about no one and nothing in particular.
    #[must_use]
    pub fn to(act: SourceAct) -> Self {
        Self { act, brand: None, branch: None, named: None }
    }
}

/// What a source was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// How far it is believed.
    pub trust: Trust,
    /// What it may do.
    pub acts: Vec<SourceAct>,
    /// Whose customers and journeys it speaks of.
    pub brand: BrandId,
    /// At which branches; none: at all of the brand's.
    pub branches: Vec<SmolStr>,
}

impl Scope {
    /// What a source of this trust gets where no one says more.
    #[must_use]
    pub fn usual(trust: Trust, brand: BrandId) -> Self {
        Self { trust, acts: trust.usual_acts(), brand, branches: Vec::new() }
    }

    /// Whether a source of this scope may do this.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn permits(&self, wish: &Wish<'_>) -> Result<(), SourceRefusal> {
        if !self.trust.may(wish.act) {
            return Err(SourceRefusal::NeedsTrust);
        }
        if !self.acts.contains(&wish.act) {
            return Err(SourceRefusal::ActNotAllowed);
        }
        if wish.brand.is_some_and(|brand| *brand != self.brand) {
            return Err(SourceRefusal::ForeignBrand);
        }
        if wish.branch.is_some() {
            self.branch(wish.branch)?;
        }
        if self.trust == Trust::Public && !wish.named.is_none_or(|named| may_name(wish.act, named)) {
            return Err(SourceRefusal::NamedTooClosely);
        }
        Ok(())
    }

    /// At which branch a source of this scope acts where it has to be at one: the branch it names, or its only one.
    /// Leaving the branch out is no way around the scope.
    ///
    /// # Errors
    /// [`SourceRefusal::ForeignBranch`], and [`SourceRefusal::BranchMissing`] if it has several and names none.
    pub fn branch<'a>(&'a self, named: Option<&'a str>) -> Result<Option<&'a str>, SourceRefusal> {
        match (named, self.branches.as_slice()) {
            (named, []) => Ok(named),
            (None, [only]) => Ok(Some(only)),
            (None, _) => Err(SourceRefusal::BranchMissing),
            (Some(named), own) if own.iter().any(|own| own == named) => Ok(Some(named)),
            (Some(_), _) => Err(SourceRefusal::ForeignBranch),
        }
    }
}

/// How a public source may name the person. An address or user id can be anybody's; the anonymous id is a secret between
/// one device and us.
fn may_name(act: SourceAct, named: Named) -> bool {
    use IdentifierKind as K;
    match (act, named) {
        (SourceAct::RequestConsent, Named::By(_)) => true,
        (SourceAct::Decide, Named::By(kind)) => matches!(kind, K::AnonymousId | K::UserId),
        (SourceAct::Withdraw, Named::By(kind)) => kind == K::AnonymousId,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(act: SourceAct) -> Wish<'static> {
        Wish::to(act)
    }

    #[test]
    fn a_public_source_can_be_given_only_what_harms_nobody_else() {
        let everything = Scope { acts: SourceAct::ALL.to_vec(), ..Scope::usual(Trust::Public, BrandId::from("acme")) };
        let table: Vec<(&str, bool)> =
            SourceAct::ALL.iter().map(|act| (act.code(), everything.permits(&wish(*act)).is_ok())).collect();
        assert_eq!(
            table,
            [
                ("events", true),
                ("decide", true),
                ("request_consent", true),
                ("withdraw", true),
                ("claim_consent", false),
                ("prove_consent", false),
                ("suppress", false),
                ("vouchers", false),
                ("look_up", false),
                ("reports", false),
            ]
        );
    }

    #[test]
    fn a_trusted_source_does_what_it_was_given_for_its_brand_and_branches() {
        let (acme, other) = (BrandId::from("acme"), BrandId::from("other"));
        let till = Scope {
            acts: vec![SourceAct::Vouchers],
            branches: vec!["mitte".into()],
            ..Scope::usual(Trust::Trusted, acme.clone())
        };
        let redeem = wish(SourceAct::Vouchers);
        assert_eq!(till.permits(&Wish { brand: Some(&acme), branch: Some("mitte"), ..redeem }), Ok(()));
        assert_eq!(till.permits(&Wish { brand: Some(&other), ..redeem }), Err(SourceRefusal::ForeignBrand));
        assert_eq!(till.permits(&Wish { branch: Some("west"), ..redeem }), Err(SourceRefusal::ForeignBranch));
        assert_eq!(till.permits(&wish(SourceAct::Reports)), Err(SourceRefusal::ActNotAllowed));
    }

    #[test]
    fn leaving_the_branch_out_is_no_way_around_the_scope() {
        let at = |branches: &[&str]| Scope {
            branches: branches.iter().copied().map(SmolStr::from).collect(),
            ..Scope::usual(Trust::Trusted, BrandId::from("acme"))
        };
        let (all, one, two) = (at(&[]), at(&["mitte"]), at(&["mitte", "west"]));
        assert_eq!([all.branch(None), all.branch(Some("mitte"))], [Ok(None), Ok(Some("mitte"))]);
        assert_eq!([one.branch(None), one.branch(Some("mitte"))], [Ok(Some("mitte")); 2]);
        assert_eq!([one.branch(Some("west")), two.branch(Some("east"))], [Err(SourceRefusal::ForeignBranch); 2]);
        assert_eq!([two.branch(None), two.branch(Some("west"))], [Err(SourceRefusal::BranchMissing), Ok(Some("west"))]);
    }

    #[test]
    fn a_public_source_speaks_only_for_its_own_device_when_it_takes_something_back() {
        let page = Scope::usual(Trust::Public, BrandId::from("acme"));
        let by = |act, named| page.permits(&Wish { named: Some(named), ..wish(act) });
        let email = Named::By(IdentifierKind::Email);
        let (user, device) = (Named::By(IdentifierKind::UserId), Named::By(IdentifierKind::AnonymousId));
        let no = Err(SourceRefusal::NamedTooClosely);
        assert_eq!([by(SourceAct::Withdraw, email), by(SourceAct::Withdraw, user)], [no, no]);
        assert_eq!(by(SourceAct::Withdraw, device), Ok(()));
        assert_eq!([by(SourceAct::Decide, email), by(SourceAct::Decide, Named::Customer)], [no, no]);
        assert_eq!([by(SourceAct::Decide, user), by(SourceAct::RequestConsent, email)], [Ok(()), Ok(())]);
    }

    #[test]
    fn what_is_not_said_is_safe() {
        let trust = |touchpoint| Trust::usual(touchpoint).code();
        assert_eq!(["shop", "app", "social", "new"].map(trust), ["public"; 4]);
        assert_eq!(["till", "branch", "call_centre"].map(trust), ["trusted"; 3]);
        assert!(!Trust::Trusted.usual_acts().contains(&SourceAct::Reports));
    }
}
