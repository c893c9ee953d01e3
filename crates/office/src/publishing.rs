//! The one way in for what applies to everybody: brands' settings, journeys' versions, whether journeys run.
//!
//! The log comes first: it is the truth, and what the engine works by. SQL keeps a projection of it, for people to read: which
//! versions there were, who wrote them, when. A program that ends between the two leaves the projection behind; [`catch_up`]
//! brings it up at the next start, before anybody is let in. A version's row is the last thing written, so that a row which is
//! there says that everything that follows from the version was begun.

use crate::{
    Office, documents, look_back,
    refused::{Cause, Refused},
};
use rapport_customer::Brand;
use rapport_engine::{JourneyStatus, Publication, catalog::Version};
use rapport_journey::Document;
use rapport_kernel::{BrandId, JourneyId, Time};
use rapport_people::{Object, ObjectKind};
use rapport_platform::{
    hold::{HoldFact, Reason, Why},
    runtime::{Announcement, Announcer},
    sql::{
        brand::BrandVersion,
        journey::{Listed, Published},
        trace::{self, Acting},
    },
};
use rapport_trace::{DeedAct, DeedDraft, DeedOrigin, draft::field};
use std::{
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
    sync::Arc,
};

/// Whose word it is where the log does not say.
const NOBODY: &str = "";

/// A document without errors, found so in a turn: what it was checked against holds until that turn ends. Nothing else is published,
/// for a version that does not compile would stop the next start.
pub struct Publishable<'t> {
    document: Document,
    text: String,
    _in: PhantomData<&'t ()>,
}

impl Publishable<'_> {
    /// What it says.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }
}

/// What is to be published, under the id that the document has.
pub struct New<'a> {
    /// The document.
    pub checked: Publishable<'a>,
    /// Who publishes it.
    pub author: &'a str,
    /// Its author's words on what changed; may be empty.
    pub note: &'a str,
    /// The revision of the draft it was made of.
    pub draft: Option<u32>,
}

/// The turn to publish. There is one at a time: what was read before writing is still so when it is written.
pub struct Turn<'a> {
    app: &'a Office,
    announcer: Announcer<'a>,
}

impl<'a> Turn<'a> {
    /// Waits for it.
    pub async fn take(app: &'a Office) -> Self {
        Self { app, announcer: app.runtime.announcer().await }
    }

