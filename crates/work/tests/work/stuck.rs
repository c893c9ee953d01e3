//! Where is it stuck: by hand, and by simulation.

use crate::{
    office::{MONDAY, Office, ask, change, give, ids, journey, template, yes},
    simulation::Random,
};
use rapport_kernel::{Span, Time};
use rapport_work::{
    approval::{self, Approval, Command, ReleaseRequest},
    stuck::{
        StagePast, finish,
        forecast::{self, Leg, NoForecast},
        past, standing,
        survival::{Lasted, NEED, Survival, TooLittleHistory},
    },
};
use serde_json::json;

fn hours(n: i64) -> Span {
    Span::HOUR.times(n)
}

fn lasted(ended: &[i64], unfinished: &[i64]) -> Vec<Lasted> {
    let all = |list: &[i64], done| list.iter().map(|n| Lasted { span: hours(*n), done }).collect::<Vec<_>>();
    [all(ended, true), all(unfinished, false)].concat()
}

#[test]
fn the_unfinished_count() {
    let ended: Vec<i64> = (1..=10).collect();
    let quick = Survival::estimate(&lasted(&ended, &[])).unwrap();
    assert_eq!((quick.usual().median, quick.usual().p90), (Some(hours(5)), Some(hours(9))));
    let honest = Survival::estimate(&lasted(&ended, &[20; 10])).unwrap();
    assert_eq!(
        (honest.usual().median, honest.usual().p90),
        (Some(hours(10)), None),
        "ten wait for longer than any took"
    );
    assert_eq!(Survival::estimate(&lasted(&ended[1..], &[5; 50])), Err(TooLittleHistory { have: 9, need: NEED }));
}

fn leg(survival: &Survival, waited: i64) -> Leg {
    Leg { stage: "s".into(), survival: survival.clone(), waited: hours(waited) }
}

fn by(office: &Office, hours: i64) -> Time {
    use rapport_work::Directory;
    office.calendar(&"mia".into()).add_working(MONDAY, Span::HOUR.times(hours)).unwrap()
}

#[test]
fn a_forecast_by_hand() {
    let office = Office::default();
    let calendar = &office.calendar;
    let ended: Vec<i64> = (1..=10).collect();
    let one_to_ten = Survival::estimate(&lasted(&ended, &[])).unwrap();
    let now = |steps: &[Vec<Leg>]| forecast::finish(steps, calendar, MONDAY);
    let done = now(&[vec![leg(&one_to_ten, 0)]]).unwrap();
    assert_eq!((done.early, done.likely, done.late), (by(&office, 1), Some(by(&office, 5)), Some(by(&office, 9))));
    // Of those that had waited six hours, a quarter each took 1, 2, 3 and 4 more.
    let done = now(&[vec![leg(&one_to_ten, 6)]]).unwrap();
    assert_eq!((done.early, done.likely, done.late), (by(&office, 1), Some(by(&office, 2)), Some(by(&office, 4))));
    // Two dice with ten faces: 10 of 100 ways make at most 5, 55 at most 11, 45 at most 10, 90 at most 16.
    let done = now(&[vec![leg(&one_to_ten, 0)], vec![leg(&one_to_ten, 0)]]).unwrap();
    assert_eq!((done.early, done.likely, done.late), (by(&office, 5), Some(by(&office, 11)), Some(by(&office, 16))));
    // The larger of two: n/10 squared. 0.16 at 4, 0.64 at 8, 1 at 10.
    let done = now(&[vec![leg(&one_to_ten, 0), leg(&one_to_ten, 0)]]).unwrap();
    assert_eq!((done.early, done.likely, done.late), (by(&office, 4), Some(by(&office, 8)), Some(by(&office, 10))));
    assert_eq!(now(&[]).unwrap().early, MONDAY, "nothing is left to do");
}

#[test]
fn where_the_past_does_not_say_no_date_is_told() {
    let office = Office::default();
    let ended: Vec<i64> = (1..=10).collect();
    let one_to_ten = Survival::estimate(&lasted(&ended, &[])).unwrap();
    let now = |leg: Leg| forecast::finish(&[vec![leg]], &office.calendar, MONDAY);
    let beyond = NoForecast::BeyondHistory { stage: "s".into(), waited: hours(10), longest: hours(10) };
    assert_eq!(now(leg(&one_to_ten, 10)), Err(beyond));
    let half = Survival::estimate(&lasted(&ended, &[20; 10])).unwrap();
    let done = now(leg(&half, 0)).unwrap();
    assert_eq!((done.likely, done.late), (Some(by(&office, 10)), None), "half of them have never ended");
    let few = Survival::estimate(&lasted(&ended, &[20; 200])).unwrap();
    assert_eq!(now(leg(&few, 0)), Err(NoForecast::TooManyUnfinished));
}

/// A log-normal duration, as people's answers have: most quick, some very slow.
fn duration(random: &mut Random) -> Span {
    let normal = (-2.0 * random.share().ln()).sqrt() * (std::f64::consts::TAU * random.share()).cos();
    Span((6.0 * (0.8 * normal).exp() * Span::HOUR.0 as f64) as i64)
}

