//! The rules by which the API refuses, besides those of the domain.

use rapport_kernel::coded;

coded! {
    /// A rule that refuses a request. What it is and what to do about it stands in `docs/errors`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ApiRefusal {
        /// The account is open: close it before its owner is erased.
        AccountOpen = "account_open",
        /// Somebody has an account already: the first administrator was set up.
        AlreadySetUp = "already_set_up",
        /// Another version of the thing waits for release.
        ApprovalUnderWay = "approval_under_way",
        /// A backup cannot be written where it was asked for.
        BackupNotThere = "backup_not_there",
        /// A source keeps its brand.
        BrandFixed = "brand_fixed",
        /// A channel's driver cannot work by these settings.
        ChannelSettings = "channel_settings",
        /// Another account signs in by this address.
        EmailTaken = "email_taken",
        /// A header that means one thing stands twice.
        HeaderRepeated = "header_repeated",
        /// An `Idempotency-Key` that is empty, blank, too long or not printable ASCII.
        IdempotencyKeyInvalid = "idempotency_key_invalid",
        /// A "yes" that is said to come later than now.
        InFuture = "in_future",
        /// A document that does not compile.
        InvalidDocument = "invalid_document",
        /// The account has an address, is closed, or is the recovery key: it comes in as it does.
        KeepsItsWayIn = "keeps_its_way_in",
        /// Not 1 to 32 connections to the mail server.
        MailConnections = "mail_connections",
        /// A selector, domain or key that cannot sign.
        MailDkim = "mail_dkim",
        /// A kind of security that does not exist.
        MailSecurity = "mail_security",
        /// Mail settings that are unsafe or impossible.
        MailSettings = "mail_settings",
        /// The name of a source, a branch or Rapport itself, as an author.
        NameReserved = "name_reserved",
        /// A printer outside the networks that printers may be in.
        NetworkNotListed = "network_not_listed",
        /// A hard bounce without an address: none is named, and none known.
        NoAddressKnown = "no_address_known",
        /// The settings name no folder for backups.
        NoBackupFolder = "no_backup_folder",
        /// The channel has no addresses that could be confirmed by e-mail.
        NoConfirmationHere = "no_confirmation_here",
        /// No document was sent, and no draft is saved.
        NoDraft = "no_draft",
        /// The account has no address, or is closed: no link can be made for it.
        NoEmail = "no_email",
        /// The brand has no channel that could prove an address.
        NoEmailChannel = "no_email_channel",
        /// The brand has no purpose of kind `service`.
        NoServicePurpose = "no_service_purpose",
        /// Someone else has to release it, and there is no one who could.
        NobodyToAsk = "nobody_to_ask",
        /// No such claim waits for this customer.
        NoSuchClaim = "no_such_claim",
        /// The customer is not known by all that is named.
        NoSuchIdentifier = "no_such_identifier",
        /// `confirm` is not the customer's id.
        NotConfirmed = "not_confirmed",
        /// Only an unknown delivery can be closed by a person.
        NotUnknown = "not_unknown",
        /// Nothing would be left to know the customer by.
        NothingLeft = "nothing_left",
        /// The kind of channel has nothing that could be tried.
        NothingToTry = "nothing_to_try",
        /// Only the person, in their own browser: no token speaks for them here.
        OnlyInPerson = "only_in_person",
        /// The password that was said once more is another one.
        OtherPassword = "other_password",
        /// The page's origin is not among those that the source lists.
        OriginNotAllowed = "origin_not_allowed",
        /// The target is not below the folder for backups.
        OutsideBackupFolder = "outside_backup_folder",
        /// One's own account, which asks for the password in the profile.
        OwnAccount = "own_account",
        /// What was begun with a passkey is over, or was begun by somebody else.
        PasskeyOver = "passkey_over",
        /// People open this installation at an address without a name: browsers make no passkeys for it.
        PasskeysNeedAName = "passkeys_need_a_name",
        /// What pays for confirmation mails moves to another plan first.
        PaysServiceMessages = "pays_service_messages",
        /// Someone of this name may sign in already.
        PersonTaken = "person_taken",
        /// The person has taken the consent back.
        Revoked = "revoked",
        /// A stopped journey does not go on.
        Stopped = "stopped",
        /// Another team looks the same to people.
        TeamTaken = "team_taken",
        /// A token that opens no browser.
        TokenForPrograms = "token_for_programs",
        /// The account has as many passkeys as it may have.
        TooManyPasskeys = "too_many_passkeys",
        /// A trusted key does not belong in a page.
        TrustedInPage = "trusted_in_page",
        /// No such activity.
        UnknownActivity = "unknown_activity",
        /// No such branch.
        UnknownBranch = "unknown_branch",
        /// No such brand.
        UnknownBrand = "unknown_brand",
        /// The brand has no such channel.
        UnknownChannel = "unknown_channel",
        /// The brand has no such purpose.
        UnknownPurpose = "unknown_purpose",
        /// The journey was never published.
        Unpublished = "unpublished",
        /// A code of the second factor that is wrong, or was used.
        WrongCode = "wrong_code",
        /// A passkey that is not known, or does not fit what was asked.
        WrongPasskey = "wrong_passkey",
        /// The brand has no wording of this version and language.
        WordingUnknown = "wording_unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained() {
        let pages = [
            include_str!("../../../../docs/errors/api.md"),
            include_str!("../../../../docs/errors/plan.md"),
            include_str!("../../../../docs/errors/consent.md"),
            include_str!("../../../../docs/errors/vouchers.md"),
            include_str!("../../../../docs/errors/deliveries.md"),
            include_str!("../../../../docs/errors/rights.md"),
        ];
        let said = |code: &str| pages.iter().any(|page| page.contains(&format!("`{code}`")));
        let missing: Vec<_> = ApiRefusal::CODES.iter().filter(|code| !said(code)).collect();
        assert!(missing.is_empty(), "no page of docs/errors says what these are: {missing:?}");
    }
}
