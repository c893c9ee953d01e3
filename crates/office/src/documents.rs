//! Looking at a journey's document: what is wrong with it, what it does, how it is drawn.

use crate::{
    Office,
    explained::explained,
    graph::graph,
    refused::Refused,
    sinks::gift,
    view::{CheckAnswer, DocumentProblem, Explained, Graph, HintSaid},
};
use rapport_channel::{kind::kinds, voucher::Conditions};
use rapport_customer::Brand;
use rapport_engine::{LINK_CLICKED_PROPERTIES, Publication, catalog::Version, review};
use rapport_journey::{Document, Hint, Known, Severity, check, explain, parse};
use rapport_kernel::{ActivityId, Time};
use rapport_plan::{NodeId, Tree};
use rapport_platform::sql::voucher::PoolState;
use smol_str::SmolStr;
use std::{collections::BTreeSet, sync::Arc};

/// A document and what was found in it.
#[derive(Default)]
pub struct Looked {
    /// The document, if it could be read.
    pub document: Option<Document>,
    /// What was found, errors first.
    pub problems: Vec<DocumentProblem>,
    /// In plain sentences, if it could be read.
    pub explanation: Option<String>,
    /// The same as codes with values, if it could be read.
    pub explained: Option<Explained>,
    /// As a graph, if it could be read.
    pub graph: Option<Graph>,
}

impl Looked {
    /// As the API answers.
    #[must_use]
    pub fn answer(self) -> CheckAnswer {
        CheckAnswer {
            ok: self.document.is_some() && self.problems.iter().all(|problem| problem.severity != "error"),
            problems: self.problems,
            explanation: self.explanation,
            explained: self.explained,
            graph: self.graph,
        }
    }
}

/// Reads a document without asking whether what it names exists; its brand's channels are among those of `brands`.
#[must_use]
pub fn read(text: &str, brands: &[Arc<Brand>]) -> Looked {
    match parse(text) {
        Ok(document) => {
            let brand = brand_of(&document, brands);
            Looked {
                explanation: Some(explain(&document, brand)),
                explained: Some(explained(&document, brand)),
                graph: Some(graph(&document, brand)),
                document: Some(document),
                problems: Vec::new(),
            }
        }
        Err(problems) => Looked { problems: problems.iter().map(shown).collect(), ..Looked::default() },
    }
}

/// Reads a document and looks for everything that is wrong with it here: also whether brand, activity, purposes,
/// channels, pools and journeys exist, whether its events, properties and
/// traits have been seen, and whether its conditions and contents compile.
///
/// # Errors
/// If what exists cannot be looked up.
pub async fn look(app: &Office, text: &str) -> Result<Looked, Refused> {
    let brands = app.all_brands().await?;
    let mut looked = read(text, &brands);
    let Some(document) = &looked.document else { return Ok(looked) };
    let brand = brand_of(document, &brands);
    let (known, forgotten) = known(app, document, &brands).await?;
    let mut problems = check(document, &known);
    if forgotten && problems.iter().any(|problem| problem.code.starts_with("unknown_")) {
        let message = "more names were sent than are kept: one that has not been sent lately may be called unknown";
        problems.push(rapport_journey::Problem::warning("names_forgotten", String::new(), message));
    }
    problems.extend(review::problems(document, &known, brand));
    // Conditions are found by both: each problem is named once.
    let tried =
        Publication { journey: document.id.clone(), version: 1, document: text.to_owned(), author: SmolStr::default() };
    if let Err(more) = Version::compile(tried, app.now(), brand) {
        let new = more.into_iter().filter(|m| !problems.iter().any(|p| p.code == m.code && p.path == m.path));
        let new: Vec<_> = new.collect();
        problems.extend(new);
    }
    let pools = app.vouchers.pools().await?;
    let tree = app.ledger.plan().tree();
    let ours = vouchers(document, &pools).into_iter().chain(payer(document, &tree));
    let ours = ours.chain(costs(document, brand, &tree));
    problems.extend(ours.map(|problem| document.positions.locate(problem)));
    problems.sort_by_key(|problem| (problem.severity != Severity::Error, problem.line, problem.column));
    looked.problems = problems.iter().map(shown).collect();
    Ok(looked)
}

