//! Crashes and restarts: the same state, nothing twice, nothing lost.

use super::world::*;
use crate::runtime::{Runtime, Submission, Target};
use rapport_customer::Act;
use rapport_engine::{Body, Publication};
use rapport_kernel::{CustomerId, Identifier, IdentifierKind, Span, Time};
use std::{path::Path, sync::atomic::Ordering, time::Duration};

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_changes_nothing_also_after_a_restart() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    let once = event(vec![email(1)], "Product Viewed", "m-1", outside.now());
    let first = runtime.submit(vec![once.clone(), once.clone()]).await.unwrap();
    assert!(!first[0].duplicate() && first[1].duplicate());
    for graceful in [false, true] {
        if graceful {
            runtime.shut_down(Duration::from_secs(10)).await;
        }
        drop(runtime);
        runtime = outside.open(dir.path()).await;
        assert!(runtime.submit(vec![once.clone()]).await.unwrap()[0].duplicate());
    }
    let applied = runtime.submit_and_wait(once).await.unwrap();
    assert_eq!(applied.lsn, None);
    assert_eq!(history(&runtime, first[0].customer).await, ["event"]);
    assert_eq!(runtime.find(&email(1)), Some(first[0].customer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_without_an_answer_is_unknown_after_a_crash_and_never_sent_again() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 10).await;
    Mail::close(&outside.mail.after);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("all slots are busy", || outside.mail.begun.lock().len() == 4).await;
    let dark = outside.mail.begun.lock().clone();
    drop(runtime);
    // The process that held them is gone; a new server answers.
    let outside = Outside { mail: Outside::new().mail, ..outside };
    let runtime = outside.open(dir.path()).await;
    eventually("the others are sent", || outside.mail.begun.lock().len() == 6).await;
    eventually("nothing is on its way", || runtime.vitals().on_wire == 0).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    runtime.settle().await.unwrap();
    for customer in customers {
        let unknown = dark.iter().any(|key| key.customer() == customer);
        assert_eq!(messages(&runtime, customer).await, [if unknown { "unknown" } else { "accepted" }]);
    }
    outside.pass(&runtime, Span::DAY).await;
    assert!(outside.mail.begun.lock().iter().all(|key| !dark.contains(key)));
}

/// Killed again and again before the next save would be due, it comes no further behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_replay_is_saved_at_once() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    for n in 0..30 {
        runtime.submit(vec![event(vec![email(n)], "Product Viewed", &format!("m-{n}"), outside.now())]).await.unwrap();
    }
    drop(runtime);
    let snapshots = || std::fs::read_dir(dir.path().join("state")).unwrap().count();
    drop(outside.open(dir.path()).await);
    assert_eq!(snapshots(), 0, "a short replay is not worth it");
    let config = crate::runtime::Config { long_replay: 20, ..outside.config(dir.path()) };
    let runtime = outside.open_with(config).await;
    eventually("it is saved", || snapshots() > 200).await;
    drop(runtime);
}

