//! How the preference centre looks.

use super::{
    foreign::foreign,
    words::{Language, Words},
};
use maud::{Markup, html};

/// How an address stands.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The page's address, where its forms go.
    pub(super) address: String,
    /// A sentence about what was just done.
    pub(super) notice: Option<&'static str>,
    /// What holds for the address.
    pub(super) purposes: Vec<PurposeView>,
    /// Where a link to everything can be sent: its mark, and the address masked.
    pub(super) ways: Vec<(String, String)>,
}

/// What the page of everything shows.
#[derive(Debug, Default)]
pub(super) struct View {
    /// The page's address, where its forms go.
    pub(super) address: String,
    /// A sentence about what was just done.
    pub(super) notice: Option<&'static str>,
    /// Purposes and what holds for each channel.
    pub(super) purposes: Vec<PurposeView>,
    /// What is known: name and value.
    pub(super) known: Vec<(String, String)>,
    /// Where the person was seen last, and on which day.
    pub(super) seen: Vec<(String, String)>,
    /// What was bought, and on which day.
    pub(super) bought: Vec<(String, String)>,
    /// The pool of each voucher that can still be used, and its last day.
    pub(super) vouchers: Vec<(String, Option<String>)>,
    /// What happened, newest first.
    pub(super) happened: Vec<Happened>,
}

/// An event as its person sees it.
#[derive(Debug)]
pub(super) struct Happened {
    /// On which day, as the language writes it.
    pub(super) day: String,
    /// What it was: an event's own name, a page, a screen.
    pub(super) what: String,
    /// Where: the name of the source.
    pub(super) place: String,
    /// What was told with it: names and values of its properties and of its context.
    pub(super) told: Vec<(String, String)>,
}

/// What the person can be written to for, with the ways that there are.
#[derive(Debug)]
pub(super) struct PurposeView {
    /// As the brand's settings name it; sent back by the form.
    pub(super) id: String,
    /// What the person is asked, in their language.
    pub(super) text: String,
    /// Every way that the brand has, with how it stands.
    pub(super) channels: Vec<ChannelView>,
}

/// One channel of a purpose.
#[derive(Debug)]
pub(super) struct ChannelView {
    /// As the brand's settings name it; sent back by the form.
    pub(super) id: String,
    /// Whether there is a valid consent.
    pub(super) given: bool,
    /// Whether a double opt-in waits to be confirmed.
    pub(super) pending: bool,
    /// Whether a suppression stops it.
    pub(super) blocked: bool,
    /// Since which day it is so.
    pub(super) since: Option<String>,
    /// What was agreed to, word for word.
    pub(super) wording: Option<String>,
}

pub(super) fn state_of_address(view: &State, language: Language) -> Markup {
    let words = language.words();
    html! {
        p { (words.state_intro) }
        @if let Some(notice) = view.notice { p class="note" role="status" { (notice) } }
        @if view.purposes.is_empty() {
            p { (words.state_nothing) }
        } @else {
            (agreed(&view.purposes, &view.address, words.state_hint, language))
        }
        (take_back(&view.address, language))
        section {
            h2 { (words.own_data_more) }
            @if view.ways.is_empty() {
                p { (words.own_data_no_way) }
            } @else {
                p { (words.own_data_more_hint) }
                form method="post" action=(view.address) {
                    (hidden(language))
                    input type="hidden" name="action" value="send_link";
                    @for (mark, masked) in &view.ways {
                        button type="submit" name="to" value=(mark) class="quiet" { (words.own_data_send) ": " (foreign(masked)) }
                        " "
                    }
                }
            }
        }
    }
}

pub(super) fn own_data(view: &View, language: Language) -> Markup {
    let words = language.words();
    html! {
        p { (words.intro) }
        @if let Some(notice) = view.notice { p class="note" role="status" { (notice) } }
        (agreed(&view.purposes, &view.address, words.agreed_hint, language))
        (take_back(&view.address, language))
        (known(view, words))
        section {
            h2 { (words.export) }
            p { (words.export_hint) }
            form method="post" action=(view.address) {
                (hidden(language))
                button type="submit" name="action" value="export" class="quiet" { (words.export) }
            }
        }
        section {
            h2 { (words.erase) }
            p { (words.erase_hint) }
            form method="post" action=(view.address) {
                (hidden(language))
                button type="submit" name="action" value="erase" class="bad" { (words.erase) }
            }
        }
    }
}

fn agreed(purposes: &[PurposeView], address: &str, hint: &str, language: Language) -> Markup {
    let words = language.words();
    html! {
        section aria-labelledby="agreed" {
            h2 id="agreed" { (words.agreed) }
            p class="soft" { (hint) }
            form method="post" action=(address) {
                (hidden(language))
                @for purpose in purposes { (purpose_fields(purpose, words)) }
                button type="submit" name="action" value="save" { (words.save) }
            }
        }
    }
}

fn take_back(address: &str, language: Language) -> Markup {
    let words = language.words();
    html! {
        section {
            h2 { (words.take_back) }
            p { (words.take_back_hint) }
            form method="post" action=(address) {
                (hidden(language))
                button type="submit" name="action" value="take_back" class="quiet" { (words.take_back) }
            }
        }
    }
}

