//! A withdrawal stops what is under way, and names what it could not stop (S8).

use super::world::*;
use rapport_customer::Act;
use rapport_kernel::Span;
use std::sync::atomic::Ordering;

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_begun_is_stopped_and_the_answer_says_so() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    Mail::close(&outside.mail.before);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("the driver has it", || outside.mail.arrived.load(Ordering::SeqCst) == 1).await;
    let answer = runtime.submit_and_wait(consent(ada, 0, Act::Withdraw, outside.now())).await.unwrap();
    assert_eq!((answer.stopped.len(), answer.in_flight.len()), (1, 0));
    outside.mail.before.add_permits(100);
    eventually("the driver is done", || runtime.vitals().on_wire == 0).await;
    runtime.settle().await.unwrap();
    assert!(outside.mail.begun.lock().is_empty());
    assert_eq!(messages(&runtime, ada).await, ["suppressed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_named() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    Mail::close(&outside.mail.after);
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    eventually("the transaction began", || outside.mail.begun.lock().len() == 1).await;
    let answer = runtime.submit_and_wait(consent(ada, 0, Act::Withdraw, outside.now())).await.unwrap();
    assert_eq!(answer.in_flight, *outside.mail.begun.lock());
    assert!(answer.stopped.is_empty());
    outside.mail.after.add_permits(100);
}

/// Withdrawals at full rate: no transaction begins after one was answered, unless the answer names it.
#[tokio::test(flavor = "multi_thread")]
async fn no_transaction_begins_after_the_answer() {
    let people = if std::env::var_os("RAPPORT_FULL").is_some() { 1_000 } else { 150 };
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, people).await;
    let settled = tokio::spawn({
        let (outside, runtime) = (outside.clone(), runtime.clone());
        async move { outside.pass(&runtime, Span::HOUR.times(2)).await }
    });
    let mut withdrawing = Vec::new();
    for (n, customer) in customers.iter().copied().enumerate() {
        let (outside, runtime) = (outside.clone(), runtime.clone());
        withdrawing.push(tokio::spawn(async move {
            let no = consent(customer, n as u32, Act::Withdraw, outside.now());
            let answer = runtime.submit_and_wait(no).await.unwrap();
            let begun = outside.mail.begun.lock().iter().filter(|key| key.customer() == customer).count();
            (customer, begun, answer.in_flight.len())
        }));
    }
    settled.await.unwrap();
    let mut answers = Vec::new();
    for one in withdrawing {
        answers.push(one.await.unwrap());
    }
    eventually("nothing is on its way", || runtime.vitals().on_wire == 0).await;
    runtime.settle().await.unwrap();
    let mut in_flight = 0;
    for (customer, begun_at_answer, named) in answers {
        let begun = outside.mail.begun.lock().iter().filter(|key| key.customer() == customer).count();
        assert_eq!(begun, begun_at_answer, "a transaction began after the answer");
        assert!(named <= begun);
        in_flight += named;
    }
    assert!(in_flight <= people as usize);
}
