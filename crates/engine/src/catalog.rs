//! What applies to everybody: brand settings and published journeys, as the log's broadcast records left them.
//!
//! A journey keeps every version someone may still be inside. New entries go to the latest; whoever is inside finishes
//! their version or moves, as the newer version says. Its status (running, paused, stopped) is one for all versions:
//! pause and stop act at once, also on messages that are planned.

use rapport_channel::{content::Content, voucher::Conditions};
pub use rapport_customer::gate::JourneyStatus;
use rapport_customer::{Cap, HoldOut, brand::Brand};
use rapport_journey::{Document, Journey, Problem, compile, parse};
use rapport_kernel::{BrandId, ChannelId, ChannelKind, JourneyId, StepId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{collections::BTreeMap, sync::Arc};

/// A journey's new version, as it stands in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// The journey that the version is of.
    pub journey: JourneyId,
    /// Which version, from 1.
    pub version: u32,
    /// The document as written.
    pub document: String,
    /// Who published it.
    pub author: SmolStr,
}

/// One version, ready to run.
#[derive(Debug)]
pub struct Version {
    /// What was published.
    pub publication: Publication,
    /// When, by the log's clock.
    pub at: Time,
    /// Triggers, steps, rules.
    pub journey: Journey,
    /// Content by message step.
    pub contents: BTreeMap<StepId, Arc<Content>>,
    /// The journey's own caps, in the gate's words.
    pub caps: Vec<Cap>,
    /// The journey's own hold-out, in the gate's words.
    pub hold_out: Option<HoldOut>,
}

impl Version {
    /// Compiles a document and the content of its messages, each for the kind that its channel has with the brand. Without
    /// a brand every channel is of the kind called like it.
    ///
    /// # Errors
    /// Everything that is wrong with it, with positions.
    pub fn compile(publication: Publication, at: Time, brand: Option<&Brand>) -> Result<Self, Vec<Problem>> {
        let document = parse(&publication.document)?;
        let mut problems = Vec::new();
        let contents = contents(&document, brand, &mut problems);
        let caps = document.caps.iter().map(|cap| Cap { max: cap.messages, per: cap.within }).collect();
        let journey = compile(document, publication.version);
        match journey {
            Ok(journey) if problems.is_empty() => {
                let hold_out = journey.hold_out();
                Ok(Self { publication, at, journey, contents, caps, hold_out })
            }
            Ok(_) => Err(problems),
            Err(mut more) => {
                more.append(&mut problems);
                Err(more)
            }
        }
    }
}

/// Compiles the content of each message step and reads the conditions of each voucher; what is wrong is said at its place
/// in the document.
fn contents(document: &Document, brand: Option<&Brand>, problems: &mut Vec<Problem>) -> BTreeMap<StepId, Arc<Content>> {
    let mut contents = BTreeMap::new();
    for (n, step) in document.steps.iter().enumerate() {
        if let Some(Err(found)) = step.voucher.as_ref().map(|voucher| Conditions::read(&voucher.conditions)) {
            problems.extend(found.into_iter().map(|problem| {
                let path = format!("steps.{n}.voucher.{}", problem.field);
                document.positions.locate(Problem::error(problem.code, path, problem.message))
            }));
        }
        let Some(message) = &step.message else { continue };
        match Content::compile(&kind_of(brand, &message.channel), &message.content) {
            Ok(content) => {
                contents.insert(step.id.clone(), Arc::new(content));
            }
            Err(found) => problems.extend(found.into_iter().map(|problem| {
                let field = if problem.field.is_empty() { String::new() } else { format!(".{}", problem.field) };
                let path = format!("steps.{n}.message.content{field}");
                document.positions.locate(Problem::error(problem.code, path, problem.message))
            })),
        }
    }
    contents
}

/// What kind of channel that is with a brand, as far as the brand is known.
#[must_use]
pub fn kind_of(brand: Option<&Brand>, channel: &ChannelId) -> ChannelKind {
    brand.map_or_else(|| ChannelKind(channel.0.clone()), |brand| brand.kind(channel))
}

/// A journey with all the versions someone may be inside.
#[derive(Clone, Debug)]
pub struct Live {
    /// The versions by number.
    pub versions: BTreeMap<u32, Arc<Version>>,
    /// Running, paused or stopped.
    pub status: JourneyStatus,
}

impl Live {
    /// The version new entries go to.
    #[must_use]
    pub fn latest(&self) -> Option<&Arc<Version>> {
        self.versions.values().next_back()
    }
}

/// Everything that applies to everybody.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    brands: BTreeMap<BrandId, Arc<Brand>>,
    journeys: BTreeMap<JourneyId, Live>,
}

impl Catalog {
    /// A brand's settings.
    #[must_use]
    pub fn brand(&self, id: &BrandId) -> Option<&Arc<Brand>> {
        self.brands.get(id)
    }

    /// The brands of the installation, by their ids.
    pub fn brands(&self) -> impl Iterator<Item = &Arc<Brand>> {
        self.brands.values()
    }

    /// What is live of a journey; none if it was never published.
    #[must_use]
    pub fn journey(&self, id: &JourneyId) -> Option<&Live> {
        self.journeys.get(id)
    }

    /// All that was ever published, by their ids.
    pub fn journeys(&self) -> impl Iterator<Item = (&JourneyId, &Live)> {
        self.journeys.iter()
    }

    /// A publication by its number; none if it is not kept any more.
    #[must_use]
    pub fn version(&self, id: &JourneyId, version: u32) -> Option<&Arc<Version>> {
        self.journeys.get(id)?.versions.get(&version)
    }

    /// How a brand calls and configures one of its channels.
    #[must_use]
    pub fn channel(&self, brand: &BrandId, channel: &ChannelId) -> Option<&rapport_customer::brand::Channel> {
        self.brand(brand)?.channel(channel)
    }

    /// Takes a brand's settings over.
    pub fn set_brand(&mut self, brand: Brand) {
        self.brands.insert(brand.id.clone(), Arc::new(brand));
    }

    /// Takes a version over. One that was taken over before changes nothing.
    ///
    /// # Errors
    /// The document does not compile; whoever published it should have checked. Nothing changes then.
    pub fn publish(&mut self, publication: &Publication, at: Time) -> Result<bool, Vec<Problem>> {
        let known = self.journeys.get(&publication.journey);
        if known.is_some_and(|live| live.versions.contains_key(&publication.version)) {
            return Ok(false);
        }
        let brand = parse(&publication.document).ok().and_then(|document| self.brands.get(&document.brand));
        let version = Arc::new(Version::compile(publication.clone(), at, brand.map(AsRef::as_ref))?);
        let live = self
            .journeys
            .entry(publication.journey.clone())
            .or_insert_with(|| Live { versions: BTreeMap::new(), status: JourneyStatus::Running });
        live.versions.insert(publication.version, version);
        // A new version is how a stopped journey begins again.
        if live.status == JourneyStatus::Stopped {
            live.status = JourneyStatus::Running;
        }
        Ok(true)
    }

    /// Sets a journey's status; an unknown journey has none.
    pub fn set_status(&mut self, journey: &JourneyId, status: JourneyStatus) -> bool {
        let Some(live) = self.journeys.get_mut(journey) else { return false };
        std::mem::replace(&mut live.status, status) != status
    }
}