    /// Checks a document against what holds in this turn.
    ///
    /// # Errors
    /// [`Cause::InvalidDocument`] with everything that is wrong with it.
    pub async fn check(&self, text: String) -> Result<Publishable<'_>, Refused> {
        let looked = documents::look(self.app, &text).await?;
        match looked.document.filter(|_| looked.problems.iter().all(|problem| problem.severity != "error")) {
            Some(document) => Ok(Publishable { document, text, _in: PhantomData }),
            None => Err(Refused::document(looked.problems)),
        }
    }

    /// Publishes a version; returns it as the engine has it.
    ///
    /// # Errors
    /// What the log or the stores refuse.
    pub async fn publish(&self, new: New<'_>) -> Result<Arc<Version>, Refused> {
        let Publishable { document: Document { id: journey, .. }, text, .. } = new.checked;
        let kept = self.app.journeys.versions(&journey).await?;
        let kept = kept.into_iter().map(|version| version.version).max().unwrap_or(0);
        let newest = self.newest(&journey).await?;
        // The log took it before, and its row could not be written: whoever says it again means that version.
        if newest > kept
            && let Some((version, status)) = live(self.app, &journey, newest).await?
            && version.publication.document == text
        {
            self.keep(&version, status, new.note, new.draft).await?;
            return Ok(version);
        }
        let version = newest.max(kept) + 1;
        let publication = Publication { journey: journey.clone(), version, document: text, author: new.author.into() };
        self.log(Announcement::Publish(Box::new(publication))).await?;
        let Some((version, status)) = live(self.app, &journey, version).await? else {
            return Err(Refused::new(Cause::Internal, "The engine did not take a document that was checked."));
        };
        self.keep(&version, status, new.note, new.draft).await?;
        Ok(version)
    }

    /// Sets whether a journey runs: in force everywhere before this returns, also for what is queued.
    ///
    /// # Errors
    /// What the log or the stores refuse.
    pub async fn set_status(&self, journey: &JourneyId, status: JourneyStatus, author: &str) -> Result<(), Refused> {
        self.log(Announcement::Status { journey: journey.clone(), status, author: author.into() }).await?;
        self.app.journeys.set_status(journey, status, author, self.app.now()).await?;
        Ok(())
    }

    /// Sets a brand.
    ///
    /// # Errors
    /// What the log or the stores refuse.
    pub async fn set_brand(&self, brand: &Brand, author: &str) -> Result<BrandVersion, Refused> {
        let text = text_of(brand)?;
        self.log(Announcement::Brand(Box::new(brand.clone()))).await?;
        self.app.homes.write().remove(&brand.id);
        Ok(self.app.brands.put(&brand.id, &text, author, self.app.now()).await?)
    }

    /// Says the settings of these brands again, as they are: the engine looks again at what waits whenever a brand is set.
    ///
    /// # Errors
    /// What the log refuses.
    pub async fn say_again(&self, which: impl Fn(&Brand) -> bool) -> Result<(), Refused> {
        for brand in self.app.all_brands().await?.into_iter().filter(|brand| which(brand)) {
            self.log(Announcement::Brand(Box::new(Brand::clone(&brand)))).await?;
        }
        Ok(())
    }

    async fn log(&self, announcement: Announcement) -> Result<(), Refused> {
        Ok(self.announcer.announce(announcement).await?)
    }

    async fn newest(&self, journey: &JourneyId) -> Result<u32, Refused> {
        let journey = journey.clone();
        let newest = self.app.runtime.ask_all(move |shard| {
            let latest = shard.catalog.journey(&journey).and_then(|live| live.latest().cloned());
            latest.map_or(0, |latest| latest.publication.version)
        });
        Ok(newest.await?.into_iter().max().unwrap_or(0))
    }

    /// What follows from a version, then its row.
    async fn keep(
        &self,
        version: &Version,
        status: JourneyStatus,
        note: &str,
        draft: Option<u32>,
    ) -> Result<(), Refused> {
        let Publication { journey, version: number, document: body, author } = &version.publication;
        look_back::begin(self.app, journey, *number).await?;
        let document = version.journey.document();
        let published = Published {
            journey,
            version: *number,
            brand: &document.brand,
            activity: &document.activity,
            body,
            author,
            note,
            at: version.at,
            status,
            draft,
        };
        Ok(self.app.journeys.keep(&published).await?)
    }

    /// What the log has and the rows have not. What was brought to the rows.
    async fn project(&self) -> Result<Vec<HoldFact>, Refused> {
        let mut behind = Vec::new();
        for brand in self.app.all_brands().await? {
            let kept = self.app.brands.newest(&brand.id).await?;
            let kept = kept.and_then(|kept| serde_json::from_str::<Brand>(&kept.body).ok());
            if kept.is_none_or(|kept| kept != *brand) {
                let (text, at) = (text_of(&brand)?, self.app.now());
                let put = self.app.brands.put(&brand.id, &text, NOBODY, at);
                let draft = DeedDraft::new(DeedAct::Changed, Object::new(ObjectKind::Brand, brand.id.as_str()));
                trace::during(caught_up(at, draft), put).await?;
                behind.push(HoldFact::BrandOfTheLog { brand: brand.id.to_string() });
            }
        }
        let rows: BTreeMap<JourneyId, Option<JourneyStatus>> =
            self.app.journeys.list().await?.into_iter().map(|row| (row.journey, row.status)).collect();
        for (journey, (status, versions)) in all_live(self.app).await? {
            let kept = self.app.journeys.versions(&journey).await?;
            let kept: BTreeSet<u32> = kept.into_iter().map(|version| version.version).collect();
            let missing: Vec<_> = versions.iter().filter(|v| !kept.contains(&v.publication.version)).collect();
            for version in &missing {
                let number = version.publication.version;
                let draft = DeedDraft::new(DeedAct::Published, Object::new(ObjectKind::Journey, journey.as_str()));
                let draft = draft.with([field("version", None, Some(&number.to_string()))]);
                let keep = self.keep(version, status, "", None);
                trace::during(caught_up(self.app.now(), draft), keep).await?;
                let version = number;
                behind.push(HoldFact::JourneyOfTheLog { journey: journey.to_string(), version });
            }
            if missing.is_empty() && rows.get(&journey).copied().flatten() != Some(status) {
                self.app.journeys.set_status(&journey, status, NOBODY, self.app.now()).await?;
                behind.push(stands(&journey, status));
            }
        }
        Ok(behind)
    }

    /// What only the rows have and this release does not understand: it is not in force, and people are told.
    fn not_understood(&self, name: String, why: &dyn std::fmt::Display) {
        tracing::error!(
            name,
            %why,
            "the database has it, the log has not, and this release does not understand it: it is not in force. Use the \
             release that wrote it, or publish it anew"
        );
        self.app.not_understood.lock().push(name);
    }

    /// Whether every version that the log has is kept.
    async fn rows_have_all(&self, row: &Listed, known: &BTreeSet<u32>) -> Result<bool, Refused> {
        let kept = self.app.journeys.versions(&row.journey).await?;
        let kept: BTreeSet<u32> = kept.into_iter().map(|version| version.version).collect();
        Ok(known.is_subset(&kept))
    }

    /// Whether the log lost this brand's newest settings, and has an earlier version of them: only after a loss that somebody
    /// accepted. Else what the log has is newer, and the program ended before the row was written.
    async fn log_went_back(&self, newest: &BrandVersion, live: &Brand) -> Result<bool, Refused> {
        if loss(self.app).is_none() {
            return Ok(false);
        }
        let is_live = |kept: &BrandVersion| serde_json::from_str::<Brand>(&kept.body).is_ok_and(|kept| kept == *live);
        Ok(!is_live(newest) && self.app.brands.versions(&newest.brand).await?.iter().any(is_live))
    }

    /// What the rows have and the log has not: it was written by a release that wrote the rows first, or the log lost it. What
    /// the log was told.
    async fn tell_again(&self) -> Result<Vec<HoldFact>, Refused> {
        let mut told = Vec::new();
        let known: BTreeMap<BrandId, Arc<Brand>> =
            self.app.all_brands().await?.into_iter().map(|brand| (brand.id.clone(), brand)).collect();
        for kept in self.app.brands.all().await? {
            let lost = match known.get(&kept.brand) {
                Some(live) => self.log_went_back(&kept, live).await?,
                None => true,
            };
            if !lost {
                continue;
            }
            match serde_json::from_str::<Brand>(&kept.body) {
                Ok(brand) => {
                    self.log(Announcement::Brand(Box::new(brand))).await?;
                    self.app.homes.write().remove(&kept.brand);
                    told.push(HoldFact::BrandAgain { brand: kept.brand.to_string(), version: kept.version });
                }
                Err(error) => self.not_understood(format!("brand `{}`, version {}", kept.brand, kept.version), &error),
            }
        }
        let (live, brands) = (all_live(self.app).await?, self.app.all_brands().await?);
        for row in self.app.journeys.list().await? {
            let numbers = live.get(&row.journey).map(|(_, versions)| versions.iter().map(|v| v.publication.version));
            let known: BTreeSet<u32> = numbers.into_iter().flatten().collect();
            let mut lost = self.app.journeys.versions(&row.journey).await?;
            lost.retain(|kept| !known.contains(&kept.version));
            lost.sort_by_key(|kept| kept.version);
            let mut any = false;
            for kept in lost {
                let name = format!("journey `{}`, version {}", row.journey, kept.version);
                let Some(body) = self.app.journeys.body(&row.journey, kept.version).await? else {
                    self.not_understood(name, &"its document is gone");
                    continue;
                };
                let author = kept.author.as_str().into();
                let publication =
                    Publication { journey: row.journey.clone(), version: kept.version, document: body, author };
                if let Err(problems) = documents::compile(publication.clone(), kept.at, &brands) {
                    // Logged, it would stop the next start.
                    self.not_understood(name, &problems.first().map_or_else(String::new, ToString::to_string));
                    continue;
                }
                self.log(Announcement::Publish(Box::new(publication))).await?;
                told.push(HoldFact::JourneyAgain { journey: row.journey.to_string(), version: kept.version });
                any = true;
            }
            let had = live.get(&row.journey).map(|(status, _)| *status);
            // A new version would let a stopped journey begin again; what the engine had stays. Where the rows know all versions and say
            // that less runs, the log has lost its end: nothing begins again by that.
            let status = had.max(row.status).filter(|status| *status != JourneyStatus::Running);
            let rows_know_more =
                !any && row.newest.is_some() && row.status > had && self.rows_have_all(&row, &known).await?;
            if let Some(status) = status.filter(|_| any || rows_know_more) {
                self.log(Announcement::Status { journey: row.journey.clone(), status, author: NOBODY.into() }).await?;
                told.push(stands(&row.journey, status));
            }
        }
        Ok(told)
    }
}

