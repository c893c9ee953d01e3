//! What a person should look at.

use crate::{
    Office, deliveries::SENT, look_back, obligations, opt_in, part::PlanPart, places::Sight, refused::Refused,
    view::Attention,
};
use rapport_channel::{report::NO_WAY_OUT, voucher::Refusal::AlreadyRedeemed};
use rapport_customer::{Illegible, SendKey};
use rapport_engine::{Held, JourneyStatus, Partition, listing::Group};
use rapport_kernel::{Span, Time};
use rapport_plan::NodeId;
use rapport_platform::{runtime::LogState, sql::plan::NodeFigures};
use std::{ops::Bound, time::Duration};

/// What passes by itself within this is no reason to look.
const PASSES: Duration = Duration::from_secs(60);

/// What concerns a part of the plan; the rest concerns the whole house.
const OF_A_PART: [&str; 6] =
    ["unknown_deliveries", "over_budget", "journey_unpaid", "journey_paused", "mail_waits", "public_mail_waits"];

/// What to look at, how many messages left in the last 24 hours, and how many customers there are. Who sees a part of the plan hears what
/// concerns that part; customers are the whole house's.
///
/// # Errors
/// If the stores cannot answer.
pub async fn look(app: &Office, part: &PlanPart, sight: Sight) -> Result<(Vec<Attention>, u64, Option<u64>), Refused> {
    let day = app.now() - Span::DAY;
    let Counts { unknown, sent, waiting, stuck, paced } = counts(app, day, sight.clone()).await?;
    let mut all = Vec::new();
    let mut say = |kind: &str, count: u64, text: String, link: &str| {
        if count > 0 {
            all.push(Attention { kind: kind.to_owned(), text, count, link: link.to_owned() });
        }
    };
    let many =
        |count: u64, one: &str, more: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {more}") };
    let reasons = app.runtime.hold().reasons().len() as u64;
    say("held", reasons, "Nothing is sent until a person has looked".to_owned(), "/hold");
    let backups = app.backups.view(app);
    say(
        "backup_overdue",
        u64::from(backups.overdue),
        "No backup was taken for too long".to_owned(),
        "/settings?tab=data",
    );
    let behind = u64::from(app.beside.behind());
    say("journal_behind", behind, "The journal beside the backups cannot be written".to_owned(), "/settings?tab=data");
    say(
        "backup_failed",
        u64::from(backups.failed.is_some()),
        "The last backup failed".to_owned(),
        "/settings?tab=data",
    );
    say(
        "unknown_deliveries",
        unknown,
        format!("{}: it is not known whether it arrived", many(unknown, "message", "messages")),
        "/deliveries?state=unknown",
    );
    let over = overspent(app, part).await?;
    say(
        "over_budget",
        over,
        format!("{} more than planned", many(over, "activity spends", "activities spend")),
        "/plan",
    );
    let unpaid = unpaid(app, part).await?;
    let text = format!(
        "{} paid by an activity that is closed: nothing new is sent",
        many(unpaid, "journey is", "journeys are")
    );
    say("journey_unpaid", unpaid, text, "/journeys");
    let listed = app.journeys.list().await?.into_iter().filter(|listed| sight.journey(&listed.journey));
    let paused = listed.filter(|listed| listed.status == Some(JourneyStatus::Paused)).count() as u64;
    say("journey_paused", paused, format!("{} paused", many(paused, "journey is", "journeys are")), "/journeys");
    let twice = app.ledger.waiting_for(AlreadyRedeemed.code()).await?;
    let text = format!(
        "{} a second time by a till without a connection: book what it gave, or leave it",
        many(twice, "voucher was given", "vouchers were given")
    );
    say("given_twice", twice, text, "/plan/unbooked");
    let refused = app.ledger.waiting().await?.saturating_sub(twice);
    let text =
        format!("{} for a decision: the rules of the plan refused it", many(refused, "booking waits", "bookings wait"));
    say("unbooked", refused, text, "/plan/unbooked");
    let unheard: u64 = app.orders.unheard(day).await?.iter().map(|unheard| unheard.count).sum();
    let text = format!(
        "{} for nothing within a day: the sources' page says why",
        many(unheard, "word about an order counted", "words about orders counted")
    );
    say("orders_refused", unheard, text, "/settings?tab=sources");
    let aside = app.runtime.set_aside().len() as u64;
    say(
        "set_aside",
        aside,
        format!("{} again and again", many(aside, "piece of work failed", "pieces of work failed")),
        "/settings",
    );
    let pulse = app.canary.pulse();
    say("not_kept", u64::from(!pulse.kept), format!("Changes cannot be kept: {}", pulse.detail), "/settings");
    let ended = app.runtime.vitals().ended.len() + app.tasks.ended().len();
    let text = format!(
        "{} ended and should not have: start the program again, and keep its log",
        many(ended as u64, "part of the program has", "parts of the program have")
    );
    say("task_ended", ended as u64, text, "/settings?tab=data");
    let failing = |trouble: Option<(Duration, String)>| u64::from(trouble.is_some_and(|(lasts, _)| lasts > PASSES));
    let text = "Snapshots cannot be written: a start takes longer and longer".to_owned();
    say("snapshots_failing", failing(app.runtime.unsaved()), text, "/settings?tab=data");
    let text = "The lease of the data directory cannot be renewed".to_owned();
    say("lease_failing", failing(app.leasing.lasts()), text, "/settings?tab=data");
    let behind = look_back::failed(app).await?;
    let text = format!(
        "{} again and again: new triggers do not see what happened before",
        many(behind, "look-back fails", "look-backs fail")
    );
    say("look_back_failed", behind, text, "/journeys");
    let foreign = app.not_understood.lock().len() as u64;
    let text = format!(
        "{} not understood by this release and not in force: the log of the program names what",
        many(foreign, "brand or journey is", "brands or journeys are")
    );
    say("not_understood", foreign, text, "/journeys");
    let damaged = app.at_rest.damaged();
    let text = format!("{} at rest", many(damaged, "thing is damaged", "things are damaged"));
    say("damaged_at_rest", damaged, text, "/settings?tab=data");
    let now = app.now();
    let overdue = obligations::all(app).await?.iter().filter(|one| obligations::is_overdue(one, now)).count() as u64;
    let text = format!(
        "{} longer than promised",
        many(overdue, "erasure, withdrawal or export takes", "erasures, withdrawals or exports take")
    );
    say("obligation_overdue", overdue, text, "/settings?tab=data");
    let strangers = app.newcomers.refused(app.now()) as u64;
    let text = format!(
        "{} refused within an hour: a key or network brought too many",
        many(strangers, "new customer was", "new customers were")
    );
    say("new_customers_refused", strangers, text, "/settings?tab=sources");
    let unshown = app.placements.refused(app.now()) as u64;
    let text = format!(
        "{} not shown within a day: a public source had as many shown as it may",
        many(unshown, "placement was", "placements were")
    );
    say("placements_refused", unshown, text, "/settings?tab=sources");
    let held = app.rates.refused(app.now()) as u64;
    let text = format!("{} not sent: too many were asked for", many(held, "confirmation was", "confirmations were"));
    say("confirmations_refused", held, text, "/settings");
    let reserve = app.runtime.reserve();
    let text = format!(
        "{} for a sender address or a mail server that can be used",
        many(waiting, "confirmation waits", "confirmations wait")
    );
    say("confirmations_wait", waiting, text, "/settings?tab=mail");
    let text = format!(
        "{} for a sender or a mail server that can be used: the deliveries say what it answered",
        many(stuck, "mail waits", "mails wait")
    );
    say("mail_waits", stuck, text, "/deliveries?state=deferred");
    let text = format!(
        "{} too many for one hour: look at what public sources report, or raise public_words.mail_per_hour",
        many(paced, "message waits:", "messages wait:")
    );
    say("public_mail_waits", paced, text, "/deliveries?state=deferred");
    let placeholders = app.sources.still_sending(Illegible::Placeholder.code(), day) as u64;
    let text = format!("{} ids that name no one", many(placeholders, "source sends", "sources send"));
    say("placeholders", placeholders, text, "/settings?tab=sources");
    let crowded = app.sources.still_sending(Illegible::Crowded.code(), day) as u64;
    let text = format!(
        "{} ids with many unlike addresses, which are no longer followed",
        many(crowded, "source sends", "sources send")
    );
    say("crowded", crowded, text, "/settings?tab=sources");
    let unmatched = app.sources.unmatched_since(day) as u64;
    let text = format!(
        "{} no message of ours and counted for nothing within a day",
        many(unmatched, "returned mail names", "returned mails name")
    );
    say("reports_unmatched", unmatched, text, "/settings?tab=sources");
    let text = "The disk is full: only withdrawals, suppressions and erasures go through".to_owned();
    say("disk_full", u64::from(reserve.is_low()), text, "/settings");
    let state = app.runtime.vitals().log;
    let text = "Message ids cannot be written: only withdrawals, suppressions and erasures go through".to_owned();
    say("message_ids_failing", u64::from(state == LogState::IdsUnwritable), text, "/settings?tab=data");
    let text = "Another process has taken this data directory: this one takes nothing more".to_owned();
    say("lease_lost", u64::from(state == LogState::LeaseLost), text, "/settings?tab=data");
    let missing = u64::from(reserve.is_short() && !reserve.is_low());
    say("reserve_missing", missing, "The disk has no room for the reserve".to_owned(), "/settings");
    let vitals = app.runtime.vitals();
    let text = vitals.clock.map(|doubt| doubt.to_string()).unwrap_or_default();
    say("clock_doubted", u64::from(vitals.clock.is_some()), format!("The clock is not believed: {text}"), "/settings");
    let lagging = u64::from(vitals.tick_age > 15.0);
    say("lagging", lagging, "The engine is behind: what is shown may be old".to_owned(), "/settings");
    all.retain(|one| part.is_whole() || OF_A_PART.contains(&one.kind.as_str()));
    let customers = part.is_whole().then(|| app.runtime.with_index(|index| index.len()) as u64);
    Ok((all, sent, customers))
}