/// A version for the channels that its brand has.
///
/// # Errors
/// Everything that is wrong with it.
pub fn compile(
    publication: Publication,
    at: Time,
    brands: &[Arc<Brand>],
) -> Result<Version, Vec<rapport_journey::Problem>> {
    let document = parse(&publication.document)?;
    Version::compile(publication, at, brand_of(&document, brands))
}

/// The brand a document names, among these.
pub fn brand_of<'a>(document: &Document, brands: &'a [Arc<Brand>]) -> Option<&'a Brand> {
    brands.iter().find(|brand| brand.id == document.brand).map(AsRef::as_ref)
}

/// What a document may name; and whether more was named than is kept.
async fn known(app: &Office, document: &Document, brands: &[Arc<Brand>]) -> Result<(Known, bool), Refused> {
    let brand = brand_of(document, brands);
    let tree = app.ledger.plan().tree();
    let activities: Vec<ActivityId> = tree.activities(&NodeId::Company).into_iter().cloned().collect();
    let pools = app.vouchers.pools().await?;
    let set = app.runtime.ask_all(|shard| {
        let latest = shard.catalog.journeys().filter_map(|(_, live)| live.latest());
        latest.flat_map(|version| set_traits(version.journey.document())).collect::<Vec<_>>()
    });
    let set: Vec<SmolStr> = set.await?.into_iter().flatten().chain(set_traits(document)).collect();
    let journeys = app.journeys.list().await?.into_iter().map(|listed| listed.journey);
    let seen = app.seen.now(app.runtime.log()).await;
    let forgotten = seen.as_ref().is_some_and(|seen| seen.forgotten);
    let (events, traits, contexts) = match seen {
        Some(seen) => (Some(seen.events), Some(seen.traits), Some(seen.contexts)),
        None => (None, None, None),
    };
    let known = Known {
        journeys: Some(journeys.chain([document.id.clone()]).collect()),
        events: events.map(|events| events.into_iter().chain(ours()).collect()),
        traits: traits.map(|traits| traits.into_iter().chain(set).collect()),
        contexts,
        brands: Some(brands.iter().map(|brand| brand.id.clone()).collect()),
        activities: Some(activities.into_iter().collect()),
        purposes: brand.map(|brand| brand.purposes.iter().map(|purpose| purpose.id.clone()).collect()),
        channels: brand.map(|brand| brand.channels.iter().map(|channel| channel.id.clone()).collect()),
        pools: Some(pools.into_iter().map(|state| state.pool.id.0).collect()),
    };
    Ok((known, forgotten))
}

/// A closed activity pays for nothing: every message would be refused.
fn payer(document: &Document, tree: &Tree) -> Option<rapport_journey::Problem> {
    let closed = tree.closed(&NodeId::Activity(document.activity.clone()))?;
    let message = format!("the activity `{}` is closed: `{closed}` pays for nothing new", document.activity);
    let problem = rapport_journey::Problem::error("activity_closed", "activity".to_owned(), message);
    Some(problem.hint(Hint::OpenActivity))
}

/// What messages cost in no currency, or in another one than their activity reckons in: each of them would be refused.
fn costs(document: &Document, brand: Option<&Brand>, tree: &Tree) -> Vec<rapport_journey::Problem> {
    let Some(own) = tree.currency(&NodeId::Activity(document.activity.clone())) else { return Vec::new() };
    let mut problems = Vec::new();
    for (n, step) in document.steps.iter().enumerate() {
        let Some(message) = &step.message else { continue };
        let of_channel = || brand.and_then(|brand| brand.channel(&message.channel)).map(|channel| channel.unit_cost);
        if let Some(currency) = message.unit_cost.map(|cost| cost.currency).filter(|currency| !currency.is_listed()) {
            // Said here and not where documents are compiled: earlier releases published such, and start with them.
            let said = format!("`{currency}` is not a currency code such as EUR");
            let path = format!("steps.{n}.message.unit_cost");
            problems.push(rapport_journey::Problem::error("unknown_currency", path, said));
        }
        let (field, cost) = match message.unit_cost {
            Some(cost) => ("unit_cost", Some(cost)),
            None => ("channel", of_channel()),
        };
        let Some(cost) = cost.filter(|cost| cost.minor != 0 && cost.currency != own) else { continue };
        let said = format!("a message costs {cost}, and the activity `{}` reckons in {own}", document.activity);
        let path = format!("steps.{n}.message.{field}");
        problems.push(rapport_journey::Problem::error("cost_in_other_currency", path, said));
    }
    problems
}