#[test]
fn eight_in_ten_end_within_the_interval() {
    let office = Office::default();
    let mut random = Random(1);
    let (mut inside, mut before_likely, rounds) = (0, 0, 2000);
    let mut survival = None;
    for round in 0..rounds {
        // A new past now and then; every fifth of it was looked at before it had ended.
        if round % 20 == 0 {
            let past: Vec<Lasted> = (0..300)
                .map(|_| {
                    let (span, looked) = (duration(&mut random), duration(&mut random).0 * 4);
                    if span.0 > looked {
                        Lasted { span: Span(looked), done: false }
                    } else {
                        Lasted { span, done: true }
                    }
                })
                .collect();
            survival = Survival::estimate(&past).ok();
        }
        let survival = survival.as_ref().unwrap();
        // It has waited three hours at the first stage; two side by side, and one more are to come.
        let first = std::iter::repeat_with(|| duration(&mut random)).find(|span| *span > hours(3)).unwrap();
        let (a, b, last) = (duration(&mut random), duration(&mut random), duration(&mut random));
        let took = Span(first.0 - hours(3).0 + a.max(b).0 + last.0);
        let steps = [vec![leg(survival, 3)], vec![leg(survival, 0), leg(survival, 0)], vec![leg(survival, 0)]];
        let told = forecast::finish(&steps, &office.calendar, MONDAY).unwrap();
        let ended = office.calendar.add_working(MONDAY, took).unwrap();
        inside += usize::from(told.early <= ended && told.late.is_none_or(|late| ended <= late));
        before_likely += usize::from(told.likely.is_none_or(|likely| ended <= likely));
    }
    let (inside, half) = (inside as f64 / rounds as f64, before_likely as f64 / rounds as f64);
    println!("inside the interval {inside}, before the likely date {half}");
    assert!((0.77..=0.83).contains(&inside), "{inside} lie inside");
    assert!((0.46..=0.54).contains(&half), "{half} were done by the likely date");
}

fn stages() -> serde_json::Value {
    json!([
        [{"id": "head", "name": "Head", "required": [{"person": "anna"}]}],
        [{"id": "money", "name": "Money", "required": [{"person": "carl"}], "when": "amount > 100"}]
    ])
}

/// An approval whose head of area answered after so many hours, and the controller after twice as many.
fn took(office: &Office, n: i64) -> Approval {
    let checked = approval::check(template(stages())).unwrap();
    let request =
        ReleaseRequest { id: "a".into(), subject: journey("v1", 500), author: "mia".into(), on_behalf_of: None };
    let mut approval = approval::request(&checked, request, office, MONDAY);
    for (stage, by, at) in [("head", "anna", n), ("money", "carl", 3 * n)] {
        let command = Command::Approve { stage: stage.into(), by: by.into(), seen: "v1".into(), remarks: None };
        give(&mut approval, office, command, self::by(office, at)).unwrap();
    }
    approval
}

#[test]
fn the_past_is_read_from_histories() {
    let office = Office::default();
    let now = by(&office, 30);
    let mut changed = ask(&office, stages(), journey("v1", 500));
    yes(&mut changed, &office, "head", "anna").unwrap();
    change(&mut changed, &office, "mia", journey("v2", 500), &[]);
    let mut withdrawn = ask(&office, stages(), journey("v1", 500));
    let withdraw = Command::Withdraw { by: "mia".into(), reason: "No".into() };
    give(&mut withdrawn, &office, withdraw, by(&office, 7)).unwrap();
    let mut rejected = ask(&office, stages(), journey("v1", 500));
    let (stage, reason) = ("head".into(), "No".into());
    let reject = Command::Reject { stage, by: "anna".into(), seen: "v1".into(), reason, region: None };
    give(&mut rejected, &office, reject, by(&office, 2)).unwrap();
    let past = past([&took(&office, 4), &changed, &withdrawn, &rejected], &office.calendar, now);
    let of = |stage: &str| past[&("journeys".into(), stage.into())].clone();
    let at = |n, done| Lasted { span: hours(n), done };
    // Four hours; at once, and again since Monday; seven until it was withdrawn; a no after two.
    assert_eq!(of("head"), [at(4, true), at(0, true), at(30, false), at(7, false), at(2, true)]);
    assert_eq!(of("money"), [at(8, true), at(0, false)], "voided while it was asked");
}

#[test]
fn what_is_in_flight_stands_against_its_usual() {
    let office = Office::default();
    let all: Vec<Approval> = (1..=10).map(|n| took(&office, n)).collect();
    let now = by(&office, 9);
    let past: StagePast = past(&all, &office.calendar, by(&office, 100));
    let flying = ask(&office, stages(), journey("v1", 500));
    let stands = |now| standing(&flying, &past, &office, &office.calendar, now);
    let one = &stands(now)[0];
    let usual = one.usual.unwrap();
    assert_eq!((one.waited, usual.median, usual.p90), (hours(9), Some(hours(5)), Some(hours(9))));
    assert_eq!((one.people.clone(), one.is_stuck()), (ids(&["anna"]).into_iter().collect(), Some(false)));
    assert_eq!(one.who.voices[0].person, "anna".into());
    assert_eq!(stands(now + Span::MINUTE)[0].is_stuck(), Some(true));
    let none = &standing(&flying, &StagePast::new(), &office, &office.calendar, now)[0];
    assert_eq!((none.usual, none.is_stuck()), (Err(TooLittleHistory { have: 0, need: NEED }), None));

    // Waited eight of 1 to 10 hours: one or two more; then 2, 4, .. 20 for the money: 3 to 22, each as likely.
    let told = finish(&flying, &past, &office.calendar, by(&office, 8)).unwrap();
    assert_eq!((told.early, told.likely, told.late), (by(&office, 12), Some(by(&office, 20)), Some(by(&office, 28))));
    let cheap = ask(&office, stages(), journey("v1", 50));
    let told = finish(&cheap, &past, &office.calendar, by(&office, 8)).unwrap();
    assert_eq!(told.late, Some(by(&office, 10)), "the money does not concern it");
    let missing = TooLittleHistory { have: 0, need: NEED };
    let none = finish(&flying, &StagePast::new(), &office.calendar, now);
    assert_eq!(none, Err(NoForecast::TooLittle { stage: "head".into(), missing }));
}