/// Brings log and rows to one state, before anybody is let in.
///
/// # Errors
/// What the log or the stores refuse.
pub async fn catch_up(app: &Office) -> Result<(), Refused> {
    let turn = Turn::take(app).await;
    let mut done = turn.tell_again().await?;
    let told = done.len();
    done.append(&mut turn.project().await?);
    if done.is_empty() {
        return Ok(());
    }
    let behind = done.len() - told;
    tracing::info!(told, behind, "brands and journeys of log and database were brought to one state");
    if let Some(reason) = loss(app) {
        let more = done.len().saturating_sub(SHOWN);
        done.truncate(SHOWN);
        done.extend((more > 0).then_some(HoldFact::More { more: more as u64 }));
        let facts = reason.facts.into_iter().chain(done);
        if let Err(error) = app.runtime.hold().put(reason.why, facts, app.now()) {
            tracing::warn!(%error, "the hold could not be written; it is on all the same");
        }
    }
    Ok(())
}

/// The program itself, when it writes what the log has and the rows have not: the line goes with the row, whoever was cut off.
fn caught_up(at: Time, draft: DeedDraft) -> Acting {
    Acting::new(None, DeedOrigin::Rapport, at, Some(draft))
}

/// How many changes are told one by one to whoever lifts the hold.
const SHOWN: usize = 20;