/// How many messages stand where somebody should know of it.
#[derive(Clone, Copy, Default)]
struct Counts {
    unknown: u64,
    sent: u64,
    waiting: u64,
    stuck: u64,
    paced: u64,
}

/// Counted from the lists of where messages stand: it costs the groups and what was sent lately, however many customers there are.
async fn counts(app: &Office, day: Time, sight: Sight) -> Result<Counts, Refused> {
    let lately = (Bound::Included((day, SendKey::FIRST)), Bound::Unbounded);
    let parts = app.runtime.ask_all(move |shard| {
        let mut counts = Counts::default();
        for listing in shard.partitions().map(Partition::listing) {
            let seen = |group: &Group| sight.message(&group.journey, &group.activity);
            for (group, count) in listing.groups().filter(|(group, _)| seen(group)) {
                match group.state {
                    "unknown" => counts.unknown += count,
                    "deferred" if group.reason == Held::PublicRate.code() => counts.paced += count,
                    "deferred" if opt_in::waits_for_way_out(group) => counts.waiting += count,
                    "deferred" if NO_WAY_OUT.contains(&group.reason.as_str()) => counts.stuck += count,
                    _ => {}
                }
            }
            let left = listing.messages(|group| SENT.contains(&group.state) && seen(group), lately.clone());
            counts.sent += left.into_iter().flatten().count() as u64;
        }
        counts
    });
    let add = |all: Counts, part: Counts| Counts {
        unknown: all.unknown + part.unknown,
        sent: all.sent + part.sent,
        waiting: all.waiting + part.waiting,
        stuck: all.stuck + part.stuck,
        paced: all.paced + part.paced,
    };
    Ok(parts.await?.into_iter().fold(Counts::default(), add))
}

