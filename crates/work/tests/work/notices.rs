use crate::office::MONDAY;
use jiff::civil::time;
use proptest::prelude::*;
use rapport_calendar::{Calendar, Zone};
use rapport_kernel::{Span, Time};
use rapport_work::notice::{Choices, Notice, NoticeWay, PlannedNotice, Sent, plan_notifications};

fn notice(person: &str, fact: &str, kind: &str, at: Time) -> Notice {
    Notice { person: person.into(), fact: fact.into(), kind: kind.into(), at }
}

fn calendar() -> Calendar {
    Calendar::nine_to_five(Zone::named("Europe/Berlin").unwrap())
}

fn choices() -> Choices {
    Choices {
        kinds: [
            ("asked".into(), [NoticeWay::InApp, NoticeWay::Mail, NoticeWay::Push, NoticeWay::Daily].into()),
            ("silent".into(), [].into()),
        ]
        .into(),
        ..Choices::default()
    }
}

fn plan(notices: &[Notice], sent: &Sent) -> Vec<String> {
    let (choices, calendar) = (choices(), calendar());
    let show = |s: PlannedNotice| format!("{} {} {}: {}", s.at, s.person, s.way.code(), s.facts.join(" "));
    plan_notifications(notices, sent, |_| (&choices, &calendar)).into_iter().map(show).collect()
}

#[test]
fn each_way_has_its_time() {
    // Monday, 23:30 in Berlin.
    let night = "2026-03-02T22:30:00Z".parse().unwrap();
    let told = plan(&[notice("anna", "a1/s", "asked", night)], &Sent::new());
    assert_eq!(
        told,
        [
            "2026-03-02T22:30:00.000Z anna in_app: a1/s",
            "2026-03-03T06:00:00.000Z anna mail: a1/s",
            "2026-03-03T06:00:00.000Z anna push: a1/s",
        ],
        "nothing rings at night, and a mail is not repeated in the daily one"
    );
    let noon = MONDAY + Span::HOUR.times(3);
    assert!(
        plan(&[notice("anna", "a1/s", "asked", noon)], &Sent::new())
            .iter()
            .all(|told| told.starts_with("2026-03-02T11:00"))
    );
    assert!(plan(&[notice("anna", "x", "silent", noon)], &Sent::new()).is_empty());
}

#[test]
fn the_daily_mail_is_one_in_the_next_working_morning() {
    let friday: Time = "2026-03-06T15:00:00Z".parse().unwrap();
    let facts = [
        notice("anna", "two", "done", friday + Span::HOUR),
        notice("anna", "one", "done", friday),
        notice("max", "one", "done", friday),
        notice("anna", "three", "done", friday + Span::DAY.times(3)),
    ];
    let told = plan(&facts, &Sent::new());
    let daily: Vec<_> = told.iter().filter(|line| line.contains("daily")).collect();
    assert_eq!(
        daily,
        [
            "2026-03-09T08:00:00.000Z anna daily: one two",
            "2026-03-09T08:00:00.000Z max daily: one",
            "2026-03-10T08:00:00.000Z anna daily: three",
        ]
    );
}

#[test]
fn the_same_fact_is_told_once() {
    let fact = notice("anna", "a1/s", "asked", MONDAY);
    let twice = [fact.clone(), Notice { at: MONDAY + Span::HOUR, ..fact.clone() }];
    assert_eq!(plan(&twice, &Sent::new()), plan(std::slice::from_ref(&fact), &Sent::new()));
    let sent: Sent =
        [NoticeWay::InApp, NoticeWay::Mail].map(|way| (fact.person.clone(), fact.fact.clone(), way)).into();
    let left = plan(&twice, &sent);
    assert_eq!((left.len(), left[0].contains("push")), (1, true));
}