/// Everything a story is made of, in steps that can be interrupted.
async fn live(outside: &Outside, runtime: &crate::runtime::Runtime, round: u32) {
    let at = outside.now();
    let mut batch = Vec::new();
    for n in 0..20 {
        let who = if n % 3 == 0 { vec![cookie(n)] } else { vec![email(n)] };
        batch.push(event(who, "Product Added", &format!("{round}-a-{n}"), at));
        if (n + round).is_multiple_of(4) {
            batch.push(event(vec![email(n)], "Order Completed", &format!("{round}-o-{n}"), at));
        }
    }
    // Someone turns out to be someone else, mostly in another partition.
    batch.push(event(vec![email(round), cookie(round * 3)], "Signed In", &format!("{round}-s"), at));
    let acks = runtime.submit(batch).await.unwrap();
    let yes = consent(acks[1].customer, 1, if round.is_multiple_of(2) { Act::Grant } else { Act::Withdraw }, at);
    runtime.submit(vec![yes]).await.unwrap();
    outside.pass(runtime, Span::HOUR).await;
    eventually("nothing is on its way", || runtime.vitals().on_wire == 0).await;
    runtime.settle().await.unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_alone_or_any_snapshot_gives_the_same_state() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    publish(&runtime).await;
    for round in 0..6 {
        live(&outside, &runtime, round).await;
        if round == 2 || round == 4 {
            assert!(runtime.save().await);
        }
        if round == 3 {
            drop(runtime);
            runtime = outside.open(dir.path()).await;
        }
    }
    runtime.settle().await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    runtime.settle().await.unwrap();
    let expected = state(&runtime).await;
    let end = runtime.end();
    drop(runtime);
    let booked = outside.ledger.booked.lock().len();
    for (name, without) in [("all", vec![]), ("history", vec!["history"]), ("log only", vec!["history", "state"])] {
        let other = tempfile::tempdir().unwrap();
        copy(dir.path(), other.path());
        for gone in without {
            std::fs::remove_dir_all(other.path().join(gone)).unwrap();
        }
        let runtime = outside.open(other.path()).await;
        assert!(state(&runtime).await == expected, "another state from {name}");
        assert!(runtime.end().0 <= end.0 + 3, "a restart adds a tick, not a second life");
        assert_eq!(outside.ledger.booked.lock().len(), booked, "nothing is booked twice");
        drop(runtime);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_lives_in_two_partitions_become_one_and_no_event_is_lost() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    publish(&runtime).await;
    let at = outside.now();
    let mut visitor = Vec::new();
    for n in 0..10 {
        visitor.push(event(vec![cookie(1)], "Product Viewed", &format!("v-{n}"), at));
        visitor.push(event(vec![email(1)], "Product Viewed", &format!("e-{n}"), at));
    }
    let acks = runtime.submit(visitor).await.unwrap();
    let (one, two) = (acks[0].customer, acks[1].customer);
    assert_ne!(one, two);
    let merged = event(vec![email(1), cookie(1)], "Signed In", "s", at);
    let ada = runtime.submit(vec![merged.clone(), merged]).await.unwrap()[0].customer;
    for _ in 0..3 {
        // The hand-over is two records long; a settled log has both.
        for _ in 0..3 {
            runtime.settle().await.unwrap();
        }
        assert_eq!(runtime.current(one), ada);
        assert_eq!(runtime.current(two), ada);
        let events = runtime.ask(one, |shard, id| shard.customer(id).unwrap().customer.profile.touchpoints()[0].events);
        assert_eq!(events.await.unwrap(), 21);
        let told = history(&runtime, two).await;
        assert_eq!(told.iter().filter(|code| **code == "event").count(), 21);
        assert_eq!(told.iter().filter(|code| **code == "merged").count(), 1);
        drop(runtime);
        runtime = outside.open(dir.path()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn time_in_the_log_never_goes_back() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    for jump in [Span::DAY.0, -2 * Span::DAY.0, -outside.now().0, 3 * Span::DAY.0] {
        outside.clock.fetch_add(jump, Ordering::SeqCst);
        let m = format!("m{jump}");
        runtime.submit(vec![event(vec![email(1)], "Product Viewed", &m, outside.now())]).await.unwrap();
        drop(runtime);
        runtime = outside.open(dir.path()).await;
    }
    let mut last = Time::MIN;
    for next in runtime.log().read(rapport_kernel::Lsn(0)).unwrap() {
        let (_, entry) = next.unwrap();
        assert!(entry.time >= last);
        last = entry.time;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_snapshot_overtakes_the_ledger() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    carts(&outside, &runtime, 3).await;
    outside.ledger.away.store(1, Ordering::SeqCst);
    outside.clock.fetch_add(Span::HOUR.0 * 2, Ordering::SeqCst);
    runtime.submit(vec![crate::runtime::Submission::broadcast(rapport_engine::Body::Tick)]).await.unwrap();
    eventually("all are sent", || outside.mail.begun.lock().len() == 3).await;
    eventually("all are reported", || runtime.vitals().on_wire == 0).await;
    let saved = tokio::time::timeout(Duration::from_millis(500), runtime.save()).await;
    assert!(saved.is_err(), "a snapshot now would hide the bookings from the replay");
    drop(runtime);
    outside.ledger.away.store(0, Ordering::SeqCst);
    // What waited in the dead process's memory is gone; the replay makes it again.
    outside.ledger.booked.lock().clear();
    let fresh = Outside { ledger: Default::default(), ..outside };
    let runtime = fresh.open(dir.path()).await;
    runtime.settle().await.unwrap();
    assert!(fresh.ledger.booked.lock().len() >= 6);
    assert_eq!(fresh.mail.begun.lock().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_named_in_a_declaration_is_known_after_a_restart_and_its_repetition_too() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let mut runtime = outside.open(dir.path()).await;
    publish(&runtime).await;
    let nobody = rapport_kernel::CustomerId::NONE;
    let yes = consent(nobody, 7, Act::Grant, outside.now()).keyed(&"form".into(), "yes-7");
    let to = crate::runtime::Target::Identifiers(vec![email(7)], rapport_customer::identity::Link::Observed);
    let yes = crate::runtime::Submission { to, ..yes };
    let first = runtime.submit(vec![yes.clone()]).await.unwrap()[0];
    for _ in 0..2 {
        drop(runtime);
        runtime = outside.open(dir.path()).await;
        assert_eq!(runtime.find(&email(7)), Some(first.customer));
        assert!(runtime.submit(vec![yes.clone()]).await.unwrap()[0].duplicate());
    }
    let later = event(vec![email(7)], "Product Viewed", "later", outside.now());
    assert_eq!(runtime.submit(vec![later]).await.unwrap()[0].customer, first.customer);
}

/// Whose word an identifier rests on is read from the log: events say it, and what stands before other records does.
#[tokio::test(flavor = "multi_thread")]
async fn what_only_public_sources_named_is_the_same_after_a_restart() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    publish(&runtime).await;
    let observed = rapport_customer::identity::Link::Observed;
    let page = |who, message: &str| {
        let Submission { body, .. } = event(who, "Product Viewed", message, outside.now());
        let Body::Event(event) = body else { panic!("{body:?}") };
        Submission::said(*event, None)
    };
    let user = named_user(1);
    runtime.submit(vec![page(vec![user.clone(), cookie(1), email(1)], "said-1")]).await.unwrap();
    runtime.submit(vec![page(vec![cookie(2), email(2), named_user(3)], "said-2")]).await.unwrap();
    let shop = event(vec![user.clone()], "Product Viewed", "shop-1", outside.now());
    runtime.submit(vec![shop]).await.unwrap();
    let form = |n, act, to: Target| Submission { to, ..consent(CustomerId::NONE, n, act, outside.now()) };
    runtime.submit(vec![form(2, Act::Grant, Target::Identifiers(vec![email(2)], observed))]).await.unwrap();
    let asked = Target::Identifiers(vec![email(4)], observed).said_by("page".into());
    runtime.submit(vec![form(4, Act::RequestConfirmation, asked)]).await.unwrap();
    let look = |runtime: &Runtime| {
        runtime.with_index(|index| {
            let known = |one: &Identifier| index.find(one).map(|id| (id, index.opens_to_devices(id)));
            let all = [user.clone(), email(1), cookie(1), cookie(2), email(2), named_user(3), email(4)];
            let news = all.clone().map(|one| index.is_news(&[one]));
            (all.map(|one| known(&one)), news)
        })
    };
    let before = look(&runtime);
    assert_eq!(before.0.map(|one| one.is_some()), [true, false, true, true, true, false, true]);
    assert_eq!(before.1, [false, false, false, false, false, false, true], "only the page has asked for the last one");
    drop(runtime);
    assert_eq!(look(&outside.open(dir.path()).await), before);
}

fn named_user(n: u32) -> Identifier {
    Identifier { kind: IdentifierKind::UserId, value: format!("user-{n}").into() }
}

/// Snapshots that are not written make the next start longer: no one learns of it too late.
#[tokio::test(flavor = "multi_thread")]
async fn snapshots_that_cannot_be_written_are_told_until_they_can() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    carts(&outside, &runtime, 2).await;
    assert!(runtime.save().await && runtime.unsaved().is_none());
    let (state, away) = (dir.path().join("state"), dir.path().join("away"));
    std::fs::rename(&state, &away).unwrap();
    assert!(!runtime.save().await);
    assert!(runtime.unsaved().is_some_and(|(_, why)| why.contains("No such file")), "{:?}", runtime.unsaved());
    std::fs::rename(&away, &state).unwrap();
    assert!(runtime.save().await && runtime.unsaved().is_none());
}

/// Of a journey's versions the newest stays, and those that somebody is inside or has a message of.
#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_nobody_needs_is_let_go() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    carts(&outside, &runtime, 1).await;
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    for version in 2..=3 {
        let (journey, document, author) = ("cart".into(), JOURNEY.into(), "test".into());
        let publication = Publication { journey, version, document, author };
        runtime.submit(vec![Submission::broadcast(Body::Publish(Box::new(publication)))]).await.unwrap();
    }
    let known = async |runtime: &Runtime| {
        let all = runtime.ask_all(|shard| {
            let is_known = |version: &u32| shard.catalog.version(&"cart".into(), *version).is_some();
            (1..=3).filter(is_known).collect::<Vec<u32>>()
        });
        let mut all = all.await.unwrap();
        all.dedup();
        all
    };
    // Until all partitions were saved twice nobody knows who is inside what.
    for _ in 0..4 {
        outside.pass(&runtime, Span::MINUTE).await;
        assert!(runtime.save().await);
    }
    assert_eq!(known(&runtime).await, [[1, 2, 3]]);
    runtime.shut_down(Duration::from_secs(10)).await;
    drop(runtime);
    let runtime = outside.open(dir.path()).await;
    assert_eq!(known(&runtime).await, [[1, 3]]);
}