/// How many running journeys nothing in the plan pays for any more.
async fn unpaid(app: &Office, part: &PlanPart) -> Result<u64, Refused> {
    let tree = app.ledger.plan().tree();
    let payers = app.runtime.ask_all(|shard| {
        let running = shard.catalog.journeys().filter(|(_, live)| live.status == JourneyStatus::Running);
        let latest = running.filter_map(|(_, live)| live.latest());
        latest.map(|version| NodeId::Activity(version.journey.document().activity.clone())).collect::<Vec<_>>()
    });
    // Every worker knows all journeys.
    let payers = payers.await?.into_iter().next().unwrap_or_default();
    Ok(payers.iter().filter(|payer| part.sees(payer) && tree.closed(payer).is_some()).count() as u64)
}

async fn overspent(app: &Office, part: &PlanPart) -> Result<u64, Refused> {
    let tree = app.ledger.plan().tree();
    let nodes = app.ledger.plan().overview(app.now()).await?;
    // What was put away is over: nobody need look at it.
    let at_work = |node: &&NodeFigures| {
        let id = &node.node.id;
        id.activity().is_some() && part.sees(id) && tree.archived(id).is_none()
    };
    let over = nodes.iter().filter(at_work).filter(|node| node.figures.iter().any(|figures| figures.free < 0));
    Ok(over.count() as u64)
}
