use super::*;
use crate::sql::{
    SqlError,
    db::values,
    idempotency::{
        Answer, Idempotency, IdempotencyError, KEPT,
        Unfinished::{Repeat, Tell},
    },
};
use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

fn answer(status: u16, n: u16) -> Answer {
    Answer { status, body: format!("effect {n}") }
}

/// An effect that counts how often it ran and takes its time.
fn effect(
    runs: &Arc<AtomicU16>,
    status: u16,
) -> impl FnOnce() -> std::pin::Pin<Box<dyn Future<Output = Answer> + Send>> + Send + 'static + use<> {
    let runs = Arc::clone(runs);
    move || {
        Box::pin(async move {
            let n = runs.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            answer(status, n)
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_times_the_same_key_is_one_effect_and_one_answer() {
    let home = Home::new();
    let store = Idempotency::new(home.open().await);
    let runs = Arc::default();
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (store, effect) = (store.clone(), effect(&runs, 201));
            tokio::spawn(async move { store.once("ada/k1", b"POST /x {}", at(0), Tell, effect).await.unwrap() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), answer(201, 1));
    }
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    drop(store);
    // After a restart, and up to a day later.
    let store = Idempotency::new(home.open().await);
    let last = at(0) + KEPT + Span(-1);
    let again = store.once("ada/k1", b"POST /x {}", last, Tell, effect(&runs, 201)).await.unwrap();
    assert_eq!((again, runs.load(Ordering::SeqCst)), (answer(201, 1), 1));
    let later = store.once("ada/k1", b"POST /x {}", at(0) + KEPT, Tell, effect(&runs, 201)).await.unwrap();
    assert_eq!(later, answer(201, 2), "after a day the key is free");
    assert_eq!(store.purge(at(0) + KEPT + KEPT).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_key_with_another_body_is_refused_also_in_a_race() {
    let home = Home::new();
    let store = Idempotency::new(home.open().await);
    let runs = Arc::default();
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let (store, effect) = (store.clone(), effect(&runs, 200));
            tokio::spawn(
                async move { store.once("k", format!("body {}", n % 2).as_bytes(), at(0), Tell, effect).await },
            )
        })
        .collect();
    let (mut answered, mut refused) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => answered += 1,
            Err(IdempotencyError::OtherRequest) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((answered, refused, runs.load(Ordering::SeqCst)), (10, 10, 1));
    assert!(matches!(store.once("", b"", at(0), Tell, effect(&runs, 200)).await, Err(IdempotencyError::BadKey)));
    store.once("other", b"body", at(0), Tell, effect(&runs, 200)).await.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 2, "another key is another effect");
}

#[tokio::test]
async fn a_server_error_is_not_kept_but_a_refusal_is() {
    let home = Home::new();
    let store = Idempotency::new(home.open().await);
    let runs = Arc::default();
    assert_eq!(store.once("k", b"x", at(0), Tell, effect(&runs, 503)).await.unwrap(), answer(503, 1));
    assert_eq!(store.once("k", b"x", at(0), Tell, effect(&runs, 422)).await.unwrap(), answer(422, 2));
    assert_eq!(store.once("k", b"x", at(0), Tell, effect(&runs, 200)).await.unwrap(), answer(422, 2));
}

#[tokio::test]
async fn what_never_came_to_its_end_runs_again_only_where_that_changes_nothing() {
    let home = Home::new();
    let store = Idempotency::new(home.open().await);
    let runs = Arc::default();
    for (key, unfinished) in [("tell", Tell), ("repeat", Repeat)] {
        // The program ends in the middle of the effect; a task that is gone with a panic stands for it here.
        let (store, runs) = (store.clone(), Arc::clone(&runs));
        let ends = move || {
            let effect = effect(&runs, 201);
            async move {
                let answer = effect().await;
                assert_eq!(answer.status, 0, "the program ends");
                answer
            }
        };
        let cut = tokio::spawn(async move { store.once(key, b"x", at(0), unfinished, ends).await.map(drop) });
        assert!(!matches!(cut.await, Ok(Ok(()))), "nobody was answered");
    }
    drop(store);
    let store = Idempotency::new(home.open().await);
    let told = store.once("tell", b"x", at(1), Tell, effect(&runs, 201)).await;
    assert!(matches!(told, Err(IdempotencyError::Unfinished)), "{told:?}");
    let other = store.once("tell", b"y", at(1), Tell, effect(&runs, 201)).await;
    assert!(matches!(other, Err(IdempotencyError::OtherRequest)), "{other:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 2, "nothing ran a second time");
    assert_eq!(store.once("repeat", b"x", at(1), Repeat, effect(&runs, 201)).await.unwrap(), answer(201, 3));
}

#[tokio::test]
async fn a_caller_who_leaves_does_not_undo_the_effect() {
    let home = Home::new();
    let store = Idempotency::new(home.open().await);
    let runs = Arc::default();
    let waiting = store.once("k", b"x", at(0), Tell, effect(&runs, 200));
    assert!(tokio::time::timeout(std::time::Duration::from_millis(5), waiting).await.is_err());
    let again = store.once("k", b"x", at(0), Tell, effect(&runs, 200)).await.unwrap();
    assert_eq!((again, runs.load(Ordering::SeqCst)), (answer(200, 1), 1));
}

#[tokio::test]
async fn what_is_kept_is_opened_by_who_asked_and_by_nobody_with_the_file() {
    let home = Home::new();
    let db = home.open().await;
    let store = Idempotency::new(db.clone());
    let said = || async { Answer { status: 200, body: "ada lives here".into() } };
    store.once("secret of the asker", b"about ada", at(0), Tell, said).await.unwrap();
    for told in ["ada lives", "about ada", "secret of"] {
        assert!(!home.holds(told).await, "{told}");
    }
    let again =
        store.once("secret of the asker", b"about ada", at(1), Tell, effect(&Arc::default(), 500)).await.unwrap();
    assert_eq!(again.body, "ada lives here");
    // A row that is not what was written opens for no one.
    db.run("UPDATE kept_answer SET sealed = 'AAAA'", values![]).await.unwrap();
    let damaged = store.once("secret of the asker", b"about ada", at(1), Tell, effect(&Arc::default(), 200)).await;
    assert!(matches!(damaged, Err(IdempotencyError::Sql(SqlError::Damaged("kept_answer")))), "{damaged:?}");
}
