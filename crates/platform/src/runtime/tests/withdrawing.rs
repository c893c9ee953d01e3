//! A withdrawal stops what is under way, and names what it could not stop (S8).

use super::world::*;
use crate::runtime::Runtime;
use rapport_customer::{Act, ConsentStatus, Reason, Suppression};
use rapport_engine::Body;
use rapport_kernel::{CustomerId, Identifier, IdentifierKind, Lsn, Span, Time};
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

fn stop_at(address: Identifier, at: Time) -> Suppression {
    let reason = Reason::OptOut;
    let (scope, source) = (reason.usual_scope(), "shop".into());
    Suppression { received: None, at, reason, scope, brand: None, channel: None, address: Some(address), source }
}

/// Two accounts of one mailbox: what the one says holds for the other when it is answered, and the answer tells of both.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_by_the_other_account_of_a_mailbox_names_what_is_on_its_way_there() {
    for (begun, by_consent) in [(false, false), (false, true), (true, false), (true, true)] {
        let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
        let runtime = outside.open(dir.path()).await;
        let ada = carts(&outside, &runtime, 1).await[0];
        let user = |name: &str| Identifier { kind: IdentifierKind::UserId, value: name.into() };
        let signed_in = ["ada", "bob"].map(|name| event(vec![user(name), email(0)], "Signed In", name, outside.now()));
        let bob = runtime.submit(signed_in.to_vec()).await.unwrap()[1].customer;
        assert_ne!(bob, ada);
        runtime.settle().await.unwrap();
        let gate = if begun { &outside.mail.after } else { &outside.mail.before };
        Mail::close(gate);
        outside.pass(&runtime, Span::HOUR.times(2)).await;
        eventually("the driver has it", || outside.mail.arrived.load(Ordering::SeqCst) == 1).await;
        eventually("as far as it is let", || outside.mail.begun.lock().len() == usize::from(begun)).await;
        let stop = stop_at(email(0), outside.now());
        let no = match by_consent {
            true => consent(bob, 0, Act::Withdraw, outside.now()),
            false => crate::runtime::Submission::about(bob, Body::Suppress(Box::new(stop))),
        };
        let answer = runtime.submit_and_wait(no).await.unwrap();
        assert_eq!(answer.customer, bob);
        assert_eq!((answer.stopped.len(), answer.in_flight.len()), (usize::from(!begun), usize::from(begun)));
        assert!(answer.stopped.iter().chain(&answer.in_flight).all(|key| key.customer() == ada));
        gate.add_permits(100);
        eventually("the driver is done", || runtime.vitals().on_wire == 0).await;
    }
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

/// How many declarations and suppressions are in the log.
fn noes(runtime: &Runtime) -> usize {
    let records = runtime.log().read(Lsn(0)).unwrap().map(|next| rapport_stored::decode_body(&next.unwrap().1.payload));
    records.filter(|body| matches!(body, Ok(Body::Consent(_) | Body::Suppress(_)))).count()
}

async fn withdrawn(runtime: &Runtime, customer: CustomerId) -> bool {
    let ask = |shard: &rapport_engine::Shard, id: CustomerId| {
        let brand = shard.catalog.brand(&"acme".into())?;
        let said = &shard.customer(id)?.customer;
        Some(matches!(
            said.consent(brand, &"offers".into(), &"email".into(), rapport_kernel::Time::MAX),
            ConsentStatus::Withdrawn { .. }
        ))
    };
    runtime.ask(customer, ask).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_that_stands_is_done_without_a_record_and_one_after_a_yes_is_recorded() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let ada = carts(&outside, &runtime, 1).await[0];
    let before = noes(&runtime);
    let say = async |act| runtime.submit_and_wait(consent(ada, 0, act, outside.now())).await.unwrap();
    assert!(!say(Act::Withdraw).await.stands_already);
    for _ in 0..200 {
        assert!(say(Act::Withdraw).await.stands_already);
    }
    assert_eq!(noes(&runtime), before + 1, "pressed 201 times");
    assert!(!say(Act::Object).await.stands_already, "another no");
    let bounce = stop_at(email(0), outside.now());
    for again in [false, true, true] {
        let stop = crate::runtime::Submission::about(ada, Body::Suppress(Box::new(bounce.clone())));
        assert_eq!(runtime.submit_and_wait(stop).await.unwrap().stands_already, again);
    }
    outside.pass(&runtime, Span::SECOND).await;
    say(Act::Grant).await;
    outside.pass(&runtime, Span::SECOND).await;
    assert!(!say(Act::Withdraw).await.stands_already, "there was a yes since");
    outside.pass(&runtime, Span::HOUR.times(2)).await;
    assert!(!say(Act::Withdraw).await.stands_already, "so that the record tells when it was said last");
    assert_eq!(noes(&runtime), before + 6);
    // Of those that say the same the first ones and the last are kept.
    for _ in 0..60 {
        outside.pass(&runtime, Span::HOUR.times(2)).await;
        say(Act::Withdraw).await;
    }
    let kept = |shard: &rapport_engine::Shard, id| shard.customer(id).unwrap().customer.consents().history().len();
    assert!(runtime.ask(ada, kept).await.unwrap() < 24);
    assert!(withdrawn(&runtime, ada).await);
}

/// Also one that is still on its way into the log when the "no" is said again.
#[tokio::test(flavor = "multi_thread")]
async fn a_no_wins_over_every_yes_before_it() {
    let (dir, outside) = (tempfile::tempdir().unwrap(), Outside::new());
    let runtime = outside.open(dir.path()).await;
    let customers = carts(&outside, &runtime, 1).await;
    let ada = customers[0];
    runtime.submit_and_wait(consent(ada, 0, Act::Withdraw, outside.now())).await.unwrap();
    for n in 0..300 {
        outside.pass(&runtime, Span(10)).await;
        let yes = consent(ada, 0, Act::Grant, outside.now());
        let no = consent(ada, 0, Act::Withdraw, outside.now());
        // The yes is in the queue first; the no asks while it is there.
        let (yes, no) = tokio::join!(runtime.submit(vec![yes]), runtime.submit_and_wait(no));
        assert!(yes.is_ok() && !no.unwrap().stands_already, "{n}");
        assert!(withdrawn(&runtime, ada).await, "{n}");
    }
}
