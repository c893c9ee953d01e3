//! Against the scripted server: what the mailer says about a message is never more than it can know (S2, S4).

use super::support::*;
use crate::email::{
    Settings, Tls,
    pool::Pool,
    sink::{Options, Sink, Stage, Trick},
};
use rapport_channel::Outcome;
use std::{collections::HashMap, sync::Arc, time::Duration};

async fn sink(script: impl Fn(u64, &str) -> Trick + Send + Sync + 'static) -> Sink {
    Sink::start("127.0.0.1:0", Options { script: Box::new(script), ..Options::default() }).await.unwrap()
}

#[tokio::test]
async fn a_good_server_takes_one_message_after_the_other_on_one_connection() {
    let sink = sink(|_, _| Trick::None).await;
    let (pool, watch, sender) = (Pool::new(settings(&sink)).unwrap(), Watch::default(), sender([]));
    for n in 0..20 {
        let outcome = pool.deliver(&mail(n, "ada@example.com", rendered("Hi", ".\r\n..\nx\r."), &sender), &watch).await;
        assert_eq!(outcome, Outcome::Accepted { provider_id: Some("SINK".into()) });
    }
    let seen = sink.seen();
    assert_eq!((seen.len(), sink.connections()), (20, 1));
    assert!(seen.iter().all(|seen| seen.from.starts_with("bounce+") && seen.to == "ada@example.com"));
    assert_eq!(watch.begun.lock().unwrap().len(), 20);
}

