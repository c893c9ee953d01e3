//! What branch staff see: prompts about people who are in the branch now.
//!
//! A prompt comes from the staff channel's driver, ends by an answer, by its time, or because it may no longer be shown:
//! the person took a consent back, is erased or turned out to be somebody else, the journey was stopped. Open prompts are
//! rebuilt from the customers' records at the start: nothing here is the truth.

use crate::{
    Office,
    refused::{ApiRefusal, Refused},
    settings::Now,
    view::{ProblemSaid, Prompt},
};
use hashbrown::HashMap;
use parking_lot::RwLock;
use rapport_channel::{
    delivery::DeliveryState,
    liquid::Limits,
    outgoing::Outgoing,
    report::{Outcome, Report},
    staff::{self, Answer, AnswerRefusal},
    targets::hosts_of,
};
use rapport_customer::SendKey;
use rapport_engine::{Body, JourneyStatus, Shard, What, place, state::Message, template_data};
use rapport_kernel::{ChannelId, CustomerId, JourneyId, Map, Span, Time, Value};
use rapport_platform::runtime::{Live, Runtime, Submission};
use tokio::sync::watch;

/// How many prompts that ended a branch still shows.
const ENDED: usize = 20;
/// The state of a prompt whose goods were sold before staff had answered.
const OVERTAKEN: &str = "overtaken";

/// One prompt as the board keeps it.
#[derive(Clone, Debug)]
struct Posted {
    prompt: Prompt,
    customer: CustomerId,
    answer: Option<Answer>,
    ended: Option<Time>,
}

impl Posted {
    fn is_open(&self, now: Time) -> bool {
        self.ended.is_none() && now <= self.prompt.expires
    }

    fn shown(&self, now: Time) -> Prompt {
        let mut prompt = self.prompt.clone();
        if self.ended.is_none() && now > prompt.expires {
            prompt.state = "expired".into();
        }
        prompt
    }
}

/// All branches' prompts.
#[derive(Debug)]
pub struct Board {
    posted: RwLock<HashMap<SendKey, Posted>>,
    changed: watch::Sender<u64>,
}

impl Default for Board {
    fn default() -> Self {
        Self { posted: RwLock::default(), changed: watch::channel(0).0 }
    }
}

impl Board {
    /// Tells of changes, without saying which.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Open prompts of a branch, newest first.
    #[must_use]
    pub fn open(&self, branch: &str, now: Time) -> Vec<Prompt> {
        self.of(branch, now, |posted| posted.is_open(now))
    }

    /// The last prompts of a branch that ended, newest first.
    #[must_use]
    pub fn ended(&self, branch: &str, now: Time) -> Vec<Prompt> {
        let mut ended = self.of(branch, now, |posted| !posted.is_open(now));
        ended.truncate(ENDED);
        ended
    }

    fn of(&self, branch: &str, now: Time, which: impl Fn(&Posted) -> bool) -> Vec<Prompt> {
        let posted = self.posted.read();
        let own = posted.values().filter(|posted| posted.prompt.branch == branch && which(posted));
        let mut prompts: Vec<Prompt> = own.map(|posted| posted.shown(now)).collect();
        prompts.sort_by(|a, b| (b.came_in, &b.send_key).cmp(&(a.came_in, &a.send_key)));
        prompts
    }

