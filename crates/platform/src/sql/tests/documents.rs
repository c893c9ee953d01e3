use super::*;
use crate::sql::{
    brand::Brands,
    journey::{JourneyError, Journeys, Published},
    source::{Source, SourceError, Sources},
};
use rapport_customer::{Trust, source::Scope};
use rapport_engine::JourneyStatus;
use rapport_kernel::{ActivityId, BrandId, JourneyId};

#[tokio::test]
async fn brand_settings_keep_every_version() {
    let home = Home::new();
    let brands = Brands::new(home.open().await);
    let acme = "acme".into();
    assert_eq!(brands.newest(&acme).await.unwrap(), None);
    assert_eq!(brands.put(&acme, "name: Acme", "ada", at(1)).await.unwrap().version, 1);
    assert_eq!(
        brands.put(&acme, "name: Acme", "ben", at(2)).await.unwrap().author,
        "ada",
        "the same is no new version"
    );
    assert_eq!(brands.put(&acme, "name: ACME", "ben", at(3)).await.unwrap().version, 2);
    brands.put(&"other".into(), "name: Other", "ben", at(3)).await.unwrap();
    let brands = Brands::new(home.open().await);
    assert_eq!(brands.newest(&acme).await.unwrap().unwrap().body, "name: ACME");
    assert_eq!(brands.versions(&acme).await.unwrap().len(), 2);
    let all: Vec<_> = brands.all().await.unwrap().into_iter().map(|b| (b.brand.to_string(), b.version)).collect();
    assert_eq!(all, [("acme".into(), 2), ("other".into(), 1)]);
}

#[tokio::test]
async fn two_people_cannot_overwrite_each_others_draft() {
    let home = Home::new();
    let journeys = Journeys::new(home.open().await);
    let shoes = "shoes".into();
    assert_eq!(journeys.put_draft(&shoes, "v: a", 0, "ada", at(1)).await.unwrap(), 1);
    assert_eq!(journeys.put_draft(&shoes, "v: b", 1, "ben", at(2)).await.unwrap(), 2);
    let late = journeys.put_draft(&shoes, "v: c", 1, "ada", at(3)).await.unwrap_err();
    assert!(matches!(late, JourneyError::Outdated { now: 2 }));
    assert_eq!(journeys.draft(&shoes).await.unwrap().unwrap().body, "v: b");
    let (brand, pays) = ("acme".into(), activity("spring-shoes"));
    let of = |version, draft| Published { version, draft: Some(draft), ..published(&shoes, &brand, &pays) };
    journeys.keep(&of(1, 1)).await.unwrap();
    assert!(journeys.draft(&shoes).await.unwrap().is_some(), "written on since");
    journeys.keep(&of(2, 2)).await.unwrap();
    assert_eq!(journeys.draft(&shoes).await.unwrap(), None);
}

fn published<'a>(journey: &'a JourneyId, brand: &'a BrandId, activity: &'a ActivityId) -> Published<'a> {
    let (version, status, draft) = (1, JourneyStatus::Running, None);
    Published { journey, version, brand, activity, body: "v: 1", author: "ada", note: "", at: at(1), status, draft }
}

#[tokio::test]
async fn publishing_adds_versions_and_says_who() {
    let home = Home::new();
    let journeys = Journeys::new(home.open().await);
    let (shoes, brand, pays) = ("shoes".into(), "acme".into(), activity("spring-shoes"));
    let paused = journeys.set_status(&shoes, JourneyStatus::Paused, "ada", at(0)).await.unwrap_err();
    assert!(matches!(paused, JourneyError::Unpublished(_)));
    let new = |version, body, author, second| Published {
        version,
        body,
        author,
        at: at(second),
        ..published(&shoes, &brand, &pays)
    };
    journeys.keep(&new(1, "v: 1", "ada", 1)).await.unwrap();
    journeys.set_status(&shoes, JourneyStatus::Paused, "ada", at(2)).await.unwrap();
    assert_eq!(journeys.list().await.unwrap()[0].status, Some(JourneyStatus::Paused));
    journeys.keep(&new(2, "v: 2", "ben", 3)).await.unwrap();
    journeys.keep(&new(1, "another", "eve", 4)).await.unwrap();
    journeys.put_draft(&"idea".into(), "v: 0", 0, "ada", at(4)).await.unwrap();
    let journeys = Journeys::new(home.open().await);
    assert_eq!(journeys.body(&shoes, 1).await.unwrap().unwrap(), "v: 1", "a version never changes");
    assert_eq!(journeys.body(&shoes, 3).await.unwrap(), None);
    let versions: Vec<_> =
        journeys.versions(&shoes).await.unwrap().into_iter().map(|v| (v.version, v.author)).collect();
    assert_eq!(versions, [(2, "ben".into()), (1, "ada".into())]);
    let list = journeys.list().await.unwrap();
    assert_eq!((list[0].journey.as_str(), list[0].draft, list[0].status), ("idea", Some(1), None));
    assert_eq!((list[1].newest.as_ref().unwrap().version, list[1].status), (2, Some(JourneyStatus::Running)));
}

#[tokio::test]
async fn a_write_key_opens_its_source_only_and_is_kept_as_a_hash() {
    let home = Home::new();
    let db = home.open().await;
    let sources = Sources::new(db.clone());
    let source = |id: &str| Source {
        id: id.into(),
        name: id.into(),
        touchpoint: "till".into(),
        scope: Scope::usual(Trust::Trusted, "acme".into()),
        origins: Vec::new(),
        active: true,
        created: at(0),
    };
    let key = sources.add(&source("till"), None).await.unwrap();
    assert!(key.starts_with("wk_"));
    assert_eq!(sources.add(&source("shop"), Some("test-key")).await.unwrap(), "test-key");
    assert!(matches!(sources.add(&source("till"), None).await, Err(SourceError::Exists(_))));
    assert!(matches!(sources.add(&source("app"), Some("test-key")).await, Err(SourceError::KeyTaken)));
    assert_eq!(sources.by_key(&key).await.unwrap().unwrap().id.as_str(), "till");
    assert_eq!(sources.by_key("wrong").await.unwrap(), None);
    let new = sources.renew_key(&"till".into()).await.unwrap();
    assert_eq!(sources.by_key(&key).await.unwrap(), None, "the old key no longer opens");
    assert!(sources.by_key(&new).await.unwrap().is_some());
    let closed = |source| Ok::<_, SourceError>(Source { active: false, ..source });
    sources.change(&"shop".into(), closed).await.unwrap();
    assert_eq!(sources.by_key("test-key").await.unwrap(), None);
    assert_eq!(sources.by_key_hash().await.unwrap().len(), 1);
    assert_eq!(sources.all().await.unwrap().len(), 2);
    let narrow = Scope { branches: vec!["mitte".into()], ..Scope::usual(Trust::Public, "acme".into()) };
    let narrowed = |source| Ok::<_, SourceError>(Source { scope: narrow.clone(), ..source });
    sources.change(&"till".into(), narrowed).await.unwrap();
    assert_eq!(sources.by_key(&new).await.unwrap().unwrap().scope, narrow);
    assert!(matches!(sources.renew_key(&"no".into()).await, Err(SourceError::Unknown(_))));
    db.close().await.unwrap();
    assert!(
        home.holds(&crate::sql::source::hash_key(&new)).await && !home.holds(&new).await,
        "only the hash is on the disk"
    );
}