fn hidden(language: Language) -> Markup {
    html! { input type="hidden" name="lang" value=(language.tag()); }
}

fn purpose_fields(purpose: &PurposeView, words: &Words) -> Markup {
    html! {
        fieldset {
            legend { (foreign(&purpose.text)) }
            div {
                @for channel in &purpose.channels {
                    @let hint = format!("{}-{}-hint", purpose.id, channel.id);
                    label {
                        input type="checkbox" name="consent" value={ (purpose.id) "/" (channel.id) }
                            checked[channel.given || channel.pending] aria-describedby=(hint);
                        span {
                            (foreign(words.channel(&channel.id)))
                            br;
                            span class="soft" id=(hint) { (state(channel, words)) }
                        }
                    }
                    @if let (true, Some(wording)) = (channel.given, &channel.wording) {
                        details {
                            summary class="soft" { (words.you_agreed_to) }
                            blockquote { (foreign(wording)) }
                        }
                    }
                }
            }
        }
    }
}

fn state(channel: &ChannelView, words: &Words) -> Markup {
    html! {
        @if channel.blocked { (words.blocked) }
        @else if channel.pending { (words.pending) }
        @else if channel.given { @if let Some(since) = &channel.since { (words.since) " " (since) } }
        @else { (words.not_agreed) }
    }
}

fn known(view: &View, words: &Words) -> Markup {
    html! {
        section aria-labelledby="known" {
            h2 id="known" { (words.known) }
            p class="soft" { (words.known_hint) }
            @if view.known.is_empty() { p { (words.nothing_known) } }
            dl { @for (name, value) in &view.known { dt { (foreign(name)) } dd { (foreign(value)) } } }
            @if !view.seen.is_empty() {
                h2 { (words.seen) }
                dl { @for (place, at) in &view.seen { dt { (foreign(place)) } dd { (at) } } }
            }
            @if !view.bought.is_empty() {
                h2 { (words.bought) }
                dl { @for (what, at) in &view.bought { dt { (at) } dd { (foreign(what)) } } }
            }
            @if !view.vouchers.is_empty() {
                h2 { (words.vouchers) }
                dl {
                    @for (pool, until) in &view.vouchers {
                        dt { (foreign(pool)) }
                        dd { @if let Some(until) = until { (words.valid_until) " " (until) } }
                    }
                }
            }
        }
        @if !view.happened.is_empty() {
            section aria-labelledby="happened" {
                h2 id="happened" { (words.happened) }
                p class="soft" { (words.happened_hint) }
                dl { @for event in &view.happened { dt { (event.day) } dd { (happened(event, words)) } } }
            }
        }
    }
}

fn happened(event: &Happened, words: &Words) -> Markup {
    html! {
        (foreign(&event.what)) " "
        span class="soft" { (foreign(&event.place)) }
        @if !event.told.is_empty() {
            details {
                summary class="soft" { (words.told) }
                dl { @for (name, value) in &event.told { dt { (foreign(name)) } dd { (foreign(value)) } } }
            }
        }
    }
}

/// Asks once more before erasing: a tick and a button.
pub(super) fn erase(address: &str, language: Language) -> Markup {
    let words = language.words();
    html! {
        section {
            p { (words.erase_sure) }
            form method="post" action=(address) {
                (hidden(language))
                label { input type="checkbox" name="sure" value="yes" required; span { (words.erase_tick) } }
                button type="submit" name="action" value="erase_confirmed" class="bad" { (words.erase_confirm) }
                " "
                a class="button quiet" href={ (address) "?lang=" (language.tag()) } { (words.keep) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What somebody else wrote, with a letter that turns a line round.
    fn written(text: &str) -> String {
        format!("{text}\u{202e}")
    }

    fn purposes() -> Vec<PurposeView> {
        let channel = ChannelView {
            id: written("channel"),
            given: true,
            pending: false,
            blocked: false,
            since: None,
            wording: Some(written("wording")),
        };
        vec![PurposeView { id: "offers".into(), text: written("purpose"), channels: vec![channel] }]
    }

    #[test]
    fn what_others_wrote_keeps_its_place_on_both_pages() {
        let of_address =
            State { purposes: purposes(), ways: vec![("mark".into(), written("masked"))], ..State::default() };
        let of_person = View {
            purposes: purposes(),
            known: vec![(written("name"), written("value"))],
            seen: vec![(written("place"), "May 1".into())],
            bought: vec![(written("goods"), "May 1".into())],
            ..View::default()
        };
        for (page, texts) in [
            (state_of_address(&of_address, Language::En), &["purpose", "channel", "wording", "masked"][..]),
            (own_data(&of_person, Language::En), &["purpose", "channel", "wording", "name", "value", "place", "goods"]),
        ] {
            let html = page.into_string();
            for text in texts {
                let isolated = format!("<bdi class=\"foreign\">{text}<span class=\"mark\">");
                assert!(html.contains(&isolated), "{text}: {html}");
            }
        }
    }
}