    /// Shows a message of the staff channel in its branch.
    ///
    /// # Errors
    /// A stable code of why it cannot be shown.
    pub fn post(&self, outgoing: &Outgoing, now: Time) -> Result<(), &'static str> {
        let made = outgoing.content.made::<staff::Prompt>(&outgoing.data, &outgoing.hosts, &Limits::default());
        let prompt = made.map_err(|why| why.code())?;
        if outgoing.address.is_empty() {
            return Err("no_branch");
        }
        let (key, until) = (&outgoing.send_key, outgoing.valid_until);
        self.put(key, outgoing.customer, &outgoing.address, prompt, &outgoing.data, until, now);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "what a prompt is made of, from two callers")]
    fn put(
        &self,
        key: &SendKey,
        customer: CustomerId,
        branch: &str,
        prompt: staff::Prompt,
        data: &Map,
        expires: Time,
        came_in: Time,
    ) {
        let journey = key.parts().map(|parts| parts.journey.to_string()).unwrap_or_default();
        let voucher = data.path("voucher.code").and_then(Value::as_str).map(str::to_owned);
        let prompt = Prompt {
            send_key: key.to_string(),
            branch: branch.to_owned(),
            customer: customer.to_string(),
            label: prompt.who.unwrap_or_default(),
            came_in,
            looked_for: prompt.looked_for,
            say: prompt.say,
            offer: prompt.offer.unwrap_or_default(),
            voucher,
            journey,
            expires,
            state: "open".into(),
        };
        self.posted.write().insert(key.clone(), Posted { prompt, customer, answer: None, ended: None });
        self.tell();
    }

    /// Takes the staff's answer.
    ///
    /// # Errors
    /// [`crate::refused::Cause::NotFound`]; the named refusal if it has expired or was answered otherwise.
    pub async fn answer(&self, app: &Office, branch: &str, key: &SendKey, given: Answer) -> Result<(), Refused> {
        let now = app.now();
        let found = self.posted.read().get(key).filter(|posted| posted.prompt.branch == branch).cloned();
        let posted = found.ok_or_else(|| Refused::not_found("prompt"))?;
        if posted.prompt.state == "revoked" {
            return Err(Refused::refused_with(ApiRefusal::Revoked, ProblemSaid::PromptRevoked));
        }
        let decided = staff::answer(posted.answer, given, posted.prompt.expires, now).map_err(|refusal| {
            let said = match refusal {
                AnswerRefusal::Expired => ProblemSaid::PromptExpired,
                AnswerRefusal::AlreadyAnswered => ProblemSaid::PromptAnswered,
            };
            Refused::refused_with(refusal, said)
        })?;
        let Some(outcome) = decided else { return Ok(()) };
        let report = Report::new(key.clone(), outcome, now);
        let submission = Submission::about(posted.customer, Body::Report(Box::new(report)));
        let name = format!("{key}/{}", given.code());
        app.runtime.submit_and_wait(submission.keyed(&"staff".into(), &name)).await?;
        self.end(key, now, |posted| {
            posted.answer = Some(given);
            if given.closes() || posted.prompt.state != OVERTAKEN {
                posted.prompt.state = given.code().to_owned();
            }
            given.closes()
        });
        Ok(())
    }

    /// Changes a prompt; it has ended if `change` says so.
    fn end(&self, key: &SendKey, now: Time, change: impl FnOnce(&mut Posted) -> bool) {
        if let Some(posted) = self.posted.write().get_mut(key)
            && change(posted)
        {
            posted.ended = Some(now);
        }
        self.tell();
    }

    fn tell(&self) {
        self.changed.send_modify(|version| *version += 1);
    }

    /// Follows what happens: a withdrawal takes prompts down at once, other answers end them.
    pub fn follow(&self, live: &Live) {
        let now = live.entry.at;
        match &live.entry.what {
            What::Consent { declaration, result: Ok(_) }
                if matches!(declaration.act, rapport_customer::Act::Withdraw | rapport_customer::Act::Object) =>
            {
                self.revoke_on(declaration.channel.as_ref(), live.customer, now);
            }
            What::Suppressed(suppression) => self.revoke_on(suppression.channel.as_ref(), live.customer, now),
            // Who they are has changed: what was said about one of the two may not hold for the person they are now.
            What::Merged(merge) => self.revoke(merge.from, now),
            What::Overtaken { send_key, until } => self.overtake(send_key, *until),
            What::Dropped { send_key, .. } => self.take_down(now, |key, _| key == send_key),
            What::Delivery { send_key, outcome: Outcome::Expired, .. } => {
                self.end(send_key, now, |posted| {
                    posted.prompt.state = "expired".into();
                    true
                });
            }
            _ => {}
        }
        self.forget(now);
    }

    /// Takes down what is shown of a person on this channel; on every one if none is named.
    fn revoke_on(&self, channel: Option<&ChannelId>, customer: CustomerId, now: Time) {
        let on = |key: &SendKey| channel.is_none_or(|channel| key.parts().is_ok_and(|parts| parts.channel == *channel));
        self.take_down(now, |key, posted| posted.customer == customer && on(key));
    }

    /// A sale came: staff may say until then that they had served the person.
    fn overtake(&self, key: &SendKey, until: Time) {
        if let Some(posted) = self.posted.write().get_mut(key) {
            (posted.prompt.expires, posted.prompt.state) = (until, OVERTAKEN.into());
        }
        self.tell();
    }

    fn revoke(&self, customer: CustomerId, now: Time) {
        self.take_down(now, |_, posted| posted.customer == customer);
    }

    /// Takes down every prompt of a journey that was stopped.
    pub fn stop(&self, journey: &JourneyId, now: Time) {
        self.take_down(now, |_, posted| posted.prompt.journey == journey.as_str());
    }

    /// Lets a branch's open prompts expire: it was closed.
    pub fn close(&self, branch: &str, now: Time) {
        let mut posted = self.posted.write();
        for posted in posted.values_mut().filter(|posted| posted.prompt.branch == branch && posted.is_open(now)) {
            posted.prompt.expires = now - Span(1);
        }
        drop(posted);
        self.tell();
    }

    /// Forgets every prompt about these people, also the ended ones: they were erased.
    pub fn erase(&self, gone: impl Fn(CustomerId) -> bool) {
        self.posted.write().retain(|_, posted| !gone(posted.customer));
        self.tell();
    }

    /// Ends the open prompts that are meant.
    fn take_down(&self, now: Time, meant: impl Fn(&SendKey, &Posted) -> bool) {
        let mut any = false;
        for (key, posted) in self.posted.write().iter_mut() {
            if posted.is_open(now) && meant(key, posted) {
                posted.ended = Some(now);
                // What it said about the person is not shown any longer either.
                posted.prompt = Prompt {
                    state: "revoked".into(),
                    label: String::new(),
                    looked_for: Vec::new(),
                    say: String::new(),
                    offer: String::new(),
                    voucher: None,
                    ..posted.prompt.clone()
                };
                any = true;
            }
        }
        if any {
            self.tell();
        }
    }

    /// What ended a day ago is not shown any more.
    fn forget(&self, now: Time) {
        if self.posted.read().len() > 1_000 {
            let old = now - Span::DAY;
            self.posted.write().retain(|_, posted| posted.prompt.expires > old);
        }
    }

    /// Looks whether what is shown may still be shown: after something was missed.
    pub async fn check(&self, runtime: &Runtime) {
        let now = runtime.now();
        let open: Vec<(SendKey, CustomerId)> = {
            let posted = self.posted.read();
            posted.iter().filter(|(_, p)| p.is_open(now)).map(|(key, p)| (key.clone(), p.customer)).collect()
        };
        for (key, customer) in open {
            let wanted = key.clone();
            let look = move |shard: &Shard, id| {
                let Some(record) = shard.customer(id) else { return false };
                let Some(message) = record.message(&wanted) else { return false };
                if is_stopped(shard, &message.journey) {
                    return false;
                }
                let brand = shard.catalog.brand(&message.brand);
                brand.is_some_and(|brand| {
                    let valid = record.customer.consent(brand, &message.purpose, &message.channel, now).is_valid();
                    valid && record.customer.suppressed(brand, &message.purpose, &message.channel).is_none()
                })
            };
            if !runtime.ask(customer, look).await.unwrap_or(false) {
                self.take_down(now, |posted, _| *posted == key);
            }
        }
    }

    /// Finds the prompts that were open when the process ended; those of a closed branch are over.
    ///
    /// # Errors
    /// [`crate::refused::Cause::Unavailable`] while stopping.
    pub async fn restore(&self, runtime: &Runtime, settings: &Now) -> Result<(), Refused> {
        let now = runtime.now();
        for found in runtime.ask_all(move |shard| open_prompts(shard, now)).await?.into_iter().flatten() {
            let Found { key, customer, branch, prompt, data, expires, since, not_now, overtaken } = found;
            if settings.is_closed(&branch) {
                continue;
            }
            self.put(&key, customer, &branch, prompt, &data, expires, since);
            if let Some(posted) = self.posted.write().get_mut(&key).filter(|_| not_now) {
                posted.answer = Some(Answer::NotNow);
                posted.prompt.state = Answer::NotNow.code().to_owned();
            }
            if overtaken {
                self.overtake(&key, expires);
            }
        }
        Ok(())
    }
}