/// S2: whatever happens around the final dot, the message is taken at most once and what cannot be known is said so.
#[tokio::test]
async fn the_ambiguous_dot_is_unknown_five_hundred_times() {
    let tricks = [
        Trick::TakeThenDrop,
        Trick::TakeThenNonsense,
        Trick::Cut(Stage::Dot),
        Trick::Drop(Stage::Dot),
        Trick::TakeThenWait(Duration::from_millis(300)),
    ];
    let script = tricks.clone();
    let sink = sink(move |n, _| script[n as usize % script.len()].clone()).await;
    let settings = Settings { after_dot: Duration::from_millis(60), connections: 16, ..settings(&sink) };
    let pool = Arc::new(Pool::new(settings).unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..500 {
        let pool = pool.clone();
        tasks.spawn(async move {
            let mail = mail(n, "ada@example.com", rendered("Hi", "Hello"), &sender([]));
            pool.deliver(&mail, &Watch::default()).await
        });
    }
    let mut unknown = 0;
    while let Some(outcome) = tasks.join_next().await {
        unknown += usize::from(matches!(outcome.unwrap(), Outcome::Unknown { .. }));
    }
    assert_eq!(unknown, 500);
    let mut copies: HashMap<String, usize> = HashMap::new();
    for seen in sink.seen().into_iter().filter(|seen| seen.taken.is_some()) {
        *copies.entry(seen.from).or_default() += 1;
    }
    assert!(copies.values().all(|copies| *copies == 1));
}

/// S4: a crowd of answers of every kind. Accepted means taken; refused and not sent mean not taken; only unknown is open.
#[tokio::test]
async fn mixed_answers_leave_one_end_state_each_and_it_is_true() {
    const PEOPLE: u64 = 1_500;
    let sink = sink(|n, _| Trick::random(42, n, 60)).await;
    let settings = Settings { connections: 8, ..settings(&sink) };
    let pool = Arc::new(Pool::new(settings).unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..PEOPLE {
        let pool = pool.clone();
        tasks.spawn(async move {
            let mail = mail(n, "ada@example.com", rendered("Hi", "Hello"), &sender([]));
            (mail.from.clone(), pool.deliver(&mail, &Watch::default()).await)
        });
    }
    let mut outcomes = HashMap::new();
    while let Some(ended) = tasks.join_next().await {
        let (from, outcome) = ended.unwrap();
        assert!(outcomes.insert(from, outcome).is_none());
    }
    assert_eq!(outcomes.len(), PEOPLE as usize);
    let mut copies: HashMap<String, usize> = HashMap::new();
    let seen = sink.seen();
    for seen in &seen {
        *copies.entry(seen.from.clone()).or_default() += usize::from(seen.taken.is_some());
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (from, outcome) in &outcomes {
        *counts.entry(outcome.code()).or_default() += 1;
        let copies = copies.get(from).copied().unwrap_or(0);
        match outcome {
            Outcome::Accepted { .. } => assert_eq!(copies, 1, "{from}"),
            Outcome::Refused { .. } | Outcome::NotSent { .. } => assert_eq!(copies, 0, "{from} {outcome:?}"),
            Outcome::Unknown { .. } => assert!(copies <= 1, "{from}"),
            other => panic!("{other:?}"),
        }
    }
    println!("{counts:?}");
    assert!(
        ["accepted", "refused", "not_sent", "unknown"].iter().all(|code| counts.get(code).is_some_and(|n| *n > 10))
    );
}

#[tokio::test]
async fn codes_say_whether_trying_again_makes_sense() {
    for (stage, code, permanent) in [
        (Stage::Recipient, 550, true),
        (Stage::Recipient, 451, false),
        (Stage::Mail, 421, false),
        (Stage::Data, 554, true),
        (Stage::Dot, 452, false),
        (Stage::Dot, 552, true),
    ] {
        let sink = sink(move |_, _| Trick::Refuse(stage, code, 3)).await;
        let pool = Pool::new(settings(&sink)).unwrap();
        let mail = mail(1, "ada@example.com", rendered("Hi", "Hello"), &sender([]));
        let expected = Outcome::Refused { code: format!("{code} {}.7.1", code / 100).into(), permanent };
        assert_eq!(pool.deliver(&mail, &Watch::default()).await, expected, "{stage:?}");
    }
}

#[tokio::test]
async fn a_withdrawal_before_the_first_byte_stops_the_message() {
    let sink = sink(|_, _| Trick::None).await;
    let (pool, watch) = (Pool::new(settings(&sink)).unwrap(), Watch::default());
    watch.revoked.lock().unwrap().push(key(1));
    let mail = mail(1, "ada@example.com", rendered("Hi", "Hello"), &sender([]));
    assert_eq!(pool.deliver(&mail, &watch).await, Outcome::Stopped { why: "withdrawn".into() });
    assert!(sink.seen().is_empty(), "not even MAIL FROM");
}

#[tokio::test]
async fn no_server_means_certainly_not_sent() {
    let gone = sink(|_, _| Trick::None).await;
    let settings = settings(&gone);
    drop(gone);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let pool = Pool::new(settings).unwrap();
    let watch = Watch::default();
    let mail = mail(1, "ada@example.com", rendered("Hi", "Hello"), &sender([]));
    assert_eq!(pool.deliver(&mail, &watch).await, Outcome::NotSent { why: "connect".into() });
    assert!(watch.begun.lock().unwrap().is_empty());
}

fn certificate() -> (Arc<rustls::ServerConfig>, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (Arc::new(config), made.cert.pem())
}

#[tokio::test]
async fn required_tls_means_tls_with_the_right_certificate() {
    let (config, pem) = certificate();
    let sink = Sink::start("127.0.0.1:0", Options { tls: Some(config), ..Options::default() }).await.unwrap();
    let plain = self::sink(|_, _| Trick::None).await;
    let to = |sink: &Sink, tls, authorities: Option<String>| Settings {
        authorities,
        patience: Duration::from_secs(2),
        ..Settings::new("localhost", sink.address().port(), tls)
    };
    let mail = mail(1, "ada@example.com", rendered("Hi", "Hello"), &sender([]));
    let ask = async |settings| Pool::new(settings).unwrap().deliver(&mail, &Watch::default()).await;
    assert!(matches!(ask(to(&sink, Tls::Required, Some(pem))).await, Outcome::Accepted { .. }));
    assert_eq!(ask(to(&sink, Tls::Required, None)).await, Outcome::NotSent { why: "tls".into() }, "not our authority");
    assert_eq!(ask(to(&plain, Tls::Required, None)).await, Outcome::NotSent { why: "tls".into() }, "no TLS offered");
    assert!(matches!(ask(to(&sink, Tls::Opportunistic, None)).await, Outcome::Accepted { .. }));
    assert!(matches!(ask(to(&plain, Tls::Opportunistic, None)).await, Outcome::Accepted { .. }));
    assert!(Pool::new(Settings::new("mail.example.com", 25, Tls::None)).is_err());
}

/// RFC 6531: an address in other letters goes through a server that takes it, as it is, and is refused by name by one that does not.
#[tokio::test]
async fn an_address_beyond_ascii_goes_only_through_a_server_that_takes_it() {
    for utf8 in [true, false] {
        let sink = Sink::start("127.0.0.1:0", Options { utf8, ..Options::default() }).await.unwrap();
        let (pool, watch, sender) = (Pool::new(settings(&sink)).unwrap(), Watch::default(), sender([]));
        let outcome = pool.deliver(&mail(0, "jörg@example.com", rendered("Hi", "Hello"), &sender), &watch).await;
        if utf8 {
            assert_eq!(outcome, Outcome::Accepted { provider_id: Some("SINK".into()) });
            let seen = sink.seen().remove(0);
            assert_eq!(seen.to, "jörg@example.com");
            assert!(String::from_utf8_lossy(&seen.message).contains("To: jörg@example.com"), "{seen:?}");
        } else {
            assert_eq!(outcome, Outcome::Refused { code: "no_smtputf8".into(), permanent: true });
            assert!(watch.begun.lock().unwrap().is_empty(), "nothing was begun");
        }
        let plain = pool.deliver(&mail(1, "ada@example.com", rendered("Hi", "Hello"), &sender), &watch).await;
        assert!(matches!(plain, Outcome::Accepted { .. }), "{plain:?}");
    }
}