/// Why nothing is sent, if that is because something was lost: whoever lifts the hold is told what came of it.
fn loss(app: &Office) -> Option<Reason> {
    app.runtime.hold().reasons().into_iter().find(|reason| matches!(reason.why, Why::LossAccepted | Why::Restored))
}

fn stands(journey: &JourneyId, status: JourneyStatus) -> HoldFact {
    HoldFact::JourneyIs { journey: journey.to_string(), status: status.code().to_owned() }
}

fn text_of(brand: &Brand) -> Result<String, Refused> {
    serde_json::to_string(brand).map_err(|error| Refused::new(Cause::Internal, error.to_string()))
}

/// A version as the engine has it, and whether its journey runs.
async fn live(
    app: &Office,
    journey: &JourneyId,
    version: u32,
) -> Result<Option<(Arc<Version>, JourneyStatus)>, Refused> {
    let journey = journey.clone();
    let found = app.runtime.ask_all(move |shard| {
        let live = shard.catalog.journey(&journey)?;
        Some((live.versions.get(&version)?.clone(), live.status))
    });
    Ok(found.await?.into_iter().flatten().next())
}

type Live = BTreeMap<JourneyId, (JourneyStatus, Vec<Arc<Version>>)>;

/// Every journey as the engine has it, versions in order.
async fn all_live(app: &Office) -> Result<Live, Refused> {
    let found = app.runtime.ask_all(|shard| {
        let all = shard.catalog.journeys();
        all.map(|(id, live)| (id.clone(), (live.status, live.versions.values().cloned().collect()))).collect::<Live>()
    });
    Ok(found.await?.into_iter().next().unwrap_or_default())
}