/// An open prompt in a customer's record.
struct Found {
    key: SendKey,
    customer: CustomerId,
    branch: String,
    prompt: staff::Prompt,
    data: Map,
    expires: Time,
    since: Time,
    /// Staff answered "not now": it stays open for a colleague, who sees that.
    not_now: bool,
    /// A sale came meanwhile: staff are asked whether they had served the person.
    overtaken: bool,
}

/// Whether a journey was stopped: its prompts are gone.
fn is_stopped(shard: &Shard, journey: &JourneyId) -> bool {
    shard.catalog.journey(journey).is_none_or(|live| live.status == JourneyStatus::Stopped)
}

fn open_prompts(shard: &Shard, now: Time) -> Vec<Found> {
    let mut found = Vec::new();
    for record in shard.partitions().flat_map(|partition| partition.customers()) {
        let open = |message: &&Message| {
            let of_them = message.send_key.customer() == record.customer.id;
            let may_be = of_them && !message.answered() && now <= message.delivery.valid_until;
            message.is_prompt() && may_be && !is_stopped(shard, &message.journey)
        };
        for message in record.messages.iter().filter(open) {
            let DeliveryState::Accepted { at: since, .. } = message.delivery.state else { continue };
            let brand = shard.catalog.brand(&message.brand);
            let data = template_data(&message.data, record, brand.map(AsRef::as_ref));
            let version = shard.catalog.version(&message.journey, message.version);
            let content = version.and_then(|version| version.contents.get(&message.step));
            let hosts = brand.map(|brand| hosts_of(brand)).unwrap_or_default();
            let prompt = content.and_then(|content| content.made(&data, &hosts, &Limits::default()).ok());
            let branch = place(message);
            if let Some(prompt) = prompt.filter(|_| !branch.is_empty()) {
                let branch = branch.to_string();
                let (key, customer) = (message.send_key.clone(), record.customer.id);
                let not_now = message.delivery.feedback.iter().any(|(_, outcome)| *outcome == Outcome::NotNow);
                let (expires, overtaken) = (message.delivery.valid_until, message.delivery.overtaken.is_some());
                found.push(Found { key, customer, branch, prompt, data, expires, since, not_now, overtaken });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