#[test]
fn a_night_may_lie_within_a_day_or_be_none() {
    let calendar = calendar();
    let at = |night| {
        let choices = Choices { others: [NoticeWay::Push].into(), night, ..Choices::default() };
        let facts = [notice("anna", "x", "y", MONDAY + Span::HOUR.times(4))];
        plan_notifications(&facts, &Sent::new(), |_| (&choices, &calendar))[0].at
    };
    let one = MONDAY + Span::HOUR.times(4);
    assert_eq!(at((time(12, 0, 0, 0), time(14, 0, 0, 0))), MONDAY + Span::HOUR.times(5), "a nap after lunch");
    assert_eq!(at((time(0, 0, 0, 0), time(0, 0, 0, 0))), one);
    assert_eq!(at((time(14, 0, 0, 0), time(12, 0, 0, 0))), one);
}

proptest! {
    #[test]
    fn whatever_was_sent_is_not_planned_again(hours in prop::collection::vec((0i64..200, 0u8..6, prop::bool::ANY), 0..20)) {
        let (choices, calendar) = (choices(), calendar());
        let facts: Vec<Notice> = hours
            .iter()
            .map(|(h, fact, asked)| {
                let kind = if *asked { "asked" } else { "done" };
                notice("anna", &format!("f{fact}"), kind, MONDAY + Span::HOUR.times(*h))
            })
            .collect();
        let mut sent = Sent::new();
        let mut told = 0;
        for now in (0..30).map(|day| MONDAY + Span::DAY.times(day)) {
            let known: Vec<Notice> = facts.iter().filter(|fact| fact.at <= now).cloned().collect();
            for sending in plan_notifications(&known, &sent, |_| (&choices, &calendar)) {
                let clock = calendar.zone.clock(sending.at);
                prop_assert!(sending.way == NoticeWay::InApp || (time(7, 0, 0, 0)..time(20, 0, 0, 0)).contains(&clock));
                if sending.at <= now {
                    for fact in sending.facts {
                        prop_assert!(sent.insert((sending.person.clone(), fact, sending.way)), "told twice");
                        told += 1;
                    }
                }
            }
        }
        let last = plan_notifications(&facts, &sent, |_| (&choices, &calendar));
        prop_assert!(last.is_empty(), "all was told in the end: {last:?}");
        prop_assert!(facts.is_empty() || told > 0);
    }
}

#[test]
fn an_approval_is_news_for_those_it_concerns() {
    use crate::office::{Office, ask, away, change, give, journey, yes};
    use rapport_work::{approval::Command, notice::of_approval};
    let mut office = Office::default();
    away(&mut office, "carl", Some("tom"));
    let stages = serde_json::json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}, {"person": "carl"}]}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    yes(&mut approval, &office, "s", "anna").unwrap();
    change(&mut approval, &office, "max", journey("v2", 1), &[]);
    let remind = Command::Remind { stage: "s".into(), by: "dora".into(), person: "carl".into() };
    give(&mut approval, &office, remind, MONDAY).unwrap();
    let withdraw = Command::Withdraw { by: "mia".into(), reason: "No".into() };
    let mut withdrawn = approval.clone();
    give(&mut withdrawn, &office, withdraw, MONDAY).unwrap();
    yes(&mut approval, &office, "s", "anna").unwrap();
    yes(&mut approval, &office, "s", "tom").unwrap();
    let told = |approval, since| {
        let notices = of_approval(approval, since, &office);
        notices.into_iter().map(|n| format!("{} {} {}", n.fact, n.kind, n.person)).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&approval, 0),
        [
            "a1/1 asked anna",
            "a1/1 asked tom",
            "a1/3 voided anna",
            "a1/4 asked anna",
            "a1/4 asked tom",
            "a1/5 reminded tom",
            "a1/9 approved max",
            "a1/9 approved mia",
        ]
    );
    assert_eq!(told(&approval, 5)[0], "a1/5 reminded tom", "what was told before is left out");
    assert_eq!(told(&withdrawn, 6), ["a1/6 withdrawn anna", "a1/6 withdrawn tom"], "not to her who did it");
}