/// What a step wants of its pool and would be refused each time.
fn vouchers(document: &Document, pools: &[PoolState]) -> Vec<rapport_journey::Problem> {
    let mut problems = Vec::new();
    for (n, step) in document.steps.iter().enumerate() {
        let Some(voucher) = &step.voucher else { continue };
        let Some(PoolState { pool, .. }) = pools.iter().find(|state| state.pool.id.0 == voucher.pool) else { continue };
        let path = format!("steps.{n}.voucher");
        if pool.closed {
            let message = format!("the pool `{}` is closed and gives no more vouchers", pool.id);
            let problem = rapport_journey::Problem::error("pool_closed", format!("{path}.pool"), message);
            problems.push(problem.hint(Hint::OpenPool));
        }
        if pool.brand != document.brand {
            let message = format!("the pool `{}` gives vouchers of the brand `{}`", pool.id, pool.brand);
            problems.push(rapport_journey::Problem::error("other_brand", format!("{path}.pool"), message));
        }
        if let Err(refusal) = pool.benefit.narrowed(Some(gift(voucher.value))) {
            let message = format!("{refusal}: the pool `{}` gives {}", pool.id, pool.benefit);
            let problem = rapport_journey::Problem::error(refusal.code(), format!("{path}.value"), message);
            problems.push(problem.hint(Hint::WithinPool));
        }
        let least = Conditions::read(&voucher.conditions).ok().and_then(|conditions| conditions.min_basket);
        if least.is_some_and(|least| least.currency != pool.benefit.worth().currency) {
            let message = format!("the pool `{}` is in {}", pool.id, pool.benefit.worth().currency);
            let path = format!("{path}.conditions.min_basket");
            problems.push(rapport_journey::Problem::error("other_currency", path, message));
        }
    }
    problems
}

/// The events that nobody has to send before a journey can wait for them.
fn ours() -> impl Iterator<Item = (SmolStr, BTreeSet<SmolStr>)> {
    let properties = || LINK_CLICKED_PROPERTIES.into_iter().map(Into::into).collect();
    kinds().iter().filter_map(|kind| kind.clicked).map(move |name| (name.into(), properties()))
}

/// The traits that a journey itself sets: they need not have been said by anybody yet.
fn set_traits(document: &Document) -> Vec<SmolStr> {
    document.steps.iter().filter_map(|step| Some(step.set_trait.as_ref()?.name.clone())).collect()
}

fn shown(problem: &rapport_journey::Problem) -> DocumentProblem {
    DocumentProblem {
        code: problem.code.to_owned(),
        severity: if problem.severity == Severity::Error { "error" } else { "warning" }.to_owned(),
        path: problem.path.clone(),
        line: problem.line,
        column: problem.column,
        message: problem.message.clone(),
        hint: problem.hint.as_ref().map(ToString::to_string),
        hint_said: problem.hint.as_ref().map(HintSaid::from),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::view::DocumentProblemCode;
    use regex::Regex;
    use std::{fs, path::Path};

    fn sources(dir: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(dir).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
            }
        }
    }

    #[test]
    fn every_problem_that_a_document_can_have_is_listed_for_those_who_say_it_in_other_languages() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut texts = Vec::new();
        for room in ["journey/src", "channel/src", "customer/src", "engine/src"] {
            sources(&crates.join(room), &mut texts);
        }
        texts.push(include_str!("documents.rs").split("#[cfg(test)]").next().unwrap_or_default().to_owned());
        let made = Regex::new(
            r#"(?:Problem::(?:error|warning|field)|\.problem|problems\.add|\bwrong|\bmember)\(\s*"([a-z_]+)"|"((?:content|cel|template)_[a-z_]+)""#,
        )
        .unwrap();
        let codes: Vec<&str> = texts
            .iter()
            .flat_map(|text| made.captures_iter(text))
            .filter_map(|found| found.get(1).or(found.get(2)))
            .map(|code| code.as_str())
            .collect();
        assert!(codes.len() > 100, "the sources are found");
        let unlisted: Vec<&&str> = codes.iter().filter(|code| DocumentProblemCode::find(code).is_none()).collect();
        assert!(unlisted.is_empty(), "{unlisted:?}");
    }
}
